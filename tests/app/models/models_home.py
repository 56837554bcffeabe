"""A home with one tag made from a score, two stored models of it, and a version that tells of it; for the page's tests.

The figures are measured, not written down: of made-up chances against made-up outcomes, one of which goes unfound in
one group.
"""

from datetime import date

import duckdb
import numpy as np
import polars as pl
from sklearn.dummy import DummyClassifier

from models_ml.fee_recovery import SCORE
from tagrid.core.project import Home
from tagrid.published.inputs import SCORE_INPUTS
from tagrid.refresh.scores import TABLES
from tagrid.scoring import store
from tagrid.scoring.drift import measure_drift, references
from tagrid.scoring.measure import measure_chance
from tests.governance.evaluation import small

BANDS = "case when default_chance >= 0.3 then 'E' when default_chance < 0.3 then 'A' end"
CHAMPION, CHALLENGER = "2026-03-17.1", "2026-05-17.1"
SIZE = 2000
# As models are stored now, and as they were when one day tested them.
TESTED = {CHAMPION: ["2026-02-28", "2026-03-25"], CHALLENGER: "2026-03-25"}


def figures(is_good: bool) -> dict:
    """Measure a model that ranks by the true chance, or by nothing; in the last group it sees none of the cases."""
    random = np.random.default_rng(3)
    chance = random.beta(0.5, 6, SIZE)
    label = (random.random(SIZE) < chance).astype(float)
    group = np.where(np.arange(SIZE) % 4 == 0, "agricultural", "residential")
    scored = chance if is_good else random.random(SIZE)
    scored = np.where(group == "agricultural", scored / 50, scored)
    naive, who = random.random(SIZE), np.arange(SIZE) // 2
    rows = pl.DataFrame({"customer_id": who, "naive": naive, "group:dim_supply.tariff_category": group})
    found = measure_chance(rows, label, scored, chance / 2, SCORE.capacity)
    ranked = [{"feature": name, "loss": 0.1 / n, "spread": 0.01} for n, name in enumerate(SCORE.names, 1)]
    return found | {"importance": ranked, "strangers": found["model"], "without_missingness": found["model"]}


def _numbers(seed: int, shift: float) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(SIZE, len(SCORE.names))) + shift


def _references() -> dict:
    then = _numbers(1, 0)
    return references(SCORE.names, [(then, then[:, 0])])


def keep(home: Home, model_id: str, is_good: bool) -> None:
    """Store a model with its card."""
    then = _references()
    manifest = {
        "score": SCORE.name, "model_id": model_id, "is_released": is_good, "trained_through": model_id[:10],
        "tested_on": TESTED[model_id], "features": SCORE.names, "medians": dict.fromkeys(SCORE.names, 0.0),
        "references": then,
    }  # fmt: skip
    card = store.as_json(manifest | {"figures": figures(is_good)})
    store.write_model(
        home, SCORE.name, model_id, DummyClassifier(), manifest, {"card.json": card, "card.md": b"# The card\n"}
    )


def publish(home: Home, has_models: bool = True) -> None:
    """Publish 400 customers; with models, the champion scored all but forty and its first input has moved."""
    chances = [None if n < 40 else n / 400 for n in range(400)]
    fee = small.tag(SCORE.name, BANDS, "A E", method="model")
    version = small.publish(home, [fee], small.customers({"default_chance": chances}))
    if not has_models:
        return
    keep(home, CHAMPION, is_good=True)
    keep(home, CHALLENGER, is_good=False)
    store.set_champion(home, SCORE.name, CHAMPION)
    now = _numbers(2, 0)
    now[:, 0] += 2
    moved = measure_drift(_references(), SCORE.names, now, now[:, 1])
    state = [SCORE.name, SCORE.name, CHAMPION, "drifted", "已变化", "it moved", date(2026, 6, 30), 400, 380, 360, 40]
    with duckdb.connect(str(version.folder / "serving.duckdb")) as con:
        con.execute(TABLES)
        con.execute(f"create schema {SCORE_INPUTS}")
        con.register("numbers", pl.DataFrame(now, schema=SCORE.names).to_arrow())
        con.execute(f'create table {SCORE_INPUTS}."{SCORE.name}" as select * from numbers')
        marks = ", ".join("?" * 13)
        con.execute(f"insert into score_states values ({marks})", [*state, moved[0]["psi"], moved[0]["input"]])
        con.register("moved", pl.DataFrame(moved).with_columns(score=pl.lit(SCORE.name)).to_arrow())
        con.execute("insert into score_drift by name select * from moved")
    (version.folder / "manifest.json").unlink()
    small._seal(version.folder, version.id, version.as_of, {"customers": 400, "tags": 1})
