"""Which hours of the invented city fall in which period of the day: the seed ``tariff_hours``, as quarter hours."""

import csv
from functools import cache

import numpy as np

from tagrid.core.overlay import REFERENCE

PROVINCE = "云江"

PERIODS = ("sharp", "peak", "flat", "valley", "deep_valley")

SHARP, PEAK, FLAT, VALLEY, DEEP_VALLEY = range(5)

QUARTERS = 96

SEEDS = REFERENCE / "dbt_project" / "seeds"

ORDINARY, FESTIVAL = "ordinary", "festival"


@cache
def seed_rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a seed of the reference project, cells as text; read once, not to be written to."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def periods_of(category: str, month_number: int, days: str) -> np.ndarray:
    """Return the period of each quarter hour, an index into PERIODS, of a category of use in a month, 1 to 12.

    ``days`` is ORDINARY or FESTIVAL. ``ValueError`` where a quarter hour has no period, or two.
    """
    out = np.full(QUARTERS, -1)
    for row in seed_rows("tariff_hours"):
        place = (row["province"], row["tariff_category"], row["days"])
        if place != (PROVINCE, category, days) or str(month_number) not in row["months"].split():
            continue
        span = slice(int(4 * float(row["from_hour"])), int(4 * float(row["to_hour"])))
        if (out[span] >= 0).any():
            raise ValueError(f"two periods at once: {row}")
        out[span] = PERIODS.index(row["period"])
    if (out < 0).any():
        raise ValueError(f"hours of {category} in month {month_number} without a period")
    return out
