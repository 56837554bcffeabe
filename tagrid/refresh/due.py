"""What is due: the business date of a refresh, whether anything changed since the last, and which tags keep a value.

Whether something changed is decided by a fingerprint: landed data, SQL, meaning, calendar, engine and models in use.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import duckdb

from tagrid.catalog import CADENCES
from tagrid.core.calendar import calendar_fingerprint
from tagrid.core.errors import BadInput
from tagrid.core.overlay import ENGINE, MARKER, content, roots
from tagrid.core.project import Home
from tagrid.landing import (
    READINGS,
    LandedIndex,
    LandedTable,
    awaited_days,
    landed_range,
    last_day_of_most,
    source_contract,
)
from tagrid.published import Version, read_history
from tagrid.scoring import champion_id, model_damage

# Facts are incremental: when the SQL that makes them changes, what they hold was made by the old SQL.
_HISTORY = ["dbt_project/models/staging", "dbt_project/models/marts", "dbt_project/macros"]

_MEANING = ["taxonomy", "dbt_project", "dbt_project.yml", MARKER, "models_ml", "tagrid/scoring"]

# What landed rows are read by: when it changes, what was summed of them is summed again.
_READ_BY = ("history", "calendar")

_ENGINE = ["tagrid", "expectations"]

# The parts of a fingerprint that `catalog check` depends on.
CHECKED = ("meaning", "engine")

# The column by which a source table names a customer.
_ACCOUNT = "customer_id"

_CONTENT = {".yml", ".sql", ".csv", ".py"}


def content_hash(paths: Iterable[str], project: Path | None = None) -> str:
    """Return one sha256 over names and bytes of the files under ``paths``: the project's content, the engine's code."""
    total = hashlib.sha256()
    for name, path in (found for place in paths for found in _hashed_files(place, project)):
        total.update(f"{name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _hashed_files(place: str, project: Path | None) -> Iterable[tuple[str, Path]]:
    if place.split("/")[0] == ENGINE.name:
        found = content(place, "*", project=ENGINE.parent)
    elif Path(place).suffix:
        return [(place, root / place) for root in roots(project) if (root / place).is_file()]
    else:
        found = content(place, "*", project=project)
    return [(name, path) for name, path in found.items() if path.suffix in _CONTENT]


def champions(home: Home) -> dict[str, str]:
    """Return the model in use of each score; one whose files are damaged is another than the same one intact."""
    found = {}
    for pointer in sorted(home.models.glob("*/champion")):
        score = pointer.parent.name
        found[score] = champion_id(home, score) or ""
        if model_damage(home, score):
            found[score] += " damaged"
    return found


def fingerprint(home: Home, index: LandedIndex) -> dict:
    """Return what a version is made from, in parts; with the as-of date they decide its content."""
    return {
        "landed": {address: table.last_seq for address, table in sorted(index.tables.items())},
        "history": f"{content_hash(_HISTORY)}{f'-{index.rewritings}' if index.rewritings else ''}",
        **content_parts(),
        "calendar": calendar_fingerprint(),
        "champions": champions(home),
    }


def content_parts() -> dict[str, str]:
    """Return the parts of a fingerprint that decide what the catalog means and how it is checked."""
    return {"meaning": content_hash(_MEANING), "engine": content_hash(_ENGINE)}


@dataclass(frozen=True)
class RefreshPlan:
    """What a refresh does.

    ``restate`` is an earlier day to compute again, from what has landed since; ``held`` are tags whose period has
    not ended; ``new_meaning``: taxonomy, SQL or scores are not those of the last version; ``rebuild`` reads history
    again; ``due`` are the days as of which tags are computed, by cadence; ``late`` are tables with rows about days that
    the last version covers, and their files: their customers get the held tags anew, as of those days; ``changed`` are
    the source tables that brought something since the warehouse was built, or None where that is not known and
    everything is built; ``awaited`` are days that are missing before the newest ones.
    """

    as_of: date
    fingerprint: dict
    nothing_due: bool
    restate: date | None = None
    held: tuple[str, ...] = ()
    due: dict[str, date] = field(default_factory=dict)
    late: dict[str, list[str]] = field(default_factory=dict)
    new_meaning: bool = True
    rebuild: bool = False
    changed: tuple[str, ...] | None = None
    awaited: tuple[date, ...] = ()


def default_day(home: Home, index: LandedIndex) -> date:
    """Return the last day that most customers have readings of; without readings, the last that has landed.

    A stray reading of a day to come, or the first few of today, move nothing. Raises BadInput when nothing has landed.
    """
    _, through_on = landed_range(index)
    most = last_day_of_most(home, list(index.files(READINGS)), source_contract(READINGS))
    return min(most, through_on) if most else through_on


def decide_as_of(
    home: Home, index: LandedIndex, wanted: date | None, last: Version | None, awaited: tuple[date, ...] = ()
) -> date:
    """Return the business date to refresh at: the wanted one if the data allow it, or the last that most have.

    While days are awaited, it is the day before the first of them.
    """
    first_on, through_on = landed_range(index)
    as_of = wanted or (awaited[0] - timedelta(days=1) if awaited else default_day(home, index))
    if not first_on <= as_of <= through_on:
        raise BadInput(
            en=f"--as-of {as_of} is outside the landed data ({first_on} to {through_on}).",
            zh=f"--as-of {as_of} 超出已入库数据的范围（{first_on} 至 {through_on}）。",
        )
    if last and as_of < last.as_of:
        raise BadInput(
            en=f"--as-of {as_of} is before version {last.id}, which is in force; "
            "`tagrid rollback` returns to an older version.",
            zh=f"--as-of {as_of} 早于现行版本 {last.id}；要回到旧版本请用 `tagrid rollback`。",
        )
    return as_of


def _check_restate(day: date, last: Version | None) -> None:
    """Raise BadInput unless ``day`` lies within the history of the version in force, before its own day."""
    if last is None:
        raise BadInput(
            en=f"--restate {day}: no version is in force yet; run `tagrid refresh` first.",
            zh=f"--restate {day}：还没有现行版本，请先运行 `tagrid refresh`。",
        )
    first = read_history(last).ancestry()[0].as_of
    if not first <= day < last.as_of:
        raise BadInput(
            en=f"--restate {day} is not an earlier day of the history, {first} to the day before {last.as_of}; "
            f"`tagrid refresh` computes {last.as_of} again when late data have landed.",
            zh=f"--restate {day} 不是历史中更早的日期（{first} 至 {last.as_of} 的前一天）；"
            f"迟到数据入库后，`tagrid refresh` 会重算 {last.as_of}。",
        )


def period(cadence: str, as_of: date) -> tuple[int, ...]:
    """Return the period that the day after ``as_of`` lies in: another one once ``as_of``'s is over."""
    day = as_of + timedelta(days=1)
    parts = {
        "daily": (day.toordinal(),),
        "weekly": tuple(day.isocalendar()[:2]),
        "monthly": (day.year, day.month),
        "yearly": (day.year,),
    }
    return parts[cadence]


