"""Codes, events, values and rule conditions in words, in Chinese and in English."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlglot import exp

from tagrid.catalog import WITHOUT_UNIT, Catalog, code_label, column_labels, common_code_label
from tagrid.core.formats import SIDED_UNITS, days_from, percent, short_number, with_unit

EVENT_KINDS = {
    "ticket": ("服务工单", "Service ticket"),
    "complaint": ("投诉", "Complaint"),
    "repair": ("故障报修", "Repair"),
    "outage": ("停电", "Outage"),
    "dunning": ("催费", "Reminder"),
    "contact": ("客户经理联系", "Account manager"),
    "change_request": ("变更用电", "Change request"),
}

_QUANTITIES = {
    "repair": ("{:,.0f}分钟到场", "on site after {:,.0f} minutes"),
    "outage": ("{:,.0f}分钟", "{:,.0f} minutes"),
    "dunning": ("第{:.0f}次", "stage {:.0f}"),
    "change_request": ("{:+,.0f} kVA", "{:+,.0f} kVA"),
}

_STATES = {
    "outage": {"done": ("已复电", "restored"), "open": ("未复电", "not restored")},
    "repair": {"done": ("已复电", "restored"), "open": ("抢修中", "under repair")},
    # These happen at once: that they are done is no news.
    "dunning": {"done": None},
    "contact": {"done": None},
}

_NO_DATA = ("无数据", "nothing on record")

_TRUTH = {True: ("是", "yes"), False: ("否", "no")}

_SIGNS: dict[type, str] = {exp.GTE: "≥", exp.GT: ">", exp.LTE: "≤", exp.LT: "<", exp.EQ: "=", exp.NEQ: "≠"}

_MIRRORED = {"≥": "≤", ">": "<", "≤": "≥", "<": ">"}

_OPPOSITE: dict[type, type[exp.Binary]] = {
    exp.GTE: exp.LT,
    exp.GT: exp.LTE,
    exp.LTE: exp.GT,
    exp.LT: exp.GTE,
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
}

# How the digits of a unit are written where it is not by `short_number`.
_DIGITS: dict[str, Callable[[float], str]] = {
    "share": percent,
    "chance": percent,
    "rank": "{:.2f}".format,
    "change": lambda value: percent(value, "+"),
    "ratio": "{:.2f}".format,
    "yuan": lambda value: f"{value:,.2f}".removesuffix(".00"),
}

# Units that the English label of a column names already: "Outages in 12 months".
_COUNTED = ("times", "bills")


def both_languages(zh: str, en: str) -> dict[str, str]:
    """Return words in both languages in the form of JSON answers."""
    return {"zh": zh, "en": en}


def code_name(code: str) -> dict[str, str]:
    """Return the name of a code in both languages; the code itself where it has none."""
    return common_code_label(code).as_dict()


def event_kind(kind: str) -> dict[str, str]:
    """Return the name of a kind of event in both languages."""
    return both_languages(*EVENT_KINDS.get(kind, (kind, kind)))


def event_text(event: dict) -> dict[str, str]:
    """Return what an event of portrait_events was, in both languages: variant, topic, quantity, channel, state."""
    state = _STATES.get(event["kind"], {}).get(event["status"], event["status"])
    channel = "in_person" if event["channel"] == "visit" else event["channel"]  # a purpose is called so too
    codes = [event["variant"], event["topic"], _quantity(event), channel, state]
    words = [both_languages(*word) if isinstance(word, tuple) else code_name(word) for word in codes if word]
    if path := event.get("type_path"):  # as the utility files its work orders: says more than a topic
        words.insert(0, both_languages(path, event.get("type_path_en") or path))
    return both_languages("，".join(word["zh"] for word in words), ", ".join(word["en"] for word in words))


def _quantity(event: dict) -> tuple[str, str] | None:
    if event["quantity"] is None or event["kind"] not in _QUANTITIES:
        return None
    zh, en = _QUANTITIES[event["kind"]]
    return zh.format(event["quantity"]), en.format(event["quantity"])


class Phrasing:
    """Puts conditions and values into words of one language; codes are named as the catalog's values are."""

    def __init__(self, catalog: Catalog, lang: str) -> None:
        self._catalog, self._lang, self._en = catalog, lang, lang == "en"
        self._columns = column_labels()

    def column(self, name: str) -> str:
        """Return what a column is called; its name where nobody has worded it."""
        return self._columns[name].label.in_(self._lang) if name in self._columns else name

    def value(self, name: str, value: Any) -> str:
        """Return a customer's value of a column with its unit."""
        if value is None:
            return self._word(_NO_DATA)
        if isinstance(value, bool):
            return self._word(_TRUTH[value])
        if isinstance(value, int | float | Decimal):
            return self._number(name, float(value))
        return self._code(name, str(value)) if not isinstance(value, date) else value.isoformat()

    def condition(self, node: exp.Expr) -> str:
        """Return a condition in words; what has no words, as SQL."""
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
                name, low, high = _only_column(node.this), node.args["low"], node.args["high"]
                return f"{self._side(low, name)} ≤ {self._side(node.this, name)} ≤ {self._side(high, name)}"
            case exp.Column():
                return f"{self.column(node.name)}{self._colon}{self._word(_TRUTH[True])}"
        if type(node) in _SIGNS:
            return self._compared(node)
        return node.sql(dialect="duckdb")

    @property
    def _colon(self) -> str:
        return ": " if self._en else "："

    def _word(self, both: tuple) -> str:
        return both[self._en]

    def _group(self, node: exp.Expr) -> str:
        inner = node.unnest()
        text = self.condition(inner)
        return (f"({text})" if self._en else f"（{text}）") if isinstance(inner, exp.And | exp.Or) else text

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
        name = _only_column(node.this)
        values = (", " if self._en else "、").join(self._side(one, name) for one in node.expressions)
        linked = ("不属于", "is none of") if denied else ("属于", "is one of")
        return f"{self._side(node.this, name)} {self._word(linked)} {values}"

    def _compared(self, node: exp.Expr) -> str:
        left, right, sign = node.this, node.expression, _SIGNS[type(node)]
        if _only_column(left) is None and _only_column(right) is not None:
            left, right, sign = right, left, _MIRRORED.get(sign, sign)
        name = _only_column(left)
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
        if isinstance(inner, exp.Func) and (read := _only_column(inner)):
            return f"part of {self.column(read)}" if self._en else f"{self.column(read)}的一部分"
        return inner.sql(dialect="duckdb")

    def _part(self, node: exp.Expr) -> str:
        text = self._side(node, None)
        return text if not isinstance(node.unnest(), exp.Binary) else f"({text})" if self._en else f"（{text}）"

    def _literal(self, node: exp.Expr, of: str | None) -> str:
        if isinstance(node, exp.Literal) and node.is_string:
            return self._code(of or "", node.this)
        return self._number(of or "", float(node.sql()))

    def _code(self, name: str, code: str) -> str:
        return code_label(self._catalog, name, code).in_(self._lang)

    def _number(self, name: str, value: float) -> str:
        unit = self._columns[name].unit if name in self._columns else "number"
        if unit in WITHOUT_UNIT or (self._en and unit in _COUNTED):
            unit = "number"
        if unit in SIDED_UNITS:
            return days_from(unit, value).in_(self._lang)
        write = _DIGITS.get(unit, short_number)
        return with_unit(write(value), unit, self._lang)


def _only_column(node: exp.Expr) -> str | None:
    """Return the one column an expression reads, whose unit its literals have."""
    found = list(_column_names(node))
    return found[0] if len(found) == 1 else None


def _column_names(node: exp.Expr) -> Iterator[str]:
    yield from dict.fromkeys(column.name for column in node.find_all(exp.Column))
