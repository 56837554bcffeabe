"""Answers from the log: since when a customer has each value, and everybody's values on a day, as known at a run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tagrid.errors import BadInput, TagridError
from tagrid.history.log import relation
from tagrid.history.runs import History, Run, history

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from tagrid.catalog import Catalog
    from tagrid.refresh.versions import Version

NOW, THEN = "now", "then"

# The one place that says what was known. `here`: values of the version asked (customer_id, tag, value); `log`: every
# change; `known`, `own`: runs on the way to the run asked about and to the version's own; `root`: their first.
# Every cell begins with the value it had at the root, which is what its first change replaced.
_SPELLS = """
    began as (
        select customer_id, tag, min_by(struct_pack(was := old_value), struct_pack(changed_on, run_no)) as first
        from log semi join own using (run_no)
        group by all
    ),
    roots as (
        select customer_id, tag, root.changed_on, root.run_no, null as cause,
            case when first is null then here.value else first.was end as value
        from (select distinct customer_id, tag from log)
        left join began using (customer_id, tag)
        left join here using (customer_id, tag)
        cross join root
    ),
    said as (
        select customer_id, tag, changed_on, run_no, cause, new_value as value from log semi join known using (run_no)
        union all
        select * from roots
    ),
    -- of several runs that speak of a day the last one known holds
    days as (
        select * from said
        qualify row_number() over (partition by customer_id, tag, changed_on order by run_no desc) = 1
    ),
    -- what stays as it was begins nothing
    changes as (
        select * from days
        qualify value is distinct from lag(value) over (partition by customer_id, tag order by changed_on)
    ),
    spells as (
        select customer_id, tag, value, changed_on as valid_from,
            lead(changed_on) over (partition by customer_id, tag order by changed_on) as valid_to, run_no, cause
        from changes
        union all
        select customer_id, tag, value, root.changed_on, null, root.run_no, null
        from here anti join log using (customer_id, tag) cross join root
    )
"""


@dataclass(frozen=True)
class Asked:
    """A question about a day: what is ``known`` is what that run knew; ``said`` is the run that speaks of the day."""

    version: "Version"
    history: History
    day: date
    known: Run
    said: Run

    def catalog(self) -> "Catalog":
        """Return the catalog of the day, without counts."""
        own = self.said.number == self.history.run.number
        return self.version.catalog() if own else self.history.catalog(self.said)

    def described(self) -> dict:
        """Return as JSON-able values whose word it is."""
        about = {"as_of": self.day.isoformat(), "known": self.known.version, "version": self.said.version}
        return about | {"catalog_version": self.said.catalog_version}


def ask(version: "Version", day: date, known: str = NOW) -> Asked:
    """Return the question for the values of ``day``, asked of ``version``.

    ``known`` is ``now`` (what the version knows of it), ``then`` (what was known at the end of that day) or the id
    of the version that was in force. Raises BadInput for a day before the history or after what was known.
    """
    told = history(version)
    run = {NOW: lambda: told.run, THEN: lambda: told.then(day)}.get(known, lambda: told.of(known))()
    if day > run.as_of and known != THEN:
        raise BadInput(
            f"Version {run.version} knows nothing after {run.as_of}; {day} is later.",
            f"版本 {run.version} 的数据截至 {run.as_of}，早于 {day}。",
        )
    if told.way(run)[0] != told.way()[0]:
        first = told.way()[0].version
        raise BadInput(
            f"Version {run.version} belongs to a history that was lost before {first}.",
            f"版本 {run.version} 属于 {first} 之前已丢失的历史。",
        )
    return Asked(version, told, day, run, told.speaks(run, day))


def day_of(text: str, option: str = "--as-of") -> date:
    """Return the date written; BadInput says how to write one."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(
            f"{option} takes a date like 2026-06-30, not {text!r}.",
            f"{option} 应写成 2026-06-30 这样的日期，不能是“{text}”。",
        ) from error


