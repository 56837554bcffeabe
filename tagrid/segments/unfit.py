"""The one exception below the readers of rules: they say where, it says why."""


class Unfit(Exception):
    """Why a name, an operand or a rule cannot be taken, without the place where it stands."""
