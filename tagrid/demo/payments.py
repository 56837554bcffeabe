"""The tables of payments, of reminders for what is not paid, and of the accounts of those who pay ahead."""

import numpy as np

from tagrid.demo.bills import Bills, bill_ids
from tagrid.demo.frame import blank, codes, ids
from tagrid.demo.scene import Scene
from tagrid.demo.settling import CHANNELS, CUT_OFF, REMINDED, Settling, usual_channel
from tagrid.demo.world import NEVER, Month, month

STEPS = ((REMINDED, 0.95), (11, 0.9), (22, 0.85), (CUT_OFF, 0.7))  # days after due, chance of the reminder
DUNNING_CHANNELS = ["sms", "phone", "visit", "letter"]


def payments(scene: Scene, book: Bills, index: int, settled: Settling) -> None:
    """Write the month's payments of bills: one, or two where it is paid in parts, and what a restatement adds."""
    rng, now, paid = scene.rng("payments", index), month(index), settled.paid
    prepaid = scene.net.prepaid[book.row]
    amount = np.where(book.restated <= paid, book.amount_now, book.amount)
    part = np.where(settled.parts, np.round(amount * rng.uniform(0.3, 0.7, len(paid)), 2), amount)
    owed = np.where((book.restated > paid) & (paid < NEVER), np.round(book.amount_now - book.amount, 2), 0.0)
    before = np.where(settled.parts, np.maximum(paid - rng.integers(3, 15, len(paid)), book.booked), NEVER)
    pieces = [
        (1, paid, np.round(amount - np.where(settled.parts, part, 0), 2)),
        (2, before, part),
        (3, np.where((owed != 0) & (book.restated < NEVER), book.restated + 3, NEVER), owed),
    ]
    for order, day, yuan in pieces:
        day = np.where(paid < NEVER, day, NEVER)
        _pay(scene, now, book.row, order, day, yuan, np.where(prepaid, -1, settled.channel))


def _pay(scene: Scene, now: Month, row: np.ndarray, order: int, day, yuan, channel, on_account: bool = False) -> None:
    bill = bill_ids(scene, now, row)
    late = scene.rng("late payments", now.index, order).integers(0, 60, len(row)) == 0
    scene.sink.put(
        "marketing.payments",
        np.where((day < NEVER) & (yuan != 0), day + 2 * late, NEVER),
        {
            "payment_id": ids("Z", (now.compact * 10**8 + scene.who.no[row]) * 10 + order, 15),
            "bill_id": blank(bill, np.full(len(row), on_account)),
            "customer_id": scene.ids_of(row),
            "paid_on": day,
            "amount_yuan": yuan,
            "channel": codes(CHANNELS, channel),
        },
    )


def dunning(scene: Scene, book: Bills, settled: Settling, index: int) -> None:
    """Write the reminders for bills unpaid some days after they were due; the last step may cut the supply."""
    rng, now, n = scene.rng("dunning", index), month(index), len(book.row)
    for stage, (wait, chance) in enumerate(STEPS, start=1):
        cut = (settled.cut < NEVER) & (stage == len(STEPS))
        day = np.where(cut, settled.cut, book.due + wait + rng.integers(0, 3, n))
        sent = (settled.paid > day) & (rng.random(n) < chance) & (book.amount > 5) | cut
        means = np.minimum(rng.integers(0, 2, n) + (stage > 2) + (stage > 3), 3) if stage > 1 else np.zeros(n, int)
        scene.sink.put(
            "marketing.dunning",
            np.where(sent, day, NEVER),
            {
                "dunning_id": ids("D", (now.compact * 10**8 + scene.who.no[book.row]) * 10 + stage, 15),
                "bill_id": bill_ids(scene, now, book.row),
                "customer_id": scene.ids_of(book.row),
                "stage": np.full(n, stage),
                "channel": codes(DUNNING_CHANNELS, means),
                "dunned_on": day,
                "is_cut_off": cut,
            },
        )


def prepaid(scene: Scene, book: Bills, index: int) -> None:
    """Write top-ups, the transfer of each bill's amount off the account, and weekly balances.

    A balance at a month's beginning is drawn for itself and the top-up makes up the difference, so that no month
    needs the ones before it.
    """
    mine = scene.net.prepaid[book.row]
    row, now = book.row[mine], month(index)
    amount, issued = book.amount[mine], book.issued[mine]
    begin, end = (_opening_balance(scene, i)[row] * np.maximum(amount, 5) for i in (index, index + 1))
    top_up = np.round(np.maximum(end - begin + amount, 0), 0)
    top_day = now.first + scene.rng("top-up", index).integers(0, now.length, len(row))
    _pay(scene, now, row, 4, np.where(top_up > 0, top_day, NEVER), top_up, usual_channel(scene.who)[row], True)
    _pay(scene, now, row, 5, issued, -amount, np.full(len(row), -1), True)
    for day in now.days[now.days % 7 == 3]:
        balance = begin - amount * (day - now.first + 1) / now.length + np.where(top_day <= day, top_up, 0)
        alive = scene.alive(row, np.full(len(row), day))
        scene.sink.put(
            "marketing.prepaid_balances",
            np.where(alive, day, NEVER),
            {
                "customer_id": scene.ids_of(row),
                "balance_on": np.full(len(row), day),
                "balance_yuan": np.round(balance, 2),
            },
        )


def _opening_balance(scene: Scene, index: int) -> np.ndarray:
    """Draw balances at a month's beginning, in months of use; lower where stress is."""
    return np.exp(0.5 * scene.rng("balance", index).normal(size=scene.who.size) - 0.35 * scene.who.stress) - 0.25
