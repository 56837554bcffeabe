"""Writes a run into the history: its changes, its corrections of the past, and the catalog it was made with."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb

from tagrid.catalog import Catalog, same_meaning
from tagrid.core.errors import TagridError
from tagrid.core.files import digest, replace_text, sync
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier, quote_literal
from tagrid.published import (
    HISTORY,
    SERVING,
    History,
    HistoryQuery,
    HistoryRun,
    LogFile,
    Version,
    all_versions,
    latest_history,
    log_folder,
    log_relation,
    read_history,
    values_on_day,
)
from tagrid.refresh.drafts import VersionDraft
from tagrid.refresh.due import held_tags

# The files of changes are Parquet that never changes again, shared by all versions. A new run's changes become one
# file. While the file before is not at least twice as large the two are merged: so the files stay few, and a change is
# written again only as often as the log doubles. Sorted by customer, a portrait reads a few small row groups.
LOG_COLUMNS = "customer_id, tag, old_value, new_value, changed_on, run_no, cause"

ROW_GROUP = 20_480

RESTATED = "tag_restated"


def write_log_file(con: duckdb.DuckDBPyConnection, rows: str, path: Path) -> LogFile | None:
    """Write the query ``rows`` (``LOG_COLUMNS``) to ``path``, sorted; None, and no file, where it has none."""
    order = "customer_id, tag, changed_on, run_no"
    options = f"format parquet, compression zstd, row_group_size {ROW_GROUP}"
    found = con.execute(
        f"copy (select {LOG_COLUMNS} from ({rows}) order by {order}) to {quote_literal(path)} ({options})"
    ).fetchone()
    if not found or not found[0]:
        path.unlink(missing_ok=True)
        return None
    sync(path)
    return LogFile(path.name, found[0], path.stat().st_size, digest(path))


def append_to_log(
    con: duckdb.DuckDBPyConnection, rows: str, number: int, before: Sequence[LogFile], old: Path, new: Path
) -> tuple[LogFile, ...]:
    """Write the changes of run ``number`` into folder ``new`` and return the files of the log with them.

    ``before`` are the files so far, in folder ``old``; those that are merged stay there unchanged.
    """
    own = write_log_file(con, rows, new / f"{number:06d}.parquet")
    if own is None:
        return tuple(before)
    files, merged, size = list(before), [], own.rows
    while files and files[-1].rows < 2 * size:
        merged.append(files.pop())
        size += merged[-1].rows
    if not merged:
        return (*files, own)
    paths = [old / one.name for one in merged] + [new / own.name]
    name = f"{merged[-1].name[:6]}-{number:06d}.parquet"
    whole = write_log_file(con, f"select * from {log_relation(paths)}", new / name)
    (new / own.name).unlink()
    return (*files, *([whole] if whole else []))


_FROM_SERVING = """
    create table tag_base as
    select ?::varchar as version, ?::date as as_of, subject, customer_id,
        hash(*columns(* exclude (customer_no, subject, customer_id))) as row_hash,
        * exclude (customer_no, subject, customer_id)
    from served.main.customer_tags_wide
