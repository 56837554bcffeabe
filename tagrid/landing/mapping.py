"""The mapping file: where a utility's own files, columns, dates, encodings and codes differ from the contracts."""

import re
from collections.abc import Mapping as AbstractMapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tagrid.core.errors import BadInput
from tagrid.core.files import digest
from tagrid.core.text import Text, nearest
from tagrid.core.yaml_files import read_yaml
from tagrid.landing import patterns
from tagrid.landing.contracts import SourceTable, source_contract
from tagrid.landing.csv_reader import ENCODINGS
from tagrid.landing.rules import COMBINERS, NEGATIVES, ColumnRule, Combine, Lookup, Mapping, TableRule, Unpivot

FORMATS = ("csv", "parquet", "excel")

DECIMAL_MARKS = (".", ",")

# A narrow and a no-break space are among the blanks that part thousands.
THOUSANDS_MARKS = (",", ".", "'", " ", "\u00a0", "\u202f")

_TOP = ("name", "until", "tables")

_TABLE = (
    *(
        "file",
        "format",
        "encoding",
        "delimiter",
        "sheet",
        "header",
        "trailing_delimiter",
        "totals",
        "decimal",
        "thousands",
    ),
    *("unpivot", "combine", "columns"),
)

_COLUMN = (
    *("from", "constant", "file_name", "join", "gather", "trim", "null", "extract", "values", "digits", "lookup"),
    *("format", "decimal", "thousands", "scale", "negative"),
)

