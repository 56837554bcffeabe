"""The price list: seven tariffs, dearer peaks from a certain month on, and who is on which."""

import numpy as np

from tagrid.demo.energy import PRICE_CHANGE_MONTHS
from tagrid.demo.kinds import number
from tagrid.demo.scene import Scene
from tagrid.demo.world import World, month

# Code, category, prices in yuan a kWh: (single) or (peak, flat, valley); then the same after the change.
TARIFFS = [
    ("R01", "residential", (0.5283,), (0.5283,)),
    ("R02", "residential", (0.5583, 0.5283, 0.3583), (0.5583, 0.5283, 0.3383)),
    ("C01", "general_commercial", (0.7425,), (0.7525,)),
    ("C02", "general_commercial", (1.1046, 0.6664, 0.3282), (1.2155, 0.6664, 0.2907)),
    ("I10", "large_industrial", (1.0447, 0.6068, 0.2589), (1.1502, 0.6068, 0.2236)),
    ("I35", "large_industrial", (1.0127, 0.5898, 0.2529), (1.1182, 0.5898, 0.2176)),
    ("A01", "agricultural", (0.4990,), (0.4990,)),
]
CODES = [tariff[0] for tariff in TARIFFS]
CATEGORIES = [tariff[1] for tariff in TARIFFS]
PERIODS = ("peak", "flat", "valley")
_FARMS = [number("grower"), number("livestock")]
_WORKS = [number(name) for name in ("single_shift", "two_shift", "continuous", "always_on")]


def tariff_of(scene: Scene, day: int) -> np.ndarray:
    """Return each customer's tariff on a day, an index into TARIFFS: unfit ones until they are corrected."""
    who, net, sides = scene.who, scene.net, scene.affairs.sides
    works = np.isin(who.kind, _WORKS) & (net.capacity >= 315)
    corrected = sides.corrected <= day
    return np.select(
        [
            corrected & (net.time_of_use & ~who.is_home),
            corrected,
            who.is_home & net.time_of_use,
            who.is_home | sides.misplaced,
            np.isin(who.kind, _FARMS),
            works & (net.voltage >= 3),
            works,
            net.time_of_use,
        ],
        [3, 2, 1, 0, 6, 5, 4, 3],
        2,
    )


def prices(world: World, index: int) -> np.ndarray:
    """Return the prices of a month, yuan a kWh, of shape (tariff, 3): peak, flat, valley."""
    new = index >= world.first_month + PRICE_CHANGE_MONTHS
    return np.array([np.broadcast_to(tariff[3] if new else tariff[2], 3) for tariff in TARIFFS])


def price_list(scene: Scene) -> None:
    """Write ``tariffs``: the prices at the start and, a month ahead of the change, the new ones."""
    world, changed = scene.who.world, month(scene.who.world.first_month + PRICE_CHANGE_MONTHS).first
    rows = []
    for code, category, old, new in TARIFFS:
        names = PERIODS if len(old) == 3 else ("single",)
        rows += [(code, p, world.start_day - 900, category, v, 0) for p, v in zip(names, old, strict=True)]
        rows += [(code, p, changed, category, v, changed - 30) for p, v in zip(names, new, strict=True) if new != old]
    code, period, valid, category, price, known = (np.array(column) for column in zip(*rows, strict=True))
    columns = {
        "tariff_code": code,
        "period": period,
        "valid_from": valid,
        "tariff_category": category,
        "price_yuan_per_kwh": price,
    }
    scene.sink.put("marketing.tariffs", np.maximum(known, world.start_day), columns)
