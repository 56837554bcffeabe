"""What the registers of meters show at the end of a month, and what panels feed in on each day.

A register never goes back and knows no delivery: it is the sum of all days from the first of the world on, whatever
window is looked at, so that its differences times the multiplier are the days' own energies.
"""

import numpy as np

from tagrid.demo import programmes
from tagrid.demo.energy import Energy, Reads
from tagrid.demo.hours import FESTIVAL, FLAT, ORDINARY, PERIODS, periods_of
from tagrid.demo.prices import CATEGORIES, SPECIAL_PERIODS, tariff_of
from tagrid.demo.register import BESIDE, FIRST, SECOND, has_meter_beside, meter_ids, multipliers
from tagrid.demo.scene import Scene
from tagrid.demo.world import NEVER, SKY_HOURS, Window, long_holiday, month, month_of, sky_of

OTHER_PART = 0.6  # of a day's energy, what the other of a customer's two meters of that day holds

LAST_READS = 10  # days from the end of a month after which its registers come no more

OLDEST_YEARS = 7  # of the meters that hang when the world begins


def other_part(registers: np.ndarray) -> np.ndarray:
    """Return what the other meter of a day with two holds of its energy, register by register, whole hundredths."""
    return np.rint(registers * OTHER_PART).astype(np.int64)


def fed_in(scene: Scene, index: int) -> np.ndarray:
    """Return what each customer feeds in on each day of a month, hundredths of a kWh, by the sky of the day.

    The days of a month add up to what its settlement pays for.
    """
    now, out = month(index), np.zeros((scene.who.size, month(index).length), dtype=np.int64)
    row, kwh = programmes.fed_in_of_month(scene, index)
    sun = SKY_HOURS[sky_of(scene.who.world, now.days)["condition"][:, 0]]
    sums = np.rint(np.round(kwh * 100)[:, None] * np.cumsum(sun)[None, :] / sun.sum()).astype(np.int64)
    out[row] = np.diff(sums, axis=1, prepend=0)
    return out


def _daylight() -> np.ndarray:
    """Part of a day's sun in each quarter hour, from six to six."""
    curve = np.maximum(np.sin((np.arange(96) + 0.5 - 24) / 48 * np.pi), 0) * (
        (np.arange(96) >= 24) & (np.arange(96) < 72)
    )
    return curve / curve.sum()


def _of_periods(scene: Scene, index: int, reverse: np.ndarray) -> np.ndarray:
    """Divide what is fed in a day into the periods of its hours, (customers, days, period)."""
    now, at = month(index), tariff_of(scene, month(index).first)
    out, sun = np.zeros((*reverse.shape, len(PERIODS)), dtype=np.int64), _daylight()
    for category in set(CATEGORIES):
        mine = np.flatnonzero(np.array([name == category for name in CATEGORIES])[at] & reverse.any(axis=1))
        for d, day in enumerate(now.days if len(mine) else ()):
            hours = periods_of(category, index % 12 + 1, FESTIVAL if long_holiday(int(day)) else ORDINARY)
            share = np.array([sun[hours == period].sum() for period in range(len(PERIODS))])
            sums = np.rint(reverse[mine, d, None] * np.cumsum(share)[None, :]).astype(np.int64)
            out[mine, d] = np.diff(sums, axis=1, prepend=0)
    return out


