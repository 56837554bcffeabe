"""From what is used to what the meter registers: sidelines add their load, misuse takes its part away.

The attack types are the published ones (Jokar et al. 2016, Zheng et al. 2018), applied to daily energy, to its peak
and valley parts and to the 96 points of the curve.
"""

from dataclasses import replace
from functools import partial

import numpy as np

from tagrid.demo import misuse, shapes
from tagrid.demo.almanac import day_kind
from tagrid.demo.energy import DAYS_A_MONTH, Energy
from tagrid.demo.scene import Scene
from tagrid.demo.world import month

FAILS = 0.16  # chance more that a read fails while an episode jams the meter
SIDE_NOISE = 0.15


def registered(scene: Scene, use: Energy, index: int) -> Energy:
    """Return what the meters register of the month's use, with the sidelines that run beside it."""
    return _misused(scene, _with_sidelines(scene, use, index), index)


def _with_sidelines(scene: Scene, use: Energy, index: int) -> Energy:
    days, it, sides = month(index).days, scene.affairs.trade, scene.affairs.sides
    row = np.flatnonzero((sides.begin <= days[-1]) & (sides.end > days[0]))
    rng = scene.rng("sideline use", index)
    kinds, seasons = np.array([day_kind(d) for d in days]), shapes.seasons(days)
    factor = shapes.daily()[:, seasons, kinds][it.profile[row]]
    noise = np.exp(SIDE_NOISE * rng.standard_normal((scene.who.size, len(days)), dtype=np.float32))[row]
    more = it.kwh[row, None] / DAYS_A_MONTH * factor * noise * sides.runs(row, days) * (use.kwh[row] > 0)
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
    seasons = shapes.seasons(days)
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
    """The curve with a part of its peak hours told as valley hours."""
    bent, moved = curve.copy(), part * curve[shapes.PEAK].sum()
    bent[shapes.PEAK] *= 1 - part
    bent[shapes.VALLEY] += moved / shapes.VALLEY.sum()
    return bent
