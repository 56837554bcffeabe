"""Load curves of 96 points: a profile's shape, with what runs beside it, what is charged, and what meddling bends."""

import numpy as np
import pyarrow as pa

from tagrid.demo import shapes
from tagrid.demo.almanac import day_kind
from tagrid.demo.energy import Energy
from tagrid.demo.reads import Reads
from tagrid.demo.scene import Scene
from tagrid.demo.shifts import profile_on
from tagrid.demo.world import NEVER, month

CURVE_SAMPLE = 0.05
CURVE_DAYS = tuple(range(1, 28, 3))  # days of the month on which curves are kept: workdays enough in 90 days


def load_curves(scene: Scene, index: int, read: Reads, use: Energy) -> None:
    """Write 96-point curves of every third day: every dedicated customer, and one in twenty of the others."""
    kept = scene.net.dedicated | (scene.rng("curve sample").random(scene.who.size) < CURVE_SAMPLE)
    rng, days, row = scene.rng("curves", index), month(index).days, np.flatnonzero(kept)
    drift = scene.rng("curve shift").integers(-3, 4, scene.who.size)[row]
    for d in CURVE_DAYS:
        day = int(days[d])
        cents, known = read.seen(NEVER - 1)[row, d], np.where(read.known[row, d] < NEVER, day, NEVER)
        noise = np.exp(0.12 * rng.standard_normal((len(row), 48), dtype=np.float32)).repeat(2, axis=1)
        shape = shapes.shapes()[profile_on(scene, index, d)[row], shapes.seasons(days)[d], day_kind(day)]
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
    side = shapes.shapes()[use.side_profile[row], shapes.seasons(days)[d], day_kind(int(days[d]))]
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