"""


def put_base(warehouse: Path, base: Version | None) -> None:
    """Make table ``tag_base`` hold the tags of ``base``, or drop it where there is none; ``tag_held`` shows them.

    The snapshot of the last refresh usually holds them, and is only renamed. Where it does not (after a rollback, a
    build by hand, a new warehouse) they are copied from the version itself, which never changes.
    """
    with duckdb.connect(str(warehouse)) as con:
        con.execute("drop view if exists tag_held")
        con.execute("drop table if exists tag_late")
        con.execute("drop table if exists tag_base")
        if base is None:
            return
        if snapshot_version(con) == base.id:
            con.execute("alter table tag_snapshot rename to tag_base")
        else:
            con.execute(f"attach {quote_literal(base.folder / SERVING)} as served (read_only)")
            con.execute(_FROM_SERVING, [base.id, base.as_of])
            con.execute("detach served")
        con.execute("create view tag_held as from tag_base")


def put_late_customers(day: date) -> str:
    """Return the SQL that puts the customers with late rows about the day, or one before, into ``late_customers``."""
    return (
        "create or replace table late_customers as"
        " select distinct coalesce(fct_account_merge.customer_id, late_accounts.account_id) as customer_id"
        f" from late_accounts left join fct_account_merge using (account_id) where first_on <= date '{day}'"
    )


def correction_of_held(tags: Sequence[str], computed: str) -> list[str]:
    """Return the SQL that lets ``tag_held`` show ``tags`` of the table ``computed`` for the ``late_customers``."""
    columns = ", ".join(f"{quote_identifier(tag)} = again.{quote_identifier(tag)}" for tag in tags)
    return [
        "create table if not exists tag_late as from tag_base limit 0",
        "insert into tag_late from tag_base semi join late_customers using (customer_id)"
        " anti join tag_late using (customer_id)",
        "create or replace view tag_held as"
        " from tag_base anti join tag_late using (customer_id) union all by name from tag_late",
        f"update tag_late set {columns} from {quote_identifier(computed)} as again "
        "where tag_late.subject = again.subject and tag_late.customer_id = again.customer_id "
        "and again.customer_id in (select customer_id from late_customers)",
    ]


def drop_corrected(con: duckdb.DuckDBPyConnection) -> None:
    """Drop what only the build needed, once the tags are built."""
    if con.execute("select 1 from duckdb_tables() where table_name = 'tag_base'").fetchall():
        con.execute("create or replace view tag_held as from tag_base")
    for table in ("tag_late", "late_accounts", "late_customers", "new_customers", "tag_again"):
        con.execute(f"drop table if exists {table}")


def snapshot_version(con: duckdb.DuckDBPyConnection) -> str | None:
    """Return the version whose tags ``tag_snapshot`` holds, or None where that is not one."""
    try:
        found = con.execute("select any_value(version) from tag_snapshot").fetchone()
    except duckdb.Error:  # no such table, or of a form before versions
        return None
    return found[0] if found else None


# Of several runs that give a value of a day the last one holds: only there is a change ever rewritten.
_TAG_CHANGES = """
    create or replace table served.main.tag_changes as
    with
        known as (
            from {log} as log join runs using (run_no)
        ),
        doubted as (select distinct customer_id, tag from known where list_contains(?::date[], changed_on)),
        numbered as (
            select known.*, first_value(old_value) over (
                partition by customer_id, tag order by changed_on, run_no
            ) as began
            from known semi join doubted using (customer_id, tag)
        ),
        days as (
            select * from numbered
            qualify row_number() over (partition by customer_id, tag, changed_on order by run_no desc) = 1
        ),
        rewritten as (
            select * replace (
                case when lag(run_no) over steps is null then began else lag(new_value) over steps end as old_value
            )
            from days
            window steps as (partition by customer_id, tag order by changed_on)
        ),
        changes as (
            select * from known anti join doubted using (customer_id, tag)
            union all by name
            select * exclude (began) from rewritten where old_value is distinct from new_value
        )
    select customer_id, tag, old_value, new_value, changed_on, version, catalog_version, cause from changes
