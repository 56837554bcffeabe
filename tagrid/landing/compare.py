"""New rows beside a table's own past: the two relations, who a row is about, and what a comparison finds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import duckdb

from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier
from tagrid.core.text import Text
from tagrid.landing.contracts import SourceColumn, SourceTable
from tagrid.landing.index import LandedFile
from tagrid.landing.parquet import one_row, parquet_relation, table_folder
from tagrid.landing.past import newest_periods

# Of more rows than this the customers of a sample are compared: what is wrong with a delivery shows in them.
SAMPLE_ROWS = 300_000

# Fewer rows or customers than this prove nothing.
FEW, SOME = 5, 20


@dataclass(frozen=True)
class Finding:
    """What a comparison found; ``critical`` refuses the delivery, otherwise it is a warning.

    ``days`` are those that lack rows: the warning is settled when they land.
    """

    critical: bool
    text: Text
    days: tuple[date, ...] = ()

    @classmethod
    def of_column(cls, critical: bool, column: str, en: str, zh: str) -> "Finding":
        """Return a finding whose text begins with the column it is of."""
        return cls(critical, Text(en=f"{column}: {en}", zh=f"{column}：{zh}"))


@dataclass(frozen=True)
class Comparison:
    """Tables ``now_rows`` and ``then_rows`` of one table: what came, and what had landed in its newest periods."""

    con: duckdb.DuckDBPyConnection
    table: SourceTable
    now: int
    then: int

    @property
    def is_master(self) -> bool:
        """Whether rows are states of things, known by their key, and not events."""
        return self.table.load != "event"

    @cached_property
    def entity(self) -> tuple[str, ...]:
        """Columns of whom a row is about: a customer and meter of readings, the customer of a bill."""
        table = self.table
        if table.alike:
            return table.alike
        names = tuple(c.name for c in table.columns if c.key and c.type == "varchar")
        if self.is_master or len(table.keys) > 1:
            return names
        others = [c.name for c in table.columns if c.type == "varchar" and not c.key and not c.domain]
        required = [c.name for c in table.columns if c.name in others and c.required]
        chosen = [n for n in ("customer_id", *required) if n in others]
        return tuple(chosen[:1])

    @cached_property
    def filled(self) -> set[str]:
        """Columns that hold something both now and in the past."""
        return {name for name in self.held("now_rows") if self.held("now_rows")[name] and self.held("then_rows")[name]}

    def held(self, rows: str) -> dict[str, int]:
        """How many cells of each column hold something."""
        return self._of_columns("count({})", [c.name for c in self.table.columns], rows)

    def kinds(self, rows: str) -> dict[str, int]:
        """How many values each column holds, those apart that are curves or yes and no."""
        names = [c.name for c in self.table.columns if c.type not in ("float[]", "boolean")]
        return self._of_columns("count(distinct {})", names, rows)

    def _of_columns(self, aggregate: str, names: Sequence[str], rows: str) -> dict[str, int]:
        """Return an aggregate of each column: all are asked at once, as most of a question's cost is asking it."""
        if (aggregate, rows) not in self._answers:
            aggregates = ", ".join(aggregate.format(quote_identifier(name)) for name in names)
            found = one_row(self.con, f"select {aggregates} from {rows}") if names else ()
            self._answers[aggregate, rows] = dict(zip(names, found, strict=True))
        return self._answers[aggregate, rows]

    @cached_property
    def _answers(self) -> dict[tuple[str, str], dict[str, int]]:
        return {}

    def one(self, query: str) -> tuple:
        """The one row of a query."""
        return one_row(self.con, query)

    def all(self, query: str) -> list[tuple]:
        """All rows of a query."""
        return self.con.execute(query).fetchall()


def columns(names: Iterable[str], prefix: str = "") -> str:
    """Quoted column names for SQL."""
    return ", ".join(f"{prefix}{quote_identifier(name)}" for name in names)


def magnitude(column: SourceColumn) -> str:
    """SQL of how large a measure is: its amount, and of a curve the mean amount of its points."""
    name = quote_identifier(column.name)
    if column.type.endswith("[]"):
        return f"list_avg(list_transform({name}, lambda x: abs(x)))::double"
    return f"abs({name})::double"


def is_scale(column: SourceColumn) -> bool:
    """Whether a measure has no zero of its own, so that its values cannot be divided: a temperature."""
    return column.range is not None and column.range[0] == -column.range[1]


def amounts(table: SourceTable) -> list[SourceColumn]:
    """Measures that can be divided: energy, money, power and curves of it."""
    measured = [c for c in table.columns if c.type == "double" or c.type.startswith("decimal") or c.type == "float[]"]
    return [c for c in measured if not (is_scale(c) or c.key or c.counter or _is_place(c))]


def _is_place(column: SourceColumn) -> bool:
    """Degrees of a map."""
    return column.name in ("longitude", "latitude")


def compare(
    con: duckdb.DuckDBPyConnection, home: Home, table: SourceTable, incoming: list[Path], landed: list[LandedFile]
) -> Comparison:
    """Name the two relations of a table for the checks; the past is empty when nothing had landed."""
    con.execute("create or replace temp macro count_true(x) as coalesce(count_if(x), 0)")
    past = newest_periods(home, landed) or parquet_relation([table_folder(home, table) / "period=none/schema.parquet"])
    names = columns(c.name for c in table.columns)
    came = parquet_relation(incoming)
    (rows,) = one_row(con, f"select count(*) from {came}")
    whole = Comparison(con, table, rows, 0)
    part = rows // SAMPLE_ROWS + 1
    landed_names = _names_of(con, past)
    missing = [c for c in table.columns if c.name not in landed_names]
    empty = "".join(f", null::{c.type} as {quote_identifier(c.name)}" for c in missing)
    chosen = f"where hash({columns(whole.entity)}) % {part} = 0" if part > 1 and whole.entity else ""
    # Hundreds of questions are asked of these rows: they are read once.
    con.execute(f"create or replace temp table now_rows as select {names} from {came} {chosen}")
    con.execute(f"create or replace temp table then_rows as select {names} from (select *{empty} from {past}) {chosen}")
    counted = [one_row(con, f"select count(*) from {name}")[0] for name in ("now_rows", "then_rows")]
    return Comparison(con, table, counted[0], counted[1])


def _names_of(con: duckdb.DuckDBPyConnection, relation: str) -> set[str]:
    return {row[0] for row in con.execute(f"describe select * from {relation}").fetchall()}
