"""The mapping file: where a utility's own files, columns, dates, encodings and codes differ from the contracts."""

import hashlib
import re
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML, YAMLError

from tagrid.core.errors import BadInput
from tagrid.core.text import nearest
from tagrid.landing.contracts import SourceTable, source_contract
from tagrid.landing.csv_reader import ENCODINGS

FORMATS = ("csv", "parquet")

_TOP = ("name", "until", "tables")

_TABLE = ("file", "format", "encoding", "delimiter", "columns")

_COLUMN = ("from", "constant", "format", "extract", "values", "null", "scale", "trim")


@dataclass(frozen=True)
class ColumnRule:
    """How one contract column comes out of a file: its source column or a constant, and what is done to cells.

    In this order: ``trim`` blanks, ``nulls`` become empty, ``extract`` keeps the first group of a regular
    expression, ``values`` replaces codes, then the cell is parsed (dates by ``format``), then ``scale``.
    """

    source: str | None
    constant: str | None = None
    format: str | None = None
    extract: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    nulls: tuple[str, ...] = ()
    scale: float | None = None
    trim: bool = False

    @property
    def reads_text(self) -> bool:
        """Whether the rule works on a cell's text, so that typed cells are written out first."""
        return bool(self.extract or self.values or self.nulls or self.trim)


@dataclass(frozen=True)
class TableRule:
    """Which files hold a table, how they are written, and the columns that differ."""

    files: tuple[str, ...] = ()
    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    columns: dict[str, ColumnRule] = field(default_factory=dict)


@dataclass(frozen=True)
class Mapping:
    """A mapping file; ``sha256`` is of its bytes, for a delivery read by another mapping is another delivery."""

    tables: dict[str, TableRule] = field(default_factory=dict)
    sha256: str = ""
    name: str | None = None
    until: date | None = None


def read_yaml(path: Path) -> Any:
    """Return a YAML file's content; unreadable or malformed is BadInput with the line."""
    try:
        return YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read ({error}).") from error
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise BadInput(f"{path}{where}: not valid YAML: {getattr(error, 'problem', error)}.") from error


def iso_day(value: Any, where: str) -> date | None:
    """Return a YAML value as a day; text that is not YYYY-MM-DD is BadInput, nothing stays none."""
    if value is None or type(value) is date:
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadInput(f"{where} must be a date YYYY-MM-DD, not {value!r}.") from None


class _MappingReader:
    """Reads one mapping file; every message names the file and the place in it."""

    def __init__(self, path: Path):
        self.path = path

    def fail(self, where: str, what: str) -> BadInput:
        return BadInput(f"{self.path}: {where + ': ' if where else ''}{what}")

    def known(self, raw: Any, where: str, keys: tuple[str, ...]) -> dict:
        if not isinstance(raw, AbstractMapping):
            raise self.fail(where, f"must hold keys ({', '.join(keys)}), not {raw!r}.")
        for key in raw:
            if key not in keys:
                hint = nearest(str(key), keys) or f" Known: {', '.join(keys)}."
                raise self.fail(where, f"unknown key {key!r}.{hint}")
        return dict(raw)

    def mapping(self, raw: Any) -> Mapping:
        top = self.known(raw, "", _TOP)
        tables = top.get("tables")
        if not isinstance(tables, AbstractMapping) or not tables:
            raise self.fail("tables", "must name at least one table, as `system.table:`.")
        return Mapping(
            tables={str(address): self.table(str(address), rule) for address, rule in tables.items()},
            sha256=hashlib.sha256(self.path.read_bytes()).hexdigest(),
            name=top.get("name"),
            until=iso_day(top.get("until"), f"{self.path}: until"),
        )

    def table(self, address: str, raw: Any) -> TableRule:
        where = f"tables.{address}"
        try:
            table = source_contract(address)
        except BadInput as error:
            raise self.fail("tables", str(error)) from None
        raw = self.known(raw, where, _TABLE)
        files = raw.get("file", ())
        columns = self.known(raw.get("columns") or {}, f"{where}.columns", tuple(c.name for c in table.columns))
        return TableRule(
            files=(files,) if isinstance(files, str) else tuple(map(str, files)),
            format=self.one_of(raw, "format", where, FORMATS),
            encoding=self.one_of(raw, "encoding", where, tuple(ENCODINGS)),
            delimiter=self.delimiter(raw.get("delimiter"), where),
            columns={name: self.column(table, name, rule) for name, rule in columns.items()},
        )

    def one_of(self, raw: dict, key: str, where: str, known: tuple[str, ...]) -> str | None:
        value = raw.get(key)
        if value is not None and str(value).lower() not in known:
            raise self.fail(f"{where}.{key}", f"{value!r} is not one of {', '.join(known)}.")
        return str(value).lower() if value is not None else None

    def delimiter(self, value: Any, where: str) -> str | None:
        if value is not None and not (isinstance(value, str) and len(value) == 1 and value.isascii()):
            raise self.fail(f"{where}.delimiter", f"must be one ASCII character, not {value!r}.")
        if value in ('"', "\n", "\r"):
            raise self.fail(f"{where}.delimiter", f"{value!r} cannot part fields.")
        return value

    def column(self, table: SourceTable, name: str, raw: Any) -> ColumnRule:
        where = f"tables.{table.address}.columns.{name}"
        if isinstance(raw, str):
            return ColumnRule(source=raw)
        raw = self.known(raw, where, _COLUMN)
        if "constant" in raw and "from" in raw:
            raise self.fail(where, "has both `from` and `constant`; keep one.")
        kind = table.column(name).type
        if "format" in raw and kind not in ("date", "timestamp"):
            raise self.fail(f"{where}.format", f"is for dates and times; the column is {kind}.")
        if "scale" in raw and kind != "double" and not kind.startswith("decimal"):
            raise self.fail(f"{where}.scale", f"is for numbers with decimals; the column is {kind}.")
        return ColumnRule(
            source=None if "constant" in raw else _as_text(raw.get("from", name)),
            constant=_as_text(raw["constant"]) if "constant" in raw else None,
            format=raw.get("format"),
            extract=self.pattern(raw.get("extract"), f"{where}.extract"),
            values={_as_text(k): _as_text(v) for k, v in self.values(raw.get("values"), where).items()},
            nulls=tuple(map(_as_text, _as_list(raw.get("null")))),
            scale=self.number(raw.get("scale"), f"{where}.scale"),
            trim=bool(raw.get("trim", False)),
        )

    def values(self, raw: Any, where: str) -> dict:
        if raw is not None and not isinstance(raw, AbstractMapping):
            raise self.fail(f"{where}.values", f"must map source codes to contract values, not {raw!r}.")
        return dict(raw or {})

    def number(self, value: Any, where: str) -> float | None:
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or not value):
            raise self.fail(where, f"must be a number other than 0, not {value!r}.")
        return value

    def pattern(self, value: Any, where: str) -> str | None:
        if value is None:
            return None
        try:
            groups = re.compile(str(value)).groups
        except re.error as error:
            raise self.fail(where, f"{value!r} is not a regular expression ({error}).") from None
        if groups != 1:
            raise self.fail(where, f"{value!r} must have exactly one group, the part to keep.")
        return str(value)


def _as_list(value: Any) -> list:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _as_text(value: Any) -> str:
    """A YAML scalar as the text it was written as."""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def read_mapping(path: Path) -> Mapping:
    """Return the mapping file at ``path``; whatever is wrong with it is BadInput that names the place."""
    if not path.is_file():
        raise BadInput(f"{path}: there is no such mapping file.")
    return _MappingReader(path).mapping(read_yaml(path))
