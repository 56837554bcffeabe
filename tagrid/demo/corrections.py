"""Back-billing and refunds (退补电费) on the next bill: after a meter fault, a wrong multiplier, a wrong reading.

Rules of supply (供电营业规则, order 14 of 2024) have the difference of the energy settled at the price of its time. How
often it happens is published nowhere: the shares here are the demo's own.
"""

from dataclasses import dataclass

import numpy as np

from tagrid.demo.hours import FLAT
from tagrid.demo.prices import MICRO, prices, tariff_of, whole
from tagrid.demo.scene import Scene
from tagrid.demo.world import month

REASONS = ("meter_fault", "wrong_multiplier", "wrong_reading")

METER_FAULT, WRONG_MULTIPLIER, WRONG_READING = range(len(REASONS))

AFTER_EXCHANGE = 0.4  # of exchanges of a meter: it had measured wrongly

MISREAD = 0.0005  # of the bills of a month, the month before was read wrongly

MOST_MONTHS = 3  # are corrected

MOST_REFUND = 0.3  # of the bill's own energy: the rest of a larger error stays with the next bills


@dataclass(frozen=True)
class Correction:
    """What a month's bills correct, one value a customer: 0.01 kWh (above 0 back-billed), reason (-1 none), days.

    ``price`` is that of the last month corrected, millionths of a yuan a kWh in flat hours.
    """

    energy: np.ndarray
    reason: np.ndarray
    first: np.ndarray
    through: np.ndarray
    price: np.ndarray

    def settled(self, total: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the energy (0.01 kWh) and money (cents) on bills of so much energy (0.01 kWh); 0 without."""
        least = -np.rint(MOST_REFUND * total).astype(np.int64)
        energy = np.where(self.reason >= 0, np.maximum(self.energy, least), 0)
        return energy, np.sign(energy) * whole(np.abs(energy) * self.price, MICRO)


def corrections(scene: Scene, index: int) -> Correction:
    """Draw what the bills of a month correct of the months before it."""
    who, lives, rng = scene.who, scene.lives, scene.rng("correction", index)
    draw, share, sign = rng.random((3, who.size))
    months = rng.integers(1, MOST_MONTHS + 1, who.size)
    before = month(index - 1)
    exchanged = (lives.exchanged >= before.first) & (lives.exchanged < before.after) & (draw < AFTER_EXCHANGE)
    multiplied = exchanged & scene.net.dedicated & (draw < AFTER_EXCHANGE / 2)
    begun = np.maximum(lives.opened, who.world.start_day)
    known = (begun <= before.first) & (lives.ended > month(index).after)
    reason = np.select(
        [~known, multiplied, exchanged, draw > 1 - MISREAD], [-1, WRONG_MULTIPLIER, METER_FAULT, WRONG_READING], -1
    )
    months = np.where(reason == WRONG_READING, 1, months)
    slow = sign < np.choose(np.maximum(reason, 0), [0.7, 0.5, 0.2])
    size = np.rint(100 * who.kwh * months * (0.05 + 0.3 * share)).astype(np.int64)
    first = np.array([month(index - int(count)).first for count in months])
    tariff = tariff_of(scene, before.first)
    return Correction(
        energy=np.where(slow, size, -size),
        reason=reason,
        first=np.maximum(first, begun),
        through=np.full(who.size, before.after - 1),
        price=prices(who.world, index - 1)[tariff, FLAT],
    )
