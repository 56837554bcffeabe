"""Whatever comes in whatever order: late, corrected and repeated rows, restatements, rollbacks and kills end alike.

The peer is a home that takes the same deliveries one after another, undisturbed, and computes everything of every day.
`TAGRID_SEQUENCES=20` tries so many sequences of ten days each (`make soak`); otherwise it is one of two days, with late
and corrected readings, deliveries that come twice, a killed refresh and a version that is taken back.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest
import yaml

from tagrid.core import session
from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.demo.generate import generate
from tagrid.landing.intake import ingest
from tagrid.published import RULE_INPUTS
from tagrid.published.history import query_history, values_on_day
from tagrid.published.index import TagIndex
from tagrid.published.versions import current_version
from tagrid.refresh import drafts, parts, publish
from tests import conftest as demo
from tests.models_only import leave_tests_out
from tests.refresh.killed import POINTS

pytestmark = pytest.mark.long

SEQUENCES = int(os.environ.get("TAGRID_SEQUENCES", "0"))
DAYS = 10 if SEQUENCES else 2
SEEDS = range(SEQUENCES) if SEQUENCES else [375]
READINGS = "metering/daily_energy"

# Which readings a delivery lacks, or brings otherwise: those of a tenth of the meters, another tenth every day.
CHOSEN = "hash(meter_id, {day}) % 10 = 0"


@dataclass
class Sequence:
    """Days that come one by one, what is done to each, and the same of an undisturbed home."""

    home: Home
    peer: Home
    chance: random.Random
    done: list[str] = field(default_factory=list)
    day: date = demo.LAST
    begun: date = demo.LAST

    def take(self) -> None:
        """Let one more day come, by one of the ways, and refresh both homes."""
        self.day += timedelta(days=1)
        delivery = self.home.root / f"{self.day}"
        generate(delivery, demo.CUSTOMERS, demo.FIRST, self.day, self.day, demo.SEED)
        self._lack(delivery)
        for home in (self.home, self.peer):
            ingest(home, delivery, None, lambda _: None)
        self._repeat(delivery)
        self._disturb()
        publish.refresh(self.home)
        refresh_whole(self.peer)
        self._restate()

    def _lack(self, delivery: Path) -> None:
        """Leave readings out that come a day later, some of them corrected, and some rows twice."""
        for name in sorted((delivery / READINGS).glob("*.parquet")):
            left = delivery.with_name(f"late-{delivery.name}") / READINGS / name.name
            left.parent.mkdir(parents=True, exist_ok=True)
            rows = f"select * from read_parquet('{name}')"
            chosen = CHOSEN.format(day=self.day.toordinal())
            duckdb.sql(f"{rows} where {chosen}").write_parquet(str(left))
            write_again(f"{rows} where not {chosen}", name)
        _state_again(delivery)
        for late in sorted(self.home.root.glob("late-*")):
            if date.fromisoformat(late.name.removeprefix("late-")) < self.day:
                self._come_late(late)

    def _come_late(self, late: Path) -> None:
        kind = self.chance.choice(["late", "late and corrected", "later still"])
        self.done.append(f"{self.day}: readings of {late.name} come {kind}")
        if kind == "later still":
            return
        if kind == "late and corrected":
            for name in late.rglob("*.parquet"):
                write_again(f"select * replace (energy_kwh * 1.07 as energy_kwh) from read_parquet('{name}')", name)
        for home in (self.home, self.peer):
            ingest(home, late, None, lambda _: None)
        shutil.rmtree(late)

    def _repeat(self, delivery: Path) -> None:
        """A delivery that comes again changes nothing, so that only the disturbed home gets it."""
        if self.chance.random() < 0.3:
            self.done.append(f"{self.day}: the delivery comes twice")
            ingest(self.home, delivery, None, lambda _: None)

    def _disturb(self) -> None:
        """Kill a refresh anywhere, or publish the day and take it back."""
        kind = self.chance.choice(["killed", "rolled back", "at rest"])
        if kind == "killed":
            point = self.chance.choice(sorted(POINTS))
            self.done.append(f"{self.day}: killed {point}")
            command = [sys.executable, "-m", "tests.refresh.killed", "--real", str(self.home.root), point]
            died = subprocess.run(command, cwd=REFERENCE, capture_output=True, check=False)
            assert died.returncode == -signal.SIGKILL, died.stderr.decode()
        if kind == "rolled back":
            self.done.append(f"{self.day}: rolled back")
            publish.refresh(self.home)
            publish.rollback(self.home)

    def _restate(self) -> None:
        if self.chance.random() < 0.3:
            earlier = self.day - timedelta(days=self.chance.randint(1, (self.day - self.begun).days))
            self.done.append(f"{self.day}: {earlier} is computed again")
            publish.refresh(self.home, restate=earlier)
            refresh_whole(self.peer, earlier)


def write_again(query: str, path: Path) -> None:
    """Write a file that the query reads."""
    duckdb.from_arrow(duckdb.sql(query).arrow().read_all()).write_parquet(str(path))


def _state_again(delivery: Path) -> None:
    """Write what the delivery's list of files says of those that were changed."""
    path = delivery / "delivery.yml"
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    for one in listed["files"]:
        if one["path"].startswith(READINGS):
            file = delivery / one["path"]
            one["rows"] = duckdb.sql(f"select count(*) from read_parquet('{file}')").fetchall()[0][0]
            one["sha256"] = sha256(file.read_bytes()).hexdigest()
    path.write_text(yaml.safe_dump(listed, allow_unicode=True), encoding="utf-8")


