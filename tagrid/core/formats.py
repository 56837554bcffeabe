"""Numbers, amounts, units and dates as a reader sees them, in both languages."""

from dataclasses import dataclass
from datetime import date, datetime

from tagrid.core.errors import BadInput
from tagrid.core.settings import settings
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


@dataclass(frozen=True)
class Unit:
    """The words of a unit behind a number; ``one`` is the whole English text where the number is one."""

    zh: str = ""
    en: str = ""
    one: str = ""


# Every unit that a column or a score's number may have. Those without words are a share, a rank or a plain number.
UNITS = {
    **dict.fromkeys(("share", "chance", "rank", "change", "ratio", "number", "count", "clock"), Unit()),
    "times": Unit("次", "times", "once"),
    "bills": Unit("张", "bills", "1 bill"),
    "minutes": Unit("分钟", "minutes", "1 minute"),
    "hours": Unit("小时", "hours", "1 hour"),
    "days": Unit("天", "days", "1 day"),
    **dict.fromkeys(("days_early", "days_left"), Unit("天", "days", "1 day")),
    "months": Unit("个月", "months", "1 month"),
    "years": Unit("年", "years"),
    "yuan": Unit("元", "yuan"),
    "yuan_per_kwh": Unit("元/kWh", "yuan/kWh"),
    "kwh": Unit("kWh", "kWh"),
    "kw": Unit("kW", "kW"),
    "kva": Unit("kVA", "kVA"),
}


# The words of a currency; one that is not here is called by its code.
CURRENCIES = {
    "CNY": ("元", "yuan"),
    "EUR": ("欧元", "euros"),
    "HKD": ("港元", "HKD"),
    "USD": ("美元", "dollars"),
}


def money_words() -> Text:
    """Return the words of the project's currency."""
    code = settings().currency
    zh, en = CURRENCIES.get(code, (code, code))
    return Text(zh=zh, en=en)


def in_currency(text: Text) -> Text:
    """Return a text whose ``{currency}`` is filled with the words of the project's currency."""
    if "{currency}" not in text.zh + text.en:  # nearly every text, of hundreds on a page; settings are read each time
        return text
    money = money_words()
    return Text(zh=text.zh.replace("{currency}", money.zh), en=text.en.replace("{currency}", money.en))


def _words(unit: str) -> Unit:
    """Return the words of a unit; money has those of the project's currency."""
    if not unit.startswith("yuan"):
        return UNITS[unit]
    money, each = money_words(), UNITS[unit]
    return Unit(each.zh.replace("元", money.zh), each.en.replace("yuan", money.en))


def with_unit(digits: str, unit: str, lang: str, *, is_one: bool = False) -> str:
    """Return a written number with the words of its unit; ``is_one`` where it is one of something counted."""
    words = _words(unit)
    if is_one and words.one and lang == "en":
        return words.one
    return f"{digits} {words.en if lang == 'en' else words.zh}".rstrip()


# Days on either side of a day, by unit: how those before it, on it and after it are written.
_SIDES = {
    "days_early": (
        Text(zh="提前{n}天", en="{n} days early"),
        Text(zh="当天", en="on the day"),
        Text(zh="迟{n}天", en="{n} days late"),
    ),
    "days_left": (
        Text(zh="还有{n}天", en="{n} days left"),
        Text(zh="当天到期", en="due on the day"),
        Text(zh="已过{n}天", en="{n} days past"),
    ),
}

SIDED_UNITS = tuple(_SIDES)


def days_from(unit: str, days: float) -> Text:
    """Return days before (above 0) or after a day in words, by one of ``SIDED_UNITS``: 12 days late, never -12 days."""
    whole = round(days)
    text = _SIDES[unit][1 - ((whole > 0) - (whole < 0))]
    en = text.en.replace("days", "day") if abs(whole) == 1 else text.en
    return Text(zh=text.zh.format(n=f"{abs(whole):,}"), en=en.format(n=f"{abs(whole):,}"))


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
    words = money_words()
    return Text(zh=f"{number(value, digits)} {words.zh}", en=f"{number(value, digits)} {words.en}")


def kwh_price(value: float) -> Text:
    """Return what a kWh costs, to four digits."""
    return in_currency(Text(zh=f"{value:.4f} {{currency}}/kWh", en=f"{value:.4f} {{currency}} a kWh"))


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
