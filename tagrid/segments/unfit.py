"""The one error below the readers of rules: they say where, it says why."""

from tagrid.errors import BadInput


class Unfit(BadInput):
    """Why a name, an operand or a rule cannot be taken, without the place where it stands."""
