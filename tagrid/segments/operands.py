"""Whether a feature can be compared so: a number with numbers, a text only for being the same."""

import math
from datetime import date

from tagrid.segments.features import Kind
from tagrid.segments.rule import Operand, Operator
from tagrid.segments.unfit import Unfit

MOST_NUMBER, DECIMALS = 10**15, 12
_MEASURED = ("=", "<", "<=", ">", ">=", "between", "in", "known")
_NAMED = ("=", "in", "known")
_WANTED = {
    "number": "a number, as in 0.25",
    "date": "a date, as in 2026-06-30",
    "flag": "true or false",
    "text": "a text; put digits and other characters than letters in double quotes",
}


def fit(name: str, kind: Kind | None, operator: Operator, operands: tuple[Operand, ...]) -> tuple[Operand, ...]:
    """Return the operands of a condition on feature `name` in their one form; raises Unfit for what does not fit."""
    if kind in ("text", "flag") and operator not in _NAMED:
        raise Unfit(f"{name} is {_WANTED[kind].partition(';')[0]}, which '{operator}' cannot compare; use = or in.")
    found = tuple(_one(name, kind, operand) for operand in operands)
    if operator == "between" and _above(*found):
        raise Unfit(f"{name} between {found[0]} and {found[1]} holds for nobody: write the smaller one first.")
    return found


def _above(first: Operand, second: Operand) -> bool:
    if isinstance(first, str) != isinstance(second, str):
        raise Unfit("between takes two numbers or two dates, not one of each.")
    return first > second  # ty: ignore[unsupported-operator]


def number(value: float) -> int | float:
    """Return a number as expressions keep it: whole ones without a point, others to 12 decimals."""
    if not math.isfinite(value) or abs(value) >= MOST_NUMBER:
        raise Unfit(f"{value} is too large; a number has at most 15 digits before the point.")
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
        raise Unfit(f"{name} is compared with {_WANTED[kind or 'text']}, not with {operand!r}.")
    return operand if isinstance(operand, bool | str) else number(operand)


def is_date(text: object) -> bool:
    """Return whether `text` is the ISO form of a day."""
    if not isinstance(text, str):
        return False
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
