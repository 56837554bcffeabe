"""The feature columns of a version: what a condition may be put on besides tags.

They are the columns the rules of each theme read (schema ``rule_inputs``, a table a theme) and facts of
``portrait_customer``, here theme ``customer``. Who the customer is (name, address, telephone) is no feature.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from tagrid.catalog import Catalog
from tagrid.published.inputs import RULE_INPUTS, rule_inputs_table

Kind = Literal["number", "text", "date", "flag"]

CUSTOMER = "customer"

_FACTS: dict[str, Kind] = {
    "annual_kwh": "number",
    "amount_yuan_12m": "number",
    "default_chance": "number",
    "contract_capacity_kva": "number",
    "opened_on": "date",
    "closed_on": "date",
    "district": "text",
    "customer_type": "text",
    "industry_section": "text",
    "manager_name": "text",
    "origin": "text",
}

_KINDS: dict[str, Kind] = {"VARCHAR": "text", "DATE": "date", "BOOLEAN": "flag"}


@dataclass(frozen=True)
class Features:
    """The columns of each theme with their kind (None: not known), and the subject each theme is about."""

    themes: Mapping[str, Mapping[str, Kind | None]]
    subjects: Mapping[str, str]
    labels: Mapping[str, str]

    def having(self, column: str) -> list[str]:
        """Return the themes with that column; a fact of the customer counts where no theme has it."""
        found = [theme for theme, columns in self.themes.items() if column in columns]
        return [theme for theme in found if theme != CUSTOMER] or found

    def names(self) -> list[str]:
        """Return every column's name once."""
        return list(dict.fromkeys(column for columns in self.themes.values() for column in columns))


def feature_table(theme: str) -> str:
    """Return the quoted table that holds the features of `theme`."""
    return "portrait_customer" if theme == CUSTOMER else rule_inputs_table(theme)


def read_features(catalog: Catalog, version=None) -> Features:
    """Return the features of `version`; without one those the catalog's rules read, of unknown kind."""
    subjects = {tag.theme: tag.subject for tag in catalog.tags.values()}
    themes = {CUSTOMER: _FACTS, **_read_by_rules(catalog)} if version is None else _ThemesOfVersion(version)
    labels = {
        text.casefold(): found.path.rpartition("/")[2]
        for found in catalog.classes.values()
        if found.level == 3
        for text in (found.label.zh, found.label.en)
    }
    return Features(themes, subjects, labels)


def _read_by_rules(catalog: Catalog) -> dict[str, dict[str, Kind | None]]:
    found: dict[str, dict[str, Kind | None]] = {}
    for tag in catalog.tags.values():
        found.setdefault(tag.theme, {}).update(dict.fromkeys(tag.inputs))
    return found


class _ThemesOfVersion(Mapping[str, Mapping[str, Kind | None]]):
    """The columns of each theme in a version, read when one is first looked up: most rules name tags only."""

    def __init__(self, version) -> None:
        self._version = version

    @cached_property
    def _columns(self) -> dict[str, dict[str, Kind | None]]:
        return _read_from_version(self._version)

    def __getitem__(self, theme: str) -> Mapping[str, Kind | None]:
        return self._columns[theme]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def _read_from_version(version) -> dict[str, dict[str, Kind | None]]:
    with version.connect() as con:
        rows = con.execute(
            "select table_schema, table_name, column_name, data_type from information_schema.columns "
            "where (table_schema = ? or table_name = 'portrait_customer') and column_name <> 'customer_id' "
            "order by table_name, ordinal_position",
            [RULE_INPUTS],
        ).fetchall()
    found: dict[str, dict[str, Kind | None]] = {CUSTOMER: {}}
    for schema, table, column, kind in rows:
        if schema == RULE_INPUTS:
            found.setdefault(table, {})[column] = _KINDS.get(kind, "number")
        elif column in _FACTS:
            found[CUSTOMER][column] = _FACTS[column]
    return found
