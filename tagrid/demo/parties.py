"""Whose accounts are whose, who settles for whom, and the service grid each lies in.

How many accounts one party has, and how many are settled together, is published nowhere; the shares are assumptions.
"""

import numpy as np
import polars as pl

from tagrid.demo import population
from tagrid.demo.delivery import codes, ids, newest
from tagrid.demo.payments import DEBIT, usual_channel
from tagrid.demo.population import DISTRICTS
from tagrid.demo.scene import Scene
from tagrid.demo.world import NEVER

GRIDS_A_DISTRICT = 3


def grid_of(scene: Scene) -> np.ndarray:
    """Return the service grid of each customer: the feeders of a district are divided among its grids."""
    net = scene.net
    at = net.transformer
    return net.transformer_district[at] * GRIDS_A_DISTRICT + net.feeder[at] % GRIDS_A_DISTRICT


def grid_ids(scene: Scene, numbers: np.ndarray) -> pl.Series:
    """Return identifiers of service grids of the block."""
    return ids("WG", scene.who.block * 100 + numbers, 6)


def service_grids(scene: Scene) -> None:
    """Write ``service_grids``: those of the districts, each with its manager."""
    number = np.arange(len(DISTRICTS) * GRIDS_A_DISTRICT)
    district = codes(DISTRICTS, number // GRIDS_A_DISTRICT)
    names = pl.Series([f"第{1 + one % GRIDS_A_DISTRICT}网格" for one in number])
    scene.sink.put(
        "marketing.service_grids",
        np.full(len(number), scene.who.world.start_day),
        {
            "grid_id": grid_ids(scene, number),
            "grid_name": district + names,
            "office": district.str.slice(0, 2) + "供电所",
            "manager_name": population.people(scene.rng("grid managers"), len(number)),
        },
    )


SECOND_HOME, GROUP = 0.03, 0.06  # shares of homes of a party that has another, and of firms that another one pays for


def _before(scene: Scene, mine: np.ndarray) -> np.ndarray:
    """Return for each customer the nearest one before it among ``mine``, itself where there is none."""
    rows = np.arange(scene.who.size)
    last = np.maximum.accumulate(np.where(mine, rows, -1))
    last = np.concatenate([[-1], last[:-1]])
    return np.where(last < 0, rows, last)


def _heads(scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """Return whose party each account is of, and whose settlement account it is paid through, as row numbers."""
    who, rows = scene.who, np.arange(scene.who.size)
    draw, together = scene.rng("parties").random((2, who.size))
    second = who.is_home & (draw < SECOND_HOME)
    party = np.where(second, _before(scene, who.is_home & ~second), rows)
    paid_for = ~who.is_home & (draw < GROUP)
    payer = np.where(paid_for, _before(scene, ~who.is_home & ~paid_for), rows)
    return party, np.where(second & (together < 0.8), party, payer)


def party_ids(scene: Scene) -> pl.Series:
    """Return the party (客户编号) of each account."""
    return ids("KH", scene.who.no[_heads(scene)[0]], 10)


def settlement_account_ids(scene: Scene) -> pl.Series:
    """Return the settlement account of each account."""
    return ids("JS", scene.who.no[_heads(scene)[1]], 10)


COLLECTIONS = ["paid_in", "direct_debit", "collection_order"]


def settlement_accounts(scene: Scene) -> None:
    """Write ``settlement_accounts``: direct debits of who pays so, collection orders at a fifth of the firms."""
    who, lives = scene.who, scene.lives
    party, head = _heads(scene)
    row = np.unique(head)
    orders = ~who.is_home & (scene.rng("collection").random(who.size) < 0.2)
    collection = np.select([usual_channel(who) == DEBIT, orders], [1, 2], 0)
    ends = np.zeros(who.size, dtype=np.int64)
    np.maximum.at(ends, head, lives.ended)
    begins = np.full(who.size, NEVER)
    np.minimum.at(begins, head, lives.opened)
    begins, ends = begins[row], np.minimum(ends[row], NEVER)
    known = newest(np.maximum(begins, who.world.start_day), [ends], scene.sink.window)
    scene.sink.put(
        "marketing.settlement_accounts",
        np.where(begins < NEVER, known, NEVER),
        {
            "settlement_account_id": ids("JS", who.no[row], 10),
            "party_id": ids("KH", who.no[party[row]], 10),
            "collection": codes(COLLECTIONS, collection[row]),
            "closed_on": ends,
        },
        {"closed_on": ends},
    )
