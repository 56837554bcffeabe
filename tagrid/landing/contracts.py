"""The source contracts: what each table of each system must look like, read from dbt's sources YAML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from tagrid.core.errors import BadInput
from tagrid.core.overlay import content, current_project
from tagrid.core.text import Text, nearest
from tagrid.core.yaml_files import read_yaml

STAGING = "dbt_project/models/staging"

_TYPES = {
    "varchar": pa.string(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "double": pa.float64(),
    "integer": pa.int32(),
    "boolean": pa.bool_(),
    "float[]": pa.list_(pa.float32()),
}

# Periods of dbt's source freshness, in days.
_PERIODS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1}


@dataclass(frozen=True)
class SourceColumn:
    """One column of a contract; ``type`` is DuckDB's name of it.

    An ``optional`` one came with a later version of the contract: a file without it is as good as before. A ``net``
    one is below zero on a net meter's day: such a row is set aside alone, or lands as a mapping's ``negative`` says.
    A ``counter`` only grows, as a meter's register does: its size says how old it is, and nothing of its unit.
    What the ``sun`` generates is for everybody a tenth on a day of rain, and ten times on the day after.
    An identifier that ``references`` a column (``system.table.column``) names a row of that table; where the row
    ``may_precede`` that one (a meter is read before its account is filed), an unknown one is no reason for a warning.
    ``form`` is a regular expression that every identifier of the column matches. The values of a ``personal`` one are
    in no message. A column of codes takes those of its ``domain``, and the ``words`` of the trade for them as well, of
    which each stands for one code. A list of numbers has one of the ``lengths``; its ``range`` is of every number, and
    where it has ``gaps`` a point may be empty.
    The days of one that may lie ``ahead`` are planned, due or ends that are not near.
    """

    name: str
    type: str
    description: str
    zh: str
    key: bool = False
    required: bool = False
    domain: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict, hash=False)
    range: tuple[float, float] | None = None
    lengths: tuple[int, ...] = ()
    gaps: bool = False
    optional: bool = False
    net: bool = False
    counter: bool = False
    sun: bool = False
    references: str | None = None
    may_precede: bool = False
    form: str | None = None
    personal: bool = False
    named_identifier: bool = False

    @property
    def is_identifier(self) -> bool:
        """Whether its texts are numbers or codes that identify something: keys, references and what is named so."""
        named = self.key or self.references is not None or self.form is not None or self.named_identifier
        return self.type == "varchar" and not self.domain and named

    ahead: bool = False

    @property
    def code_names(self) -> dict[str, str]:
        """The trade's first word for each code of the column, by code; empty where the contract has none."""
        return {code: word for word, code in reversed([*self.words.items()])}

    @property
    def is_month(self) -> bool:
        """Whether its day stands for a month, as the month of a bill does."""
        return self.type == "date" and self.name.endswith("_month")

    @property
    def arrow(self) -> pa.DataType:
        """Type of the column in landed Parquet."""
        if found := re.fullmatch(r"decimal\((\d+),(\d+)\)", self.type):
            return pa.decimal128(int(found[1]), int(found[2]))
        return _TYPES[self.type]


@dataclass(frozen=True)
class Precedence:
    """Which of two rows of one key holds, whatever came first: the later by the column ``newest_by``.

    Of rows of the same time the one whose ``column`` has ``value`` holds; without a time it holds against any row,
    and any other row without a time holds against none.
    """

    newest_by: str
    column: str
    value: Any


@dataclass(frozen=True)
class Spans:
    """Rows alike in ``by`` follow each other in time: from ``first`` to ``last``, or to the next where it is empty.

    Rows whose column ``pauses`` has one of the ``pausing`` values may leave a gap, and any where ``gaps`` are allowed.
    """

    by: tuple[str, ...]
    first: str
    last: str
    pauses: str | None = None
    pausing: tuple[str, ...] = ()
    gaps: bool = False


@dataclass(frozen=True)
class AddsUp:
    """Rows alike in ``by`` add up, in their ``amount``, to the ``total`` of the row of ``whole`` that they name."""

    by: str
    amount: str
    whole: str
    total: str


@dataclass(frozen=True)
class Need:
    """Rows whose ``column`` has the ``value`` have something in each of ``columns``."""

    column: str
    value: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class SourceTable:
    """One table of a system. ``load`` is ``master`` (one partition) or ``event`` (a partition a month).

    Its newest day may be ``fresh_days`` old; from there on it is late, and beyond ``stopped_days`` it has stopped. A
    master table has no day of its own: the day counts on which it was delivered.

    ``unique`` are columns that identify a row too, beside the key: a meter measures one customer on a day.

    The sizes of rows that are the same in the columns ``alike`` are compared, where the key does not say it: those of a
    bill's lines are by what a line is for.

    Rows that ``may_be_empty`` are events that need not happen: a file without rows says that nothing did, and the table
    is as fresh as its last delivery.
    """

    system: str
    name: str
    description: str
    zh: str
    load: str
    period: str | None
    columns: tuple[SourceColumn, ...]
    fresh_days: float | None = None
    stopped_days: float | None = None
    unique: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    may_be_empty: bool = False
    precedence: Precedence | None = None
    spans: Spans | None = None
    adds_up: AddsUp | None = None
    needs: tuple[Need, ...] = ()

    @property
    def address(self) -> str:
        """``system.table``."""
        return f"{self.system}.{self.name}"

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the columns that together identify a row."""
        return tuple(c.name for c in self.columns if c.key)

    @property
    def has_personal_key(self) -> bool:
        """Whether a row's key is of a person."""
        return any(c.key and c.personal for c in self.columns)

    def is_of_days(self, column: str) -> bool:
        """Whether a column is the day that a row measures: a month is none."""
        return column == self.period and column in self.keys

    @property
    def arrow(self) -> pa.Schema:
        """Schema of landed Parquet: the contract's columns, then ``_landed_seq``, the delivery's number."""
        return pa.schema([*((c.name, c.arrow) for c in self.columns), ("_landed_seq", pa.int32())])

    def column(self, name: str) -> SourceColumn:
        """Return the column of that name; ``BadInput`` names the nearest when there is none."""
        for found in self.columns:
            if found.name == name:
                return found
        known = [c.name for c in self.columns]
        absent = Text(en=f"{self.address} has no column {name!r}.", zh=f"{self.address} 没有列“{name}”。")
        raise BadInput(absent + nearest(name, known))


