"""The leaving door: run the expectations on a version that was built and refuse it, or let it pass."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tagrid.errors import GateRefused, TagridError, Told
from tagrid.refresh.health import SUBJECT_SIZE, TAG_HEALTH, Tagged, measure, quoted

if TYPE_CHECKING:
    import duckdb
    from great_expectations import ExpectationSuite

MOST_REASONS = 12


def _failing(con: "duckdb.DuckDBPyConnection", relation: str, key: str, suite: "ExpectationSuite") -> Iterable[Told]:
    """Yield a sentence for each row that fails; rows are looked at one by one only when some row does."""
    from tagrid.gx import run_suite

    if not run_suite(con, relation, suite):
        return
    for (name,) in con.execute(f"select {key} from {relation} order by all").fetchall():
        row = f"{relation} where {key} = {quoted(name)}"
        for failure in run_suite(con, row, suite):
            (found,) = con.execute(f"select {failure.column} from {row}").fetchone() or (None,)
            yield Told(
                f"{name} breaks '{failure.promise}' ({failure.column} = {found})",
                f"{name} 不符合“{failure.promise.zh}”（{failure.column} = {found}）",
            )


def reasons(con: "duckdb.DuckDBPyConnection", new: Tagged, last: Tagged | None) -> list[Told]:
    """Return why ``new`` may not be published, one sentence each, empty when it may.

    ``con`` is an in-memory connection to which the databases of both are attached.
    """
    import duckdb

    from expectations import leaving
    from tagrid.gx import run_suite

    try:
        measure(con, new, last, leaving.LEAST_COMPARED)
    except duckdb.Error as error:
        raise TagridError(
            f"The tags cannot be checked before publishing: {error}", f"无法在发布前检查标签：{error}"
        ) from error
    days = (new.as_of - last.as_of).days if last else 0
    return [
        *_failing(con, SUBJECT_SIZE, "subject", leaving.sizes()),
        *(failure.message for failure in run_suite(con, TAG_HEALTH, leaving.whole())),
        *_failing(con, TAG_HEALTH, "tag", leaving.tags(days)),
    ]


def check(con: "duckdb.DuckDBPyConnection", new: Tagged, last: Tagged | None) -> None:
    """Raise GateRefused, naming what is wrong, when ``new`` may not be published."""
    found = reasons(con, new, last)
    if found:
        left = len(found) - MOST_REASONS
        more = Told(f"; and {left} more", f"；另有 {left} 项") if left > 0 else Told("")
        told = found[:MOST_REASONS]
        raise GateRefused(
            f"The leaving door refused the new version: {'; '.join(told)}{more}",
            f"发布检查未通过：{'；'.join(one.zh for one in told)}{more.zh}",
        )
