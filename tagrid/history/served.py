"""The table ``tag_changes`` of a version: every change as the version knows it, for segments and trends."""

from collections import Counter
from pathlib import Path

from tagrid.history.log import relation
from tagrid.history.runs import History

# A value of a day that several runs spoke of is what the last of them said: only there is a change ever rewritten.
_SERVED = """
    create or replace table served.main.tag_changes as
    with
        known as (
            from {log} as log join runs using (run_no)
        ),
        doubted as (select distinct customer_id, tag from known where list_contains(?::date[], changed_on)),
        told as (
            select known.*, first_value(old_value) over (
                partition by customer_id, tag order by changed_on, run_no
            ) as began
            from known semi join doubted using (customer_id, tag)
        ),
        days as (
            select * from told
            qualify row_number() over (partition by customer_id, tag, changed_on order by run_no desc) = 1
        ),
        mended as (
            select * replace (
                case when lag(run_no) over steps is null then began else lag(new_value) over steps end as old_value
            )
            from days
            window steps as (partition by customer_id, tag order by changed_on)
        ),
        changes as (
            select * from known anti join doubted using (customer_id, tag)
            union all by name
            select * exclude (began) from mended where old_value is distinct from new_value
        )
    select customer_id, tag, old_value, new_value, changed_on, version, catalog_version, cause from changes
"""


def serve(told: History, paths: list[Path], serving: Path) -> None:
    """Write ``tag_changes`` into a serving database: the changes known to the own run of ``told``.

    ``paths`` are its files, some of them still in a draft.
    """
    import duckdb

    way = told.way()
    spoken = Counter(day for run in way for day in run.days)
    # The day after one that was computed again gets its values back, which no run of its own says.
    again = [day for day, runs in spoken.items() if runs > 1 or any(day == run.restated for run in way)]
    after = [min((other for other in spoken if other > day), default=day) for day in again]
    with duckdb.connect() as con:
        con.execute(f"attach '{serving}' as served")
        con.execute("create table runs (run_no integer, version varchar, catalog_version varchar)")
        con.executemany("insert into runs values (?, ?, ?)", [(r.number, r.version, r.catalog_version) for r in way])
        con.execute(_SERVED.format(log=relation(paths)), [[*again, *after]])
        # A portrait reads those of one customer; in the order they came, that is the whole table.
        con.execute("create index tag_changes_customer_id on served.main.tag_changes (customer_id)")
        con.execute("checkpoint served")
