"""Currents and voltages of each phase, as terminals at transformers of customers send them: hourly, a day a week.

How unequally the phases are loaded lasts: who wired the single-phase loads did it once. The shares are an assumption,
without published statistics behind them; they show every value of the tag.
"""

import numpy as np
import pyarrow as pa

from tagrid.demo import shapes
from tagrid.demo.energy import Reads
from tagrid.demo.scene import Scene
from tagrid.demo.world import NEVER, day_kind, month

SAMPLE = 0.6  # of the customers with a transformer of their own

PHASE_DAYS = (5, 12, 19, 26)  # days of the month, counted from 0: four fall into 30 days but for a day or two

PHASES = ("a", "b", "c")

UNEQUAL, VERY_UNEQUAL = 0.15, 0.07  # shares of the customers beyond the limits of 15 % and 25 %

THREE_WIRE_KVA, THREE_WIRE = 315, 0.3  # from this capacity so many are metered at 10 kV without phase B

LOW_V, HIGH_V, COS_PHI = 231.0, 10_300.0, 0.92


def loads(scene: Scene) -> np.ndarray:
    """Return each customer's share of its load by phase (customers, 3), summing up to 1."""
    rng, n = scene.rng("phase loads"), scene.who.size
    draw, place = rng.random(n), rng.random(n)
    imbalance = np.select(
        [draw < VERY_UNEQUAL, draw < VERY_UNEQUAL + UNEQUAL], [0.28 + 0.3 * place, 0.17 + 0.06 * place], 0.12 * place
    )
    middle = 1 - imbalance * rng.random(n)
    part = np.stack([np.ones(n), 1 - imbalance, middle], axis=1)
    order = np.argsort(rng.random((n, 3)), axis=1)
    return np.take_along_axis(part, order, axis=1) / part.sum(axis=1, keepdims=True)


def phase_curves(scene: Scene, index: int, read: Reads) -> None:
    """Write the month's hourly currents and voltages of each phase of the sampled customers."""
    rng, days = scene.rng("phase curves", index), month(index).days
    pick = scene.rng("phase sample").random((2, scene.who.size))
    row = np.flatnonzero(scene.net.dedicated & (pick[0] < SAMPLE))
    three_wire = (scene.net.capacity[row] >= THREE_WIRE_KVA) & (pick[1, row] < THREE_WIRE)
    load = loads(scene)[row]
    currents: list[pa.Table] = []
    voltages: list[pa.Table] = []
    for d in PHASE_DAYS:
        day = int(days[d])
        hours = shapes.shapes()[scene.net.profile[row], shapes.bdew_seasons(days)[d], day_kind(day)]
        hours = hours.reshape(len(row), 24, 4).mean(axis=2)
        cents, known = read.seen(NEVER - 1)[row, d], np.where(read.known[row, d] < NEVER, day, NEVER)
        power = hours / hours.sum(axis=1, keepdims=True) * (np.maximum(cents, 0) / 100)[:, None]
        noise = np.exp(0.02 * rng.standard_normal((len(row), 3, 24), dtype=np.float32))
        sag = rng.standard_normal((len(row), 3, 24), dtype=np.float32)
        seen = (known >= scene.sink.window.since) & (known <= scene.sink.window.until) & (cents > 0)
        phase_kw = power[:, None, :] * load[:, :, None] * noise
        low = phase_kw * 1000 / (LOW_V * COS_PHI)
        high = power[:, None, :] * noise * 1000 / (np.sqrt(3) * HIGH_V * COS_PHI)
        heavy = phase_kw / np.maximum(scene.net.capacity[row] / 3, 1)[:, None, None]
        wire = three_wire[:, None, None]
        amperes = np.where(wire, high, low)
        volts = np.where(wire, HIGH_V * (1 + 0.004 * sag), LOW_V - 8 * heavy.clip(0, 1.5) + 0.8 * sag)
        for p, phase in enumerate(PHASES):
            at = np.flatnonzero(seen & ~(three_wire & (phase == "b")))
            currents.append(_table(scene, row[at], day, phase, "current_a", np.round(amperes[at, p], 2)))
            voltages.append(_table(scene, row[at], day, phase, "voltage_v", np.round(volts[at, p], 1)))
    scene.sink.put_now("metering.phase_currents", month(index).text, pa.concat_tables(currents))
    scene.sink.put_now("metering.phase_voltages", month(index).text, pa.concat_tables(voltages))


def _table(scene: Scene, row: np.ndarray, day: int, phase: str, name: str, points: np.ndarray) -> pa.Table:
    """Rows of a day and phase: a list of the hours' values for each customer."""
    offsets = pa.array(np.arange(len(row) + 1, dtype=np.int32) * 24)
    return pa.table(
        {
            "customer_id": scene.ids_of(row).to_arrow(),
            "curve_on": pa.array(np.full(len(row), day), pa.int32()).cast(pa.date32()),
            "phase": pa.array([phase] * len(row), pa.string()),
            name: pa.ListArray.from_arrays(offsets, pa.array(points.astype(np.float32).ravel())),
        }
    )