def _late_files(home: Home, table: LandedTable, seq: int, as_of: date) -> list[str]:
    touched = [f for f in table.files if f.seq > seq and f.first_on]
    return [str(home.landing / f.path) for f in touched if date.fromisoformat(f.first_on or "") <= as_of]


def _late(address: str) -> str:
    return f"from read_parquet($paths) where _landed_seq > $seq and {source_contract(address).period} <= $as_of"


def late_tables(home: Home, index: LandedIndex, last: Version) -> dict[str, list[str]]:
    """Return the tables of which rows about days that the last version covers landed after it, and their files.

    A table that landed for the first time is one of them, with no files.
    """
    seen = last.manifest["fingerprint"]["landed"]
    found: dict[str, list[str]] = {}
    for address, table in index.tables.items():
        if address not in seen:
            found[address] = []
        elif table.last_seq > seen[address] and (paths := _late_files(home, table, seen[address], last.as_of)):
            with duckdb.connect() as con:
                given = {"paths": paths, "seq": seen[address], "as_of": last.as_of}
                if con.execute(f"select 1 {_late(address)} limit 1", given).fetchall():
                    found[address] = paths
    return found


def put_late_accounts(con: duckdb.DuckDBPyConnection, plan: "RefreshPlan", last: Version) -> None:
    """Make table ``late_accounts`` hold the accounts with late rows, each with the first day that one is about.

    Of a table whose rows may take the place of rows about an earlier day, that is the first day of all.
    """
    con.execute("create or replace table late_accounts (account_id varchar, first_on date)")
    seen = last.manifest["fingerprint"]["landed"]
    for address, paths in plan.late.items():
        table = source_contract(address)
        is_of_its_day = table.period in table.keys
        first = f"min({table.period}::date)" if is_of_its_day else "'-infinity'::date"
        given = {"paths": paths, "seq": seen[address], "as_of": last.as_of}
        con.execute(f"insert into late_accounts select {_ACCOUNT}, {first} {_late(address)} group by {_ACCOUNT}", given)


