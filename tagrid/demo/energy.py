"""How much each customer uses on each day of a month: what a perfect meter would show."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from tagrid.demo import shapes
from tagrid.demo.almanac import WORKDAY, day_kind, festival_distance, sky_of
from tagrid.demo.cast import Cast
from tagrid.demo.kinds import number
from tagrid.demo.life import Life, live_days, month_column
from tagrid.demo.shapes import PROFILES
from tagrid.demo.supply import Supply
from tagrid.demo.world import month

COMFORT_HIGH_C, COMFORT_LOW_C = 24.0, 9.0
DAYS_A_MONTH = 30.44
FILLING_DAYS = 170  # until what was added to the capacity is used
PRICE_CHANGE_MONTHS = 6  # the tariffs change this many months after the world's first


@dataclass(frozen=True)
class Energy:
    """Use of a month in a block, arrays (customers, days): kWh, its parts in peak and valley hours, at a car.

    ``side_share`` is the part of a sideline that runs by the profile ``side_profile`` (customers); ``fail`` what is
    added to the chance that a read fails; ``bends`` how meddling bends the curves of a customer on a day.
    """

    kwh: np.ndarray
    peak_share: np.ndarray
    valley_share: np.ndarray
    car_share: np.ndarray
    live: np.ndarray
    side_share: np.ndarray | None = None
    side_profile: np.ndarray | None = None
    fail: np.ndarray | None = None
    bends: dict[tuple[int, int], Callable[[np.ndarray], np.ndarray]] = field(default_factory=dict)


def _activity(who: Cast, index: int) -> np.ndarray:
    """Part of usual activity on each day: the Spring Festival, holidays, school breaks, irrigation, absences."""
    rng, days = who.rng("activity", index), month(index).days
    personal = who.rng("feast").normal(size=(3, who.size)).astype(np.float32)
    gap = festival_distance(days)[None, :] - (1.5 * personal[0])[:, None]
    width = np.where(who.is_home, 7.0, 11.0) * np.exp(0.3 * personal[1])
    pulse = 1 / (1 + np.exp(-1.2 * (gap + 3))) / (1 + np.exp(1.2 * (gap - width[:, None])))
    depth = who.of_kind("feast") * np.clip(1 + 0.15 * personal[2], 0, 1.05)
    activity = 1 - (depth[:, None] * pulse).astype(np.float32)
    kinds = np.array([day_kind(d) for d in days])
    festive = (kinds != WORKDAY) & ((days + 3) % 7 < 5)  # 1970-01-01 was a Thursday
    activity *= 1 + who.of_kind("holiday").astype(np.float32)[:, None] * festive[None, :]
    _breaks(who, days, activity)
    away = rng.random(who.size) < np.where(who.is_home, 0.08, 0.0)
    begin, length = rng.integers(0, 28, who.size), rng.integers(3, 14, who.size)
    day = np.arange(len(days))[None, :]
    activity[away[:, None] & (day >= begin[:, None]) & (day < (begin + length)[:, None])] *= 0.12
    return np.maximum(activity, 0.02)


def _breaks(who: Cast, days: np.ndarray, activity: np.ndarray) -> None:
    on = days.astype("datetime64[D]")
    first = on.astype("datetime64[M]")
    key = (first.astype(int) % 12 + 1) * 100 + (on - first).astype(int) + 1
    vacation = ((key >= 708) & (key <= 829)) | ((key >= 122) & (key <= 218))
    activity[np.ix_(who.kind == number("school"), vacation)] *= 0.3
    activity[np.ix_(who.kind == number("grower"), (key >= 610) & (key <= 905))] *= 2.6


def _weather_use(who: Cast, index: int) -> np.ndarray:
    """Extra use per usual use, by degrees beyond comfort; the country lies under the second station."""
    rng = who.rng("comfort")
    taste = np.exp(0.45 * rng.normal(size=(2, who.size)))
    mean = sky_of(who.world, month(index).days)["mean"].T.astype(np.float32)[(who.area == 2).astype(int)]
    hot, cold = np.maximum(mean - COMFORT_HIGH_C, 0), np.maximum(COMFORT_LOW_C - mean, 0)
    cool, heat = who.of_kind("cool") * taste[0], who.of_kind("heat") * taste[1]
    return hot * cool.astype(np.float32)[:, None] + cold * heat.astype(np.float32)[:, None]


def _noise(who: Cast, index: int, days: int) -> np.ndarray:
    rng = who.rng("noise", index)
    spread = who.of_kind("noise").astype(np.float32)[:, None]
    slow = rng.standard_normal((who.size, 7), dtype=np.float32)[:, np.arange(days) // 5]
    fast = rng.standard_normal((who.size, days), dtype=np.float32)
    return np.exp(spread * (0.6 * slow + 0.8 * fast))


def _by_profile(table: np.ndarray, net: Supply, days: np.ndarray) -> np.ndarray:
    kinds = np.array([day_kind(d) for d in days])
    return table[:, shapes.seasons(days), kinds].astype(np.float32)[net.profile]


def _own_plant(who: Cast, net: Supply, index: int, kwh: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Take self-used sunshine out, put cars in; return kWh and the kWh charged at night."""
    rng, days = who.rng("plant", index), month(index).days
    charged = np.zeros_like(kwh)
    cars = np.flatnonzero(net.ev)
    plugged = rng.random((len(cars), len(days))) < 0.42
    charged[cars] = plugged * rng.uniform(8, 32, (len(cars), len(days)))
    roofs = np.flatnonzero(net.pv == 2)
    sun = np.array([4.2, 3.1, 1.9, 1.0, 0.5, 0.9])[sky_of(who.world, days)["condition"][:, 0]]
    made = net.pv_kw[roofs, None] * sun * rng.uniform(0.8, 1.1, (len(roofs), len(days)))
    kwh[roofs] -= np.minimum(0.55 * kwh[roofs], 0.8 * made).astype(np.float32)
    return kwh + charged, charged


