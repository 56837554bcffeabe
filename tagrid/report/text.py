"""Words in both languages, and numbers as a customer reads them: thousands separated, no digit more than it needs."""

from datetime import date, datetime
from typing import NamedTuple

MINUS = "\N{MINUS SIGN}"
NONE = "–"


class Text(NamedTuple):
    """One text in Chinese and in English."""

    zh: str
    en: str

    def in_(self, lang: str) -> str:
        """Return the text in ``lang``, ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en


def same(text: object) -> Text:
    """Return a text that is the same in both languages: a name, a number."""
    return Text(str(text), str(text))


def joined(texts: list[Text], zh: str = "、", en: str = ", ") -> Text:
    """Return several texts as one."""
    return Text(zh.join(one.zh for one in texts), en.join(one.en for one in texts))


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
    return Text(f"{number(value, digits)} 元", f"{number(value, digits)} yuan")


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
