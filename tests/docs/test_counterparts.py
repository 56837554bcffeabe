"""The page of counterparts: every contract beside the fields of State Grid's systems."""

import copy
import re
from collections.abc import Iterator

import pytest

from tagrid.landing import source_contracts
from tests.docs.conftest import reference

LANGUAGES = {"en", "zh"}


REFERENCE = reference()


@pytest.fixture
def facts() -> dict:
    return REFERENCE.read_counterparts()


def table_of(field: str, tables: dict) -> str:
    """The table that a field names: all of it, or what stands before its last dot."""
    return field if field in tables else field.rpartition(".")[0]


def named(facts: dict) -> Iterator[tuple[str, str]]:
    """Every place of the content with a field that it names."""
    for address, entry in facts["contracts"].items():
        columns = entry["columns"] if isinstance(entry["columns"], dict) else {}
        for column, fields in columns.items():
            if fields not in facts["reasons"]:
                yield from ((f"{address}.{column}", field) for field in REFERENCE.fields_of(fields))
    for thing in facts["things"]:
        yield from ((thing["thing"]["en"], field) for field in REFERENCE.fields_of(thing["fields"]))


def texts(content, place: str = "") -> Iterator[tuple[str, dict]]:
    """Every text of the content: a mapping that has one of the two languages."""
    if isinstance(content, dict):
        if LANGUAGES & set(content):
            yield place, content
        for key, inner in content.items():
            yield from texts(inner, f"{place}.{key}")
    elif isinstance(content, list):
        for number, inner in enumerate(content):
            yield from texts(inner, f"{place}.{number}")


def faults(facts: dict) -> list[str]:
    """What is wrong with the content, a line each."""
    found, contracts = [], source_contracts()
    found += [f"{one}: not on the page" for one in contracts if one not in facts["contracts"]]
    for address, entry in facts["contracts"].items():
        known = {one.name for one in contracts[address].columns} if address in contracts else set()
        columns = entry["columns"]
        if isinstance(columns, str):
            found += [] if columns in facts["reasons"] else [f"{address}: {columns} is no reason"]
        else:
            found += [f"{address}.{one}: no column of the contract" for one in columns if one not in known]
            found += [f"{address}.{one}: neither field nor reason" for one in known if not columns.get(one)]
        found += [f"{address}.{one}: a note on no column" for one in entry.get("notes", {}) if one not in known]
    for place, field in named(facts):
        if table_of(field, facts["tables"]) not in facts["tables"]:
            found.append(f"{place}: {field} is of no table that was seen")
        if not re.fullmatch(r"[A-Za-z]\w*(\.\w+){0,2}(-[A-Za-z]?\d+)?", field):
            found.append(f"{place}: {field} is no name")
    for name, table in facts["tables"].items():
        found += [] if table["sources"] else [f"{name}: seen nowhere"]
        found += [f"{name}: no source {one}" for one in table["sources"] if one not in facts["sources"]]
        found += [] if table["system"] in facts["systems"] else [f"{name}: no system {table['system']}"]
    used = {table_of(field, facts["tables"]) for _, field in named(facts)}
    noted = str(facts["contracts"])
    found += [f"{name}: named by nothing" for name in facts["tables"] if name not in used and name not in noted]
    for thing in facts["things"]:
        name = thing["thing"]["en"]
        found += [] if thing["held"] in facts["held"] else [f"{name}: {thing['held']} is no state"]
        for one in thing["by"]:
            address, _, column = one.rpartition(".")
            if address not in contracts or column not in {each.name for each in contracts[address].columns}:
                found.append(f"{name}: {one} is no column of a contract")
    for place, entry in texts(facts):
        found += [f"{place}: not in {one}" for one in LANGUAGES if not str(entry.get(one) or "").strip()]
        if place and not re.search(r"[一-鿿]|^`|^\|", entry.get("zh", "")):
            found.append(f"{place}: no Chinese")
    return found


def test_every_contract_and_column_has_a_counterpart_or_a_reason(facts):
    assert faults(facts) == []


def test_what_is_wrong_is_found(facts):
    def spoilt(change) -> list[str]:
        content = copy.deepcopy(facts)
        change(content)
        return faults(content)

    bills = "marketing.bills"
    for change, fault in (
        (lambda one: one["contracts"].pop(bills), "marketing.bills: not on the page"),
        (
            lambda one: one["contracts"][bills]["columns"].pop("due_on"),
            "marketing.bills.due_on: neither field nor reason",
        ),
        (
            lambda one: one["contracts"][bills]["columns"].update(gas="unseen"),
            "marketing.bills.gas: no column of the contract",
        ),
        (
            lambda one: one["contracts"][bills]["columns"].update(due_on="A_INVENTED.DAY"),
            "marketing.bills.due_on: A_INVENTED.DAY is of no table that was seen",
        ),
        (lambda one: one["tables"]["C_CONS"].update(sources=["hearsay"]), "C_CONS: no source hearsay"),
        (
            lambda one: one["contracts"][bills]["notes"]["due_on"].pop("zh"),
            ".contracts.marketing.bills.notes.due_on: not in zh",
        ),
        (
            lambda one: one["things"][0]["by"].append("marketing.bills.gas"),
            "marketing.bills.gas is no column of a contract",
        ),
    ):
        assert any(fault in line for line in spoilt(change)), fault


def test_every_source_is_used(facts):
    used = {source for table in facts["tables"].values() for source in table["sources"]}
    assert set(facts["sources"]) - used == {"codes"}  # which says what codes stand for
    assert {table["system"] for table in facts["tables"].values()} == set(facts["systems"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_shows_all_of_it(facts, language):
    page = "\n".join(REFERENCE.counterparts(language))
    for address, entry in facts["contracts"].items():
        assert f"## {address} · " in page
        if isinstance(entry["columns"], dict):
            assert all(f"| `{column}`" in page for column in entry["columns"])
    assert all(f"`{field}`" in page for _, field in named(facts))
    assert all(f"| `{table}` |" in page for table in facts["tables"])
    for place, entry in texts({key: facts[key] for key in ("contracts", "things", "tables", "sources")}):
        assert entry[language] in page, place
    rows = re.findall(r"^\|.*$", page, re.MULTILINE)
    assert all(row.endswith("|") for row in rows)
