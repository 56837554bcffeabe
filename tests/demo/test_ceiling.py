"""The true chances hold: over a large world as much comes true as they say, and they order customers well."""

from datetime import date, timedelta

import duckdb
import numpy as np
import polars as pl
import pytest
from scipy.stats import poisson

from tagrid.core.errors import BadInput
from tagrid.core.sql import find_landed_files
from tagrid.demo.ceiling import TRUTHS, ceiling, simulated, truth
from tagrid.demo.scene import Scene
from tagrid.demo.world import World
from tagrid.scoring.declaration import scores
from tests import conftest as home

START, LAST = date(2024, 11, 1), date(2026, 6, 30)
# Cut-off, horizon in days, least AUC of the truth: what no model can be expected to beat.
ASKED = {
    "fee_recovery_risk": (date(2025, 9, 10), 92, 0.8),
    "abnormal_use_risk": (date(2025, 9, 10), 90, 0.9),
    "use_nature_match": (date(2025, 9, 10), 180, 0.88),
    "complaint_propensity": (date(2026, 3, 17), 30, 0.72),
    "switch_risk": (date(2025, 9, 10), 180, 0.7),
    "conversion_likelihood": (date(2025, 9, 10), 90, 0.9),
}
PARTS = 4  # of the customers, by their true chance


@pytest.fixture(scope="module")
def world() -> Scene:
    return simulated(World(7, 12_000, START), LAST)


@pytest.fixture(scope="module")
def found(world) -> dict[str, pl.DataFrame]:
    return {score: truth(world, score, cut, horizon) for score, (cut, horizon, _) in ASKED.items()}


def _parts(rows: pl.DataFrame) -> pl.DataFrame:
    part = pl.col("truth").rank("ordinal") * PARTS // (rows.height + 1)
    return rows.group_by(part.alias("part")).agg(pl.len(), pl.col("truth", "label").cast(pl.Float64).sum())


@pytest.mark.slow
@pytest.mark.parametrize("score", ASKED)
def test_as_much_comes_true_as_the_chances_say(found, score):
    """In every part by true chance, cases differ from their expectation by no more than chance would make them.

    Chance is that of a Poisson count, 1 in 1,000: of few cases a normal law's 3.3 deviations are met by 1 in 300.
    """
    rows = found[score]
    assert rows["label"].sum() >= 40
    assert rows["truth"].is_between(0, 1).all()
    for _, count, told_, came in _parts(rows).rows():
        low, high = poisson.interval(0.999, told_)
        assert low - 0.12 * told_ <= came <= high + 0.12 * told_, (score, count, told_, came)


@pytest.mark.parametrize("score", ASKED)
def test_the_truth_is_a_ceiling_worth_climbing_to(found, score):
    best = ceiling(found[score])
    assert best.auc > ASKED[score][2]
    assert best.average_precision > 2 * best.positives / best.rows
    base = best.positives / best.rows
    assert best.brier < base * (1 - base)


@pytest.mark.parametrize("score", ASKED)
def test_nobody_does_better_who_knows_less(found, score):
    """The truth blurred is worse than the truth: no score can be both calibrated and sharper."""
    rows = found[score]
    blurred = pl.Series(np.random.default_rng(1).lognormal(0, 1.5, rows.height))
    assert ceiling(rows.with_columns(truth=(pl.col("truth") * blurred).clip(0, 1))).auc < ceiling(rows).auc


def test_growth_is_half_known_beforehand(world):
    rows = truth(world, "load_growth_outlook", date(2026, 3, 1))
    error = (rows["label"] - rows["truth"]).to_numpy()
    assert rows.height > 1000
    assert abs(error.mean()) < 0.01
    assert error.std() < 0.4 * rows["label"].to_numpy().std()
    assert ((rows["label"] >= 0.1).sum() > 100) and ((rows["label"] <= -0.1).sum() > 100)


def test_who_is_called_sheds_what_is_expected_of_it(long_run):
    from tests.demo.conftest import CUSTOMERS, START as BEGUN, UNTIL
    from tests.demo.reading import table

    rows = truth(simulated(World(7, CUSTOMERS, BEGUN), UNTIL + timedelta(days=30)), "dsm_potential", BEGUN, 300)
    calls = table(long_run, "marketing.demand_responses").drop_nulls("shed_kw")
    mean = calls.group_by("customer_id").agg((pl.col("shed_kw") / pl.col("baseline_kw")).mean().alias("share"))
    both = rows.join(mean, on="customer_id")
    assert both.height > 15
    assert abs(both["share"].mean() - both["truth"].mean()) < 0.06
    assert both.select(pl.corr("share", "truth", method="spearman")).item() > 0.4


def test_the_catalog_asks_of_the_market_those_whom_the_demo_lets_register(published_home):
    """Nobody is scored who never could register, and nobody may who is not scored."""
    asked = "select customer_id from dim_supply join int_customer_market using (customer_id) where "
    with duckdb.connect(str(published_home.warehouse), read_only=True) as con:
        find_landed_files(con, published_home.root)
        rows = con.execute(asked + scores()["switch_risk"].eligible).fetchall()
    made = World(home.SEED, home.CUSTOMERS, home.FIRST)
    may = truth(simulated(made, home.LAST + timedelta(days=1)), "switch_risk", home.LAST, 1)["customer_id"]
    assert {customer for (customer,) in rows} == set(may) != set()


def test_truth_is_the_same_however_far_the_story_is_told():
    world = World(7, 400, START)
    cut = date(2025, 9, 10)
    near, far = (truth(simulated(world, last), "switch_risk", cut, 60) for last in (date(2025, 12, 1), LAST))
    assert near.equals(far)


def test_what_is_not_told_is_asked_for(world):
    with pytest.raises(BadInput, match="beyond what is simulated"):
        truth(world, "switch_risk", date(2026, 6, 1))
    with pytest.raises(BadInput, match="switch_risk"):
        truth(world, "switch_rsk", date(2025, 6, 1))
    assert set(ASKED) | {"dsm_potential", "load_growth_outlook"} == set(TRUTHS)