def capacity_level(lives: Life, day: int) -> np.ndarray:
    """Return what a change of capacity does to the level: a larger one fills within half a year, a smaller at once."""
    filled = ((day - lives.enlarged) / FILLING_DAYS).clip(0, 1)
    return 0.33 * filled - 0.25 * (lives.reduced <= day)


def energy(who: Cast, net: Supply, lives: Life, index: int, dark: np.ndarray) -> Energy:
    """Return the true use of the block's customers in the month; ``dark`` is the part of a day without supply."""
    days = month(index).days
    day_factor = _by_profile(shapes.daily(), net, days)
    dynamic = shapes.household_season(days).astype(np.float32)
    day_factor *= np.where((net.profile == PROFILES.index("h0"))[:, None], dynamic[None, :], 1)
    level = lives.level[:, month_column(who, index)] + capacity_level(lives, int(days[0]))
    usual = (who.kwh / DAYS_A_MONTH * np.exp(level)).astype(np.float32)[:, None]
    kwh = usual * (day_factor * _activity(who, index) + _weather_use(who, index)) * _noise(who, index, len(days))
    kwh, charged = _own_plant(who, net, index, kwh)
    idle = (days >= lives.suspended[:, None]) & (days < lives.resumed[:, None])
    kwh *= (1 - dark) * ~idle
    gone = np.flatnonzero(lives.merged <= days[-1])  # what a merged account used, its new one uses from then on
    kwh[lives.merged_into[gone]] += kwh[gone] * (days >= lives.merged[gone, None])
    ceiling = net.capacity * 24 * 1.05
    np.add.at(ceiling, lives.merged_into[gone], ceiling[gone])
    ceiling = ceiling.astype(np.float32)[:, None]
    live = live_days(lives, index) & (days >= who.world.start_day)
    peak, valley = (_by_profile(table, net, days) for table in shapes.shares())
    car = np.minimum(charged / (kwh + 0.01), 0.95)
    return Energy(np.minimum(kwh, ceiling), *_periods(who, net, index, peak, valley, car), car, live)


def _periods(who: Cast, net: Supply, index: int, peak: np.ndarray, valley: np.ndarray, car: np.ndarray) -> tuple:
    """Tilt the profile's shares: habit, cars at night, and the thrifty who move load after the price change."""
    tilt = 0.05 * who.rng("tilt").normal(size=who.size)
    changed = index - who.world.first_month >= PRICE_CHANGE_MONTHS
    moved = np.where(net.time_of_use & changed, 0.05 * np.maximum(who.thrift, 0), 0.0)
    wobble = 0.02 * who.rng("wobble", index).standard_normal(peak.shape, dtype=np.float32)
    peak = (peak + (tilt - moved).astype(np.float32)[:, None] + wobble).clip(0.02, 0.9)
    valley = (valley + (moved - 0.5 * tilt).astype(np.float32)[:, None] - 0.5 * wobble).clip(0.02, 0.95 - peak)
    return peak * (1 - car), valley * (1 - car) + 0.85 * car
