"""The use of each customer on each day: what a perfect meter would show, what its meter registers, what is read.

Sidelines add their load, misuse takes its part away. The attack types are the published ones (Jokar et al. 2016, Zheng
et al. 2018). Of the reads, some fail, come late, or are estimated or wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from tagrid.demo import misuse, shapes
from tagrid.demo.life import Life, live_days, month_column
from tagrid.demo.population import Cast, kind_number
from tagrid.demo.scene import Scene
from tagrid.demo.supply import Supply
from tagrid.demo.world import NEVER, SKY_HOURS, WORKDAY, day_kind, festival_distance, month, sky_of

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
    activity[np.ix_(who.kind == kind_number("school"), vacation)] *= 0.3
    activity[np.ix_(who.kind == kind_number("grower"), (key >= 610) & (key <= 905))] *= 2.6


def _weather_use(who: Cast, index: int) -> np.ndarray:
    """Extra use per usual use, by degrees beyond comfort; the country lies under the second station.

    Degree-days of the daily mean, above 24 °C for cooling and below 9 °C for heating (rooms are heated little here),
    times what a customer's appliances use a degree (``cool`` and ``heat`` in kinds.csv, a share of its use without
    them), which differs among customers by a factor e^0.45. Calibrated to the National Energy Administration's figures
    of 2024. Households: August 1,918, September 1,323, October 932 hundred million kWh, so that August is 2.06 and
    September 1.42 times October. The tertiary sector: August 1,903, October 1,367, 1.39 times.
    """
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
    return table[:, shapes.bdew_seasons(days), kinds].astype(np.float32)[net.profile]


def _own_plant(who: Cast, net: Supply, index: int, kwh: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Take self-used sunshine out, put cars in; return kWh and the kWh charged at night."""
    rng, days = who.rng("plant", index), month(index).days
    charged = np.zeros_like(kwh)
    cars = np.flatnonzero(net.ev)
    plugged = rng.random((len(cars), len(days))) < 0.42
    charged[cars] = plugged * rng.uniform(8, 32, (len(cars), len(days)))
    roofs = np.flatnonzero(net.pv == 2)
    sun = SKY_HOURS[sky_of(who.world, days)["condition"][:, 0]]
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


FAILS = 0.16  # chance more that a read fails while an episode jams the meter

SIDE_NOISE = 0.15


def registered(scene: Scene, use: Energy, index: int) -> Energy:
    """Return what the meters register of the month's use, with the sidelines that run beside it."""
    return _misused(scene, _with_sidelines(scene, use, index), index)


def _with_sidelines(scene: Scene, use: Energy, index: int) -> Energy:
    days, it, sidelines = month(index).days, scene.affairs.trade, scene.affairs.sidelines
    row = np.flatnonzero((sidelines.begin <= days[-1]) & (sidelines.end > days[0]))
    rng = scene.rng("sideline use", index)
    kinds, seasons = np.array([day_kind(d) for d in days]), shapes.bdew_seasons(days)
    factor = shapes.daily()[:, seasons, kinds][it.profile[row]]
    noise = np.exp(SIDE_NOISE * rng.standard_normal((scene.who.size, len(days)), dtype=np.float32))[row]
    more = it.kwh[row, None] / DAYS_A_MONTH * factor * noise * sidelines.runs(row, days) * (use.kwh[row] > 0)
    more = np.minimum(more, np.maximum(scene.net.capacity[row, None] * 22 - use.kwh[row], 0))
    share = np.zeros_like(use.kwh)
    share[row] = more / np.maximum(use.kwh[row] + more, 1e-6)
    kwh, (peak, valley) = use.kwh.copy(), (use.peak_share.copy(), use.valley_share.copy())
    kwh[row] += more.astype(kwh.dtype)
    for mine, table in ((peak, shapes.shares()[0]), (valley, shapes.shares()[1])):
        mine[row] = (1 - share[row]) * mine[row] + share[row] * table[:, seasons, kinds][it.profile[row]]
    car = use.car_share * (1 - share)
    return replace(
        use, kwh=kwh, peak_share=peak, valley_share=valley, car_share=car, side_share=share, side_profile=it.profile
    )


