"""Whether a feature can be compared so: a number with numbers, a text only for being the same."""

import math
from datetime import date

from tagrid.errors import Told
from tagrid.segments.features import Kind
from tagrid.segments.rule import Operand, Operator
from tagrid.segments.unfit import Unfit

MOST_NUMBER, DECIMALS = 10**15, 12
_MEASURED = ("=", "<", "<=", ">", ">=", "between", "in", "known")
_NAMED = ("=", "in", "known")
_WANTED = {
    "number": Told("a number, as in 0.25", "数（如 0.25）"),
    "date": Told("a date, as in 2026-06-30", "日期（如 2026-06-30）"),
    "flag": Told("true or false", "true 或 false"),
    "text": Told(
        "a text; put digits and other characters than letters in double quotes",
        "文字（含数字或其他符号时用双引号括起来）",
    ),
}


def fit(name: str, kind: Kind | None, operator: Operator, operands: tuple[Operand, ...]) -> tuple[Operand, ...]:
    """Return the operands of a condition on feature `name` in their one form; raises Unfit for what does not fit."""
    if kind in ("text", "flag") and operator not in _NAMED:
        raise Unfit(
            f"{name} is {_WANTED[kind].partition(';')[0]}, which '{operator}' cannot compare; use = or in.",
            f"{name} 的值是{_WANTED[kind].zh.partition('（')[0]}，不能用“{operator}”比较，请用 = 或 in。",
        )
    found = tuple(_one(name, kind, operand) for operand in operands)
    if operator == "between" and _above(*found):
        raise Unfit(
            f"{name} between {found[0]} and {found[1]} holds for nobody: write the smaller one first.",
            f"没有客户满足 {name} between {found[0]} and {found[1]}：请把较小的写在前面。",
        )
    return found


def _above(first: Operand, second: Operand) -> bool:
    if isinstance(first, str) != isinstance(second, str):
        raise Unfit(
            "between takes two numbers or two dates, not one of each.",
            "between 的两端须同为数或同为日期。",
        )
    return first > second  # ty: ignore[unsupported-operator]


def number(value: float) -> int | float:
    """Return a number as expressions keep it: whole ones without a point, others to 12 decimals."""
    if not math.isfinite(value) or abs(value) >= MOST_NUMBER:
        raise Unfit(
            f"{value} is too large; a number has at most 15 digits before the point.",
            f"{value} 太大；小数点前最多 15 位。",
        )
    value = round(value, DECIMALS)
    return int(value) if value == int(value) else value


def _one(name: str, kind: Kind | None, operand: Operand) -> Operand:
    fits = {
        "number": isinstance(operand, int | float) and not isinstance(operand, bool),
        "flag": isinstance(operand, bool),
        "date": isinstance(operand, str) and is_date(operand),
        "text": isinstance(operand, str),
        None: True,
    }
    if not fits[kind]:
        wanted = _WANTED[kind or "text"]
        raise Unfit(
            f"{name} is compared with {wanted}, not with {operand!r}.",
            f"{name} 应与{wanted.zh}比较，不能与 {operand!r} 比较。",
        )
    return operand if isinstance(operand, bool | str) else number(operand)


def is_date(text: object) -> bool:
    """Return whether `text` is the ISO form of a day."""
    if not isinstance(text, str):
        return False
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
