"""Score everybody inside a build: a chance or amount with its reasons, or a null where the model cannot know.

Whatever is wrong with the model, a build goes on: the output is null, the tag unknown, and `State` says why.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from models_ml.harness import store
from models_ml.harness.declaration import Score
from models_ml.harness.fit import predicted
from models_ml.harness.frames import frame_query, matrix
from models_ml.harness.meaning import computed_as
from models_ml.harness.reasons import reasons
from models_ml.shapes.declaration import Trainable
from tagrid.errors import Told
from tagrid.home import Home

STALE_DAYS = 400
_NO_MODEL = "没有启用的模型，请运行 `tagrid train`"

REASON = pa.struct([("feature", pa.string()), ("value", pa.float64()), ("effect", pa.float64())])


NOTHING = Told("", "")


@dataclass(frozen=True)
class State:
    """Whether a score is in force: ``code`` is ready, missing, stale, damaged or mismatch; ``why`` for a person.

    A published version may add ``drifted``: it scored, but its inputs are no longer those it learned from.
    """

    code: str
    why: Told = NOTHING
    model_id: str | None = None


def schema(score: Score) -> pa.Schema:
    """Columns of a score's table, the same with and without a model."""
    return pa.schema(
        [
            ("customer_id", pa.string()),
            (score.output, pa.float64()),
            ("model_id", pa.string()),
            ("reasons", pa.list_(REASON)),
        ]
    )


def champion(home: Home, score: Trainable, as_of: date | None) -> tuple[State, Any, dict]:
    """Return the champion's state, classifier and manifest; the classifier is None unless it may be used.

    Without `as_of` its age is not judged.
    """
    model_id = store.champion_id(home, score.name)
    if model_id is None:
        return State("missing", Told("no model is in force; run `tagrid train`", _NO_MODEL)), None, {}
    try:
        found = store.read(store.folder_of(home, score.name) / model_id)
        if wrong := fault(score, found.manifest, as_of):
            return State(*wrong, model_id), None, found.manifest
        return State("ready", model_id=model_id), found.load(), found.manifest
    except store.ModelRefused as refused:
        why = Told(f"model {model_id} is not used: {refused}", f"模型 {model_id} 未启用：{refused.told.zh}")
        return State("damaged", why, model_id), None, {}


def fault(score: Trainable, manifest: dict, as_of: date | None) -> tuple[str, Told] | None:
    """Return the state's code and its reason when a model of that manifest may not be used; ModelRefused if damaged."""
    import sklearn

    try:
        through = date.fromisoformat(manifest["trained_through"])
        names, medians, version = manifest["features"], manifest["medians"], manifest["scikit_learn"]
    except (KeyError, TypeError, ValueError) as error:
        raise store.ModelRefused(f"its manifest is damaged ({error})", f"其清单已损坏（{error}）") from error
    if names != score.names or sorted(medians) != sorted(names):
        return "mismatch", _again("it was trained on other features", "训练时用的是另一组特征")
    if version != sklearn.__version__:
        return "mismatch", _again(f"it was trained with scikit-learn {version}", f"训练时用的是 scikit-learn {version}")
    if manifest.get("computed_as") != computed_as(score):
        en = "its features were computed otherwise when it learned from them"
        return "mismatch", _again(en, "其特征的算法在训练之后改过")
    if as_of and (as_of - through).days > STALE_DAYS:
        return "stale", _again(f"it learned from data up to {through}", f"所学数据只到 {through}")
    return None


def _again(en: str, zh: str) -> Told:
    return Told(f"{en}; run `tagrid train`", f"{zh}，请运行 `tagrid train`")


def score_rows(
    score: Score, rows: pl.DataFrame, home: Home, as_of: date, reasons_from: float | None = None
) -> tuple[pa.Table, State]:
    """Score rows of `frame_query` (naive and group columns unused); returns a table of `schema` and the State.

    Null output: not eligible, no usable model, or not one feature known. Reasons from the output `reasons_from`
    upwards (of an amount: its distance from 0), the score's own when left out; 0 gives everybody's, for a few rows.
    """
    state, model, manifest = champion(home, score, as_of)
    known = matrix(rows, score.names)
    usable = rows["eligible"].to_numpy() & ~np.isnan(known).all(axis=1)
    output = np.full(len(rows), np.nan)
    why: list[list[dict]] = [[] for _ in range(len(rows))]
    if model is not None and usable.any():
        output[usable] = predicted(model, known[usable])
        medians = [manifest["medians"][name] for name in score.names]
        least = score.reasons_from if reasons_from is None else reasons_from
        high = np.flatnonzero(np.nan_to_num(np.abs(output), nan=-1) >= least)
        found = reasons(model, score, medians, known[high], output[high])
        for index, own in zip(high, found, strict=True):
            why[index] = own
    columns = [
        rows["customer_id"].to_arrow().cast(pa.string()),
        pa.array(output, from_pandas=True),
        pa.array([state.model_id if model is not None else None] * len(rows), pa.string()),
        pa.array(why, pa.list_(REASON)),
    ]
    return pa.Table.from_arrays(columns, schema=schema(score)), state


def score_relations(score: Score, relations: dict, home: Home, as_of: date) -> tuple[pa.Table, State]:
    """Score straight from dbt's relations, by model name: those of ``score.relations``.

    They are read in a connection of its own, so that the query is the very one that made the training frames.
    """
    import duckdb

    with duckdb.connect() as connection:
        for name in score.relations:
            connection.register(name, relations[name].to_arrow_table())
        rows = connection.sql(frame_query(score)).pl()
    return score_rows(score, rows.sort("customer_id"), home, as_of)
