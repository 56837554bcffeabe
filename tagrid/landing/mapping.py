"""The mapping file: where a utility's own files, columns, dates, encodings and codes differ from the contracts."""

import re
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML, YAMLError

from tagrid.core.errors import BadInput
from tagrid.core.files import digest
from tagrid.core.text import Text, as_text, nearest
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
        """Whether the rule works on a cell's text, so that typed cells are turned into text first."""
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
        raise BadInput(en=f"{path}: cannot be read ({error}).", zh=f"无法读取 {path}（{error}）。") from error
    except YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", error)
        line = Text(en=f", line {mark.line + 1}", zh=f" 第 {mark.line + 1} 行") if mark else as_text("")
        raise BadInput(
            en=f"{path}{line.en}: not valid YAML: {problem}.", zh=f"{path}{line.zh}：不是有效的 YAML：{problem}。"
        ) from error


def iso_day(value: Any, where: str) -> date | None:
    """Return a YAML value as a day; text that is not YYYY-MM-DD is BadInput, nothing stays none."""
    if value is None or type(value) is date:
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadInput(
            en=f"{where} must be a date YYYY-MM-DD, not {value!r}.",
            zh=f"{where} 应为 YYYY-MM-DD 形式的日期，不能是 {value!r}。",
        ) from None


def unknown_key(key: object, known: tuple[str, ...]) -> Text:
    """Return the sentence on a key that nothing reads, with the nearest known ones or all of them."""
    unknown = Text(en=f"unknown key {key!r}.", zh=f"未知的键“{key}”。")
    every = Text(en=f" Known: {', '.join(known)}.", zh=f"可用的键：{'、'.join(known)}。")
    return unknown + (nearest(str(key), known) or every)


class _MappingReader:
    """Reads one mapping file; every message names the file and the place in it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fault(self, where: str, what: Text) -> BadInput:
        place = Text(en=f"{self.path}: ", zh=f"{self.path}：")
        return BadInput(place + Text(en=f"{where}: ", zh=f"{where}：") + what if where else place + what)

    def known(self, raw: Any, where: str, keys: tuple[str, ...]) -> dict:
        if not isinstance(raw, AbstractMapping):
            no_keys = Text(
                en=f"must hold keys ({', '.join(keys)}), not {raw!r}.",
                zh=f"应由键（{'、'.join(keys)}）组成，不能是 {raw!r}。",
            )
            raise self.fault(where, no_keys)
        for key in raw:
            if key not in keys:
                raise self.fault(where, unknown_key(key, keys))
        return dict(raw)

    def mapping(self, raw: Any) -> Mapping:
        top = self.known(raw, "", _TOP)
        tables = top.get("tables")
        if not isinstance(tables, AbstractMapping) or not tables:
            none = Text(en="must name at least one table, as `system.table:`.", zh="至少应有一张表，写作 `系统.表:`。")
            raise self.fault("tables", none)
        return Mapping(
            tables={str(address): self.table(str(address), rule) for address, rule in tables.items()},
            sha256=digest(self.path),
            name=top.get("name"),
            until=iso_day(top.get("until"), f"{self.path}: until"),
        )

    def table(self, address: str, raw: Any) -> TableRule:
        where = f"tables.{address}"
        try:
            table = source_contract(address)
        except BadInput as error:
            raise self.fault("tables", error.text) from None
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
            other = Text(
                en=f"{value!r} is not one of {', '.join(known)}.", zh=f"“{value}”不是 {'、'.join(known)} 之一。"
            )
            raise self.fault(f"{where}.{key}", other)
        return str(value).lower() if value is not None else None

    def delimiter(self, value: Any, where: str) -> str | None:
        if value is not None and not (isinstance(value, str) and len(value) == 1 and value.isascii()):
            other = Text(
                en=f"must be one ASCII character, not {value!r}.", zh=f"应为一个 ASCII 字符，不能是 {value!r}。"
            )
            raise self.fault(f"{where}.delimiter", other)
        if value in ('"', "\n", "\r"):
            reserved = Text(en=f"{value!r} cannot part fields.", zh=f"{value!r} 不能用作分隔符。")
            raise self.fault(f"{where}.delimiter", reserved)
        return value

    def column(self, table: SourceTable, name: str, raw: Any) -> ColumnRule:
        where = f"tables.{table.address}.columns.{name}"
        if isinstance(raw, str):
            return ColumnRule(source=raw)
        raw = self.known(raw, where, _COLUMN)
        if "constant" in raw and "from" in raw:
            raise self.fault(
                where, Text(en="has both `from` and `constant`; keep one.", zh="`from` 与 `constant` 只能保留一个。")
            )
        kind = table.column(name).type
        if "format" in raw and kind not in ("date", "timestamp"):
            dates = Text(en=f"is for dates and times; the column is {kind}.", zh=f"只用于日期和时间，该列是 {kind}。")
            raise self.fault(f"{where}.format", dates)
        if "scale" in raw and kind != "double" and not kind.startswith("decimal"):
            numbers = Text(en=f"is for numbers with decimals; the column is {kind}.", zh=f"只用于小数，该列是 {kind}。")
            raise self.fault(f"{where}.scale", numbers)
        return ColumnRule(
            source=None if "constant" in raw else _plain(raw.get("from", name)),
            constant=_plain(raw["constant"]) if "constant" in raw else None,
            format=raw.get("format"),
            extract=self.pattern(raw.get("extract"), f"{where}.extract"),
            values={_plain(k): _plain(v) for k, v in self.values(raw.get("values"), where).items()},
            nulls=tuple(map(_plain, _as_list(raw.get("null")))),
            scale=self.number(raw.get("scale"), f"{where}.scale"),
            trim=bool(raw.get("trim", False)),
        )

    def values(self, raw: Any, where: str) -> dict:
        if raw is not None and not isinstance(raw, AbstractMapping):
            other = Text(
                en=f"must map source codes to contract values, not {raw!r}.",
                zh=f"应由“源代码: 数据契约取值”组成，不能是 {raw!r}。",
            )
            raise self.fault(f"{where}.values", other)
        return dict(raw or {})

    def number(self, value: Any, where: str) -> float | None:
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or not value):
            other = Text(en=f"must be a number other than 0, not {value!r}.", zh=f"应为非 0 的数，不能是 {value!r}。")
            raise self.fault(where, other)
        return value

    def pattern(self, value: Any, where: str) -> str | None:
        if value is None:
            return None
        try:
            groups = re.compile(str(value)).groups
        except re.error as error:
            wrong = Text(
                en=f"{value!r} is not a regular expression ({error}).", zh=f"{value!r} 不是正则表达式（{error}）。"
            )
            raise self.fault(where, wrong) from None
        if groups != 1:
            groups_wrong = Text(
                en=f"{value!r} must have exactly one group, the part to keep.",
                zh=f"{value!r} 应恰有一个分组，即要保留的部分。",
            )
            raise self.fault(where, groups_wrong)
        return str(value)


def _as_list(value: Any) -> list:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _plain(value: Any) -> str:
    """A YAML scalar as the text it was written as."""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def read_mapping(path: Path) -> Mapping:
    """Return the mapping file at ``path``; whatever is wrong with it is BadInput that names the place."""
    if not path.is_file():
        raise BadInput(en=f"{path}: there is no such mapping file.", zh=f"{path}：没有这个映射文件。")
    return _MappingReader(path).mapping(read_yaml(path))
