"""What a mapping file says, as values: how a utility's files, tables and columns differ from the contracts."""

from dataclasses import dataclass, field
from datetime import date

# What becomes of a number below zero where the contract has none: a net meter's day that fed more in than it drew.
NEGATIVES = ("keep", "zero", "empty")

# How the cells of rows that are parts of one become its cell.
COMBINERS = ("sum", "max", "min", "mean", "any")


@dataclass(frozen=True)
class Lookup:
    """A column's cells are looked up in another file of the delivery: the meter's row gives its customer."""

    file: str
    key: str
    value: str


@dataclass(frozen=True)
class ColumnRule:
    """How one contract column comes out of a file, and what is done to cells.

    It is of a source column, a constant, a part of the file's name (``file_name``), the cells of several columns
    that together number a row (``join``), or a list of the columns whose names match ``gather`` (``gathered``, once a
    header is known).

    In this order: ``trim`` blanks, ``nulls`` become empty, ``extract`` keeps the first group of a regular
    expression, ``values`` replaces codes, ``digits`` fills leading zeros up, ``lookup`` finds the cell in another
    file, then it is parsed (dates by ``format``, numbers by ``decimal`` and ``thousands``), then ``scale``, then
    ``negative``.
    """

    source: str | None
    constant: str | None = None
    file_name: str | None = None
    join: tuple[str, ...] = ()
    gather: str | None = None
    gathered: tuple[str, ...] = ()
    format: str | None = None
    extract: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    nulls: tuple[str, ...] = ()
    scale: float | None = None
    trim: bool = False
    digits: int | None = None
    lookup: Lookup | None = None
    decimal: str | None = None
    thousands: str | None = None
    negative: str | None = None

    @property
    def reads_text(self) -> bool:
        """Whether the rule works on a cell's text, so that typed cells are turned into text first."""
        return bool(self.extract or self.values or self.nulls or self.trim or self.digits or self.lookup)


@dataclass(frozen=True)
class Unpivot:
    """A wide file: each column whose name matches ``on`` becomes a row, its name in ``name``, its cell in ``value``."""

    on: str
    name: str
    value: str


@dataclass(frozen=True)
class Combine:
    """Rows of one key are parts of one row: hours of a day, registers of a meter.

    ``by`` names the file's columns that tell the parts of a key apart, ``parts`` how many make it whole, and
    ``columns`` by which function each contract column is made of theirs; the others must agree in all parts.
    """

    columns: dict[str, str]
    by: tuple[str, ...] = ()
    parts: tuple[int, ...] = ()


@dataclass(frozen=True)
class TableRule:
    """Which files hold a table, how they are written, and the columns that differ.

    ``header`` is the line of the column names, ``totals`` the beginning of lines that add others up and are no rows.
    """

    files: tuple[str, ...] = ()
    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header: int = 1
    trailing_delimiter: bool = False
    totals: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    unpivot: Unpivot | None = None
    combine: Combine | None = None
    columns: dict[str, ColumnRule] = field(default_factory=dict)


@dataclass(frozen=True)
class Mapping:
    """A mapping file; ``sha256`` is of its bytes, for a delivery read by another mapping is another delivery."""

    tables: dict[str, TableRule] = field(default_factory=dict)
    sha256: str = ""
    name: str | None = None
    until: date | None = None
