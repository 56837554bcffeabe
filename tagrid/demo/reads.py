"""What the metering system gets to know of the use, and when: failed, late, estimated, wrong and lost reads."""

from dataclasses import dataclass

import numpy as np

from tagrid.demo.cast import Cast
from tagrid.demo.energy import Energy
from tagrid.demo.world import NEVER, month


@dataclass(frozen=True)
class Reads:
    """Readings of a month in a block, arrays (customers, days), in hundredths of a kWh.

    Each reading is first known as ``first`` on ``known`` (below 0: the read failed), and from ``mended`` on as
    ``cents``. ``known`` is NEVER where there is no row.
    """

    cents: np.ndarray
    first: np.ndarray
    known: np.ndarray
    mended: np.ndarray
    estimated: np.ndarray
    peak_share: np.ndarray
    valley_share: np.ndarray

    def seen(self, day: int | np.ndarray) -> np.ndarray:
        """Return the readings as they stood at the end of the day, 0 where none was known."""
        now = np.where(self.mended <= day, self.cents, self.first)
        return np.where(self.known <= day, np.maximum(now, 0), 0)


def _weak(who: Cast) -> np.ndarray:
    """Chance that a read fails, a day: a few terminals hardly ever get through."""
    rng = who.rng("terminals")
    return np.where(rng.random(who.size) < 0.03, rng.uniform(0.08, 0.45, who.size), 0.003)


def reads(who: Cast, use: Energy, index: int) -> Reads:
    """Return the month's readings of the block as the metering system gets to know them."""
    rng, days = who.rng("reads", index), month(index).days
    shape = use.kwh.shape
    cents = np.rint(use.kwh * 100.0).astype(np.int64)
    luck, second = rng.random(shape, dtype=np.float32), rng.random(shape, dtype=np.float32)
    failed = luck < _weak(who).astype(np.float32)[:, None] + (0 if use.fail is None else use.fail)
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
