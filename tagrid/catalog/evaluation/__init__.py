"""The classification method checked on the customers of a published version: MECE, independence, post-evaluation."""

from tagrid.catalog.evaluation.model import Evaluation
from tagrid.catalog.evaluation.run import evaluate, evaluated

__all__ = ["Evaluation", "evaluate", "evaluated"]