def _words(domain: list[str] | dict[str, str | list[str]]) -> dict[str, str]:
    """Return the code of each word of the trade: the first of a code is its name, the others are as good."""
    if isinstance(domain, list | tuple):
        return {}
    return {word: code for code, words in domain.items() for word in ([words] if isinstance(words, str) else words)}


def _lengths(length: int | list[int]) -> tuple[int, ...]:
    """Return how many numbers a list may have: one length, or one of several."""
    return (length,) if isinstance(length, int) else tuple(length)


def _column(raw: dict) -> SourceColumn:
    meta = raw["config"]["meta"]
    return SourceColumn(
        name=raw["name"],
        type=raw["data_type"],
        description=raw["description"],
        zh=meta["zh"],
        key=bool(meta.get("key")),
        required=bool(meta.get("required") or meta.get("key")),
        domain=tuple(meta.get("domain", ())),
        words=_words(meta.get("domain", ())),
        range=tuple(meta["range"]) if "range" in meta else None,
        lengths=_lengths(meta.get("length", ())),
        gaps=bool(meta.get("gaps")),
        optional=bool(meta.get("optional")),
        net=bool(meta.get("net")),
        counter=bool(meta.get("counter")),
        sun=bool(meta.get("sun")),
        references=meta.get("references"),
        may_precede=bool(meta.get("may_precede")),
        form=meta.get("form"),
        personal=bool(meta.get("personal")),
        named_identifier=bool(meta.get("identifier")),
        ahead=bool(meta.get("ahead")),
    )


def _days(config: dict, name: str) -> float | None:
    """Return a threshold of dbt's source freshness in days."""
    found = (config.get("freshness") or {}).get(name) or {}
    return found["count"] * _PERIODS[found["period"]] if "count" in found else None


def _table(system: str, raw: dict) -> SourceTable:
    config = raw["config"]
    return SourceTable(
        system=system,
        name=raw["name"],
        description=raw["description"],
        zh=config["meta"]["zh"],
        load=config["meta"]["load"],
        period=config["meta"].get("period"),
        columns=tuple(_column(c) for c in raw["columns"]),
        fresh_days=_days(config, "warn_after"),
        stopped_days=_days(config, "error_after"),
        unique=tuple(config["meta"].get("unique", ())),
        alike=tuple(config["meta"].get("alike", ())),
        may_be_empty=bool(config["meta"].get("may_be_empty")),
        precedence=_precedence(config["meta"]),
        spans=_spans(config["meta"]),
        adds_up=_adds_up(config["meta"]),
        needs=tuple(
            Need(column, value, tuple(columns))
            for column, by_value in config["meta"].get("needs", {}).items()
            for value, columns in by_value.items()
        ),
    )


def _spans(meta: dict) -> Spans | None:
    if "spans" not in meta:
        return None
    spans, pauses = meta["spans"], meta["spans"].get("pauses", {})
    ((column, values),) = pauses.items() or ((None, ()),)
    gaps = bool(spans.get("gaps"))
    return Spans(tuple(spans["by"]), spans["first"], spans["last"], column, tuple(values), gaps)


def _adds_up(meta: dict) -> AddsUp | None:
    if "adds_up" not in meta:
        return None
    whole, _, total = meta["adds_up"]["to"].rpartition(".")
    return AddsUp(meta["adds_up"]["by"], meta["adds_up"]["amount"], whole, total)


def _precedence(meta: dict) -> Precedence | None:
    if "newest_by" not in meta:
        return None
    ((column, value),) = meta["holds"].items()
    return Precedence(meta["newest_by"], column, value)


def source_contracts(project: Path | None = None) -> dict[str, SourceTable]:
    """Return every source contract by its address ``system.table``, in the order of the files."""
    return _source_contracts(project or current_project())


@cache
def _source_contracts(project: Path) -> dict[str, SourceTable]:
    found: dict[str, SourceTable] = {}
    for path in content(STAGING, "_*__sources.yml", project=project).values():
        for source in read_yaml(path)["sources"]:
            if source["name"] == "landing":  # written by the intake itself
                continue
            for raw in source["tables"]:
                table = _table(source["name"], raw)
                found[table.address] = table
    return found


def source_contract(address: str) -> SourceTable:
    """Return the contract of ``system.table``; ``BadInput`` names the nearest when there is none."""
    known = source_contracts()
    if address not in known:
        absent = Text(en=f"No source table {address!r} in the contracts.", zh=f"数据契约中没有数据源表“{address}”。")
        raise BadInput(absent + nearest(address, tuple(known)))
    return known[address]
