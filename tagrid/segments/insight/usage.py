"""How a group uses electricity over a year, and where its customers are."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tagrid.errors import BadInput
from tagrid.segments.insight.moves import customer_ids, flags

if TYPE_CHECKING:
    from tagrid.segments.bits import Words
    from tagrid.segments.desk import Desk

MONTHS = 12

# A day not read is left out of its customer's mean; a month with no day read, of the curve.
_CURVE = """
    with days as (
        select customer_id, month_on, list_avg(daily_kwh) as kwh
        from portrait_energy semi join asked using (customer_id)
        where month_on > $as_of - interval (cast($months as integer)) month and month_on <= $as_of
    )
    select month_on, count(kwh), avg(kwh), quantile_cont(kwh, 0.1), median(kwh), quantile_cont(kwh, 0.9)
    from days where kwh is not null group by month_on order by month_on
"""


@dataclass(frozen=True)
class MonthOfUse:
    """Mean daily use in a month, kWh a customer: of the group, and the band that holds 80 % of its customers."""

    month_on: date
    customers: int
    mean_kwh: float
    low_kwh: float
    median_kwh: float
    high_kwh: float


def usage_curve(desk: "Desk", mask: "Words", months: int = MONTHS) -> list[MonthOfUse]:
    """Return the use of the customers in `mask` over the last `months` months, oldest first.

    The mean alone would be that of the few large ones; the band says how far customers differ.
    """
    if not 1 <= months <= 120:
        raise BadInput(f"A usage curve has 1 to 120 months, not {months}.")
    with desk.version.connect() as con:
        con.register("asked", _ids(desk, mask))
        found = con.execute(_CURVE, {"as_of": desk.version.as_of, "months": months}).fetchall()
    return [MonthOfUse(*row) for row in found]


@dataclass(frozen=True)
class Place:
    """Customers of a group at one place; ``share`` of everyone there, ``tgi`` against the share everywhere."""

    name: str | None
    customers: int
    everyone: int
    share: float
    tgi: float


def places(desk: "Desk", mask: "Words", base: "Words", column: str = "district") -> list[Place]:
    """Return where the customers in `mask` are, most first; `base` is the population to compare with.

    `column` is a text of portrait_customer; None stands for those without one. Raises BadInput for another column.
    """
    from tagrid.segments.sql import identifier

    if desk.features.themes["customer"].get(column) != "text":
        raise BadInput(f"Customers have no place '{column}' in version {desk.version.id}.")
    query = (
        f"select {identifier(column)}, count(*) from portrait_customer semi join asked using (customer_id) group by 1"
    )
    counts = []
    with desk.version.connect() as con:
        for one in (mask, base):
            con.register("asked", _ids(desk, one))
            counts.append(dict(con.execute(query).fetchall()))
            con.unregister("asked")
    inside, everyone = counts
    overall = sum(inside.values()) / max(sum(everyone.values()), 1)
    rows = [(name, inside.get(name, 0), of) for name, of in everyone.items()]
    found = [Place(name, n, of, n / of, n / of / overall * 100 if overall else 0.0) for name, n, of in rows]
    return sorted(found, key=lambda one: (-one.customers, one.name or ""))


def _ids(desk: "Desk", mask: "Words"):
    import pyarrow as pa

    everyone = customer_ids(desk.version)
    return pa.table({"customer_id": everyone.filter(flags(mask, len(everyone)))})
