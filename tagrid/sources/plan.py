"""From a file's header to the contract's columns: which column feeds which, what is missing, what was added."""

from dataclasses import dataclass

import pyarrow as pa

from tagrid.errors import BadInput, nearest
from tagrid.sources.contracts import Column, Table
from tagrid.sources.mapping import ColumnRule, TableRule
from tagrid.sources.typed import castable


@dataclass(frozen=True)
class Plan:
    """For each contract column the rule that reads it, none where the file has no such column."""

    table: Table
    rules: tuple[tuple[Column, ColumnRule | None], ...]
    added: tuple[str, ...]

    @property
    def absent(self) -> tuple[str, ...]:
        """Contract columns that the file does not bring."""
        return tuple(column.name for column, rule in self.rules if rule is None)

    @property
    def brought(self) -> tuple[str, ...]:
        """Contract columns that the file brings."""
        return tuple(column.name for column, rule in self.rules if rule is not None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Columns of the file that are read."""
        return tuple(dict.fromkeys(rule.source for _, rule in self.rules if rule and rule.source is not None))


def plan(table: Table, header: list[str], shown: str, mapped: TableRule | None) -> Plan:
    """Match a header with a contract; a missing or renamed column is BadInput that names it and its nearest.

    Without a mapping every contract column but the optional ones must be there. With one, a column that is
    neither required nor mapped may be absent. Columns the contract does not have are reported as added.
    """
    rules = tuple((c, _rule(c, table, header, shown, mapped)) for c in table.columns)
    used = {rule.source for _, rule in rules if rule}
    return Plan(table, rules, tuple(name for name in header if name not in used))


def _rule(column: Column, table: Table, header: list[str], shown: str, mapped: TableRule | None) -> ColumnRule | None:
    rule = mapped.columns.get(column.name) if mapped else None
    if rule is None and column.name in header:
        return ColumnRule(source=column.name)
    if rule is None:
        if column.optional or (mapped and not column.required):
            return None
        raise BadInput(_missing(column.name, table, header, shown))
    if rule.source is not None and rule.source not in header:
        raise BadInput(
            f"{shown}: the mapping takes {column.name} from column {rule.source!r}, which is not in the header "
            f"({', '.join(header)}).{nearest(rule.source, header)}"
        )
    return rule


def _missing(name: str, table: Table, header: list[str], shown: str) -> str:
    known = {c.name for c in table.columns}
    others = [h for h in header if h not in known]
    near = nearest(name, others)
    others_said = f" The header also has {', '.join(map(repr, others[:8]))}, unknown to the contract." if others else ""
    return (
        f"{shown}: column {name!r} of {table.address} is missing from the header.{others_said}{near} "
        "A column under another name is declared in a mapping file."
    )


def check_types(found: Plan, schema: pa.Schema, shown: str) -> None:
    """Refuse a Parquet file whose columns are not of the contract's types, naming column and types."""
    for column, rule in found.rules:
        if rule is None or rule.source is None or rule.reads_text:
            continue
        given = schema.field(rule.source).type
        if not castable(column, given):
            raise BadInput(
                f"{shown}: column {rule.source!r} is {given}, the contract of {found.table.address} says "
                f"{column.type}; export it as {column.type}"
                + (" (numbers lose the leading zeros of an identifier)." if column.type == "varchar" else ".")
            )