class Registers:
    """What the meters of a block have counted since the world's first month, hundredths of a kWh: (meter, customer)."""

    def __init__(self, scene: Scene) -> None:
        n = scene.who.size
        self.scene = scene
        self.forward = np.zeros((3, n, len(PERIODS)), dtype=np.int64)
        self.reverse = np.zeros_like(self.forward)
        rng = scene.rng("registers")
        old = (scene.lives.opened < scene.who.world.start_day) * rng.uniform(0.2, OLDEST_YEARS, n)
        share = rng.dirichlet([3, 3, 3], n)
        before = np.zeros((n, len(PERIODS)), dtype=np.int64)
        before[:, 1:4] = scene.who.kwh[:, None] * 1200 * old[:, None] * share
        before[:, [0, 4]] = (
            before[:, [1, 3]] // 8 * SPECIAL_PERIODS[tariff_of(scene, scene.who.world.start_day)][:, None]
        )
        hangs = np.where(scene.lives.exchanged < scene.who.world.start_day, SECOND, FIRST)
        self.forward[hangs, np.arange(n)], self.forward[BESIDE] = before, other_part(before)
        self.reverse[hangs, np.arange(n), FLAT] = scene.net.pv_kw * 100_000 * old * (scene.net.pv > 0)

    def add(self, index: int, use: Energy, read: Reads) -> None:
        """Let the meters count a month: what was used, read or not."""
        scene, days = self.scene, month(index).days
        used = read.periods(np.rint(use.kwh * 100).astype(np.int64)) * use.live[..., None]
        back = _of_periods(scene, index, fed_in(scene, index))
        exchanged = scene.lives.exchanged[:, None]
        is_second, is_exchange, beside = days >= exchanged, days == exchanged, has_meter_beside(scene)[:, None]
        other = other_part(used) * (is_exchange | beside)[..., None]
        self.forward[FIRST] += _sum(used - other, ~is_second) + _sum(other, is_exchange)
        self.forward[SECOND] += _sum(used - other, is_second)
        self.forward[BESIDE] += _sum(other, beside & ~is_exchange)
        self.reverse[FIRST] += _sum(back, ~is_second)
        self.reverse[SECOND] += _sum(back, is_second)

    def freeze(self, index: int, read: Reads) -> None:
        """Write ``registers`` as they stand at the end of a month; one that was not read comes when it is, or never."""
        scene, lives, last = self.scene, self.scene.lives, month(index).after - 1
        failed = read.first[:, -1] < 0
        known = np.where(failed & (read.known[:, -1] < NEVER), read.mended[:, -1], read.known[:, -1])
        special = SPECIAL_PERIODS[tariff_of(scene, last)]
        rows = np.arange(scene.who.size)
        ends = np.minimum(lives.exchanged, lives.ended)
        for which, hung, down in (
            (FIRST, lives.opened, ends),
            (SECOND, lives.exchanged, lives.ended),
            (BESIDE, np.where(has_meter_beside(scene), lives.opened, NEVER), lives.ended),
        ):
            columns = _shown("forward", self.forward[which], multipliers(scene), special)
            has_reverse = (scene.net.pv > 0) & (which != BESIDE)
            back = _shown("reverse", self.reverse[which], multipliers(scene), special)
            columns |= {name: np.where(has_reverse, values, np.nan) for name, values in back.items()}
            scene.sink.put(
                "metering.registers",
                np.where((hung <= last) & (last < down), known, NEVER),
                {
                    "meter_id": meter_ids(scene, rows, which),
                    "frozen_on": np.full(len(rows), last),
                    "customer_id": scene.ids_of(rows),
                    **columns,
                },
            )


def _sum(registers: np.ndarray, days: np.ndarray) -> np.ndarray:
    return (registers * days[..., None]).sum(axis=1)


def _shown(direction: str, counted: np.ndarray, multiplier: np.ndarray, special: np.ndarray) -> dict[str, np.ndarray]:
    """Return registers as a display shows them, two digits after the point, before the multiplier."""
    names = [f"{direction}_{period}_kwh" for period in PERIODS]
    values = np.round(counted / 100 / multiplier[:, None], 2)
    columns = {name: values[:, number] for number, name in enumerate(names)}
    for name in (names[0], names[-1]):
        columns[name] = np.where(special, columns[name], np.nan)
    return {f"{direction}_kwh": np.round(counted.sum(axis=1) / 100 / multiplier, 2), **columns}


def is_frozen_within(window: Window) -> bool:
    """Return whether registers of the end of some month become known in the window."""
    ends = [month(index).after - 1 for index in range(month_of(window.since) - 1, month_of(window.until) + 1)]
    return any(last <= window.until and last + LAST_READS >= window.since for last in ends)
