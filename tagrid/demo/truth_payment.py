"""The truth about fee recovery: whether the next bill slips is settled by lasting stress, which stands in no column."""

import numpy as np
import polars as pl

from tagrid.demo import bills, metering
from tagrid.demo.bills import Bills
from tagrid.demo.energy import energy
from tagrid.demo.outages import dark_share, outages
from tagrid.demo.reads import reads
from tagrid.demo.scene import Scene
from tagrid.demo.settling import NEVER_PAID, SLOW_DAYS, SLOW_FROM, lasting_stress, settling, slip_chance
from tagrid.demo.tamper import registered
from tagrid.demo.world import month_of

UNPAID_DAYS = 30


def booked(view: Scene, index: int) -> Bills:
    """Return the month's bills, made again as the delivery makes them."""
    out = outages(view.who, view.net, index)
    dark = dark_share(view.who, view.net, out, index)
    use = registered(view, energy(view.who, view.net, view.lives, index, dark), index)
    read = reads(view.who, use, index)
    return bills.bills(view, index, use, read, bills.highest(metering.demands(view, index, read)))


def fee_recovery(view: Scene, day: int, horizon: int) -> pl.DataFrame:
    """Chance that the next bill issued is not paid 30 days after it is due; ``horizon`` must hold those days."""
    index = month_of(day)
    first, then = (_one(view, i) for i in (index - 1, index))
    waits = first.filter(pl.col("issued") > day)
    rest = then.join(waits, on="customer_id", how="anti")
    both = pl.concat([waits, rest]).filter(pl.col("due") + UNPAID_DAYS <= day + horizon)
    return both.select("customer_id", "truth", "label")


def _one(view: Scene, index: int) -> pl.DataFrame:
    book = booked(view, index)
    settled, row = settling(view, book, index), book.row
    slips = slip_chance(lasting_stress(view, index)[row], view.who.diligence[row])
    late = NEVER_PAID + (1 - NEVER_PAID) * np.exp(-(UNPAID_DAYS - SLOW_FROM) / SLOW_DAYS)
    rows = pl.DataFrame(
        {
            "customer_id": view.ids_of(row),
            "issued": book.issued,
            "due": book.due,
            "truth": slips * late,
            "label": settled.paid > book.due + UNPAID_DAYS,
        }
    )
    return rows.filter(pl.Series(~view.net.prepaid[row]))
