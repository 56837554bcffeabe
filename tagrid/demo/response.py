"""Demand response: on the hottest and the coldest workdays businesses are called to shed load, and some do."""

import numpy as np

from tagrid.demo import shapes
from tagrid.demo.delivery import ids
from tagrid.demo.energy import Energy
from tagrid.demo.life import month_column
from tagrid.demo.population import Cast, kind_number
from tagrid.demo.scene import Scene
from tagrid.demo.supply import Supply
from tagrid.demo.world import DAY_S, NEVER, WORKDAY, World, day_kind, month, sky_of

CALLS = {6: 1, 7: 3, 8: 3, 12: 2, 1: 2}  # of the month

SUMMER_HOURS, WINTER_HOURS = (14, 2), (17, 2)  # begins at, lasts

CALLED_SHARE = 0.4  # part of those on the list called each time

LISTED_KVA = 8  # of a business, to be on the list: a virtual plant calls shops, too

NOISE = 0.3  # log spread of what is shed from call to call

MOST = 0.85

# Part of its load a trade can do without for two hours, and what the heat adds to it by air conditioning.
CAN = {
    "continuous": (0.09, 0.0), "two_shift": (0.17, 0.0), "single_shift": (0.22, 0.02), "always_on": (0.03, 0.0),
    "office": (0.10, 0.06), "leisure": (0.10, 0.05), "restaurant": (0.05, 0.03), "shop": (0.05, 0.03),
    "bakery": (0.09, 0.0), "school": (0.05, 0.03), "authority": (0.11, 0.06), "grower": (0.2, 0.0),
    "livestock": (0.06, 0.0), "hospital": (0.01, 0.0),
}  # fmt: skip


# Days are numbered from this one (14 April 2019); those before it follow the numbers of later centuries.
NUMBERED_SINCE, NUMBERED_BEFORE = 18_000, 70_000


def _call_day(day: int) -> int:
    """Return a day's part of the number of a call: positive for every day since 1970."""
    return day - NUMBERED_SINCE if day >= NUMBERED_SINCE else day + NUMBERED_BEFORE


def flexibility(who: Cast) -> np.ndarray:
    """Return how much more or less than its trade each customer's processes give, log; the thrifty have found out."""
    return 0.35 * who.thrift + 0.4 * who.rng("flexibility").normal(size=who.size)


def refusal(who: Cast, stress: np.ndarray) -> np.ndarray:
    """Return each customer's chance to refuse a call."""
    own = who.rng("reluctance").normal(size=who.size)
    return 1 / (1 + np.exp(1.5 + 0.5 * who.thrift + 0.4 * who.green - 0.4 * np.maximum(stress, 0) - 0.8 * own))


def shed_share(who: Cast, net: Supply, summer: bool) -> np.ndarray:
    """Return the share of its load each customer sheds in a usual call that it accepts."""
    base = np.zeros(who.size)
    for name, (always, heat) in CAN.items():
        base[who.kind == kind_number(name)] = always + heat * summer
    size = 0.12 * (np.log(who.kwh) - 8.5).clip(-2, 3)
    share = base * np.exp(flexibility(who) + size) + 0.12 * (net.generation > 0)
    return np.minimum(share * np.where(net.pv == 2, 1.15, 1.0), 0.7)


def listed(who: Cast, net: Supply) -> np.ndarray:
    """Return who is on the list of those that may be called."""
    return ~who.is_home & (net.capacity >= LISTED_KVA) & (who.kind != kind_number("hospital"))


def calls(world: World, index: int) -> np.ndarray:
    """Return the days of the month's calls: its hottest or coldest workdays, by the forecast of the city."""
    count = CALLS.get(index % 12 + 1, 0)
    days = month(index).days
    work = np.array([day_kind(day) == WORKDAY for day in days]) & (days >= world.start_day)
    mean = sky_of(world, days)["mean"][:, 0] * (1 if 5 <= index % 12 + 1 <= 9 else -1)
    order = np.argsort(np.where(work, -mean, np.inf), kind="stable")[: min(count, int(work.sum()))]
    return np.sort(days[order])


def demand_responses(scene: Scene, index: int, use: Energy) -> None:
    """Write the month's calls: whom, when, the baseline, and what was shed once it is verified."""
    for day in calls(scene.who.world, index):
        _call(scene, index, int(day), use)


def _call(scene: Scene, index: int, day: int, use: Energy) -> None:
    who, net, summer = scene.who, scene.net, 5 <= index % 12 + 1 <= 9
    rng, n = scene.rng("calls", day), scene.who.size
    begin, hours = SUMMER_HOURS if summer else WINTER_HOURS
    picked, luck, noise, off = rng.random(n), rng.random(n), rng.normal(size=n), rng.normal(size=n)
    row = np.flatnonzero(listed(who, net) & scene.alive(np.arange(n), np.full(n, day)) & (picked < CALLED_SHARE))
    quarters = slice(begin * 4, (begin + hours) * 4)
    shape = shapes.shapes()[net.profile[row], shapes.bdew_seasons(np.array([day]))[0], WORKDAY]
    ratio = shape[:, quarters].mean(axis=1) / shape.mean(axis=1)
    baseline = use.kwh[row, day - month(index).first] / 24 * ratio * np.exp(0.05 * off[row])
    refuses = luck < refusal(who, scene.lives.stress[:, month_column(who, index)])
    share = np.minimum(shed_share(who, net, summer)[row] * np.exp(NOISE * noise[row] - NOISE**2 / 2), MOST)
    share = np.where(refuses[row], 0, share)
    keep = np.flatnonzero(baseline > 0.5)
    verified = day + rng.integers(5, 26, n)[row]
    verified = np.where(rng.random(n)[row] < 0.03, NEVER, verified)
    start = np.full(len(row), day * DAY_S + begin * 3600)
    scene.sink.put(
        "marketing.demand_responses",
        np.full(len(keep), day),
        {
            "call_id": ids("XY", _call_day(day) * 10**8 + who.no[row[keep]], 13),
            "customer_id": scene.ids_of(row[keep]),
            "called_on": np.full(len(keep), day),
            "starts_at": start[keep],
            "ends_at": start[keep] + hours * 3600,
            "baseline_kw": np.round(baseline, 2)[keep],
            "shed_kw": np.round(baseline * share, 2)[keep],
            "verified_on": verified[keep],
        },
        {"shed_kw": verified[keep], "verified_on": verified[keep]},
    )
