"""Works that run one, two or three shifts as their orders come: seen in their load curves, day by day."""

import numpy as np

from tagrid.demo.kinds import number
from tagrid.demo.scene import Scene
from tagrid.demo.shapes import PROFILES

TO_ORDER = 0.15  # share of the shift-working works whose hours follow their orders
SHIFTS = [PROFILES.index(name) for name in ("g1", "g1x2", "g3")]
_WORKS = [number("single_shift"), number("two_shift")]


def works_to_order(scene: Scene) -> np.ndarray:
    """Return whether each customer's shifts change with its orders."""
    draw = scene.rng("to order").random(scene.who.size)
    return np.isin(scene.who.kind, _WORKS) & (draw < TO_ORDER)


def profile_on(scene: Scene, index: int, day: int) -> np.ndarray:
    """Return the profile each customer follows on the ``day``-th day of the month, an index into PROFILES."""
    shifts = scene.rng("shifts", index, day).choice(SHIFTS, scene.who.size)
    return np.where(works_to_order(scene), shifts, scene.net.profile)
