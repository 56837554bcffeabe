"""A column that never came is no fact: every tag is what it was, or unknown, for every customer."""

import pytest

from tagrid.landing import source_contracts
from tests.dbt_project.compiled import Compiled

# Columns whose absence says something by contract, or that decide who is a customer at all.
SAYS_SOMETHING = {
    "marketing.customers.closed_on": "without it no account is closed, so that those that are have a customer's tags",
    "marketing.customers.merged_into_id": "without it two accounts are two customers",
    "marketing.connection_applications.customer_id": "without it an applicant and its account are two",
    "outside.poi.customer_id": "without it a place and its account are two",
    "outside.platform_users.customer_id": "without it a user and its account are two",
    "marketing.inspections.kind": "an export from before this column has periodic inspections alone",
    "marketing.account_managers.assigned_on": "without it the manager is the one whose number comes last",
}
OPTIONAL = [
    (address, column.name, column.type)
    for address, table in source_contracts().items()
    for column in table.columns
    if not column.required and f"{address}.{column.name}" not in SAYS_SOMETHING
]


@pytest.fixture(scope="module")
def tables(published_home) -> Compiled:
    return Compiled(published_home)


@pytest.fixture(scope="module")
def tags(tables) -> list[str]:
    return [n["name"] for n in tables.models.values() if "/tags/" in n["original_file_path"]]


def values(tables: Compiled, tags: list[str]) -> dict[tuple[str, str], str | None]:
    found = {}
    for table in tags:
        for row in tables.rows(f"select * from {table}"):
            found |= {(row["customer_id"], tag): value for tag, value in row.items() if tag != "customer_id"}
    return found


@pytest.fixture(scope="module")
def before(tables, tags) -> dict[tuple[str, str], str | None]:
    return values(tables, tags)


def drop(tables: Compiled, address: str, column: str, kind: str) -> None:
    """Empty a column of a table, and say that no delivery brought it."""
    staging = f"stg_{address.replace('.', '__')}"
    tables.put(staging, f"select * replace (cast(null as {kind}) as {column}) from real.main.{staging}")
    tables.put(
        "dim_delivery",
        "select * replace (case when address = $address then list_filter(delivered_columns, lambda c: c <> $column)"
        " else delivered_columns end as delivered_columns) from real.main.dim_delivery",
        address=address,
        column=column,
    )


@pytest.mark.slow
@pytest.mark.parametrize(("address", "column", "kind"), OPTIONAL, ids=[f"{a}.{c}" for a, c, _ in OPTIONAL])
def test_a_tag_is_unknown_where_a_column_of_it_never_came(tables, tags, before, address, column, kind):
    tables.reset()
    drop(tables, address, column, kind)
    tables.build(*tags)
    after = values(tables, tags)
    wrong = {}
    for key, value in after.items():
        if value is not None and key in before and value != before[key]:
            wrong.setdefault(key[1], []).append((before[key], value))
    assert not wrong, {tag: (len(moved), moved[0]) for tag, moved in wrong.items()}
