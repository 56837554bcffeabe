"""A rule's condition and a customer's number as a person would say them, in Chinese and in English."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlglot import exp

from tagrid.catalog import Catalog
from tagrid.portrait.columns import COLUMNS, Column
from tagrid.portrait.words import code_name

# How a number of each unit is written, in Chinese and in English.
UNITS = {
    "share": ("{share}", "{share}"),
    "chance": ("{share}", "{share}"),
    "rank": ("{rank}", "{rank}"),
    "change": ("{change}", "{change}"),
    "ratio": ("{ratio}", "{ratio}"),
    "number": ("{number}", "{number}"),
    "times": ("{number} 次", "{number}"),
    "bills": ("{number} 张", "{number}"),
    "days": ("{number} 天", "{number} days"),
    "years": ("{number} 年", "{number} years"),
    "hours": ("{number} 小时", "{number} hours"),
    "minutes": ("{number} 分钟", "{number} minutes"),
    "yuan": ("{money} 元", "{money} yuan"),
    "kwh": ("{number} kWh", "{number} kWh"),
    "kva": ("{number} kVA", "{number} kVA"),
}
_NOTHING = ("无数据", "nothing on record")
_TRUTH = {True: ("是", "yes"), False: ("否", "no")}
_COMPARED: dict[type, str] = {exp.GTE: "≥", exp.GT: ">", exp.LTE: "≤", exp.LT: "<", exp.EQ: "=", exp.NEQ: "≠"}
_TURNED = {"≥": "≤", ">": "<", "≤": "≥", "<": ">"}
_OPPOSITE: dict[type, type[exp.Binary]] = {
    exp.GTE: exp.LT,
    exp.GT: exp.LTE,
    exp.LTE: exp.GT,
    exp.LT: exp.GTE,
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
}


class Speaker:
    """Says conditions and values in one language; codes are named as the catalog's values are."""

    def __init__(self, catalog: Catalog, lang: str) -> None:
        self._catalog, self._en = catalog, lang == "en"

    def column(self, name: str) -> str:
        """Return what a column is called; its name where nobody has worded it."""
        return self._word(COLUMNS.get(name, Column(name, name)))

    def value(self, name: str, value: Any) -> str:
        """Return a customer's value of a column with its unit."""
        if value is None:
            return self._word(_NOTHING)
        if isinstance(value, bool):
            return self._word(_TRUTH[value])
        if isinstance(value, int | float | Decimal):
            return self._number(name, float(value))
        return self._code(name, str(value)) if not isinstance(value, date) else value.isoformat()

    def condition(self, node: exp.Expr) -> str:
        """Return a condition as it would be said; what has no words, as SQL."""
        match node:
            case exp.Paren():
                return self.condition(node.this)
            case exp.And():
                return (" and " if self._en else "，且 ").join(self._group(one) for one in node.flatten())
            case exp.Or():
                return (" or " if self._en else " 或 ").join(self._group(one) for one in node.flatten())
            case exp.Not():
                return self._not(node.this)
            case exp.Is():
                return self._is(node, denied=False)
            case exp.In():
                return self._among(node, denied=False)
            case exp.Between():
                name, low, high = _read(node.this), node.args["low"], node.args["high"]
                return f"{self._side(low, name)} ≤ {self._side(node.this, name)} ≤ {self._side(high, name)}"
            case exp.Column():
                return f"{self.column(node.name)}{self._colon}{self._word(_TRUTH[True])}"
        if type(node) in _COMPARED:
            return self._compared(node)
        return node.sql(dialect="duckdb")

    @property
    def _colon(self) -> str:
        return ": " if self._en else "："

    def _word(self, both: tuple) -> str:
        return both[self._en]

    def _group(self, node: exp.Expr) -> str:
        inner = node.unnest()
        said = self.condition(inner)
        return (f"({said})" if self._en else f"（{said}）") if isinstance(inner, exp.And | exp.Or) else said

    def _not(self, node: exp.Expr) -> str:
        inner = node.unnest()
        if type(inner) in _OPPOSITE:
            return self._compared(_OPPOSITE[type(inner)](this=inner.this, expression=inner.expression))
        if isinstance(inner, exp.Is):
            return self._is(inner, denied=True)
        if isinstance(inner, exp.In):
            return self._among(inner, denied=True)
        if isinstance(inner, exp.Column):
            return f"{self.column(inner.name)}{self._colon}{self._word(_TRUTH[False])}"
        return f"not ({self.condition(inner)})" if self._en else f"不满足（{self.condition(inner)}）"

    def _is(self, node: exp.Expr, denied: bool) -> str:
        name = self._side(node.this, None)
        if isinstance(node.expression, exp.Boolean):
            return f"{name}{self._colon}{self._word(_TRUTH[node.expression.this != denied])}"
        known = ("有数据", "is known") if denied else ("无数据", "is not known")
        return f"{name} {known[1]}" if self._en else f"{name}{known[0]}"

    def _among(self, node: exp.Expr, denied: bool) -> str:
        name = _read(node.this)
        told = (", " if self._en else "、").join(self._side(one, name) for one in node.expressions)
        linked = ("不属于", "is none of") if denied else ("属于", "is one of")
        return f"{self._side(node.this, name)} {self._word(linked)} {told}"

    def _compared(self, node: exp.Expr) -> str:
        left, right, sign = node.this, node.expression, _COMPARED[type(node)]
        if _read(left) is None and _read(right) is not None:
            left, right, sign = right, left, _TURNED.get(sign, sign)
        name = _read(left)
        return f"{self._side(left, name)} {sign} {self._side(right, name)}"

    def _side(self, node: exp.Expr, of: str | None) -> str:
        """Return one side of a comparison; a literal is written as a value of the column ``of``."""
        inner = node.unnest()
        if isinstance(inner, exp.Column):
            return self.column(inner.name)
        if isinstance(inner, exp.Coalesce):
            return self._side(inner.this, of)
        if isinstance(inner, exp.Boolean):
            return self._word(_TRUTH[inner.this])
        if isinstance(inner, exp.Literal | exp.Neg):
            return self._literal(inner, of)
        signs: dict[type, str] = {exp.Add: "+", exp.Sub: "−", exp.Mul: "×", exp.Div: "÷"}
        if type(inner) in signs:
            parts = (self._part(inner.this), self._part(inner.expression))
            return f"{parts[0]} {signs[type(inner)]} {parts[1]}"
        if isinstance(inner, exp.Func) and (read := _read(inner)):
            return f"part of {self.column(read)}" if self._en else f"{self.column(read)}的一部分"
        return inner.sql(dialect="duckdb")

    def _part(self, node: exp.Expr) -> str:
        said = self._side(node, None)
        return said if not isinstance(node.unnest(), exp.Binary) else f"({said})" if self._en else f"（{said}）"

    def _literal(self, node: exp.Expr, of: str | None) -> str:
        if isinstance(node, exp.Literal) and node.is_string:
            return self._code(of or "", node.this)
        return self._number(of or "", float(node.sql()))

    def _code(self, name: str, code: str) -> str:
        lang = "en" if self._en else "zh"
        tags = (tag for tag in self._catalog.tags.values() if name in tag.inputs and code in tag.values)
        known = next(tags, None)
        return known.values[code].in_(lang) if known else code_name(code)[lang]

    def _number(self, name: str, value: float) -> str:
        unit = COLUMNS[name].unit if name in COLUMNS else ""
        shapes = {"share": share(value), "rank": f"{value:.2f}", "change": share(value, "+"), "ratio": f"{value:.2f}"}
        shapes |= {"number": plain(value), "money": f"{value:,.2f}".removesuffix(".00")}
        return self._word(UNITS.get(unit, ("{number}", "{number}"))).format(**shapes)


def plain(value: float) -> str:
    """Return a number with thousands separators and no digit more than a person needs."""
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 100 else f"{value:,.1f}"


def share(value: float, sign: str = "") -> str:
    """Return a share as per cent, with a digit after the point where it is no whole number."""
    return f"{100 * value:{sign},.1f}".removesuffix(".0") + "%"


def _read(node: exp.Expr) -> str | None:
    """Return the one column an expression reads, whose unit its literals have."""
    found = list(_names(node))
    return found[0] if len(found) == 1 else None


def _names(node: exp.Expr) -> Iterator[str]:
    yield from dict.fromkeys(column.name for column in node.find_all(exp.Column))
