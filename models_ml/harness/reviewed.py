"""Labels from reviews: a person's verdict teaches where the facts know no outcome."""

from dataclasses import replace
from datetime import timedelta

import polars as pl

from models_ml.harness.declaration import Score
from models_ml.harness.frames import Frame
from tagrid.home import Home


def teaches(score: Score) -> bool:
    """Whether reviews can be labels of the score: of a chance, whose outcome is not known of everybody anyway."""
    return score.target == "chance" and score.otherwise is None


def with_reviews(home: Home, score: Score, frames: list[Frame]) -> tuple[list[Frame], int]:
    """Return the frames with labels from reviews where the facts know none, and how many labels that are.

    A review made within a frame's (as_of, as_of + horizon] tells of it; the latest there counts. The last frame, on
    which the model is tested, keeps to facts: people review whom a model pointed at.
    """
    if not teaches(score):
        return frames, 0
    from tagrid.review import reviews

    said = [one for one in reviews(home) if one["score"] == score.name]
    taught = [*(_taught(score, frame, said) for frame in frames[:-1]), frames[-1]]
    return taught, sum(len(new.rows) - len(old.rows) for new, old in zip(taught, frames, strict=True))


def _taught(score: Score, frame: Frame, said: list[dict]) -> Frame:
    until = frame.as_of + timedelta(days=score.horizon_days)
    inside = [one for one in said if frame.as_of < one["reviewed_on"] <= until]
    latest = {one["customer_id"]: one["verdict"] == "confirmed" for one in reversed(inside)}
    told = pl.DataFrame(
        {"customer_id": list(latest), "label": list(latest.values())},
        schema={"customer_id": pl.String, "label": frame.rows.schema["label"]},
    )
    new = frame.population.join(frame.rows, on="customer_id", how="anti").join(told, on="customer_id")
    rows = pl.concat([frame.rows, new.select(frame.rows.columns)]).sort("customer_id")
    return replace(frame, rows=rows)