def _misused(scene: Scene, use: Energy, index: int) -> Energy:
    now, episodes, fail = month(index), scene.affairs.episodes, np.zeros_like(use.kwh)
    out = replace(
        use, kwh=use.kwh.copy(), peak_share=use.peak_share.copy(), valley_share=use.valley_share.copy(),
        fail=fail, bends={},
    )  # fmt: skip
    for number in episodes.during(now.first, now.after):
        row = episodes.row[number]
        on = np.flatnonzero((now.days >= episodes.begin[number]) & (now.days < episodes.end[number]))
        fail[row, on] = FAILS * episodes.jams[number]
        _attack(scene, out, int(number), row, on, index)
    return out


def _attack(scene: Scene, out: Energy, number: int, row: int, on: np.ndarray, index: int) -> None:
    """Change the readings of one episode on its days of the month (positions ``on``)."""
    episodes, kwh = scene.affairs.episodes, out.kwh[row, on].astype(float)
    attack, depth = episodes.attack[number], episodes.depth[number]
    rng = scene.rng("attack", row, episodes.begin[number], index)
    if attack in (misuse.HOURS, misuse.SHIFT):
        _by_hours(scene, out, number, row, on, index)
        return
    mean = kwh.mean() if len(kwh) else 0.0
    left = {
        misuse.CONSTANT: lambda: kwh * depth,
        misuse.RANDOM: lambda: kwh * rng.uniform(0.6 * depth, min(1.4 * depth, 1), len(kwh)),
        misuse.DAYS: lambda: kwh * np.where(rng.random(len(kwh)) < 0.55, 0.4 * depth, 1),
        misuse.CAP: lambda: np.minimum(kwh, mean * depth * 1.1),
        misuse.MEAN: lambda: mean * depth * (1 + 0.02 * rng.normal(size=len(kwh))),
        misuse.ZERO: lambda: kwh * (rng.random(len(kwh)) >= 0.6 - 0.5 * depth),
    }[attack]()
    out.kwh[row, on] = np.maximum(left, 0)
    if attack == misuse.MEAN:
        out.bends.update({(row, int(d)): np.ones_like for d in on})


def _by_hours(scene: Scene, out: Energy, number: int, row: int, on: np.ndarray, index: int) -> None:
    """Take hours of the day out of the reading, or move the peak's part to the valley."""
    episodes, days = scene.affairs.episodes, month(index).days
    rng = scene.rng("attack", row, episodes.begin[number])
    first, depth = int(rng.integers(0, 96)), episodes.depth[number]
    hours = (first + np.arange(int(24 + 44 * (1 - depth)))) % 96
    shift = episodes.attack[number] == misuse.SHIFT
    bend = partial(_shifted, 1 - depth) if shift else partial(_without, hours)
    seasons = shapes.bdew_seasons(days)
    for d in on:
        whole = shapes.shapes()[scene.net.profile[row], seasons[d], day_kind(int(days[d]))]
        bent = bend(whole)
        out.bends[row, int(d)] = bend
        left = bent.sum() / whole.sum()
        out.kwh[row, d] *= left
        for mine, hours_of in ((out.peak_share, shapes.PEAK), (out.valley_share, shapes.VALLEY)):
            before, after = whole[hours_of].sum() / whole.sum(), bent[hours_of].sum() / max(bent.sum(), 1e-9)
            mine[row, d] = np.clip(mine[row, d] + after - before, 0.005, 0.98)
        out.valley_share[row, d] = min(out.valley_share[row, d], 0.99 - out.peak_share[row, d])


def _without(hours: np.ndarray, curve: np.ndarray) -> np.ndarray:
    """The curve with nearly nothing left in these quarter hours."""
    bent = curve.copy()
    bent[hours] *= 0.04
    return bent


