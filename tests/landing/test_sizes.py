"""The order of customers by size: what varies much from one row to the next has none that a few rows could break."""

import duckdb
import pytest

from tagrid.landing.compare import Comparison
from tagrid.landing.contracts import source_contract
from tagrid.landing.sizes import size_findings

SESSIONS = """
    create table {name} as
    select
        'u' || person as user_id, '{name}' || person || '-' || n as session_id, timestamp '2026-06-01' as started_at,
        {usual} + {spread} * (hash(person, n, '{name}') % 1000) / 1000 as energy_kwh
    from range({people}) as people(person) cross join range({rows}) as numbers(n)
"""


def findings(spread: int, now: str, rows_now: int = 1, people: int = 40) -> list[str]:
    """What is found of sessions whose middle is 20 to 60 kWh by person, each `spread` kWh about it."""
    with duckdb.connect() as con:
        given = {"spread": spread, "people": people}
        con.execute(SESSIONS.format(name="then_rows", usual="20 + person", rows=60, **given))
        con.execute("delete from then_rows where user_id in ('u19', 'u20') and session_id not like '%-1'")
        con.execute(SESSIONS.format(name="now_rows", usual=now, rows=rows_now, **given))
        seen = Comparison(con, source_contract("outside.charging_sessions"), people * rows_now, people * 60)
        return [found.text.en for found in size_findings(seen) if "ranks" in found.text.en]


@pytest.mark.parametrize("spread", [120, 400])
@pytest.mark.parametrize("rows_now", [1, 3])
@pytest.mark.parametrize("people", [40, 21])
def test_a_few_noisy_rows_say_nothing_of_whose_they_are(spread, rows_now, people):
    """Of 21 persons two have but one row before: how well the others' rows agree is known all the same."""
    assert findings(spread, "20 + person", rows_now, people) == []


def test_steady_rows_that_are_given_to_others_are_found():
    assert findings(4, "20 + person") == []
    assert len(findings(4, "20 + (person * 17) % 40")) == 1
