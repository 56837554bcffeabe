"""What a tag was before, for everybody: read off the history's log, or off the changes of a version without one."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tagrid.segments.rule import Changed, Rule, terms

if TYPE_CHECKING:
    import pyarrow as pa

# As tagrid.history reads it: of several runs that speak of a day the last one holds, and a change is told against the
# day before. A tag that was redefined has changed, its customers have not.
_LOG = """
    with said as (
        select *, first_value(old_value) over (partition by customer_id order by changed_on, run_no) as at_first
        from log where tag = $tag and run_no in (select unnest($runs))
    ),
    days as (
        select * from said
        qualify row_number() over (partition by customer_id, changed_on order by run_no desc) = 1
    ),
    told as (
        select customer_id, tag, lag(new_value, 1, at_first) over (partition by customer_id order by changed_on)
            as old_value, new_value, changed_on, cause
        from days
    )
    select customer_id, tag, old_value, new_value, changed_on from told
    where old_value <> new_value and cause is distinct from 'definition'
"""


def changes(version, tag: str) -> "pa.Table":
    """Return every change of `tag` from one value to another that `version` knows of.

    Columns: customer_id, tag, old_value, new_value, changed_on.
    """
    import duckdb

    from tagrid.history.log import relation
    from tagrid.history.runs import HISTORY, history

    if not (getattr(version, "folder", None) and (version.folder / HISTORY).exists()):
        with version.connect() as con:
            query = "select customer_id, tag, old_value, new_value, changed_on from tag_changes where tag = ?"
            return con.sql(f"{query} and old_value <> new_value", params=[tag]).to_arrow_table()
    told = history(version)
    with duckdb.connect() as con:
        con.execute(f"create view log as select * from {relation(told.paths)}")
        return con.sql(_LOG, params={"tag": tag, "runs": [run.number for run in told.way()]}).to_arrow_table()


def known_since(version, rule: Rule) -> date | None:
    """Return the day the history begins where `rule` asks for changes before it, of which nobody knows; else None.

    A version without a history knows the changes of its own run only.
    """
    from tagrid.history.runs import history

    first = history(version).way()[0].as_of
    asked = [term for term in terms(rule) if isinstance(term, Changed)]
    return first if any(_begin(term, version.as_of) <= first for term in asked) else None


def _begin(rule: Changed, as_of: date) -> date:
    if isinstance(rule.within, str):
        return date.fromisoformat(rule.within)
    return date.min if rule.within is None else as_of - timedelta(days=rule.within - 1)
