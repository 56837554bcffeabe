"""The release gate: measures a built version against the last one, and refuses it where an expectation does not hold.

The expectations look at one row a tag and one row a subject.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

import duckdb

from tagrid.catalog import UNKNOWN, Catalog, Tag, same_meaning
from tagrid.core.errors import GateRefused, TagridError
from tagrid.core.expect import ExpectationSuite
from tagrid.core.expectations import run_suite, suites
from tagrid.core.sql import quote_identifier, quote_literal
from tagrid.core.text import Text, as_text, joined

TAG_HEALTH = "memory.main.tag_health"

SUBJECT_SIZE = "memory.main.subject_size"

MOST_REASONS = 12

# A gap of so many days can leave a measure without enough of them; measures reach back so many days.
LEAST_MISSING, REACH = 5, 92


@dataclass(frozen=True)
class TagTable:
    """The tags of one database attached to the connection: its table, its catalog and its as-of date."""

    table: str
    catalog: Catalog
    as_of: date


def _known(side: str, tag: Tag) -> str:
    value = f"{side}.{quote_identifier(tag.name)}"
    known = f"{value} is not null and {value} <> {quote_literal(UNKNOWN)}"
    return f"{side}.subject = {quote_literal(tag.subject)} and {known}"


def _inside(side: str, tag: Tag) -> str:
    codes = ", ".join(quote_literal(code) for code in tag.codes)
    return f"{side}.subject = {quote_literal(tag.subject)} and {side}.{quote_identifier(tag.name)} in ({codes})"


def _counts(
    con: duckdb.DuckDBPyConnection, relation: str, tags: Iterable[Tag], condition: Callable[[Tag], str]
) -> dict[str, int]:
    """Count the rows of ``relation`` that meet each tag's condition, in one pass."""
    each = {tag.name: f"count_if({condition(tag)})" for tag in tags}
    if not each:
        return {}
    row = con.execute(f"select {', '.join(each.values())} from {relation}").fetchone() or ()
    return dict(zip(each, (int(n or 0) for n in row), strict=True))


def _sizes(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, int]:
    return dict(con.execute(f"select subject, count(*) from {table} group by all").fetchall())


def _share(part: int, whole: int, least: int = 1) -> float | None:
    return part / whole if whole >= least else None


def _compared(con: duckdb.DuckDBPyConnection, new: TagTable, last: TagTable) -> dict[str, dict[str, int]]:
    """Count, for the tags that kept their meaning: known before, known in both, and changed between the two."""
    same = [t for t in new.catalog.tags.values() if same_meaning(t, last.catalog.tags.get(t.name))]
    pairs = f"{new.table} as n join {last.table} as o using (customer_id)"

    def both(tag: Tag) -> str:
        return f"{_known('n', tag)} and {_known('o', tag)}"

    def changed(tag: Tag) -> str:
        return f"n.{quote_identifier(tag.name)} <> o.{quote_identifier(tag.name)} and {both(tag)}"

    return {
        "was_known": _counts(con, f"{last.table} as o", same, lambda tag: _known("o", tag)),
        "both": _counts(con, pairs, same, both),
        "changed": _counts(con, pairs, same, changed),
    }


def _tag_rows(
    con: duckdb.DuckDBPyConnection, new: TagTable, last: TagTable | None, least: int, excused: Collection[str]
) -> Iterable[tuple]:
    tags = list(new.catalog.tags.values())
    size, was_size = _sizes(con, new.table), _sizes(con, last.table) if last else {}
    known = _counts(con, f"{new.table} as n", tags, lambda tag: _known("n", tag))
    inside = _counts(con, f"{new.table} as n", tags, lambda tag: _inside("n", tag))
    then = _compared(con, new, last) if last else {"was_known": {}, "both": {}, "changed": {}}
    for tag in tags:
        name, subject = tag.name, tag.subject
        share = _share(known[name], size.get(subject, 0))
        was = _share(then["was_known"][name], was_size.get(subject, 0), least) if name in then["both"] else None
        changed = _share(then["changed"][name], then["both"][name], least) if name in then["both"] else None
        drop = None if share is None or was is None else was - share
        held, loss = ((None, None), drop) if name in excused else ((drop, changed), None)
        yield name, None if share is None else 1 - share, size.get(subject, 0) - inside[name], *held, loss


