"""The truth about businesses: who turns to the market, what they would shed when called, how their use will grow."""

import numpy as np
import polars as pl

from tagrid.demo import market, response
from tagrid.demo.energy import capacity_level
from tagrid.demo.life import month_column, next_levels
from tagrid.demo.scene import Scene
from tagrid.demo.world import month, month_of


def _here(view: Scene, day: int) -> np.ndarray:
    return (view.lives.opened <= day) & (view.lives.ended > day)


def switch(view: Scene, day: int, horizon: int) -> pl.DataFrame:
    """Chance that a customer who may, and has not yet, registers in the market within the window."""
    it, who = view.affairs, view.who
    inside = (it.entered <= day) & (it.left > day)
    rate = np.nan_to_num(market.rate(who, view.net, view.lives, it.wish, inside, month_of(day)))
    row = np.flatnonzero((it.entered > day) & _here(view, day) & ~np.isnan(it.wish))
    chance = 1 - np.exp(-rate[row] * horizon)
    return pl.DataFrame({"customer_id": view.ids_of(row), "truth": chance, "label": it.entered[row] <= day + horizon})


def shed(view: Scene, day: int, horizon: int) -> pl.DataFrame:
    """Expected share of its load that a customer on the list sheds when it is called within the window.

    The label is not told here: it is in the calls themselves, for those who were called.
    """
    who, net = view.who, view.net
    row = np.flatnonzero(response.listed(who, net) & _here(view, day))
    summer = _summer_share(day, horizon)
    usual = summer * response.shed_share(who, net, True) + (1 - summer) * response.shed_share(who, net, False)
    refused = response.refusal(who, view.lives.stress[:, month_column(who, month_of(day))])
    label = pl.Series([None] * len(row), dtype=pl.Float64)
    return pl.DataFrame({"customer_id": view.ids_of(row), "truth": (usual * (1 - refused))[row], "label": label})


def _summer_share(day: int, horizon: int) -> float:
    """Part of the window's calls that fall into summer, by the calendar of calls."""
    months = np.array([month_of(d) % 12 + 1 for d in range(day + 1, day + horizon + 1, 5)])
    weight = np.array([response.CALLS.get(int(m), 0) for m in months])
    return float(weight[(months >= 5) & (months <= 9)].sum() / max(weight.sum(), 1))


def growth(view: Scene, day: int, horizon: int) -> pl.DataFrame:
    """Expected change of use over the next three complete months against the same months a year before.

    What is neither weather, holiday nor day-to-day noise: the level that customers' fortunes and capacity set. Only
    accounts that were supplied a year before and still are; those at rest are left out.
    """
    who, lives, now = view.who, view.lives, month_of(day + 1) - 1  # the last complete month
    column, first = month_column(who, now), now - 11 >= who.world.first_month
    ahead = next_levels(who, lives, column, 3)
    came, told, before = [], [], []
    for step in (1, 2, 3):
        then = capacity_level(lives, month(now + step).first)
        told.append(np.exp(ahead[:, step - 1] + then))
        came.append(np.exp(lives.level[:, min(column + step, lives.level.shape[1] - 1)] + then))
        old = now + step - 12
        before.append(np.exp(lives.level[:, month_column(who, old)] + capacity_level(lives, month(old).first)))
    at_rest = (lives.suspended < day + horizon) & (lives.resumed > month(now - 11).first)
    row = np.flatnonzero(
        ~who.is_home & (lives.opened < month(now - 12).first) & (lives.ended > day + horizon) & ~at_rest & first
    )
    change = [(sum(values) / sum(before) - 1)[row] for values in (told, came)]
    return pl.DataFrame({"customer_id": view.ids_of(row), "truth": change[0], "label": change[1]})