def _concerns_everybody(late: Mapping[str, list[str]]) -> bool:
    """Whether late rows may change any customer's tags: those of a table that names none, as weather, or a new one."""
    return any(
        not paths or _ACCOUNT not in (column.name for column in source_contract(address).columns)
        for address, paths in late.items()
    )


def _only_waits(home: Home, index: LandedIndex, now: dict, last: Version) -> bool:
    """Whether all that came since the last version is dated after it: there is nothing to publish before more lands."""
    before = last.manifest["fingerprint"]
    same = {part: found for part, found in json.loads(json.dumps(now)).items() if part != "landed"}
    if any(found != before.get(part) for part, found in same.items()) or late_tables(home, index, last):
        return False
    seen = before["landed"]
    undated = (f for name, table in index.tables.items() for f in table.files if not f.first_on and f.seq > seen[name])
    return next(undated, None) is None


def held_tags(cadences: Mapping[str, str], last_as_of: date, as_of: date) -> tuple[str, ...]:
    """Return the tags whose period has not ended since ``last_as_of``."""
    return tuple(tag for tag, each in cadences.items() if period(each, last_as_of) == period(each, as_of))


def due_days(last: Version, as_of: date) -> dict[str, date]:
    """Return by cadence the day as of which its tags are computed: ``as_of``, or that of ``last`` in the same period.

    Of a version of before the days were noted that is the first run of the period.
    """
    noted = {cadence: date.fromisoformat(day) for cadence, day in last.manifest.get("due", {}).items()}
    runs = [run.as_of for run in read_history(last).ancestry()] if not noted else []
    days: dict[str, date] = dict.fromkeys(CADENCES, as_of)
    for cadence in CADENCES:
        if period(cadence, last.as_of) == period(cadence, as_of):
            first = min((day for day in runs if period(cadence, day) == period(cadence, as_of)), default=last.as_of)
            days[cadence] = noted.get(cadence, first)
    return days


def changed_sources(now: dict, built: dict | None) -> tuple[str, ...] | None:
    """Return the source tables that brought something since a build of the same SQL and meaning, else None."""
    if not built or any(now[part] != built.get(part) for part in ("meaning", *_READ_BY)):
        return None
    return tuple(address for address, seq in now["landed"].items() if built["landed"].get(address) != seq)


def make_plan(
    home: Home,
    index: LandedIndex,
    cadences: Mapping[str, str],
    wanted: date | None,
    last: Version | None,
    built: dict | None = None,
    restate: date | None = None,
) -> RefreshPlan:
    """Decide what a refresh does.

    ``cadences`` are those of the served tags, ``last`` is the intact version in force, ``built`` the fingerprint
    that the warehouse was built from; both may be None. ``restate`` is an earlier day to compute again.
    """
    awaited = () if wanted or restate else awaited_days(home, index, last.as_of if last else None)
    as_of = decide_as_of(home, index, wanted, last, awaited)
    if restate:
        _check_restate(restate, last)
    now = fingerprint(home, index)
    everything: dict[str, date] = dict.fromkeys(CADENCES, as_of)
    if last is None:
        return RefreshPlan(as_of, now, nothing_due=False, due=everything, rebuild=True, awaited=awaited)
    before = last.manifest["fingerprint"]
    if json.loads(json.dumps(now)) == before and as_of == last.as_of and not restate:
        return RefreshPlan(as_of, now, nothing_due=True)
    if awaited and as_of == last.as_of and _only_waits(home, index, now, last):
        return RefreshPlan(as_of, now, nothing_due=True, awaited=awaited)
    new_meaning = now["meaning"] != before.get("meaning")
    rebuild = any(now[part] != before.get(part) for part in _READ_BY)
    same = not new_meaning and not rebuild and now["champions"] == before.get("champions")
    late = late_tables(home, index, last)
    keep = same and as_of > last.as_of and not _concerns_everybody(late)
    held = held_tags(cadences, last.as_of, as_of) if keep else ()
    return RefreshPlan(
        as_of,
        now,
        nothing_due=False,
        restate=restate,
        held=held,
        due=due_days(last, as_of) if keep else everything,
        late=late if held else {},
        new_meaning=new_meaning,
        rebuild=rebuild,
        changed=changed_sources(now, built),
        awaited=awaited,
    )
