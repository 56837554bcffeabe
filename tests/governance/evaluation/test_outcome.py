"""A risk tag's bands of some time ago against what came true since, by the score's own label."""

from datetime import date

import duckdb
import pytest

from models_ml.fee_recovery import SCORE
from tagrid.governance.evaluation.run import evaluate, saved_evaluation
from tests.governance.evaluation.small import customers, publish, tag

pytestmark = pytest.mark.slow

RISK = tag(
    "fee_recovery_risk",
    "case when default_chance < 0.1 then 'A' when default_chance >= 0.1 then 'E' end",
    "A E",
    method="model",
)
THEN, NOW = date(2026, 3, 30), date(2026, 6, 30)


@pytest.fixture
def rows():
    """200 customers, every fourth of them at risk."""
    return customers({"default_chance": [0.5 if n % 4 == 0 else 0.01 for n in range(200)]})


def _facts(home, late_after: str = "2026-03-30", open_of: int = 0) -> None:
    """Bills of every customer after that day; one in two at risk, one in fifty of the others, stays unpaid.

    The last `open_of` customers get theirs a month before the end, too late to know.
    """
    home.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(home.warehouse)) as con:
        con.execute(
            "create table fct_bill as select 'c' || lpad(n::varchar, 5, '0') as customer_id, 'b' || n as bill_id, "
            f"100.0 as amount_yuan, issued_on, issued_on + 20 as due_on from range(200) t (n), "
            f"lateral (select case when n >= {200 - open_of} then date '2026-05-31' "
            f"else date '{late_after}' + 5 end as issued_on)"
        )
        con.execute(
            "create table fct_payment as select bill_id, amount_yuan, due_on as paid_on from fct_bill "
            "where bill_id not in (select 'b' || n from range(200) t (n) where n % 8 = 0 or n % 50 = 1)"
        )


def test_the_bands_of_a_horizon_ago_are_compared_with_what_came(home, rows):
    assert (NOW - THEN).days == SCORE.horizon_days
    _facts(home)
    before = publish(home, [RISK], rows, THEN)
    # what a customer's band is now does not matter
    after = rows.with_columns(default_chance=1 - rows["default_chance"])
    found = evaluate(home, publish(home, [RISK], after, NOW)).tags["fee_recovery_risk"].outcome
    assert (found.version, found.as_of, found.until, found.missing) == (before.id, THEN, NOW, None)
    assert [(one.code, one.customers, one.cases) for one in found.bands] == [("A", 150, 4), ("E", 50, 25)]
    assert found.bands[1].rate == 0.5


def test_without_an_old_enough_version_it_says_from_when(home, rows):
    _facts(home, open_of=21)
    publish(home, [RISK], rows, date(2026, 3, 31))
    found = evaluate(home, publish(home, [RISK], rows, NOW)).tags["fee_recovery_risk"].outcome
    assert found.bands == ()
    assert "2026-03-30" in found.missing.en
    assert "2026-03-30" in found.missing.zh


def test_a_younger_version_will_do_once_nine_in_ten_are_decided(home, rows):
    _facts(home, open_of=20)
    before = publish(home, [RISK], rows, date(2026, 3, 31))
    found = evaluate(home, publish(home, [RISK], rows, NOW)).tags["fee_recovery_risk"].outcome
    assert (found.version, sum(band.customers for band in found.bands)) == (before.id, 180)


def test_a_label_is_not_settled_before_its_day(home, rows):
    _facts(home, late_after="2026-06-20")
    publish(home, [RISK], rows, THEN)
    found = evaluate(home, publish(home, [RISK], rows, NOW)).tags["fee_recovery_risk"].outcome
    assert found.bands == ()


def test_while_the_warehouse_cannot_be_read_it_says_so_and_nothing_is_kept(home, rows):
    publish(home, [RISK], rows, THEN)
    version = publish(home, [RISK], rows, NOW)
    assert "cannot be read" in evaluate(home, version).tags["fee_recovery_risk"].outcome.missing.en
    assert saved_evaluation(home, version) is None
    _facts(home)
    assert evaluate(home, version).tags["fee_recovery_risk"].outcome.bands
    assert saved_evaluation(home, version)


def test_a_tag_without_a_score_has_no_outcome(home, sound):
    assert evaluate(home, sound).tags["late"].outcome is None


def test_of_an_amount_the_mean_that_came_is_told_by_band(home, capsys):
    from datetime import timedelta

    from rich.console import Console

    from models_ml.demand_response import SCORE as SHED
    from tagrid.governance.evaluation.render import print_tag_evaluation

    rule = "case when sheddable_peak_share < 0.1 then 'low' when sheddable_peak_share >= 0.1 then 'high' end"
    potential = tag("dsm_potential", rule, "low high", method="model")
    rows = customers({"sheddable_peak_share": [0.3 if n % 4 == 0 else 0.02 for n in range(200)]})
    then = NOW - timedelta(days=SHED.horizon_days)
    publish(home, [potential], rows, then)
    home.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(str(home.warehouse)) as con:
        # every second customer was called; a fourth of them shed 20 or 40 of 100 kW, the others 4 or nothing
        con.execute(
            "create table fct_demand_response as select 'c' || lpad(n::varchar, 5, '0') as customer_id, "
            "100.0 as baseline_kw, "
            "case when n % 4 = 0 then 20.0 + 20 * (n % 8 / 4) else 4 * (n % 8 // 4) end as shed_kw, "
            f"date '{then}' + 9 as called_on, date '{then}' + 10 as verified_on from range(0, 200, 2) t (n)"
        )
    figures = evaluate(home, publish(home, [potential], rows, NOW)).tags["dsm_potential"]
    found = figures.outcome
    assert found.target == "amount" and found.as_of == then
    low, high = found.bands
    assert (low.code, low.customers, low.cases) == ("low", 50, 0) and (high.code, high.customers) == ("high", 50)
    assert low.mean == pytest.approx(0.02) and high.rate == high.mean == pytest.approx(0.30)
    print_tag_evaluation(figures, Console(width=200), "en")
    assert "high: 50, mean +30.0%" in capsys.readouterr().out
