"""What has landed up to now of accounts and consents, whatever version is served: mergers, and who refused a use.

A version knows the consents of the day it was made; a file that leaves today must know those of today.
"""

from collections.abc import Callable, Collection

import duckdb

from tagrid.core.errors import TagridError
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier
from tagrid.core.text import as_text
from tagrid.landing.contracts import source_contract, source_contracts
from tagrid.landing.index import read_index
from tagrid.landing.mend import check_landed
from tagrid.landing.parquet import SCHEMA_FILE, parquet_relation, table_folder
from tagrid.landing.precedence import row_order

Refusals = Collection[tuple[str, str]]

ACCOUNTS, CONSENTS = "marketing.customers", "marketing.consents"

# A chain of mergers that is longer ends in no account.
MOST_MERGERS = 20

# A merger into the same account, into one that was never delivered, or in a circle leads nowhere: it is not in force.
_SURVIVORS = f"""
    create temp table survivors as
    with recursive
        moved as (
            select customer_id as account_id, merged_into_id as next_id from accounts
            where merged_into_id in (select customer_id from accounts) and merged_into_id <> customer_id
        ),
        walk as (
            select account_id, next_id, 1 as hops from moved
            union all
            select walk.account_id, moved.next_id, hops + 1
            from walk join moved on walk.next_id = moved.account_id
            where hops < {MOST_MERGERS}
        )
    select account_id, next_id as customer_id from walk
    where next_id not in (select account_id from moved)
"""

# `before`: refusals that a version holds; one counts where nothing of the customer and purpose is landed any more.
_REFUSED = """
    with landed as (
        select
            coalesce(survivors.customer_id, consents.customer_id) as survivor_id,
            consents.purpose,
            consents.is_granted,
            row_number() over (partition by survivor_id, consents.purpose order by {order}) as place
        from consents
        left join survivors on consents.customer_id = survivors.account_id
        where {chosen}
    ),
    earlier as (
        select coalesce(survivors.customer_id, before.account_id) as survivor_id, before.purpose
        from before
        left join survivors on before.account_id = survivors.account_id
        where {chosen_before}
    ),
    refused as (
        select survivor_id, purpose from landed where place = 1 and not is_granted
        union
        select survivor_id, purpose from earlier anti join landed using (survivor_id, purpose)
    )
    select purpose, survivor_id from refused
    union all
    select refused.purpose, account_id from survivors join refused on survivors.customer_id = refused.survivor_id
"""

_OF_ONE = "survivor_id = coalesce((select customer_id from survivors where account_id = $one), $one)"


def refused_today(home: Home, purpose: str, before: Refusals = ()) -> set[str] | None:
    """Return every account whose latest consent to ``purpose`` is a refusal; None where no consent ever landed.

    Consents of an account that was merged away count for the one that is left, by time; both numbers are returned then.
    A refusal without a time holds. ``before`` are refusals that a version holds, (purpose, account) each: they count
    where nothing landed says otherwise. Raises TagridError where the landed consents cannot be read or are damaged.
    """
    chosen = "consents.purpose = $purpose", "before.purpose = $purpose"
    found = _refused(home, chosen, {"purpose": purpose}, before)
    return None if found is None else {account for _, account in found}


def uses_refused_today(home: Home, account: str, before: Refusals = ()) -> set[str] | None:
    """Return the purposes that the customer of an account number refuses; the rest is as for `refused_today`."""
    found = _refused(home, (_OF_ONE, _OF_ONE), {"one": account}, before)
    return None if found is None else {purpose for purpose, _ in found}


def _refused(
    home: Home, chosen: tuple[str, str], parameters: dict[str, str], before: Refusals
) -> list[tuple[str, str]] | None:
    if CONSENTS not in source_contracts() or CONSENTS not in read_index(home).tables:
        return None
    rule = source_contract(CONSENTS).precedence
    assert rule is not None, "the contract of consents says which row holds"
    query = _REFUSED.format(order=row_order(rule, "consents"), chosen=chosen[0], chosen_before=chosen[1])
    purposes, accounts = [one for one, _ in before], [one for _, one in before]

    def read(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
        check_landed(home, read_index(home), [ACCOUNTS, CONSENTS])
        _survivors(con, home)
        con.execute(f"create temp view consents as select * from {_landed(home, CONSENTS)}")
        con.execute("create temp table before (purpose varchar, account_id varchar)")
        con.execute("insert into before select unnest(?::varchar[]), unnest(?::varchar[])", [purposes, accounts])
        return con.execute(query, parameters).fetchall()

    return _read(home, read)


def _survivors(con: duckdb.DuckDBPyConnection, home: Home) -> None:
    con.execute(f"create temp view accounts as select customer_id, merged_into_id from {_landed(home, ACCOUNTS)}")
    con.execute(_SURVIVORS)


def _landed(home: Home, address: str) -> str:
    table = source_contract(address)
    schema = table_folder(home, table) / SCHEMA_FILE
    files = [home.landing / file.path for file in read_index(home).files(address)]
    if files or schema.exists():
        return parquet_relation([schema, *files])
    columns = ", ".join(f"null::{c.type} as {quote_identifier(c.name)}" for c in table.columns)
    return f"(select {columns} where false)"


def _read(home: Home, read: Callable):
    """Run a reading; once more where an ingest put other files in force meanwhile."""
    before = read_index(home)
    try:
        with duckdb.connect(":memory:") as con:
            return read(con)
    except (duckdb.Error, TagridError) as error:
        if read_index(home) != before:
            return _read(home, read)
        why = error.text if isinstance(error, TagridError) else as_text(error)
        raise TagridError(
            en=f"Nobody can say who refused: the landed accounts and consents cannot be read. {why.en}",
            zh=f"无法读取已入库的户号与授权数据，无从判断谁已拒绝。{why.zh}",
        ) from error