"""


def write_tag_changes(known: History, paths: list[Path], serving: Path) -> None:
    """Write ``tag_changes`` into a serving database: the changes known to the own run of ``known``.

    ``paths`` are its files, some of them still in a draft.
    """
    runs = known.ancestry()
    counts = Counter(day for run in runs for day in run.days)
    # The day after one that was computed again gets its values back, which no run of its own writes.
    again = [day for day, count in counts.items() if count > 1 or any(day == run.restated for run in runs)]
    after = [min((other for other in counts if other > day), default=day) for day in again]
    with duckdb.connect() as con:
        con.execute(f"attach {quote_literal(serving)} as served")
        con.execute("create table runs (run_no integer, version varchar, catalog_version varchar)")
        con.executemany("insert into runs values (?, ?, ?)", [(r.number, r.version, r.catalog_version) for r in runs])
        con.execute(_TAG_CHANGES.format(log=log_relation(paths)), [[*again, *after]])
        # A portrait reads those of one customer; in the order they came, that is the whole table.
        con.execute("create index tag_changes_customer_id on served.main.tag_changes (customer_id)")
        con.execute("checkpoint served")


def _known_runs(
    home: Home, base: Version | None
) -> tuple[tuple[HistoryRun, ...], HistoryRun | None, tuple[LogFile, ...]]:
    """Return the runs so far, that of the base and the files of the log; a base without history begins one."""
    known = latest_history(home)
    runs, files = (known.runs, known.files) if known else ((), ())
    if base is None:
        return runs, None, files
    own = next((run for run in runs if run.version == base.id), None)
    if own is None:
        number = runs[-1].number + 1 if runs else 1
        own = HistoryRun(number, base.id, base.as_of, base.manifest["catalog_version"], _catalog_name(base.catalog()))
        runs = (*runs, own)
    return runs, own, files


def record_run(
    home: Home, draft: VersionDraft, new: HistoryRun, catalog: Catalog, base: Version | None = None
) -> HistoryRun:
    """Write into the draft what a new version adds to the history, and return its run, numbered.

    ``catalog`` is the new version's, with rules. The draft's warehouse holds its ``tag_changes`` and, where an
    earlier day was computed again, the tags of that day in ``tag_restated``.
    """
    runs, parent, files = _known_runs(home, base)
    before = base.catalog() if base else None
    draft.changes.mkdir(parents=True, exist_ok=True)
    for one in filter(None, (before, catalog)):
        _write_catalog(one, draft.changes)
    if parent:
        _ = History(parent, runs, files, log_folder(home)).paths  # what is merged is what was written
    number = runs[-1].number + 1 if runs else 1
    own = replace(new, number=number, base=parent.number if parent else None, catalog=_catalog_name(catalog))
    with duckdb.connect(str(draft.warehouse)) as con:
        con.execute("create temp table added as " + _changes(own, parent, _redefined(catalog, before)))
        if base and parent and own.restated:
            before_it = History(parent, runs, files, log_folder(home))
            _correct(con, base, before_it, own, correctable(catalog, before_it, own.restated))
            con.execute(f"drop table {RESTATED}")
        files = append_to_log(con, "select * from added", number, files, log_folder(home), draft.changes)
    known, written = History(own, (*runs, own), files, log_folder(home)), draft.version / HISTORY
    written.write_text(known.to_json(), encoding="utf-8")
    sync(written)
    write_tag_changes(known, [_draft_path(draft, known.folder / one.name) for one in files], draft.version / SERVING)
    return own


def _draft_path(draft: VersionDraft, path: Path) -> Path:
    """Return where a file of the log lies while the version is a draft."""
    new = draft.changes / path.name
    return new if new.exists() else path


def _changes(own: HistoryRun, parent: HistoryRun | None, redefined: list[str]) -> str:
    """Return the query of the run's own changes, each with what caused it."""
    again = "correction" if parent and parent.as_of == own.as_of else "data"
    tags = ", ".join(map(quote_literal, redefined)) or "null"
    return f"""
        select customer_id, tag, old_value, new_value, changed_on, {own.number}::integer as run_no,
            case when tag in ({tags}) then 'definition' else '{again}' end as cause
        from tag_changes
    """


def _redefined(catalog: Catalog, before: Catalog | None) -> list[str]:
    """Return the tags that are new, retired, or do not mean what they did."""
    if before is None:
        return []
    names = {**catalog.tags, **before.tags}
    return [n for n in names if n not in catalog.tags or not same_meaning(catalog.tags[n], before.tags.get(n))]


