"""The invented world's frame: who is in it, its clock and calendar, its weather, and its random streams.

Days count from 1970-01-01, moments in seconds from its midnight. A random draw belongs to a named stream, a block of
customers and a month: a month looks the same whatever is generated around it. Working days are China's.
"""

import zlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import holidays
import numpy as np

EPOCH = date(1970, 1, 1)

DAY_S = 86_400

NEVER = 1_000_000

NEVER_AT = NEVER * DAY_S

BLOCK = 12_500


def day_number(on: date) -> int:
    """Return the day's number, counted from 1970-01-01."""
    return (on - EPOCH).days


@dataclass(frozen=True)
class Month:
    """A calendar month: ``index`` counted from January 1970, number of its first day, its length in days."""

    index: int
    first: int
    length: int

    @property
    def days(self) -> np.ndarray:
        """Numbers of the month's days."""
        return np.arange(self.first, self.first + self.length, dtype=np.int32)

    @property
    def after(self) -> int:
        """Number of the first day of the next month."""
        return self.first + self.length

    @property
    def text(self) -> str:
        """The month as ``2025-01``."""
        return f"{1970 + self.index // 12}-{self.index % 12 + 1:02}"

    @property
    def compact(self) -> int:
        """The month as the number 202501."""
        return (1970 + self.index // 12) * 100 + self.index % 12 + 1


def month_of(day: int) -> int:
    """Return the index of the month that holds the day."""
    return int(np.datetime64(int(day), "D").astype("datetime64[M]").astype(int))


def month(index: int) -> Month:
    """Return the month of that index."""
    first, after = (np.datetime64(i, "M").astype("datetime64[D]").astype(int) for i in (index, index + 1))
    return Month(index, int(first), int(after - first))


@dataclass(frozen=True)
class Window:
    """What a delivery covers: everything that became known from ``since`` to ``until``, both included."""

    since: int
    until: int


@dataclass(frozen=True)
class World:
    """One invented utility. Two worlds of the same three values are the same, whenever they are looked at."""

    seed: int
    customers: int
    start: date

    @property
    def start_day(self) -> int:
        """Number of the first day of readings."""
        return day_number(self.start)

    @property
    def first_month(self) -> int:
        """Index of the first month."""
        return month_of(self.start_day)

    @property
    def blocks(self) -> int:
        """Number of blocks the customers are made in; a block is all that is in memory at a time."""
        return -(-self.customers // BLOCK)

    def size_of(self, block: int) -> int:
        """Return how many customers the block holds."""
        return min(BLOCK, self.customers - block * BLOCK)

    def rng(self, stream: str, *parts: int) -> np.random.Generator:
        """Return the generator of a named stream; the same name and parts give the same draws."""
        return np.random.Generator(np.random.SFC64([self.seed, zlib.crc32(stream.encode()), *parts]))


WORKDAY, SATURDAY, SUNDAY = 0, 1, 2

CONDITIONS = ["晴", "多云", "阴", "小雨", "大雨", "雪"]

SKY_HOURS = np.array([4.2, 3.1, 1.9, 1.0, 0.5, 0.9])  # of full output that panels have on a day, by CONDITIONS

STATIONS = ["S01", "S02"]


@cache
def _beyond(year: int) -> dict:
    return holidays.country_holidays("CN", years=year)


@cache
def day_kind(day: int) -> int:
    """Return how the day is lived: a workday, a Saturday, or a Sunday or statutory holiday.

    Make-up workdays count as workdays. chinese_calendar knows 2004-2026; later years have the statutory
    holidays of the ``holidays`` library and no make-up days.
    """
    on = EPOCH + timedelta(days=int(day))
    try:
        is_work, festive = chinese_calendar.is_workday(on), chinese_calendar.get_holiday_detail(on)[1] is not None
    except NotImplementedError:
        festive = on in _beyond(on.year)
        is_work = on.weekday() < 5 and not festive
    if is_work:
        return WORKDAY
    return SATURDAY if on.weekday() == 5 and not festive else SUNDAY


@cache
def long_holiday(day: int) -> bool:
    """Return whether the day is one of three or more days off on end: a public holiday, never a plain weekend."""
    first = last = day
    while day_kind(first - 1) != WORKDAY:
        first -= 1
    while day_kind(last + 1) != WORKDAY:
        last += 1
    return day_kind(day) != WORKDAY and last - first >= 2


@cache
def new_year(year: int) -> int:
    """Return the day of the Chinese New Year."""
    names = holidays.country_holidays("CN", years=year, language="en_US").items()
    return min((on - EPOCH).days for on, name in names if "Spring Festival" in name)


def festival_distance(days: np.ndarray) -> np.ndarray:
    """Return the days since the nearest Chinese New Year, negative before it."""
    year = EPOCH.year + int(days[0]) // 365
    feasts = np.array([new_year(y) for y in (year - 1, year, year + 1)])
    gaps = days[:, None] - feasts[None, :]
    return gaps[np.arange(len(days)), np.abs(gaps).argmin(axis=1)]


def _season(days: np.ndarray) -> np.ndarray:
    """Mean temperature of the climate, °C: about 3 in late January and 29 in late July, as on the lower Yangtze."""
    return 16.0 - 13.0 * np.cos(2 * np.pi * ((days % 365.2425) - 27) / 365.2425)


@cache
def sky(world: World, last_day: int) -> dict[str, np.ndarray]:
    """Return the weather from 40 days before the start: days, and ``mean``, ``high``, ``low``, ``condition``
    of shape (days, stations). Departures from the season persist from day to day (coefficient 0.75)."""
    first = world.start_day - 40
    days = np.arange(first, last_day + 1)
    draws = world.rng("weather").normal(size=(len(days), 4))
    departure = np.zeros(len(days))
    for i in range(1, len(days)):
        departure[i] = 0.75 * departure[i - 1] + 2.0 * draws[i, 0]
    mean = (_season(days) + departure)[:, None] + np.stack([0 * days, -0.8 + 0.4 * draws[:, 1]], axis=1)
    wet = draws[:, 2] - 0.25 * np.sin(2 * np.pi * (days % 365.2425 - 80) / 365.2425) * -1
    condition = np.digitize(wet, [-0.3, 0.35, 0.9, 1.7])
    condition = np.where((condition >= 3)[:, None] & (mean < 0.5), 5, condition[:, None])
    swing = 4.5 - 0.8 * np.minimum(condition, 3) + 0.5 * np.abs(draws[:, 3:4])
    return {"days": days, "mean": mean, "high": mean + swing, "low": mean - swing, "condition": condition}


def sky_of(world: World, days: np.ndarray) -> dict[str, np.ndarray]:
    """Return the weather of consecutive days, each of shape (days, stations)."""
    whole = sky(world, int(-(-int(days[-1]) // 400) * 400))
    at = slice(int(days[0] - whole["days"][0]), int(days[-1] - whole["days"][0]) + 1)
    return {name: values[at] for name, values in whole.items()}
