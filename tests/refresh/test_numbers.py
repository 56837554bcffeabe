"""A customer keeps its number from version to version; nobody else has it while a version is kept that uses it."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import pytest
from jinja2 import Environment

from tagrid.core.overlay import REFERENCE
from tagrid.published import SERVING, Version
from tagrid.refresh.numbers import NUMBERS, put_numbers

MODEL = REFERENCE / "dbt_project" / "models" / "publish" / "customer_tags_wide.sql"


@dataclass
class Home:
    """A warehouse, and the versions that are kept, oldest first."""

    root: Path
    kept: list[Version] = field(default_factory=list)
    made: int = 0

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse.duckdb"

    def refresh(self, *customers: str, base: int | None = -1) -> dict[str, int]:
        """Publish a version of these customers after the one in force, by its place; return their numbers."""
        last = self.kept[base] if self.kept and base is not None else None
        put_numbers(self.warehouse, last, reversed(self.kept))
        with duckdb.connect(str(self.warehouse)) as con:
            con.execute("create or replace table tag_snapshot (version varchar, as_of date, row_hash int, "
                        "subject varchar, customer_id varchar)")  # fmt: skip
            con.executemany("insert into tag_snapshot (customer_id) values (?)", [[one] for one in customers])
            template = Environment().from_string(MODEL.read_text(encoding="utf-8"))
            rendered = template.render(known_numbers=lambda: NUMBERS, ref=lambda name: name)
            con.execute(f"create or replace table customer_tags_wide as {rendered}")
            found = dict(con.execute("select customer_id, customer_no from customer_tags_wide").fetchall())
        self.keep(found)
        return found

    def keep(self, numbers: dict[str, int]) -> None:
        """Add a version with these numbers."""
        self.made += 1
        name = f"2026-06-30.{self.made}"
        folder = self.root / name
        folder.mkdir()
        with duckdb.connect(str(folder / SERVING)) as con:
            con.execute("create table customer_tags_wide (customer_no int, customer_id varchar)")
            con.executemany("insert into customer_tags_wide values (?, ?)", [[n, one] for one, n in numbers.items()])
        self.kept.append(Version(name, date(2026, 6, 30), folder, {}))


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path)


def test_the_first_are_numbered_in_their_order(home):
    assert home.refresh("b", "a", "c") == {"a": 0, "b": 1, "c": 2}


def test_newcomers_at_the_front_renumber_nobody(home):
    home.refresh("m", "n")
    assert home.refresh("a", "m", "b", "n") == {"m": 0, "n": 1, "a": 2, "b": 3}


def test_who_is_gone_and_back_has_the_number_it_had(home):
    home.refresh("a", "b", "c")
    assert home.refresh("a", "c", "d") == {"a": 0, "c": 2, "d": 3}
    assert home.refresh("a", "b", "c", "d", "e") == {"a": 0, "b": 1, "c": 2, "d": 3, "e": 4}


def test_a_number_is_free_once_no_kept_version_uses_it(home):
    home.refresh("a", "b", "c")
    home.refresh("a", "c", "d")
    del home.kept[0]  # pruned
    assert home.refresh("a", "c", "d", "e", "f") == {"a": 0, "c": 2, "d": 3, "e": 1, "f": 4}


def test_after_a_rollback_the_newer_versions_numbers_stay_theirs(home):
    home.refresh("a", "b")
    home.refresh("a", "b", "c")
    # the first is in force again; c comes once more, and d before it
    assert home.refresh("a", "b", "bb", "c", base=0) == {"a": 0, "b": 1, "c": 2, "bb": 3}


def test_a_full_rebuild_numbers_nobody_anew(home):
    home.refresh("m", "n")
    home.refresh("a", "m", "n")
    home.warehouse.unlink()
    assert home.refresh("a", "m", "n") == {"m": 0, "n": 1, "a": 2}


def test_of_versions_that_numbered_by_the_alphabet_the_one_in_force_holds(home):
    home.keep({"b": 0, "c": 1, "d": 2, "e": 3})
    home.keep({"a": 0, "b": 1, "d": 2})
    # c was 1, which is b's now; e's 3 is nobody else's, and new is not given a number that a kept version uses
    assert home.refresh("a", "b", "c", "d", "e", "new") == {"a": 0, "b": 1, "d": 2, "e": 3, "c": 4, "new": 5}


def test_a_version_that_cannot_be_read_takes_no_number(home):
    home.refresh("a", "b")
    home.refresh("a", "b", "c")
    (home.kept[0].folder / SERVING).write_bytes(b"damaged")
    (home.kept[1].folder / SERVING).unlink()
    home.keep({"a": 5, "b": 1})
    assert home.refresh("a", "b", "c") == {"a": 5, "b": 1, "c": 0}


def test_a_build_by_hand_before_any_refresh_numbers_too(home):
    template = Environment().from_string(MODEL.read_text(encoding="utf-8"))
    with duckdb.connect() as con:
        con.execute("create table tag_snapshot as select null as version, null as as_of, 1 as row_hash, customer_id "
                    "from (values ('b'), ('a')) as t(customer_id)")  # fmt: skip
        rows = con.execute(template.render(known_numbers=lambda: None, ref=lambda name: name)).fetchall()
    assert rows == [(0, "a"), (1, "b")]
