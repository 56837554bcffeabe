"""The invented utility beside published statistics: what its customers use by month, on worlds of several seeds.

    python -m benchmarks.demo --customers 5000 --seeds 7 11 13

Published: the National Energy Administration's releases on the use of electricity by month, 2024, hundred million kWh.
"""

import argparse
from datetime import date

import numpy as np

from tagrid.demo.energy import energy
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


def main() -> None:
    """Print the figures as a Markdown table, the mean of the seeds and their range."""
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


if __name__ == "__main__":
    main()
