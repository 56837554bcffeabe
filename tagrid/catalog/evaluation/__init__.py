"""The classification method checked on the customers of a published version: MECE, independence, post-evaluation."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tagrid.catalog.evaluation.model import Evaluation
    from tagrid.catalog.evaluation.run import evaluate, evaluated

__all__ = ["Evaluation", "evaluate", "evaluated"]


def __getattr__(name: str) -> object:
    # The command line imports every room at every start; what this one works with takes half a second.
    if name not in __all__:
        raise AttributeError(name)
    from tagrid.catalog.evaluation import run

    return getattr(run, name)
