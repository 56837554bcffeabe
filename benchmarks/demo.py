"""The invented utility beside published statistics: use by month on worlds of several seeds, and a delivery's service.

    python -m benchmarks.demo --customers 5000 --seeds 7 11 13

Published: the National Energy Administration's releases on the use of electricity by month, 2024, hundred million kWh.
The second table is of one delivery of 2,000 customers: how they pay, complain, are connected and metered.
"""

import argparse
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from benchmarks.bills import delivered_table
from tagrid.demo.energy import energy
from tagrid.demo.generate import generate
from tagrid.demo.life import life
from tagrid.demo.population import PLACES, POI, cast
from tagrid.demo.supply import supply
from tagrid.demo.world import World, month

FIRST = date(2024, 1, 1)
AUGUST, SEPTEMBER, OCTOBER = 7, 8, 9

# January to July is a mean month: 10,398 to August less August's 1,918, over seven.
HOMES = {"August": 1918 / 932, "September": 1323 / 932, "January to July": (10398 - 1918) / 7 / 932}
TRADES = {"August": 1903 / 1367}
WORKS = {"August": 5679 / 5337}


def by_month(seed: int, customers: int) -> dict[str, np.ndarray]:
    """Return the energy of each month of 2024 of homes, trades and works, kWh, (12)."""
    world = World(seed, customers, FIRST)
    out = {name: np.zeros(12) for name in ("homes", "trades", "works")}
    for block in range(world.blocks):
        who = cast(world, block)
        net = supply(who)
        lives = life(who, net, world.first_month + 11)
        place = np.array([PLACES[p] for p in POI[who.kind]])
        of = {
            "homes": who.is_home,
            "trades": ~who.is_home & np.isin(place, ["office", "retail", "public"]),
            "works": place == "factory",
        }
        for at in range(12):
            now = month(world.first_month + at)
            use = energy(who, net, lives, now.index, np.zeros((who.size, now.length), np.float32))
            kwh = np.where(use.live, use.kwh, 0).sum(axis=1)
            for name, mine in of.items():
                out[name][at] += kwh[mine].sum()
    return out


def figures(found: dict[str, np.ndarray]) -> list[tuple[str, float, float]]:
    """Return (what, in the demo, published) of each figure: months over October."""
    rows = []
    for name, published in (("homes", HOMES), ("trades", TRADES), ("works", WORKS)):
        kwh = found[name] / found[name][OCTOBER]
        mine = {"August": kwh[AUGUST], "September": kwh[SEPTEMBER], "January to July": kwh[:AUGUST].mean()}
        rows += [(f"{name}, {when} over October", float(mine[when]), value) for when, value in published.items()]
    return rows


DELIVERED, SINCE, UNTIL = 2000, date(2025, 1, 1), date(2026, 6, 30)

YEAR = date(2025, 7, 1)  # the delivery's last twelve months begin


def service(folder: Path) -> list[tuple[str, str]]:
    """Return (what, figure) of the last year of a delivery: payment, complaints, connection, meters, corrections."""
    customers = delivered_table(folder, "marketing.customers").unique("customer_id", keep="last")
    homes = customers.filter(pl.col("customer_type") == "household")
    paid = delivered_table(folder, "marketing.payments").filter(
        pl.col("paid_on") >= YEAR, pl.col("channel").is_not_null()
    )
    paid = paid.join(homes, on="customer_id", how="semi")
    online = paid["channel"].is_in(["app", "wechat_alipay"]).mean()
    complaints = delivered_table(folder, "service_95598.complaints").filter(pl.col("opened_at") >= YEAR)
    connected = delivered_table(folder, "marketing.connection_applications").unique("application_id", keep="last")
    connected = connected.filter(pl.col("energised_on") >= YEAR)
    small = connected.filter(pl.col("requested_capacity_kva") < 100)  # few are larger
    days = (small["energised_on"] - small["accepted_on"]).dt.total_days().median()
    meters = delivered_table(folder, "marketing.meters").unique("meter_id", keep="last")
    several = meters.filter(pl.col("removed_on").is_null()).group_by("customer_id").len().filter(pl.col("len") > 1)
    bills = delivered_table(folder, "marketing.bills").unique("bill_id", keep="last")
    corrected = bills["correction_yuan"].is_not_null().mean()
    return [
        ("payments of homes by app, WeChat or Alipay", f"{online:.0%}"),
        ("homes that pay before use", f"{(homes['billing_mode'] == 'prepaid').mean():.1%}"),
        ("complaints a year of 100 customers", f"{100 * complaints['ticket_id'].n_unique() / customers.height:.1f}"),
        ("days to supply, median, below 100 kVA", f"{days:.0f}"),
        ("customers with several meters at work", f"{several.height / customers.height:.1%}"),
        ("bills that correct earlier months", f"{corrected:.2%}"),
    ]


def main() -> None:
    """Print the figures as Markdown tables: the mean of the seeds and their range, then those of a delivery."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=5000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[7, 11, 13, 17])
    options = parser.parse_args()
    worlds = [by_month(seed, options.customers) for seed in options.seeds]
    print("| figure | demo | lowest to highest | published |\n|---|---|---|---|")
    for rows in zip(*map(figures, worlds), strict=True):
        mine = [row[1] for row in rows]
        print(f"| {rows[0][0]} | {np.mean(mine):.2f} | {min(mine):.2f} to {max(mine):.2f} | {rows[0][2]:.2f} |")
    homes = np.mean([found["homes"] for found in worlds], axis=0)
    print("\nMean of homes by month, share of October:", " ".join(f"{x:.2f}" for x in homes / homes[OCTOBER]))
    with TemporaryDirectory() as made:
        generate(Path(made) / "delivery", DELIVERED, SINCE, UNTIL)
        print("\n| figure | demo |\n|---|---|")
        for what, figure in service(Path(made) / "delivery"):
            print(f"| {what} | {figure} |")


if __name__ == "__main__":
    main()