def correctable(catalog: Catalog, known: History, day: date) -> list[str]:
    """Return the tags that computing ``day`` again may correct: a correction is of data, not of meaning.

    A tag that means something else since keeps its old values; one whose period did not end on the day has them
    from the day it did.
    """
    then = known.catalog(known.run_for_day(known.run, day))
    same = {n: t.cadence for n, t in catalog.tags.items() if same_meaning(t, then.tags.get(n))}
    before = [one.as_of for one in known.ancestry() if one.as_of < day]
    held = held_tags(same, max(before), day) if before else ()
    return [name for name in same if name not in held]


def _correct(con: duckdb.DuckDBPyConnection, base: Version, known: History, own: HistoryRun, tags: list[str]) -> None:
    """Add where the restated day differs from what was known, and put back the values of the next day known.

    Some tags at a time, as everybody's values of all of them need not fit into memory.
    """
    day = own.restated
    assert day
    following = min(one for one in known.days(known.run) if one > day)
    was, after = (HistoryQuery(base, known, one, known.run, known.run) for one in (day, following))
    (customers,) = con.execute(f"select count(*) from {RESTATED}").fetchall()[0]
    at_once = max(_MOST_VALUES // max(customers, 1), 1)
    for some in (tags[start : start + at_once] for start in range(0, len(tags), at_once)):
        con.register("was", values_on_day(was, some))
        con.register("after", values_on_day(after, some))
        for tag in some:
            names = {"column": quote_identifier(tag), "tag": quote_literal(tag), "number": own.number}
            con.execute(_CORRECTIONS.format(**names), {"day": day, "following": following})
        con.unregister("was")
        con.unregister("after")


# Values that are in memory at once while a day is corrected: some 100 MB.
_MOST_VALUES = 5_000_000


# What the next day known brings back anyway, by a change of this very run, needs no second row.
_CORRECTIONS = """
    insert into added
    with corrected as (
        select customer_id, was.{column} as old_value, again.{column} as new_value, after.{column} as next_value
        from was
        full join (select customer_id, {column} from tag_restated) as again using (customer_id)
        full join after using (customer_id)
        where was.{column} is distinct from again.{column}
    )
    select customer_id, {tag}, old_value, new_value, $day::date, {number}, 'correction' from corrected
    union all
    select customer_id, {tag}, new_value, next_value, $following::date, {number}, 'correction' from corrected
    where new_value is distinct from next_value and not exists (
        from added where added.customer_id = corrected.customer_id and tag = {tag} and changed_on = $following::date
    )
"""


def _catalog_text(catalog: Catalog) -> str:
    """Return the catalog's text without what differs from run to run while its meaning stays."""
    tags = {n: t.model_copy(update={"counts": {}, "available": True, "reason": None}) for n, t in catalog.tags.items()}
    return catalog.model_copy(update={"tags": tags}).to_json()


def _catalog_name(catalog: Catalog) -> str:
    return f"catalog-{hashlib.sha256(_catalog_text(catalog).encode()).hexdigest()[:16]}.json"


def restore_catalogs(home: Home) -> list[str]:
    """Write the damaged or lost catalogs of the history anew from the versions that are kept; return their names."""
    restored = []
    for version in all_versions(home):
        try:
            own = read_history(version).run
            damage = History(own, (own,), (), log_folder(home)).catalog_damage()
            if not own.catalog or next(damage, None) is None:
                continue
            catalog = version.catalog()
            if _catalog_name(catalog) == own.catalog:
                replace_text(log_folder(home) / own.catalog, _catalog_text(catalog))
                restored.append(own.catalog)
        except TagridError:  # a damaged version has nothing to give
            continue
    return restored


def _write_catalog(catalog: Catalog, folder: Path) -> None:
    path = folder / _catalog_name(catalog)
    path.write_text(_catalog_text(catalog), encoding="utf-8")
    sync(path)