def refresh_whole(home: Home, restate: date | None = None) -> None:
    """Refresh with every fact made from nothing and every table of every model computed, of everybody."""
    plan, copy = publish.make_plan, drafts.copy_warehouse

    def all_changed(home: Home, index, *given):
        return replace(plan(home, index, *given), changed=tuple(index.tables))

    def emptied(draft: drafts.VersionDraft) -> None:
        copy(draft)
        kept = home.root / "dbt_target" / "compiled.json"
        graph = session.read_compiled(kept, yaml.safe_load(kept.read_text(encoding="utf-8"))["key"])
        assert graph
        with duckdb.connect(str(draft.warehouse)) as con:
            for node in graph.nodes.values():
                if node.materialized == "incremental":
                    con.execute(f"delete from {node.relation}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publish, "make_plan", all_changed)
        patch.setattr(parts, "read_dates", lambda con: {})  # nothing is left as it stands
        patch.setattr(drafts, "copy_warehouse", emptied)
        publish.refresh(home, restate=restate)


def _tables(home: Home) -> dict[str, list[tuple]]:
    """Every table that is served, its rows in order; customers' numbers and versions' names are each home's own.

    What a held tag rests on is of the day on which it was due, but of today where everything is computed.
    """
    version, found = current_version(home), {}
    with version.connect() as con:
        names = con.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        for schema, name in names:
            if schema == RULE_INPUTS or name == "score_states":
                continue
            columns = "columns(* exclude (customer_no))" if name == "customer_tags_wide" else "*"
            if name == "tag_changes":
                columns = "customer_id, tag, old_value, new_value, changed_on, cause"
            found[f"{schema}.{name}"] = con.execute(
                f'select {columns} from "{schema}"."{name}" order by all'
            ).fetchall()
    return found


def _bits(home: Home) -> dict[tuple[str, str], set[str]]:
    """The customers of every value, as the index has them."""
    version = current_version(home)
    with version.connect() as con:
        who = dict(con.execute("select customer_no, customer_id from customer_tags_wide").fetchall())
    index: TagIndex = version.index()
    return {
        (tag, value): {who[number] for number in index.members(mask, index.size).tolist()}
        for tag in index.tags
        for value, mask in index.value_masks(tag).items()
    }


def _history(home: Home, first: date) -> dict[date, list[dict]]:
    version, tags = current_version(home), sorted(current_version(home).catalog().tags)
    days = [first + timedelta(days=n) for n in range((version.as_of - first).days + 1)]
    return {
        day: sorted(
            values_on_day(query_history(version, day, "now"), tags).to_pylist(), key=lambda row: row["customer_id"]
        )
        for day in days
    }


def _differing(ours: dict, theirs: dict) -> list:
    return [name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)]


@pytest.fixture
def begin(published_home, tmp_path, monkeypatch) -> Callable[[int], Sequence]:
    leave_tests_out(monkeypatch)

    def made(seed: int) -> Sequence:
        homes = Home(tmp_path / f"{seed}" / "home"), Home(tmp_path / f"{seed}" / "peer")
        for home in homes:
            shutil.copytree(published_home.root, home.root)
        return Sequence(*homes, random.Random(seed))

    return made


@pytest.mark.parametrize("seed", SEEDS)
def test_days_that_come_in_any_order_end_as_those_that_come_in_theirs(begin, seed):
    both = begin(seed)
    for _ in range(DAYS):
        both.take()
    assert not list(current_version(both.home).damage(full=True))
    assert _differing(_tables(both.home), _tables(both.peer)) == [], both.done
    assert _differing(_bits(both.home), _bits(both.peer)) == [], both.done
    assert _differing(_history(both.home, both.begun), _history(both.peer, both.begun)) == [], both.done
