"""The metering system's tables: daily readings, voltage, events and interruptions sensed."""

import numpy as np
import polars as pl
import pyarrow as pa

from tagrid.demo import shapes
from tagrid.demo.checks import meddled
from tagrid.demo.frame import codes, ids, spread
from tagrid.demo.holdings import meter_ids
from tagrid.demo.outages import Outages, hit
from tagrid.demo.reads import Reads
from tagrid.demo.scene import Scene, moment
from tagrid.demo.world import DAY_S, NEVER, month

EVENTS = ["cover_opened", "magnetic_field", "reverse_current", "phase_loss", "clock_error", "overload"]
NOISY_RATE = 0.5  # events a month while misuse leaves any
EVENT_ODDS = [0.08, 0.03, 0.07, 0.35, 0.17, 0.3]


def demands(scene: Scene, index: int, read: Reads) -> np.ndarray:
    """Return the highest demand of each day, kW (customers, days); NaN where it is not measured."""
    table = (shapes.shapes().max(axis=-1) / shapes.daily())[:, 1, 0].astype(np.float32)
    ratio = table[scene.net.profile][:, None]
    wobble = 1 + 0.06 * np.abs(scene.rng("demand", index).standard_normal(read.cents.shape, dtype=np.float32))
    kw = np.maximum(read.cents, 0) / 100 / 24 * ratio * wobble
    return np.where(scene.who.is_home[:, None] | (read.cents < 0), np.nan, np.round(kw, 2))


def daily_energy(scene: Scene, index: int, read: Reads, demand: np.ndarray) -> None:
    """Write the month's readings, customer by customer; on the day of an exchange both meters have one."""
    window, days = scene.sink.window, month(index).days
    mended = read.mended <= window.until
    known = np.where(mended, read.mended, read.known)
    known = np.where(read.known == NEVER, NEVER, known)
    at, day = np.nonzero((known >= window.since) & (known <= window.until))
    cents = np.where(mended, read.cents, read.first)[at, day]
    exchanged = scene.lives.exchanged[at]
    both = np.flatnonzero(days[day] == exchanged)
    second = days[day] >= exchanged
    part = np.ones(len(at))
    part[both] = 0.4
    extra = np.concatenate([np.arange(len(at)), both])
    order = np.argsort(extra, kind="stable")
    whole = {"at": at, "day": day, "cents": cents, "second": second}
    whole = {name: value[extra][order] for name, value in whole.items()}
    is_old = np.concatenate([np.zeros(len(at), bool), np.ones(len(both), bool)])[order]
    part = np.concatenate([part, np.full(len(both), 0.6)])[order]
    _write(scene, index, read, demand, whole, is_old, part)


def _write(scene: Scene, index: int, read: Reads, demand, whole: dict, is_old, part) -> None:
    at, day = whole["at"], whole["day"]
    failed = whole["cents"] < 0
    old = np.rint(whole["cents"] * 0.6)
    cents = np.select([part == 1, is_old], [whole["cents"], old], whole["cents"] - old).astype(np.float64)
    cents[failed] = np.nan
    rows = np.arange(scene.who.size)
    names, indices = _meter_names(scene, rows, at, whole["second"] & ~is_old)
    columns = {
        "customer_id": pa.DictionaryArray.from_arrays(pa.array(at, pa.int32()), scene.ids_of(rows).to_arrow()),
        "meter_id": pa.DictionaryArray.from_arrays(pa.array(indices, pa.int32()), names),
        "reading_on": pa.array(month(index).days[day], pa.int32()).cast(pa.date32()),
        "energy_kwh": _kwh(cents),
        "peak_kwh": _kwh(np.rint(cents * read.peak_share[at, day])),
        "valley_kwh": _kwh(np.rint(cents * read.valley_share[at, day])),
        "max_demand_kw": pa.array(np.where(failed, np.nan, demand[at, day]), from_pandas=True),
        "is_estimated": pa.array(read.estimated[at, day] & ~failed),
    }
    scene.sink.put_now("metering.daily_energy", month(index).text, pa.table(columns))


def _meter_names(scene: Scene, rows: np.ndarray, at: np.ndarray, second: np.ndarray) -> tuple[pa.Array, np.ndarray]:
    names = pl.concat([meter_ids(scene, rows, False), meter_ids(scene, rows, True)])
    return names.to_arrow(), at + len(rows) * second


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
    false, real = meddled(scene.who), _noisy(scene, index)
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
            "meter_id": meter_ids(scene, row, day >= scene.lives.exchanged[row]),
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
