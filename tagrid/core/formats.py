from datetime import date, datetime

from tagrid.core.errors import BadInput
from tagrid.core.text import Text


def parse_day(text: str, option: str = "--as-of") -> date:
    """Return the date written; BadInput says how to write one."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(
            en=f"{option} takes a date like 2026-06-30, not {text!r}.",
            zh=f"{option} 应写成 2026-06-30 这样的日期，不能是“{text}”。",
        ) from error


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


def short_number(value: float) -> str:
    """Return a number with thousands separators and no digit more than a person needs."""
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 100 else f"{value:,.1f}"


def percent(value: float, sign: str = "") -> str:
    """Return a share as per cent, with a digit after the point where it is no whole number."""
    return f"{100 * value:{sign},.1f}".removesuffix(".0") + "%"


MINUS = "\N{MINUS SIGN}"

NONE = "–"


def number(value: float | None, digits: int = 0) -> str:
    """Return ``value`` with thousands separators, a dash where it is missing."""
    if value is None:
        return NONE
    text = f"{value:,.{digits}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0,.") else text.replace("-", MINUS)


def amount(value: float | None) -> str:
    """Return an energy or power: one digit after the point below 100, none from there on."""
    return number(value, 1 if value is not None and abs(value) < 100 else 0)


def share(value: float | None, digits: int = 1) -> str:
    """Return a share of 1 as per cent."""
    return NONE if value is None else f"{number(value * 100, digits)}%"


def change(value: float | None) -> str:
    """Return a relative change with its sign."""
    return NONE if value is None else f"{'+' if value > 0 else ''}{share(value)}"


def yuan(value: float | None, digits: int = 0) -> Text:
    """Return an amount of money with its unit."""
    return Text(zh=f"{number(value, digits)} 元", en=f"{number(value, digits)} yuan")


def counted(count: float, one: str, many: str = "") -> str:
    """Return a number and its English noun: 1 outage, 2 outages."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def hours(minutes: float | None) -> str:
    """Return minutes as hours with one digit; what would be 0.0 and is not, as less than 0.1."""
    if minutes is not None and 0 < minutes < 3:
        return "<0.1"
    return number(None if minutes is None else minutes / 60, 1)


def day(value: date | None) -> str:
    """Return a day as 2026-06-30, which both languages read."""
    return NONE if value is None else f"{value:%Y-%m-%d}"


def moment(value: datetime | None) -> str:
    """Return a day and time to the minute."""
    return NONE if value is None else f"{value:%Y-%m-%d %H:%M}"


def month(value: date) -> str:
    """Return a month as 2026-06."""
    return f"{value:%Y-%m}"
