"""The numbers of customers: given once, and nobody else's while a version that uses them is kept.

A customer's number is its bit in the segment index. The versions themselves say who has which, so that no record of it
can be lost, damaged or behind: what a rollback, a restatement or a rebuild begins with is what is kept. A number that
no kept version uses any more is free, and the next newcomer takes the least one that is.
"""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from tagrid.core.sql import quote_literal
from tagrid.published import SERVING, Version

# Read by customer_tags_wide, through the macro known_numbers.
NUMBERS = "customer_numbers"

# Of a customer that two versions number apart the version that comes first holds. A number that it leaves to nobody is
# taken all the same.
_ADD = f"""
    insert into {NUMBERS}
    with
        found as (
            select customer_no, customer_id from served.main.customer_tags_wide
            anti join {NUMBERS} using (customer_no)
        )
    select found.customer_no, case when known.customer_id is null then found.customer_id end
    from found left join {NUMBERS} as known using (customer_id)
"""


def put_numbers(warehouse: Path, base: Version | None, versions: Iterable[Version]) -> None:
    """Make table ``customer_numbers`` hold the taken numbers, and whose they are: those of ``base`` first.

    ``versions`` are those that are kept, newest first; one that cannot be read takes no number.
    """
    with duckdb.connect(str(warehouse)) as con:
        con.execute(f"create or replace table {NUMBERS} (customer_no integer, customer_id varchar)")
        for version in filter(None, (base, *(one for one in versions if not base or one.id != base.id))):
            try:
                con.execute(f"attach {quote_literal(version.folder / SERVING)} as served (read_only)")
            except duckdb.Error:
                continue
            try:
                con.execute(_ADD)
            except duckdb.Error:  # damaged, or of a form that has no numbers
                continue
            finally:
                con.execute("detach served")
