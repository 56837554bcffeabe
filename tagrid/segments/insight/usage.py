"""How a group uses electricity over a year."""

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
        raise BadInput(
            f"A usage curve has 1 to 120 months, not {months}.", f"用电曲线应为 1 至 120 个月，不能是 {months} 个月。"
        )
    with desk.version.connect() as con:
        con.register("asked", _ids(desk, mask))
        found = con.execute(_CURVE, {"as_of": desk.version.as_of, "months": months}).fetchall()
    return [MonthOfUse(*row) for row in found]


def _ids(desk: "Desk", mask: "Words"):
    import pyarrow as pa

    everyone = customer_ids(desk.version)
    return pa.table({"customer_id": everyone.filter(flags(mask, len(everyone)))})
