"""What fills the calendar of China: published arrangements where a library has them, beyond them the statute.

`chinese-calendar` holds the yearly notices of the State Council, with the days worked in exchange. Where it lacks a
year, `holidays` may have its notice; else it computes what the statute itself says: the fixed days, the festivals of
the moon, and the days off in lieu of a weekend. What a notice moves beyond that is not known until it is out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tagrid.core.text import Text

# The distributions that fill it; their versions are part of what makes a refresh due.
LIBRARIES = ("chinese-calendar", "holidays")

# A year's notice comes out in November. From so many days before the year on, a missing one is warned of.
ASK_DAYS = 60

# From the Kitchen God's day a week before the Chinese New Year to the Lantern Festival on its 15th day works stand
# still and people are away, far beyond the statutory days.
SEASON = range(-7, 15)

_NAMES = (
    ("spring festival", Text(zh="春节", en="Spring Festival")),
    ("chinese new year", Text(zh="春节", en="Spring Festival")),
    ("new year", Text(zh="元旦", en="New Year's Day")),
    ("tomb-sweeping", Text(zh="清明节", en="Tomb-sweeping Day")),
    ("labo", Text(zh="劳动节", en="Labour Day")),
    ("dragon boat", Text(zh="端午节", en="Dragon Boat Festival")),
    ("national day", Text(zh="国庆节", en="National Day")),
    ("mid-autumn", Text(zh="中秋节", en="Mid-autumn Festival")),
    ("anti-fascist", Text(zh="抗战胜利纪念日", en="Anti-Fascist 70th Day")),
)


@dataclass(frozen=True)
class FilledYear:
    """One year: ``known_by`` is library, rule or weekday; days off with their holiday, and weekend days worked."""

    known_by: str
    off: dict[date, Text] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()


def fill(year: int) -> FilledYear:
    """Return a year of the calendar; a year that neither library reaches has its weekdays alone."""
    if in_notices(year):
        return FilledYear("library", *_noticed(year))
    import holidays  # seconds; only a year without a notice needs it

    computed = holidays.country_holidays("CN", years=year, language="en_US")
    worked = frozenset(day for day in computed.weekend_workdays if day.year == year)
    known_by = ("library" if _is_noticed(worked) else "rule") if computed else "weekday"
    return FilledYear(known_by, _named(computed), worked)


def season(year: int) -> frozenset[date]:
    """Return the days of a year's festival season; none where the moon of that year is not computed."""
    import holidays  # as above

    computed = holidays.country_holidays("CN", years=year, language="en_US").items()
    found = [day for day, name in computed if "Spring Festival" in name]
    return frozenset(min(found) + timedelta(days=n) for n in SEASON) if found else frozenset()


def in_notices(year: int) -> bool:
    """Whether chinese-calendar has the notice of a year."""
    import chinese_calendar  # a large table; only what needs a day's kind reads it

    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def _noticed(year: int) -> tuple[dict[date, Text], frozenset[date]]:
    import chinese_calendar  # as above

    days = (date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days))
    found = [(day, *chinese_calendar.get_holiday_detail(day)) for day in days]
    off = _named({day: name for day, is_off, name in found if is_off and name})
    return off, frozenset(day for day, is_off, _ in found if not is_off and day.isoweekday() > 5)


def _is_noticed(worked: frozenset[date]) -> bool:
    """Days of December may be worked for the New Year after: they alone are no notice of the year."""
    return any(day.month < 12 for day in worked)


def _named(off: Mapping[date, str]) -> dict[date, Text]:
    """Return days off with the name of their holiday; a day off in exchange belongs to the holiday nearest to it."""
    names = {day: text for day, name in off.items() if (text := _name(name))}
    nearest = {day: min(names, key=lambda one: abs((one - day).days)) for day in off if names}
    return {day: names[nearest[day]] for day in sorted(off) if day in nearest}


def _name(name: str) -> Text | None:
    return next((text for part, text in _NAMES if part in name.casefold()), None)
