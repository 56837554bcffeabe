"""The tags of the version in force, in the warehouse of the one being made: what dbt compares with and holds to."""

from pathlib import Path
from typing import TYPE_CHECKING

from tagrid.refresh.versions import SERVING

if TYPE_CHECKING:
    import duckdb

    from tagrid.refresh.versions import Version

_FROM_SERVING = """
    create table tag_base as
    select ?::varchar as version, ?::date as as_of, subject, customer_id,
        hash(*columns(* exclude (customer_no, subject, customer_id))) as row_hash,
        * exclude (customer_no, subject, customer_id)
    from served.main.customer_tags_wide
"""


def put_base(warehouse: Path, base: "Version | None") -> None:
    """Make table ``tag_base`` hold the tags of ``base``, or take it away where there is none.

    The snapshot that the last refresh left is most often the very one, and only renamed. Where it is not (a
    rollback, a build by hand, a warehouse built anew) the version itself, which nothing can change, is copied.
    """
    import duckdb

    with duckdb.connect(str(warehouse)) as con:
        con.execute("drop table if exists tag_base")
        if base is None:
            return
        if snapshot_version(con) == base.id:
            con.execute("alter table tag_snapshot rename to tag_base")
            return
        con.execute(f"attach '{base.folder / SERVING}' as served (read_only)")
        con.execute(_FROM_SERVING, [base.id, base.as_of])
        con.execute("detach served")


def snapshot_version(con: "duckdb.DuckDBPyConnection") -> str | None:
    """Return the version whose tags ``tag_snapshot`` holds, or None where that is not one."""
    import duckdb

    try:
        found = con.execute("select any_value(version) from tag_snapshot").fetchone()
    except duckdb.Error:  # no such table, or of a form before versions
        return None
    return found[0] if found else None
