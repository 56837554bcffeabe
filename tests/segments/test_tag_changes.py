"""Changes read from the history's log: corrected days, redefined tags and runs that were rolled back."""

from datetime import date
from types import SimpleNamespace

import duckdb
import pytest

from tagrid.core.project import Home
from tagrid.published.history import EMPTY_LOG, HISTORY, History, HistoryRun, log_folder, tag_changes
from tagrid.refresh.history import write_log_file
from tagrid.segments.as_of import changes_known_since
from tagrid.segments.language import parse
from tests.segments.small import CATALOG

JUNE = [date(2026, 6, day) for day in range(1, 31)]


@pytest.fixture
def version(tmp_path):
    """A version whose history has four runs: the third was rolled back, the fourth computed 10 June again."""
    home = Home(tmp_path)
    folder = home.versions / "2026-06-30.1"
    for made in (folder, log_folder(home)):
        made.mkdir(parents=True)
    rows = [
        ("a", "tier", "low", "mid", JUNE[9], 2, "data"),
        ("a", "tier", "mid", "low", JUNE[9], 4, "correction"),  # it had never risen on the 10th
        ("a", "tier", "low", "mid", JUNE[29], 4, "data"),
        ("b", "tier", "low", "top", JUNE[19], 3, "data"),  # of the run that was rolled back
        ("c", "tier", None, "top", JUNE[9], 2, "data"),  # is new
        ("d", "tier", "low", "top", JUNE[29], 4, "definition"),
        ("e", "tier", "low", "mid", JUNE[9], 2, "data"),
        ("e", "tier", "mid", "top", JUNE[29], 4, "data"),
        ("e", "other", "x", "y", JUNE[29], 4, "data"),
    ]
    with duckdb.connect() as con:
        con.execute(f"create table found as {EMPTY_LOG}")
        con.executemany("insert into found values (?, ?, ?, ?, ?, ?, ?)", rows)
        file = write_log_file(con, "select * from found", log_folder(home) / "000004.parquet")
    runs = tuple(
        HistoryRun(number, f"{day}.1", day, "1.0.0", base=base)
        for number, day, base in [(1, JUNE[0], None), (2, JUNE[9], 1), (3, JUNE[19], 2), (4, JUNE[29], 2)]
    )
    (folder / HISTORY).write_text(History(runs[3], runs, (file,), log_folder(home)).to_json())
    return SimpleNamespace(
        id=runs[3].version,
        as_of=JUNE[29],
        folder=folder,
        manifest={"files": {}},
        read_text=lambda name: (folder / name).read_text(),
    )


def test_only_what_customers_did_is_a_change(version):
    found = sorted(map(tuple, (row.values() for row in tag_changes(version, "tier").to_pylist())))
    assert found == [
        ("a", "tier", "low", "mid", JUNE[29]),
        ("e", "tier", "low", "mid", JUNE[9]),
        ("e", "tier", "mid", "top", JUNE[29]),
    ]
    assert tag_changes(version, "nothing").num_rows == 0


@pytest.mark.parametrize(
    ("text", "is_partial"),
    [
        ("value_tier changed", True),
        ("value_tier changed in last 30 days", True),  # 1 June is the first day: changes to it are not known
        ("value_tier changed in last 29 days", False),
        ("value_tier changed since 2026-06-02 and not arrears_status changed since 2026-06-05", False),
        ("value_tier = vip or not (value_tier changed since 2026-06-01)", True),
        ("value_tier = vip", False),
    ],
)
def test_a_rule_that_asks_for_more_than_the_history_knows(version, text, is_partial):
    assert changes_known_since(version, parse(text, CATALOG)) == (JUNE[0] if is_partial else None)
