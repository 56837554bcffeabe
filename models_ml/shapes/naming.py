"""Names of centres: by rule; and from one training to the next, by the centre that was there before."""

import numpy as np

from models_ml.shapes.declaration import Rule
from models_ml.shapes.measures import measures

# A name stays while its limits hold within a tenth, so that a centre on a limit does not change its name each time.
SLACK = 0.1
# A centre is the successor of none that is further off: share of the mean power, as distances in `grouping` are.
SAME = 0.25


def by_rule(rules: tuple[Rule, ...], curve: np.ndarray, scatter: float) -> str | None:
    """The name of the first rule that holds of a centre; None when none does."""
    measured = measures(curve, scatter)
    return next((rule.name for rule in rules if rule.holds(measured)), None)


def predecessors(centres: np.ndarray, before: np.ndarray) -> list[int | None]:
    """The centre of `before` that each is the successor of: a near one, each once, the sum of distances least."""
    from scipy.optimize import linear_sum_assignment

    distance = np.sqrt(((centres[:, None, :] - before[None, :, :]) ** 2).sum(axis=2))
    pairs = dict(zip(*linear_sum_assignment(distance), strict=True))
    near = {row: int(column) for row, column in pairs.items() if distance[row, column] <= SAME}
    return [near.get(row) for row in range(len(centres))]


def named(
    rules: tuple[Rule, ...], curves: np.ndarray, scatters: np.ndarray, inherited: list[str | None]
) -> list[str | None]:
    """Name every centre: as its predecessor was named while that is still true within SLACK, else by rule."""
    names = []
    for curve, scatter, old in zip(curves, scatters, inherited, strict=True):
        rule = next((one for one in rules if one.name == old), None)
        keeps = rule is not None and rule.holds(measures(curve, scatter), SLACK)
        names.append(old if keeps else by_rule(rules, curve, scatter))
    return names
