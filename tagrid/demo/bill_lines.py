"""Lines of a bill (电费明细): what of it is for what, each a quantity times a price, adding up to the bill to the cent.

Of the parts of a business's price (发改价格〔2023〕526号) the demo has the cost of operating the system and the funds
cost the same at every hour, in lines of their own; which parts move with the hour differs by province. The rest of a
period's price is in the line of its energy. Each line is rounded by itself, and the bill a period, so that a cent or
two that is left is a line as well (尾差).
"""

from dataclasses import dataclass, replace

import numpy as np

from tagrid.demo.delivery import codes
from tagrid.demo.hours import FLAT, PERIODS
from tagrid.demo.prices import COMPONENTS, MICRO, SINGLE, TARIFFS, agency_price, composition, listed, whole
from tagrid.demo.scene import Scene
from tagrid.demo.world import World

KINDS = (
    "energy_charge",
    "system_operation",
    "funds",
    "rounding",
    "basic_charge",
    "power_factor",
    "tier",
    "free_energy",
    "correction",
)

UNITS = ("kwh", "kva", "kw")

KWH, KVA, KW = range(len(UNITS))

NONE = -1


@dataclass(frozen=True)
class Line:
    """A line of every customer's bill, where ``there``: hundredths of the unit, millionths of a yuan, cents.

    ``period`` is an index into PERIODS and ``unit`` one into UNITS, -1 for none; a line without a unit has no quantity
    and no price.
    """

    kind: str
    cents: np.ndarray
    there: np.ndarray
    quantity: np.ndarray | None = None
    price: np.ndarray | None = None
    unit: int | np.ndarray = NONE
    period: int | np.ndarray = NONE

    def restated(self, then: "Line", new: np.ndarray) -> "Line":
        """Return the line as it became where ``new``, and as it was elsewhere; unit and period stay."""

        def chosen(mine: np.ndarray | None, other: np.ndarray | None) -> np.ndarray | None:
            return None if mine is None or other is None else np.where(new, other, mine)

        return replace(
            self,
            cents=np.where(new, then.cents, self.cents),
            there=np.where(new, then.there, self.there),
            quantity=chosen(self.quantity, then.quantity),
            price=chosen(self.price, then.price),
        )


def apart(world: World, index: int) -> np.ndarray:
    """Return what stands in lines of its own of each tariff's price in a month, millionths of a yuan a kWh.

    Of shape (tariff, 2): operation of the system, and funds; 0 where the price is one.
    """
    out = np.zeros((len(TARIFFS), 2), dtype=np.int64)
    for number, tariff in enumerate(TARIFFS):
        if tariff.is_of_the_market:
            flat = listed(world, index, tariff)["flat" if tariff.is_time_of_use else SINGLE]
            parts = dict(zip(COMPONENTS, composition(tariff, flat, agency_price(world, index)), strict=True))
            out[number] = [round(parts[name] * MICRO) for name in ("system_operation", "funds")]
    return out


def signed(quantity: np.ndarray, price: np.ndarray, scale: int = MICRO) -> np.ndarray:
    """Return a quantity times a price, halves away from zero."""
    product = quantity * price
    return np.sign(product) * whole(np.abs(product), scale)


def energy_lines(
    energy: np.ndarray, price: np.ndarray, by_period: np.ndarray, separate: np.ndarray, charge: np.ndarray
) -> list[Line]:
    """Return the lines of the energy: hundredths of a kWh by period at prices, ``separate`` of which stands apart.

    ``by_period`` says whose tariff has periods, ``charge`` what all of the lines come to.
    """
    total, rest = energy.sum(axis=1), separate.sum(axis=1)
    lines = []
    for number in range(len(PERIODS)):
        of_all = (number == FLAT) & ~by_period
        quantity = np.where(of_all, total, energy[:, number])
        own = price[:, number] - rest
        there = (quantity != 0) & (by_period | of_all)
        period = np.where(by_period, number, NONE)
        lines.append(
            Line("energy_charge", np.where(there, signed(quantity, own), 0), there, quantity, own, KWH, period)
        )
    for number, kind in enumerate(("system_operation", "funds")):
        own, there = separate[:, number], (total != 0) & (separate[:, number] != 0)
        lines.append(Line(kind, signed(total, own), there, total, own, KWH))
    left = charge - sum(line.cents for line in lines)
    return [*lines, Line("rounding", left, left != 0)]


def put_lines(
    scene: Scene, month_on: int, known: np.ndarray, row: np.ndarray, bill, lines: list[Line], before: list[Line]
) -> None:
    """Write ``bill_lines`` of the bills ``bill`` (their identifiers) of the customers ``row``.

    ``before`` are the lines as they were first billed: a line that is gone since comes again with nothing in it.
    """
    every = []
    for number, (line, first) in enumerate(zip(lines, before, strict=True), start=1):
        at = np.flatnonzero((line.there | first.there)[row])
        mine, there = row[at], line.there[row[at]]
        unit = np.broadcast_to(line.unit, len(scene.who.kwh))[mine]
        empty = np.full(len(at), np.nan)
        every.append(
            {
                "at": at,
                "number": np.full(len(at), number),
                "kind": np.full(len(at), KINDS.index(line.kind)),
                "period": np.broadcast_to(line.period, len(scene.who.kwh))[mine],
                "quantity": empty if line.quantity is None else np.where(there, line.quantity[mine] / 100, 0),
                "price": empty if line.price is None else line.price[mine] / MICRO,
                "unit": unit,
                "amount": np.where(there, line.cents[mine], 0) / 100,
            }
        )
    whole_table = {name: np.concatenate([one[name] for one in every]) for name in every[0]}
    order = np.lexsort((whole_table["number"], whole_table["at"]))
    cells = {name: values[order] for name, values in whole_table.items()}
    at = cells["at"]
    scene.sink.put(
        "marketing.bill_lines",
        known[at],
        {
            "bill_id": bill[at],
            "line_number": cells["number"],
            "customer_id": scene.ids_of(row)[at],
            "bill_month": np.full(len(at), month_on),
            "kind": codes(KINDS, cells["kind"]),
            "time_period": codes(PERIODS, cells["period"]),
            "quantity": cells["quantity"],
            "unit": codes(UNITS, cells["unit"]),
            "unit_price_yuan": cells["price"],
            "amount_yuan": cells["amount"],
        },
    )
