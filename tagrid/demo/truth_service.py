"""The truth about complaints: the rate of each customer, with what has befallen it and is still to be spent."""

from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from tagrid.demo import bills, complaints, service
from tagrid.demo.complaints import Triggers, bill_shocks, joined
from tagrid.demo.delivery import Sink
from tagrid.demo.outages import outages
from tagrid.demo.scene import Scene
from tagrid.demo.truth_payment import booked
from tagrid.demo.world import DAY_S, NEVER, month_of

MONTH_DAYS = 30.44


@dataclass
class _Ear(Sink):
    """A sink that writes nothing and keeps who complained on which day."""

    heard: list[tuple[pl.Series, np.ndarray]] = field(default_factory=list)

    def put(self, address, known, columns, later=None) -> None:
        if address == "service_95598.complaints":
            mine = np.flatnonzero(known < NEVER)
            self.heard.append((columns["customer_id"].gather(mine), known[mine]))


def complaint(view: Scene, day: int, horizon: int) -> pl.DataFrame:
    """Chance of at least one complaint within the window."""
    who, net, lives, now = view.who, view.net, view.lives, month_of(day)
    sink = view.sink
    ear = _Ear(sink.world, sink.window, sink.out, sink.block)
    ours = replace(view, sink=ear)
    first, last = max(now - 1, who.world.first_month), month_of(day + horizon)
    amounts = {i: bills.amounts(ours, booked(ours, i)) for i in range(max(first - 2, who.world.first_month), last)}
    triggers = []
    for index in range(first, last + 1):
        shocks = bill_shocks(index, amounts.get(index - 2), amounts.get(index - 1))
        triggers.append(service.tickets(ours, index, outages(who, net, index), shocks))
    expected = _expected(view, joined(triggers), day, horizon)
    row = np.flatnonzero((lives.opened <= day) & (lives.ended > day))
    label = _came(ear, day, horizon)
    names = view.ids_of(row)
    return pl.DataFrame({"customer_id": names, "truth": 1 - np.exp(-expected[row]), "label": names.is_in(label)})


def _expected(view: Scene, found: Triggers, day: int, horizon: int) -> np.ndarray:
    """Expected complaints of each customer: its base, what is left of old triggers, and the mean of new ones."""
    who, index, start = view.who, month_of(day), (day + 1) * DAY_S
    touchy = complaints.irritation(who, view.lives, index)
    known = found.fixed < start
    ends, begins = ((start + d * DAY_S - found.at[known]) / DAY_S for d in (horizon, 0))
    left = complaints.spent(ends) - complaints.spent(begins)
    old = np.bincount(found.row[known], weights=found.chance[known] * left, minlength=who.size)
    # What new triggers bring, as a mean over all customers of those that befell them of late.
    recent = known & (found.at >= start - MONTH_DAYS * DAY_S)
    new = found.chance[recent].sum() / who.size / MONTH_DAYS * max(horizon - complaints.DELAY_DAYS, 0)
    base = complaints.base_rate(who, view.net, view.lives, index) * horizon / MONTH_DAYS
    return base + touchy * (old + new)


def _came(ear: _Ear, day: int, horizon: int) -> list[str]:
    """Who complained in the window."""
    names = [customer.filter(pl.Series((known > day) & (known <= day + horizon))) for customer, known in ear.heard]
    return pl.concat(names).drop_nulls().unique().to_list() if names else []
