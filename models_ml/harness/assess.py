"""Judge a fitted model on the test cut-off: the figures of its card, and whether it may be released."""

from models_ml.harness.checks import strangers, without_missingness
from models_ml.harness.declaration import Score
from models_ml.harness.drift import references
from models_ml.harness.fit import Fitted, predicted
from models_ml.harness.frames import Frame, matrix
from models_ml.harness.importance import importance
from models_ml.harness.measure import measure
from models_ml.harness.measure_amount import measure_amount

# Shares in tenths of a population need no more.
MOST_ROWS = 50_000


def assess(score: Score, frames: list[Frame], fitted: Fitted) -> dict:
    """Measure the model beside its rivals on the last of `frames`; see `measure` and `measure_amount` for the keys.

    Adds ``importance`` (permutation), ``strangers`` (customers no training row knew) and ``without_missingness``.
    """
    test = frames[-1]
    x, label = test.matrix(score.names), test.label
    said, beside = predicted(fitted.model, x), predicted(fitted.linear, x)
    if score.target == "chance":
        figures = measure(test.rows, label, said, beside, score.capacity)
    else:
        figures = measure_amount(test.rows, label, said, beside)
    return figures | {
        "importance": importance(score, fitted.model, x, label),
        "strangers": strangers(score, frames),
        "without_missingness": without_missingness(score, frames),
    }


def is_better(figures: dict) -> bool:
    """Whether the model beats its naive rule, in nine of ten draws of the customers it is tested on."""
    return figures["over_naive"]["sure"] > 0


def references_of(score: Score, model, frames: list[Frame]) -> dict[str, dict]:
    """What the population looked like at every cut-off: everybody eligible, input by input, and their scores.

    Of a day's customers at most `MOST_ROWS`, evenly taken.
    """
    steps = [max(len(frame.population) // MOST_ROWS, 1) for frame in frames]
    parts = [matrix(frame.population[::step], score.names) for frame, step in zip(frames, steps, strict=True)]
    return references(score.names, [(x, predicted(model, x)) for x in parts if len(x)])
