"""How near the demo's scores come to what can be known: their cards beside the true chances the generator drew from.

The cards' figures are of the days each model was tested on, in a home that `tagrid demo` made; ``ceiling`` is the true
chance (or expected amount) itself as the score, on the same days, horizon and customers.
"""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.models.row import Row
from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.sql import find_landed_files
from tagrid.demo.ceiling import TRUTHS, simulated, truth
from tagrid.demo.world import World
from tagrid.scoring import store
from tagrid.scoring.declaration import Score, scores
from tagrid.scoring.measure import distances, intervals, ranking

DELIVERY = re.compile(r"demo (\d+) customers, seed (\d+), (\d{4}-\d\d-\d\d)\.\.")
RIVALS = {"ours": "model", "logistic": "linear", "naive": "naive"}
ALIKE = 0.05
MEASURES = {"chance": ("auc", "average_precision"), "amount": ("mae", "spearman")}


def world_of(home: Home) -> World:
    """Return the world the home's first delivery tells of; BadInput where it is no demo."""
    names = [json.loads(path.read_text())["name"] for path in (home.landing / "_deliveries").glob("*.json")]
    found = sorted((match[3], match) for name in names if (match := DELIVERY.match(name)))
    if not found:
        raise BadInput(f"{home.root} holds no delivery of the demo; make one with `tagrid demo`.")
    _, first = found[0]
    return World(int(first[2]), int(first[1]), date.fromisoformat(first[3]))


def rows(root: Path) -> list[Row]:
    """Rows of every score of the home in `root` that has a card and a hidden cause."""
    home, found = Home(root), []
    world = world_of(home)
    for name in sorted(TRUTHS.keys() & scores().keys()):
        if card := _card(home, name):
            found += _rows(home, world, scores()[name], card)
    if not found:
        raise BadInput(f"{root} holds no trained score; run `tagrid train` there.")
    return found


def _card(home: Home, score: str) -> dict | None:
    """The champion's card, or the latest model's where none is in force."""
    known = store.stored_models(home, score)
    crowned = [one for one in known if one.model_id == store.champion_id(home, score)]
    return (crowned or known)[-1].card() if known else None


def _rows(home: Home, world: World, score: Score, card: dict) -> list[Row]:
    figures, days = card["figures"], [date.fromisoformat(day) for day in store.tested_on(card)]
    best = pl.concat([asked_of(home, score, day, true_rows(world, score, day)) for day in days])
    size = figures.get("rows", figures["customers"])
    # Who the label is asked of may differ a little from who is eligible; where it is more than that, it is told.
    unlike = f", ceiling of {len(best):,}" if abs(len(best) - size) > ALIKE * size else ""
    task = f"demo {score.name}, {size:,} cases{unlike}"
    told_ = [
        Row(task, rival, name, figures[who][name], *figures["intervals"][who][name], 1)
        for rival, who in RIVALS.items()
        for name in MEASURES[score.target]
        if name in figures[who]
    ]
    return told_ + _ceiling(task, score, best)


def true_rows(world: World, score: Score, cut_off: date) -> pl.DataFrame:
    """Return ``truth`` and ``label`` of everybody the label is asked of, over all blocks of the world."""
    last = cut_off + timedelta(days=score.horizon_days)
    blocks = [truth(simulated(world, last, n), score.name, cut_off, score.horizon_days) for n in range(world.blocks)]
    return pl.concat(blocks).with_columns(pl.col("truth", "label").cast(pl.Float64))


def asked_of(home: Home, score: Score, cut_off: date, best: pl.DataFrame) -> pl.DataFrame:
    """Leave those with an outcome; where not knowing one is no answer, the outcome is the one the home knows."""
    if score.otherwise is None:
        window = {"as_of": cut_off, "until": cut_off + timedelta(days=score.horizon_days)}
        with duckdb.connect(str(home.warehouse), read_only=True) as connection:
            find_landed_files(connection, home.root)
            known = connection.sql(score.label_sql, params=window).pl()
        known = known.select("customer_id", pl.col("label").cast(pl.Float64))
        best = best.drop("label").join(known, on="customer_id")
    return best.filter(pl.col("truth").is_finite() & pl.col("label").is_finite())


def _ceiling(task: str, score: Score, best: pl.DataFrame) -> list[Row]:
    is_chance = score.target == "chance"
    label, by = best["label"].to_numpy(), best["truth"].to_numpy()
    measure: Callable = (lambda y, said: ranking(y, said, score.capacity)) if is_chance else distances
    names = MEASURES[score.target]
    who = best["customer_id"].rank("dense").to_numpy()
    ends = intervals(label, {"model": by}, measure, names[0], who=who)["intervals"]["model"]
    whole = measure(label, by)
    return [Row(task, "ceiling", name, whole[name], *ends[name], 1) for name in names]
