"""What is filled in later is empty while it is new, and no fault."""

import duckdb
import pytest

from tagrid.landing.compare import Comparison
from tagrid.landing.contracts import source_contract
from tagrid.landing.fills import fill_findings

CALLS = "marketing.demand_responses"


def found(verified: str, shed: str) -> list[str]:
    """What is said of 90 calls after 600 of which one in fifty was never verified."""
    con = duckdb.connect()
    con.execute("create macro count_true(x) as coalesce(count_if(x), 0)")
    call = """
        select 'c' || n as call_id, (n % 70)::varchar as customer_id, date '2026-06-01' + (n % 5)::int as called_on,
            timestamp '2026-06-01 14:00' as starts_at, timestamp '2026-06-01 16:00' as ends_at,
            (50 + n % 90)::double as baseline_kw, {shed} as shed_kw, {verified} as verified_on
        from range({n}) as t (n)
    """
    then = ("case when n % 50 > 0 then (5 + n % 9)::double end", "case when n % 50 > 0 then date '2026-06-20' end")
    for name, (one, other), n in (("then_rows", then, 600), ("now_rows", (shed, verified), 90)):
        con.execute(f"create table {name} as {call.format(shed=one, verified=other, n=n)}")
    return [one.text.en for one in fill_findings(Comparison(con, source_contract(CALLS), 90, 600))]


@pytest.mark.parametrize("part", [3, 2])
def test_a_cell_that_comes_with_a_later_step_is_empty_until_then(part):
    due = f"case when n % {part} > 0 then {{}} end"
    assert found(due.format("date '2026-06-28'"), due.format("(5 + n % 9)::double")) == []


def test_a_cell_that_is_empty_though_the_step_was_taken_is_told():
    [one] = found("date '2026-06-28'", "case when n % 3 > 0 then (5 + n % 9)::double end")
    assert "shed_kw" in one and "33% are now" in one
