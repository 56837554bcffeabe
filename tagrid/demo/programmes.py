"""Lists and programmes of load and green power, cut-offs and restorings, and what panels feed in and are paid for.

Shares of customers on each list are assumptions for one city: nobody publishes them by customer. Who is on them follows
rules that are published: plans of orderly use and load management begin with the large and the industrial
(发改运行规〔2023〕1261号), and homes changed from coal lie in villages.
"""

from dataclasses import dataclass

import numpy as np

from tagrid.demo.bills import Bills
from tagrid.demo.delivery import codes, ids
from tagrid.demo.payments import Settling
from tagrid.demo.population import kind_number
from tagrid.demo.scene import Scene, moment
from tagrid.demo.world import DAY_S, NEVER, SKY_HOURS, World, month, sky_of

LISTS = (
    *("orderly_use", "load_control", "adjustable_load", "virtual_plant"),
    *("green_power", "green_certificate", "coal_to_power", "electric_heating"),
)

WORKS = [kind_number(name) for name in ("single_shift", "two_shift", "continuous")]

VILLAGER = kind_number("villager")


@dataclass(frozen=True)
class _Lists:
    """Whom each list may hold and with what chance: (lists, customers); ``amount`` in kW, or kWh a year."""

    chance: np.ndarray
    amount: np.ndarray


def _lists(scene: Scene) -> _Lists:
    who, net = scene.who, scene.net
    works = np.isin(who.kind, WORKS) & net.dedicated
    large, green = net.dedicated & (net.capacity >= 100), np.exp(0.6 * who.green)
    peak = 0.6 * net.capacity
    year = 12 * who.kwh
    chance = np.stack([
        0.7 * works, 0.75 * large, 0.12 * large, 0.05 * large,
        0.06 * works * green, 0.04 * large * green, 0.05 * (who.kind == VILLAGER), 0.02 * who.is_home,
    ])  # fmt: skip
    amount = np.stack([0.2 * peak, 0.1 * peak, 0.15 * peak, 0.1 * peak, 0.3 * year, 0.1 * year, peak, peak])
    return _Lists(chance, amount)


def enrolments(scene: Scene) -> None:
    """Write ``enrolments``: each list's customers, a tenth of them until a day; orderly use begins in January."""
    start, lists = scene.who.world.start_day, _lists(scene)
    for number, kind in enumerate(LISTS):
        rng = scene.rng("enrolments", number)
        row = np.flatnonzero(rng.random(scene.who.size) < lists.chance[number])
        first = start - 300 + rng.integers(0, 700, len(row))
        if kind == "orderly_use":
            first = np.full(len(row), int(np.datetime64(f"{scene.who.world.start.year}-01-01").astype(int)))
        first = np.maximum(first, scene.lives.opened[row])
        last = np.where(rng.random(len(row)) < 0.1, first + rng.integers(100, 900, len(row)), NEVER)
        scene.sink.put(
            "marketing.enrolments",
            np.maximum(first, start),
            {
                "enrolment_id": ids("YW", scene.who.no[row] * 10 + number, 10),
                "customer_id": scene.ids_of(row),
                "kind": codes(LISTS, np.full(len(row), number)),
                "valid_from": first,
                "valid_to": last,
                "amount": np.round(lists.amount[number][row] * rng.uniform(0.7, 1.3, len(row)), 0),
            },
        )


def supply_commands(scene: Scene, book: Bills, index: int, settled: Settling) -> None:
    """Write the cut-offs of the month's unpaid bills and, once they are paid, the restorings within a day."""
    rng, now, row = scene.rng("commands", index), month(index), book.row
    hour, wait = rng.uniform(9, 16, (2, len(row))), rng.integers(1, 20, len(row)) * 3600
    restored = np.where((settled.cut < NEVER) & (settled.paid < NEVER), np.maximum(settled.paid, settled.cut), NEVER)
    for order, (action, reason, day) in enumerate((("cut_off", "arrears", settled.cut), ("restore", "paid", restored))):
        sent = moment(scene.rng("commanded", index, order), np.where(day < NEVER, day, 0), 9, 16)
        done = sent + (1800 + (hour[0] * 60).astype(np.int64) if order == 0 else wait)
        scene.sink.put(
            "marketing.supply_commands",
            day,
            {
                "command_id": ids("TD", (now.compact * 10**8 + scene.who.no[row]) * 10 + order, 15),
                "customer_id": scene.ids_of(row),
                "action": codes([action], np.zeros(len(row), int)),
                "reason": codes([reason], np.zeros(len(row), int)),
                "commanded_at": sent,
                "done_at": done,
            },
            {"done_at": done // DAY_S},
        )


# Hours of full output by month under mean skies, 1,050 a year, as is usual in Jiangsu; a home or firm that uses its own
# first feeds in what is left. 0.391 yuan a kWh is the province's price of coal power, which feed-in without subsidy is
# paid by.
SUN_HOURS = (62, 66, 88, 103, 112, 98, 110, 108, 92, 84, 67, 60)

SURPLUS, FEED_IN_YUAN = 0.45, 0.391

MEAN_SKY_HOURS = 2.9  # of SKY_HOURS, under this climate


def sun_hours(world: World, index: int) -> float:
    """Return the hours of full output of a month under the skies of its days."""
    now = month(index)
    hours = SKY_HOURS[sky_of(world, now.days)["condition"][:, 0]]
    return SUN_HOURS[index % 12] * float(hours.mean()) / MEAN_SKY_HOURS


def fed_in_of_month(scene: Scene, index: int) -> tuple[np.ndarray, np.ndarray]:
    """Return who feeds in all through a month, and how much each does, kWh with two digits."""
    net, now = scene.net, month(index)
    row = np.flatnonzero((net.pv > 0) & (scene.lives.opened < now.first) & (scene.lives.ended > now.after))
    luck = scene.rng("feed-in", index).uniform(0.95, 1.05, len(row))
    share = np.where(net.pv[row] == 1, 1.0, SURPLUS) * luck
    return row, np.round(net.pv_kw[row] * sun_hours(scene.who.world, index) * share, 2)


def feed_in(scene: Scene, index: int) -> None:
    """Write the month's settlements of energy fed in: settled by the tenth of the next month, paid within weeks."""
    rng, now = scene.rng("feed-in", index), month(index)
    row, kwh = fed_in_of_month(scene, index)
    rng.uniform(size=len(row))  # of the stream: how much it was
    settled = now.after + rng.integers(4, 10, len(row))
    paid = settled + np.where(
        rng.random(len(row)) < 0.03, rng.integers(40, 120, len(row)), rng.integers(5, 25, len(row))
    )
    scene.sink.put(
        "marketing.feed_in_settlements",
        settled,
        {
            "settlement_id": ids("GF", now.compact * 10**8 + scene.who.no[row], 14),
            "customer_id": scene.ids_of(row),
            "fed_in_month": np.full(len(row), now.first),
            "settled_on": settled,
            "fed_in_kwh": kwh,
            "amount_yuan": np.round(kwh * FEED_IN_YUAN, 2),
            "paid_on": paid,
        },
        {"paid_on": paid},
    )