def _opened(told: History, known: Run, only: str) -> "duckdb.DuckDBPyConnection":
    """Open a connection with ``log`` and the runs as tables; ``only`` is a condition on the log, without any input."""
    import duckdb

    con, root = duckdb.connect(), told.way()[0]
    con.execute("set threads = 2")
    try:
        con.execute(f"create view everything as select * from {relation(told.paths)}")
        con.execute(f"create table log as select * from everything where {only}")
    except duckdb.Error as error:
        con.close()
        raise TagridError(
            f"The history cannot be read: {error}. See `tagrid doctor`.",
            f"无法读取标签历史：{error}。请用 `tagrid doctor` 检查。",
        ) from error
    for name, run in {"known": known, "own": told.run}.items():
        numbers = [one.number for one in told.way(run)]
        con.execute(f"create table {name} as select unnest(?::integer[]) as run_no", [numbers])
    con.execute("create table root as select ?::date as changed_on, ?::integer as run_no", [root.as_of, root.number])
    return con


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def spells(version: "Version", customer_id: str, known: Run | None = None) -> list[dict]:
    """Return since when and until when a customer has, or had, each value; by tag and time.

    Each has tag, value, valid_from, valid_to (the first day it no longer holds; None: it still does), version and
    catalog_version that gave it, and cause: ``data``, ``correction``, ``definition`` (the tag was new, retired or
    redefined) or None (the history begins with it). ``known`` is the run whose knowledge is asked for.
    """
    import pyarrow as pa

    told = history(version)
    with version.connect() as served:
        row = served.execute("select * from customer_tags_wide where customer_id = ?", [customer_id])
        names, found = [one[0] for one in row.description], row.fetchone() or ()
    now = [(t, v) for t, v in zip(names, found, strict=bool(found)) if t not in _KEYS and v is not None]
    with _opened(told, known or told.run, f"customer_id = {_text(customer_id)}") as con:
        tags, values = zip(*now, strict=True) if now else ((), ())
        here = pa.table({"tag": pa.array(tags, pa.string()), "value": pa.array(values, pa.string())})
        con.register("now", here)
        con.execute("create table here as select ?::varchar as customer_id, tag, value from now", [customer_id])
        query = f"""with {_SPELLS} select tag, value, valid_from, valid_to, run_no, cause
            from spells where value is not null order by tag, valid_from"""
        return [_spell(row, told) for row in con.execute(query).fetchall()]


_KEYS = ("customer_no", "customer_id", "subject")


def _spell(row: tuple, told: History) -> dict:
    run = next(one for one in told.runs if one.number == row[4])
    found = dict(zip(("tag", "value", "valid_from", "valid_to"), row, strict=False))
    return found | {"version": run.version, "catalog_version": run.catalog_version, "cause": row[5]}


def values(asked: Asked, tags: Sequence[str]) -> "pa.Table":
    """Return everybody's values of ``tags`` on the day: customer_id and a column a tag, null where it had none.

    Who had none of them is left out.
    """
    listed = ", ".join(_text(tag) for tag in tags)
    with _opened(asked.history, asked.known, f"tag in ({listed})") as con:
        con.register("wide", _now(asked.version, tags))
        con.execute(
            "create table here as select customer_id, tag, value from wide unpivot (value for tag in "
            "(columns(* exclude (customer_id))))"
        )
        columns = ", ".join(f"max(value) filter (where tag = {_text(tag)}) as {_name(tag)}" for tag in tags)
        query = f"""with {_SPELLS} select customer_id, {columns} from spells
            where value is not null and valid_from <= ? and (valid_to is null or ? < valid_to) group by customer_id"""
        return con.sql(query, params=[asked.day, asked.day]).to_arrow_table()


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _now(version: "Version", tags: Iterable[str]) -> "pa.Table":
    """Return the version's own values of those of the tags that it has."""
    with version.connect() as con:
        has = [one[0] for one in con.execute("select * from customer_tags_wide limit 0").description]
        # A column of its own, as a table without values cannot be turned on its side.
        columns = ", ".join(["customer_id", *(_name(tag) for tag in tags if tag in has)])
        return con.sql(f'select {columns}, null::varchar as "-" from customer_tags_wide').to_arrow_table()