def _shifted(part: float, curve: np.ndarray) -> np.ndarray:
    """The curve with a part of its peak hours counted as valley hours."""
    bent, moved = curve.copy(), part * curve[shapes.PEAK].sum()
    bent[shapes.PEAK] *= 1 - part
    bent[shapes.VALLEY] += moved / shapes.VALLEY.sum()
    return bent


SOUND_READ = 0.003  # chance that a read fails where the terminal is sound, a day


@dataclass(frozen=True)
class Reads:
    """Readings of a month in a block, arrays (customers, days), in hundredths of a kWh.

    Each reading is first known as ``first`` on ``known`` (below 0: the read failed), and from ``mended`` on as
    ``cents``. ``known`` is NEVER where there is no row. ``sharp_part`` is the part of the peak hours' energy that the
    sharp register holds, ``deep_part`` that of the flat hours' which the deep-valley register holds; none, no register.
    """

    cents: np.ndarray
    first: np.ndarray
    known: np.ndarray
    mended: np.ndarray
    estimated: np.ndarray
    peak_share: np.ndarray
    valley_share: np.ndarray
    sharp_part: np.ndarray | None = None
    deep_part: np.ndarray | None = None

    def periods(self, cents: np.ndarray) -> np.ndarray:
        """Return what the registers of the periods hold of days' readings, hundredths of a kWh, (…, period).

        They add up to the reading, in the order of ``hours.PERIODS``; ``cents`` is (customers, days), whole.
        """
        cents = cents.astype(np.int64)
        high = np.rint(cents * self.peak_share).astype(np.int64)
        low = np.rint(cents * self.valley_share).astype(np.int64)
        middle = cents - high - low
        sharp, deep = np.zeros_like(cents), np.zeros_like(cents)
        if self.sharp_part is not None and self.deep_part is not None:
            sharp = np.rint(high * self.sharp_part).astype(np.int64)
            deep = np.rint(middle * self.deep_part).astype(np.int64)
        return np.stack([sharp, high - sharp, middle - deep, low, deep], axis=-1)

    def seen(self, day: int | np.ndarray) -> np.ndarray:
        """Return the readings as they stood at the end of the day, 0 where none was known."""
        now = np.where(self.mended <= day, self.cents, self.first)
        return np.where(self.known <= day, np.maximum(now, 0), 0)


def read_failures(who: Cast) -> np.ndarray:
    """Return each customer's chance that a read fails, a day: a few terminals hardly ever get through."""
    rng = who.rng("terminals")
    return np.where(rng.random(who.size) < 0.03, rng.uniform(0.08, 0.45, who.size), SOUND_READ)


def reads(who: Cast, use: Energy, index: int) -> Reads:
    """Return the month's readings of the block as the metering system gets to know them."""
    rng, days = who.rng("reads", index), month(index).days
    shape = use.kwh.shape
    cents = np.rint(use.kwh * 100.0).astype(np.int64)
    luck, second = rng.random(shape, dtype=np.float32), rng.random(shape, dtype=np.float32)
    failed = luck < read_failures(who).astype(np.float32)[:, None] + (0 if use.fail is None else use.fail)
    wrong = (luck > 0.9998) & (cents > 0)
    late, lost = (luck > 0.994) & (luck < 0.997), (luck > 0.997) & (luck < 0.9978)
    wait = (second * 1e4).astype(np.int64)
    mends = (failed & (second < 0.75)) | wrong
    delay = np.where(wrong, 3 + wait % 38, 2 + wait % 5)
    first = np.where(failed, -1, np.where(wrong, np.where(second < 0.3, 0, cents * (2 + wait % 9)), cents))
    return Reads(
        cents=np.where(failed & ~mends, -1, cents),
        first=first,
        known=np.where(use.live & ~lost, days + late * (1 + wait % 3), NEVER).astype(np.int32),
        mended=np.where(mends, days + delay, NEVER).astype(np.int32),
        estimated=failed & mends & (wait % 10 < 4),
        peak_share=use.peak_share,
        valley_share=use.valley_share,
    )
