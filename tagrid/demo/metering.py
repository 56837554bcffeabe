"""The metering system's tables: daily readings, voltage, events, sensed interruptions, and load curves of 96 points."""

import numpy as np
import polars as pl
import pyarrow as pa

from tagrid.demo import shapes
from tagrid.demo.delivery import codes, ids, spread
from tagrid.demo.energy import Energy, Reads
from tagrid.demo.misuse import has_false_events
from tagrid.demo.outages import Outages, hit
from tagrid.demo.population import kind_number
from tagrid.demo.prices import SPECIAL_PERIODS, tariff_of
from tagrid.demo.register import BESIDE, FIRST, SECOND, has_meter_beside, meter_ids
from tagrid.demo.registers import other_part
from tagrid.demo.scene import Scene, moment
from tagrid.demo.shapes import PROFILES
from tagrid.demo.world import DAY_S, NEVER, day_kind, month

EVENTS = ["cover_opened", "magnetic_field", "reverse_current", "phase_loss", "clock_error", "overload"]

NOISY_RATE = 0.5  # events a month while misuse leaves any

EVENT_ODDS = [0.08, 0.03, 0.07, 0.35, 0.17, 0.3]


def demands(scene: Scene, index: int, read: Reads) -> np.ndarray:
    """Return the highest demand of each day, kW (customers, days); NaN where it is not measured."""
    table = (shapes.shapes().max(axis=-1) / shapes.daily())[:, 1, 0].astype(np.float32)
    ratio = table[scene.net.profile][:, None]
    wobble = 1 + 0.06 * np.abs(scene.rng("demand", index).standard_normal(read.cents.shape, dtype=np.float32))
    kw = np.maximum(read.cents, 0) / 100 / 24 * ratio * wobble
    unknown = scene.who.is_home[:, None] | (read.cents < 0) | (read.known == NEVER)
    return np.where(unknown, np.nan, np.round(kw, 2))


def daily_energy(scene: Scene, index: int, read: Reads, demand: np.ndarray, reverse: np.ndarray) -> None:
    """Write the month's readings, customer by customer; on the day of an exchange both meters have one.

    So have, on all other days, the meters of a customer with two at work. ``reverse`` is what was fed in each day.
    """
    window, days = scene.sink.window, month(index).days
    mended = read.mended <= window.until
    known = np.where(mended, read.mended, read.known)
    known = np.where(read.known == NEVER, NEVER, known)
    at, day = np.nonzero((known >= window.since) & (known <= window.until))
    shown = np.where(mended, read.cents, read.first)
    cents = shown[at, day]
    exchanged = scene.lives.exchanged[at]
    is_exchanged = days[day] == exchanged
    has_two = is_exchanged | has_meter_beside(scene)[at]
    both = np.flatnonzero(has_two)
    second = days[day] >= exchanged
    part = np.ones(len(at))
    part[both] = 0.4
    extra = np.concatenate([np.arange(len(at)), both])
    order = np.argsort(extra, kind="stable")
    registers = read.periods(np.maximum(shown, 0))[at, day]
    # the other row of a day is the old meter's, or that of the one beside it
    meter = np.concatenate([np.where(second, SECOND, FIRST), np.where(is_exchanged[both], FIRST, BESIDE)])[order]
    whole = {"at": at, "day": day, "cents": cents, "registers": registers}
    whole = {name: value[extra][order] for name, value in whole.items()} | {"meter": meter}
    is_other = np.concatenate([np.zeros(len(at), bool), np.ones(len(both), bool)])[order]
    part = np.concatenate([part, np.full(len(both), 0.6)])[order]
    _write(scene, index, read, demand, reverse, whole, is_other, part)


def _write(scene: Scene, index: int, read: Reads, demand, reverse, whole: dict, is_other, part) -> None:
    at, day = whole["at"], whole["day"]
    failed = whole["cents"] < 0
    registers = whole["registers"]
    other = other_part(registers)
    shown = np.select([(part == 1)[:, None], is_other[:, None]], [registers, other], registers - other)
    sharp, peak, flat, valley, deep = np.where(failed[:, None], np.nan, shown).T
    special = SPECIAL_PERIODS[tariff_of(scene, month(index).first)][at]  # whose meters have a register for them
    rows = np.arange(scene.who.size)
    names, indices = _meter_names(scene, rows, at, whole["meter"])
    columns = {
        "customer_id": pa.DictionaryArray.from_arrays(pa.array(at, pa.int32()), scene.ids_of(rows).to_arrow()),
        "meter_id": pa.DictionaryArray.from_arrays(pa.array(indices, pa.int32()), names),
        "reading_on": pa.array(month(index).days[day], pa.int32()).cast(pa.date32()),
        "energy_kwh": _kwh(sharp + peak + flat + valley + deep),
        "peak_kwh": _kwh(peak),
        "valley_kwh": _kwh(valley),
        "max_demand_kw": pa.array(np.where(failed | is_other, np.nan, demand[at, day]), from_pandas=True),
        "is_estimated": pa.array(read.estimated[at, day] & ~failed),
        "sharp_kwh": _kwh(np.where(special, sharp, np.nan)),
        "deep_valley_kwh": _kwh(np.where(special, deep, np.nan)),
        "reverse_kwh": _kwh(np.where(failed | is_other | (scene.net.pv == 0)[at], np.nan, reverse[at, day])),
    }
    scene.sink.put_now("metering.daily_energy", month(index).text, pa.table(columns))


