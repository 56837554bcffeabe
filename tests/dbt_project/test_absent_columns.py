"""A column that never came is no fact: every tag is what it was, or unknown, for every customer."""

import os
import re

import pytest

from tagrid.catalog import load
from tagrid.core.overlay import REFERENCE
from tagrid.landing import source_contracts
from tests.dbt_project.compiled import Compiled

# Columns whose absence says something by contract, or that decide who is a customer at all.
SAYS_SOMETHING = {
    "marketing.bills.covers_from": "without it bills are of whole calendar months, as the contract says",
    "marketing.bills.covers_through": "without it bills are of whole calendar months, as the contract says",
    "marketing.customers.closed_on": "without it no account is closed, so that those that are have a customer's tags",
    "marketing.customers.merged_into_id": "without it two accounts are two customers",
    "marketing.connection_applications.customer_id": "without it an applicant and its account are two",
    "outside.poi.customer_id": "without it a place and its account are two",
    "outside.platform_users.customer_id": "without it a user and its account are two",
    "gis.locations.district": "without it a customer file that has no district of somebody lacks it",
    "marketing.supply_points.closed_on": "without it no supply point is closed",
    "marketing.contracts.contract_capacity_kva": "without it the supply points' capacity stands, as definitions say",
    "marketing.inspections.kind": "an export from before this column has periodic inspections alone",
    "marketing.account_managers.assigned_on": "without it the manager is the one whose number comes last",
}

# Tags whose definition names what stands in where a column is missing.
FALLS_BACK = {("metering.daily_energy.energy_kwh", "large_customer"): "by bills under 90 days read"}

OPTIONAL = [
    (address, column.name, column.type)
    for address, table in source_contracts().items()
    for column in table.columns
    if not column.required and f"{address}.{column.name}" not in SAYS_SOMETHING
]


def asked_for() -> set[tuple[str, str]]:
    """The columns that some model asks for by name, with their tables."""
    folder = REFERENCE / "dbt_project" / "models"
    text = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.sql"))
    calls = re.findall(r'(?:delivered|lacks)\(\s*"([\w.]+)",\s*\[([^\]]*)\]', text)
    return {(address, column) for address, columns in calls for column in re.findall(r"\w+", columns)}


def cases() -> dict[str, list[tuple[str, str, str]]]:
    """What is dropped together: each column that is asked for alone, the others of a table at once.

    None without TAGRID_EVERY_COLUMN, as `make soak` sets it: they take four minutes.
    """
    if "TAGRID_EVERY_COLUMN" not in os.environ:
        return {}
    asked, found = asked_for(), {}
    for one in OPTIONAL:
        address, column, _ = one
        alone = (address, column) in asked
        found.setdefault(f"{address}.{column}" if alone else f"{address}: the others", []).append(one)
    return found


CASES = cases()


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


def drop(tables: Compiled, dropped: list[tuple[str, str, str]]) -> None:
    """Empty columns of one table, and say that no delivery brought them."""
    address, names = dropped[0][0], [column for _, column, _ in dropped]
    staging = f"stg_{address.replace('.', '__')}"
    empty = ", ".join(f"cast(null as {kind}) as {column}" for _, column, kind in dropped)
    tables.put(staging, f"select * replace ({empty}) from real.main.{staging}")
    tables.put(
        "dim_delivery",
        "select * replace (case when address = $address then list_filter(delivered_columns, lambda c:"
        " not list_contains($names, c)) else delivered_columns end as delivered_columns) from real.main.dim_delivery",
        address=address,
        names=names,
    )


def test_what_stands_in_for_a_column_is_in_the_definition():
    catalog = load(REFERENCE / "taxonomy")
    for (_, tag), words in FALLS_BACK.items():
        assert words in catalog.tags[tag].definition.en


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_a_tag_is_unknown_where_a_column_of_it_never_came(tables, tags, before, case):
    tables.reset()
    drop(tables, CASES[case])
    tables.build(*tags)
    wrong: dict[str, list] = {}
    for key, value in values(tables, tags).items():
        if value is not None and key in before and value != before[key] and (case, key[1]) not in FALLS_BACK:
            wrong.setdefault(key[1], []).append((before[key], value))
    assert not wrong, {tag: (len(moved), moved[0]) for tag, moved in wrong.items()}


@pytest.mark.slow
def test_hardship_and_importance_are_unknown_where_the_file_has_no_such_column(tables, tags, before):
    tables.reset()
    dropped = [one for one in OPTIONAL if one[1] in ("hardship_category", "important_category")]
    assert len(dropped) == 2
    drop(tables, dropped)
    tables.build(*tags)
    found = tables.rows("select hardship_care, important_customer from tag_profile")
    assert found and {value for row in found for value in row.values()} == {None}
    assert {"none"} <= {before[who, "hardship_care"] for who, tag in before if tag == "hardship_care"}
