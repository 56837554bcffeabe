"""Which days of the daily readings are awaited: those missing before days that have landed, for as long as allowed."""

from datetime import date, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tagrid.core.project import Home
from tagrid.landing import LandedIndex, LandedTable, awaited_days, awaited_text, awaited_warnings, source_contract
from tagrid.landing.index import LandedFile

TABLE = source_contract("metering.daily_energy")
FIRST = date(2026, 6, 1)


def day(number: int) -> date:
    """The day of a number: 1 is the first."""
    return FIRST + timedelta(days=number - 1)


@pytest.fixture
def landed(tmp_path):
    """Land readings of days, given by number with how many customers, in one file each or together."""
    home = Home(tmp_path / "home")

    def write(days: dict[int, int], together: bool = False) -> tuple[Home, LandedIndex]:
        groups = [list(days)] if together else [[one] for one in days]
        files = []
        for number, group in enumerate(groups):
            rows = [
                dict.fromkeys(TABLE.arrow.names) | {"customer_id": str(n), "meter_id": "m", "reading_on": day(one)}
                for one in group
                for n in range(days[one])
            ]
            path = home.landing / f"{number}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pylist(rows, schema=TABLE.arrow), path)
            first, last = day(min(group)).isoformat(), day(max(group)).isoformat()
            files.append(LandedFile(path.name, len(rows), 1, "", first, last))
        return home, LandedIndex({TABLE.address: LandedTable(1, (), tuple(files))})

    return write


@pytest.mark.parametrize(
    ("days", "published", "awaited"),
    [
        ([*range(1, 31)], 29, []),
        ([*range(1, 30), 31], 29, [30]),
        ([*range(1, 30), 33], 29, [30, 31, 32]),
        ([*range(1, 30), 31, 33], 29, [30, 32]),
        ([*range(1, 30), *range(31, 40)], 29, [30]),
        ([*range(1, 30), *range(31, 41)], 29, []),  # ten days on it is lost
        ([*range(1, 30), 33, 34, 40], 29, [*range(35, 40)]),  # the older gap is lost, the newer is not
        ([*range(1, 20), 31], 29, [30]),  # published with a gap before: that one is done with
        ([*range(1, 30), 31], None, [30]),
        ([1, 2, *range(6, 31)], None, []),
        ([5], None, []),
    ],
)
def test_what_is_missing_before_the_newest_days_is_awaited(landed, days, published, awaited):
    for together in (False, True):
        home, index = landed(dict.fromkeys(days, 2), together)
        found = awaited_days(home, index, day(published) if published else None)
        assert [(one - FIRST).days + 1 for one in found] == awaited


def test_a_few_late_rows_are_no_day(landed):
    home, index = landed({**dict.fromkeys(range(1, 30), 40), 30: 1, 31: 40})
    assert awaited_days(home, index, day(29)) == (day(30),)
    home, index = landed({**dict.fromkeys(range(1, 30), 40), 30: 4, 31: 40})
    assert awaited_days(home, index, day(29)) == ()


def test_it_says_what_is_awaited_until_when_and_how_not_to_wait(landed):
    home, index = landed(dict.fromkeys([*range(1, 30), 31], 2))
    (warning,) = awaited_warnings(home, index, day(29))
    assert warning == awaited_text(index, (day(30),))
    assert f"metering.daily_energy of {day(30)}." in warning.en
    assert f"through {day(40)}" in warning.en
    assert f"--as-of {day(31)}" in warning.en and f"{day(30)}" in warning.zh
    many = awaited_text(index, tuple(map(day, range(20, 30))))
    assert "and 5 more" in many.en and "另有 5 天" in many.zh


def test_nothing_is_awaited_where_no_readings_landed_or_none_can_be_read(landed):
    home, index = landed({1: 2, 3: 2})
    assert awaited_days(home, LandedIndex(), None) == ()
    (home.landing / "1.parquet").write_bytes(b"no parquet")
    assert awaited_warnings(home, index, day(1)) == []