def _meter_names(scene: Scene, rows: np.ndarray, at: np.ndarray, which: np.ndarray) -> tuple[pa.Array, np.ndarray]:
    names = pl.concat([meter_ids(scene, rows, one) for one in (FIRST, SECOND, BESIDE)])
    return names.to_arrow(), at + len(rows) * which


def _kwh(cents: np.ndarray) -> pa.Array:
    return pa.array(cents / 100, from_pandas=True)


def daily_voltage(scene: Scene, index: int, dark: np.ndarray) -> None:
    """Write minutes within and outside the limits: half the dedicated customers and one in ten others."""
    rng, days, n = scene.rng("voltage", index), month(index).days, scene.who.size
    pick = scene.rng("voltage sample").random((2, n))
    row = np.flatnonzero(pick[0] < np.where(scene.net.dedicated, 0.5, 0.1))
    draw, country = pick[1, row], scene.who.area[row] == 2
    weak = np.select([draw < 0.03, draw < np.where(country, 0.2, 0.05)], [170.0, 60.0], 4.0)[:, None]
    shape = (len(row), len(days))
    over = rng.poisson(weak * rng.gamma(0.3, 1, shape)).clip(0, 500)
    under = rng.poisson(1.5 * weak * rng.gamma(0.3, 1, shape)).clip(0, 600)
    minutes = np.rint(1440 * (1 - dark[row]))
    alive = scene.alive(row[:, None], days[None, :]) & (minutes > 0)
    at, d = np.nonzero(alive)
    minutes = minutes[at, d]
    scene.sink.put(
        "metering.daily_voltage",
        days[d],
        {
            "customer_id": scene.ids_of(row[at]),
            "reading_on": days[d],
            "monitored_minutes": minutes,
            "over_minutes": np.minimum(over[at, d], minutes // 3),
            "under_minutes": np.minimum(under[at, d], minutes // 3),
        },
    )


def meter_events(scene: Scene, index: int) -> None:
    """Write meter events: rare, more of them at meters that meddle by themselves, and where somebody meddles."""
    rng, now = scene.rng("meter events", index), month(index)
    false, real = has_false_events(scene.who), _noisy(scene, index)
    rate = np.select([real > 0, false], [real, 0.25], 0.006 * np.where(scene.net.dedicated, 3, 1))
    row = spread(rng, rate)
    day = now.first + rng.integers(0, now.length, len(row))
    start = moment(rng, day, 0, 24)
    odd = false[row] | (real[row] > 0)
    kind = np.where(odd, rng.integers(0, 4, len(row)), rng.choice(6, len(row), p=EVENT_ODDS))
    alive = scene.alive(row, day) & (day >= scene.who.world.start_day)
    end = start + (rng.exponential(150, len(row)) * 60).astype(np.int64) + 60
    scene.sink.put(
        "metering.meter_events",
        np.where(alive, day, NEVER),
        {
            "event_id": ids("E", (now.index * 1000 + scene.who.block) * 10**6 + np.arange(len(row)), 13),
            "meter_id": meter_ids(scene, row, np.where(day >= scene.lives.exchanged[row], SECOND, FIRST)),
            "customer_id": scene.ids_of(row),
            "kind": codes(EVENTS, kind),
            "occurred_at": start,
            "ended_at": end,
        },
        {"ended_at": end // DAY_S},
    )


def _noisy(scene: Scene, index: int) -> np.ndarray:
    """Events a month that misuse brings about: in some episodes, and the more the longer it ran in the month."""
    episodes, now, rate = scene.affairs.episodes, month(index), np.zeros(scene.who.size)
    for number in episodes.during(now.first, now.after):
        if episodes.noisy[number]:
            days = min(episodes.end[number], now.after) - max(episodes.begin[number], now.first)
            rate[episodes.row[number]] = NOISY_RATE * days / now.length
    return rate


def sensed_outages(scene: Scene, index: int, out: Outages) -> None:
    """Write interruptions the meters saw: nearly every outage at nearly every customer, and some of their own."""
    rng, now = scene.rng("sensed", index), month(index)
    which, row = hit(scene.net, out)
    seen = rng.random(len(row)) < 0.93
    start, end = out.start[which[seen]] + rng.integers(0, 90, seen.sum()), out.end[which[seen]]
    own = spread(rng, np.full(scene.who.size, 0.004))
    begin = moment(rng, now.first + rng.integers(0, now.length, len(own)), 0, 24)
    row, start = np.concatenate([row[seen], own]), np.concatenate([start, begin])
    end = np.concatenate([end, begin + (rng.exponential(45, len(own)) * 60).astype(np.int64) + 120])
    end = np.maximum(end + rng.integers(0, 90, len(row)), start + 60)
    first = np.unique(scene.who.no[row] * 10**11 + start, return_index=True)[1]
    row, start, end = row[first], start[first], end[first]
    day = start // DAY_S
    alive = scene.alive(row, day) & (day >= scene.who.world.start_day)
    columns = {"customer_id": scene.ids_of(row), "started_at": start, "ended_at": end}
    scene.sink.put("metering.sensed_outages", np.where(alive, day, NEVER), columns, {"ended_at": end // DAY_S})


TO_ORDER = 0.15  # share of the shift-working works whose hours follow their orders

SHIFTS = [PROFILES.index(name) for name in ("g1", "g1x2", "g3")]

_WORKS = [kind_number("single_shift"), kind_number("two_shift")]


def works_to_order(scene: Scene) -> np.ndarray:
    """Return whether each customer's shifts change with its orders."""
    draw = scene.rng("to order").random(scene.who.size)
    return np.isin(scene.who.kind, _WORKS) & (draw < TO_ORDER)


def profile_on(scene: Scene, index: int, day: int) -> np.ndarray:
    """Return the profile each customer follows on the ``day``-th day of the month, an index into PROFILES."""
    shifts = scene.rng("shifts", index, day).choice(SHIFTS, scene.who.size)
    return np.where(works_to_order(scene), shifts, scene.net.profile)


CURVE_SAMPLE = 0.05

CURVE_DAYS = tuple(range(1, 28, 3))  # days of the month on which curves are kept: workdays enough in 90 days


def load_curves(scene: Scene, index: int, read: Reads, use: Energy) -> None:
    """Write 96-point curves of every third day: every dedicated customer, and one in twenty of the others."""
    sampled = scene.net.dedicated | (scene.rng("curve sample").random(scene.who.size) < CURVE_SAMPLE)
    rng, days, row = scene.rng("curves", index), month(index).days, np.flatnonzero(sampled)
    drift = scene.rng("curve shift").integers(-3, 4, scene.who.size)[row]
    for d in CURVE_DAYS:
        day = int(days[d])
        cents, known = read.seen(NEVER - 1)[row, d], np.where(read.known[row, d] < NEVER, day, NEVER)
        noise = np.exp(0.12 * rng.standard_normal((len(row), 48), dtype=np.float32)).repeat(2, axis=1)
        shape = shapes.shapes()[profile_on(scene, index, d)[row], shapes.bdew_seasons(days)[d], day_kind(day)]
        at = (np.arange(96)[None, :] + drift[:, None]) % 96
        curve = np.take_along_axis(shape, at, axis=1) * noise
        curve = _with_side(scene, curve / curve.sum(axis=1, keepdims=True), use, row, d, index)
        curve = _bent(_with_car(curve, use.car_share[row, d]), use, row, d)
        curve = curve * (cents / 100 * 4)[:, None]
        window = scene.sink.window
        seen = np.flatnonzero((known >= window.since) & (known <= window.until) & (cents > 0))
        power = pa.array(np.round(curve[seen], 3).astype(np.float32).ravel())
        offsets = pa.array(np.arange(len(seen) + 1, dtype=np.int32) * 96)
        scene.sink.put_now(
            "metering.load_curves",
            f"{month(index).text}-{d + 1:02}",
            pa.table(
                {
                    "customer_id": scene.ids_of(row[seen]).to_arrow(),
                    "curve_on": pa.array(np.full(len(seen), day), pa.int32()).cast(pa.date32()),
                    "power_kw": pa.ListArray.from_arrays(offsets, power),
                }
            ),
        )


def _with_side(scene: Scene, curve: np.ndarray, use: Energy, row: np.ndarray, d: int, index: int) -> np.ndarray:
    """Put the part of a day's energy that a sideline took into the hours of its trade."""
    if use.side_share is None or use.side_profile is None:
        return curve
    days, share = month(index).days, use.side_share[row, d][:, None]
    side = shapes.shapes()[use.side_profile[row], shapes.bdew_seasons(days)[d], day_kind(int(days[d]))]
    return curve * (1 - share) + share * side / side.sum(axis=1, keepdims=True)


def _bent(curve: np.ndarray, use: Energy, row: np.ndarray, d: int) -> np.ndarray:
    """Bend the curves of those who meddle; each still adds up to 1, as the day's reading is bent already."""
    for at, customer in enumerate(row):
        if bend := use.bends.get((int(customer), d)):
            curve[at] = bend(curve[at])
            curve[at] /= curve[at].sum()
    return curve


def _with_car(curve: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Put the part of a day's energy that charged a car into its first six hours."""
    night = np.where(np.arange(shapes.QUARTERS) < 24, 1 / 24, 0)
    return curve * (1 - share[:, None]) + night[None, :] * share[:, None]