_SOURCES = ("from", "constant", "file_name", "join", "gather")


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
        if None in raw and "null" in keys:  # YAML reads a bare `null:` as nothing
            raw = {"null" if key is None else key: value for key, value in raw.items()}
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
            name=self.text(top, "name", ""),
            until=iso_day(top.get("until"), f"{self.path}: until"),
        )

    def table(self, address: str, raw: Any) -> TableRule:
        where = f"tables.{address}"
        try:
            table = source_contract(address)
        except BadInput as error:
            raise self.fault("tables", error.text) from None
        raw = self.known(raw or {}, where, _TABLE)
        columns = self.known(raw.get("columns") or {}, f"{where}.columns", tuple(c.name for c in table.columns))
        marks = self.marks(raw, where)
        return TableRule(
            files=self.texts(raw.get("file"), f"{where}.file"),
            format=self.one_of(raw, "format", where, FORMATS),
            encoding=self.one_of(raw, "encoding", where, tuple(ENCODINGS)),
            delimiter=self.delimiter(raw.get("delimiter"), where),
            sheet=self.text(raw, "sheet", where),
            header=self.count(raw.get("header", 1), f"{where}.header"),
            trailing_delimiter=self.switch(raw.get("trailing_delimiter", False), f"{where}.trailing_delimiter"),
            totals=self.expression(raw.get("totals"), f"{where}.totals"),
            decimal=marks.get("decimal"),
            thousands=marks.get("thousands"),
            unpivot=self.unpivot(raw.get("unpivot"), f"{where}.unpivot"),
            combine=self.combine(table, raw.get("combine"), f"{where}.combine"),
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

    def text(self, raw: dict, key: str, where: str) -> str | None:
        value = raw.get(key)
        if isinstance(value, AbstractMapping | list):
            several = Text(en=f"must be one text, not {value!r}.", zh=f"应为一个文字，不能是 {value!r}。")
            raise self.fault(f"{where}.{key}" if where else key, several)
        return None if value is None else _plain(value)

    def texts(self, raw: Any, where: str) -> tuple[str, ...]:
        values = _as_list(raw)
        for value in values:
            if isinstance(value, AbstractMapping | list):
                other = Text(
                    en=f"must be a text or a list of texts, not {value!r}.",
                    zh=f"应为文字或一列文字，不能是 {value!r}。",
                )
                raise self.fault(where, other)
        return tuple(map(_plain, values))

    def count(self, value: Any, where: str) -> int:
        if type(value) is not int or not 1 <= value <= 1000:
            other = Text(
                en=f"must be a whole number from 1 to 1000, not {value!r}.",
                zh=f"应为 1 至 1000 的整数，不能是 {value!r}。",
            )
            raise self.fault(where, other)
        return value

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

    def marks(self, raw: dict, where: str) -> dict[str, str | None]:
        """The decimal and the thousands mark of numbers; they must differ."""
        found: dict[str, str | None] = {}
        for key, known in (("decimal", DECIMAL_MARKS), ("thousands", THOUSANDS_MARKS)):
            found[key] = value = raw.get(key)
            if value is not None and value not in known:
                other = Text(
                    en=f"{value!r} is not one of {', '.join(map(repr, known))}.",
                    zh=f"{value!r} 不是 {'、'.join(map(repr, known))} 之一。",
                )
                raise self.fault(f"{where}.{key}", other)
        if found["thousands"] and found["thousands"] == (found["decimal"] or "."):
            same = Text(
                en=f"{found['thousands']!r} cannot be the decimal mark too; say the other by `decimal`.",
                zh=f"{found['thousands']!r} 不能同时是小数点；请用 `decimal` 说明小数点。",
            )
            raise self.fault(f"{where}.thousands", same)
        return found

    def unpivot(self, raw: Any, where: str) -> Unpivot | None:
        if raw is None:
            return None
        raw = self.known(raw, where, ("on", "name", "value"))
        on = self.expression(raw.get("on"), f"{where}.on")
        if on is None:
            missing = Text(
                en="must say by `on`, a regular expression, which columns become rows.",
                zh="应以 `on`（正则表达式）说明哪些列转为行。",
            )
            raise self.fault(where, missing)
        names = [self.text(raw, key, where) or key for key in ("name", "value")]
        return Unpivot(on, *names)

    def combine(self, table: SourceTable, raw: Any, where: str) -> Combine | None:
        if raw is None:
            return None
        raw = self.known(raw, where, ("by", "parts", "columns"))
        others = tuple(c.name for c in table.columns if not c.key)
        columns = self.known(raw.get("columns") or {}, f"{where}.columns", others)
        if not columns:
            none = Text(
                en="must say by `columns` how the parts become one, as `energy_kwh: sum`.",
                zh="应以 `columns` 说明如何合并，例如 `energy_kwh: sum`。",
            )
            raise self.fault(where, none)
        for name in columns:
            kind, function = table.column(name).type, self.one_of(columns, name, f"{where}.columns", COMBINERS)
            is_number = kind in ("double", "integer") or kind.startswith("decimal")
            if (function in ("sum", "mean", None) and not is_number) or (function == "any" and kind != "boolean"):
                other = Text(en=f"{function} is not for a {kind}.", zh=f"{function} 不适用于 {kind}。")
                raise self.fault(f"{where}.columns.{name}", other)
        return Combine(
            columns={name: str(function).lower() for name, function in columns.items()},
            by=self.texts(raw.get("by"), f"{where}.by"),
            parts=tuple(self.count(n, f"{where}.parts") for n in _as_list(raw.get("parts"))),
        )

    def column(self, table: SourceTable, name: str, raw: Any) -> ColumnRule:
        where = f"tables.{table.address}.columns.{name}"
        if not isinstance(raw, AbstractMapping | list | None):
            return ColumnRule(source=_plain(raw))
        raw = self.known(raw, where, _COLUMN)
        if len(given := [key for key in _SOURCES if key in raw]) > 1:
            both = Text(
                en=f"has both `{given[0]}` and `{given[1]}`; keep one.",
                zh=f"`{given[0]}` 与 `{given[1]}` 只能保留一个。",
            )
            raise self.fault(where, both)
        kind = table.column(name).type
        self.fits(raw, kind, where)
        marks = self.marks(raw, where)
        source = None if given and given[0] != "from" else self.text(raw, "from", where) or name
        return ColumnRule(
            source=source,
            constant=(self.text(raw, "constant", where) or "") if "constant" in raw else None,
            file_name=self.pattern(raw.get("file_name"), f"{where}.file_name"),
            join=self.joined(raw.get("join"), f"{where}.join"),
            gather=self.expression(raw.get("gather"), f"{where}.gather"),
            format=self.time_format(raw.get("format"), kind, f"{where}.format", table.is_of_days(name)),
            extract=self.pattern(raw.get("extract"), f"{where}.extract"),
            values={_plain(k): _plain(v) for k, v in self.values(raw.get("values"), where).items()},
            nulls=tuple(_plain(n) for n in _as_list(raw.get("null"), [None]) if n is not None),
            scale=self.number(raw.get("scale"), f"{where}.scale"),
            trim=self.switch(raw.get("trim", False), f"{where}.trim"),
            digits=self.count(raw["digits"], f"{where}.digits") if raw.get("digits") is not None else None,
            lookup=self.lookup(raw.get("lookup"), f"{where}.lookup"),
            decimal=marks["decimal"],
            thousands=marks["thousands"],
            negative=self.one_of(raw, "negative", where, NEGATIVES),
        )

    def fits(self, raw: dict, kind: str, where: str) -> None:
        """Refuse a key that is not for columns of the type."""
        is_decimal = kind == "double" or kind.startswith("decimal")
        is_number = is_decimal or kind == "integer"
        numbers = Text(en="numbers", zh="数")
        reserved = {
            "format": (kind in ("date", "timestamp"), Text(en="dates and times", zh="日期和时间")),
            "scale": (is_decimal, Text(en="numbers with decimals", zh="小数")),
            "decimal": (is_decimal, Text(en="numbers with decimals", zh="小数")),
            "thousands": (is_number, numbers),
            "negative": (is_number, numbers),
            "digits": (kind == "varchar", Text(en="identifiers", zh="编号")),
            "join": (kind == "varchar", Text(en="identifiers", zh="编号")),
            "gather": (kind == "float[]", Text(en="lists of numbers", zh="一列数")),
        }
        for key, (fits, wanted) in reserved.items():
            if raw.get(key) is not None and not fits:
                other = Text(en=f"is for {wanted.en}; the column is {kind}.", zh=f"只用于{wanted.zh}，该列是 {kind}。")
                raise self.fault(f"{where}.{key}", other)

    def joined(self, value: Any, where: str) -> tuple[str, ...]:
        """The columns that together number a row; one alone is a `from`."""
        if value is None:
            return ()
        names = self.texts(value, where)
        if len(set(names)) < max(len(names), 2):
            few = Text(
                en=f"must list two or more columns, each once, not {value!r}.",
                zh=f"应列出两个或更多的列，每列一次，不能是 {value!r}。",
            )
            raise self.fault(where, few)
        return names

    def switch(self, value: Any, where: str) -> bool:
        if not isinstance(value, bool):
            other = Text(en=f"must be true or false, not {value!r}.", zh=f"应为 true 或 false，不能是 {value!r}。")
            raise self.fault(where, other)
        return value

    def lookup(self, raw: Any, where: str) -> Lookup | None:
        if raw is None:
            return None
        raw = self.known(raw, where, ("file", "key", "value"))
        found = {key: self.text(raw, key, where) for key in ("file", "key", "value")}
        if absent := [key for key, text in found.items() if not text]:
            missing = Text(
                en=f"must say `{absent[0]}`: the file, its column of keys and its column of values.",
                zh=f"应给出 `{absent[0]}`：文件、作为键的列和取值的列。",
            )
            raise self.fault(where, missing)
        return Lookup(str(found["file"]), str(found["key"]), str(found["value"]))

    def time_format(self, value: Any, kind: str, where: str, is_day: bool) -> str | None:
        """A strptime format that names a whole day, or for a date that is no row's own day a month, tried on a day."""
        if value is None:
            return None
        if isinstance(value, str) and ("%z" in value or "%Z" in value):
            zone = Text(
                en=f"{value!r} reads a time zone; times must be local, so cut the zone off by `extract`.",
                zh=f"{value!r} 含时区；时间应为当地时间，请用 `extract` 去掉时区。",
            )
            raise self.fault(where, zone)
        probe = datetime(2021, 11, 23, 14, 45, 58)
        try:
            found = datetime.strptime(probe.strftime(value), value)
        except (TypeError, ValueError, re.error) as error:
            other = Text(
                en=f"{value!r} is not a way to write dates ({error}); such as '%Y/%m/%d %H:%M'.",
                zh=f"{value!r} 不是日期的写法（{error}）；例如 '%Y/%m/%d %H:%M'。",
            )
            raise self.fault(where, other) from None
        is_month = kind == "date" and not is_day
        day = (found.year, found.month) if is_month else (found.year, found.month, found.day)
        if day != (2021, 11, 23)[: len(day)]:
            part = Text(
                en=f"{value!r} does not name year, month{'' if is_month else ' and day'}.",
                zh=f"{value!r} 没有写全年、月{'' if is_month else '、日'}。",
            )
            raise self.fault(where, part)
        return value

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

    def expression(self, value: Any, where: str) -> str | None:
        """A regular expression, whatever its groups."""
        if value is None:
            return None
        if why := patterns.fault(str(value)):
            wrong = Text(
                en=f"{value!r} is not a regular expression of RE2 ({why}).",
                zh=f"{value!r} 不是 RE2 正则表达式（{why}）。",
            )
            raise self.fault(where, wrong)
        return str(value)

    def pattern(self, value: Any, where: str) -> str | None:
        if value is None:
            return None
        pattern = self.expression(value, where)
        if pattern is not None and patterns.groups(pattern) != 1:
            groups_wrong = Text(
                en=f"{value!r} must have exactly one group, the part to keep.",
                zh=f"{value!r} 应恰有一个分组，即要保留的部分。",
            )
            raise self.fault(where, groups_wrong)
        return str(value)


def _as_list(value: Any, nothing: Sequence = ()) -> list:
    if value is None:
        return list(nothing)
    return value if isinstance(value, list) else [value]


def _plain(value: Any) -> str:
    """A YAML scalar as the text it was written as; nothing is an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def read_mapping(path: Path) -> Mapping:
    """Return the mapping file at ``path``; whatever is wrong with it is BadInput that names the place."""
    if not path.is_file():
        raise BadInput(en=f"{path}: there is no such mapping file.", zh=f"{path}：没有这个映射文件。")
    return _MappingReader(path).mapping(read_yaml(path))