def measure(
    con: duckdb.DuckDBPyConnection,
    new: TagTable,
    last: TagTable | None,
    least_compared: int = 1,
    excused: Collection[str] = (),
) -> None:
    """Fill ``TAG_HEALTH`` and ``SUBJECT_SIZE`` in the connection's own memory.

    Shares of the last version are null where they are of fewer than ``least_compared`` customers; ``excused`` are tags
    whose loss of known customers, or change, has a reason of its own, shown in the catalog: their loss stands apart.
    """
    con.execute(
        f"create or replace table {TAG_HEALTH} (tag varchar, unknown_share double, outside_domain bigint, "
        "known_drop double, changed_share double, excused_drop double)"
    )
    for row in _tag_rows(con, new, last, least_compared, excused):
        con.execute(f"insert into {TAG_HEALTH} values (?, ?, ?, ?, ?, ?)", row)
    now, was = _sizes(con, new.table), _sizes(con, last.table) if last else {}
    con.execute(f"create or replace table {SUBJECT_SIZE} (subject varchar, customers bigint, size_share double)")
    rows = [(s, now.get(s, 0), _share(now.get(s, 0), was.get(s, 0), least_compared)) for s in {*now, *was}]
    for row in sorted(rows):
        con.execute(f"insert into {SUBJECT_SIZE} values (?, ?, ?)", row)


def _failing(con: duckdb.DuckDBPyConnection, relation: str, key: str, suite: ExpectationSuite) -> Iterable[Text]:
    """Yield a sentence for each row that fails; rows are looked at one by one only when some row does."""
    if not run_suite(con, relation, suite):
        return
    for (name,) in con.execute(f"select {key} from {relation} order by all").fetchall():
        row = f"{relation} where {key} = {quote_literal(name)}"
        for failure in run_suite(con, row, suite):
            (found,) = con.execute(f"select {failure.column} from {row}").fetchone() or (None,)
            yield Text(
                en=f"{name} breaks '{failure.promise.en}' ({failure.column} = {found})",
                zh=f"{name} 不符合“{failure.promise.zh}”（{failure.column} = {found}）",
            )


def reasons(
    con: duckdb.DuckDBPyConnection, new: TagTable, last: TagTable | None, excused: Collection[str] = ()
) -> list[Text]:
    """Return why ``new`` may not be published, one sentence each, empty when it may.

    ``con`` is an in-memory connection to which the databases of both are attached.
    """
    release = suites("release")
    try:
        measure(con, new, last, release.LEAST_COMPARED, excused)
    except duckdb.Error as error:
        raise TagridError(
            en=f"The tags cannot be checked before publishing: {error}", zh=f"无法在发布前检查标签：{error}"
        ) from error
    days = (new.as_of - last.as_of).days if last else 0
    return [
        *_failing(con, SUBJECT_SIZE, "subject", release.sizes()),
        *(failure.message for failure in run_suite(con, TAG_HEALTH, release.whole())),
        *_failing(con, TAG_HEALTH, "tag", release.tags(days)),
    ]


def gaps(con: duckdb.DuckDBPyConnection, database: str, as_of: date) -> set[str]:
    """Return the daily sources of a built version that lack days enough to leave measures without an answer.

    Measures compare the last months with each other and with those of a year before. A version of before gaps were
    kept has none that are known.
    """
    held = "select table_name from duckdb_tables() where database_name = ? and table_name = 'source_gaps'"
    if not con.execute(held, [database]).fetchall():
        return set()
    reached = f"last_missing_on > date '{as_of}' - {REACH} or first_missing_on < date '{as_of}' - (364 - {REACH})"
    query = f"select address from {database}.main.source_gaps where missing_days >= {LEAST_MISSING} and ({reached})"
    return {address for (address,) in con.execute(query).fetchall()}


def excused_losses(con: duckdb.DuckDBPyConnection, tags: Collection[str]) -> list[str]:
    """Return those of the excused tags that lost more known customers than others may, once they are measured."""
    most = suites("release").MOST_KNOWN_DROP
    lost = con.execute(f"select tag from {TAG_HEALTH} where excused_drop > ? order by rowid", [most]).fetchall()
    return [name for (name,) in lost if name in tags]


def check(con: duckdb.DuckDBPyConnection, new: TagTable, last: TagTable | None, excused: Collection[str] = ()) -> None:
    """Raise GateRefused, naming what is wrong, when ``new`` may not be published.

    ``excused`` are tags that may be unknown to more customers, or to all, for a reason that is known.
    """
    found = reasons(con, new, last, excused)
    if found:
        shown, left = joined(found[:MOST_REASONS], zh="；", en="; "), len(found) - MOST_REASONS
        more = Text(en=f"; and {left} more", zh=f"；另有 {left} 项") if left > 0 else as_text("")
        refused = Text(en="The release gate refused the new version: ", zh="发布检查未通过：")
        raise GateRefused(refused + shown + more)
