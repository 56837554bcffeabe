"""What is paid for the bills and when, reminders for what is not, and the accounts of those who pay ahead."""

import numpy as np

from tagrid.demo.bills import Bills, bill_ids
from tagrid.demo.cast import Cast
from tagrid.demo.frame import blank, codes, ids
from tagrid.demo.life import month_column
from tagrid.demo.scene import Scene
from tagrid.demo.world import NEVER, Month, month

CHANNELS = ["app", "wechat_alipay", "bank_debit", "counter", "agent", "post_pay_terminal"]
STEPS = ((4, 0.95), (11, 0.9), (22, 0.85), (38, 0.7))  # days after due, chance that the reminder is sent
DUNNING_CHANNELS = ["sms", "phone", "visit", "letter"]
NEVER_PAID_DAYS = 150


def channel_of(who: Cast) -> np.ndarray:
    """Return each customer's usual channel of payment, an index into CHANNELS."""
    draw, digital = who.rng("channel").random(who.size), 1 / (1 + np.exp(-who.digital))
    firm = np.select([draw < 0.55, draw < 0.55 + 0.25 * digital], [2, 0], 3)
    bounds = np.stack([0.35 * digital, 0.85 * digital, 0.85 * digital + 0.12, 0.85 * digital + 0.2])
    home = (draw > bounds).sum(axis=0)
    return np.where(who.is_home, np.where(home == 4, 5 - (draw * 97 % 1 < 0.6), home), firm)


def _paid_days(scene: Scene, book: Bills, index: int) -> np.ndarray:
    """Draw the day each bill is paid; NEVER when it is not within about half a year.

    Habit (diligence, direct debit) sets the usual day; stress of the month, seen by nobody, delays and prevents.
    """
    rng, who, n = scene.rng("paying", index), scene.who, len(book.row)
    stress = scene.lives.stress[book.row, month_column(who, index)]
    debit = channel_of(who)[book.row] == 2
    usual = -9 - 4 * who.diligence[book.row] + rng.normal(0, 4, n)
    early = np.maximum(usual, -19)
    strain = 1.6 * stress - 0.7 * who.diligence[book.row] + 0.8 * rng.normal(size=n)
    slips = rng.random(n) < 1 / (1 + np.exp(-(strain - 3.45)))
    forgets = rng.random(n) < np.where(debit, 0.01, 0.06) * np.exp(-0.5 * who.diligence[book.row])
    slow = 5 + rng.exponential(46, n) * np.exp(0.12 * stress)
    delay = np.where(slips, slow, np.where(forgets, 1 + rng.exponential(9, n), early))
    answered = (delay > STEPS[0][0]) & (rng.random(n) < 0.35) & ~slips
    delay = np.where(answered, STEPS[0][0] + rng.integers(1, 5, n), delay)
    day = book.due + np.round(delay).astype(np.int64)
    return np.where(delay > NEVER_PAID_DAYS, NEVER, np.maximum(day, book.issued))


def payments(scene: Scene, book: Bills, index: int) -> np.ndarray:
    """Write the month's payments of postpaid bills; return the day each bill is settled."""
    rng, now = scene.rng("payments", index), month(index)
    prepaid = scene.net.prepaid[book.row]
    paid = np.where(prepaid, book.issued, _paid_days(scene, book, index))
    amount = np.where(book.restated <= paid, book.amount_now, book.amount)
    split = (rng.random(len(paid)) < np.where(paid > book.due, 0.18, 0.01)) & ~prepaid & (amount > 20)
    part = np.where(split, np.round(amount * rng.uniform(0.3, 0.7, len(paid)), 2), amount)
    channel = channel_of(scene.who)[book.row]
    channel = np.where(rng.random(len(paid)) < 0.12, rng.integers(0, len(CHANNELS), len(paid)), channel)
    owed = np.where((book.restated > paid) & (paid < NEVER), np.round(book.amount_now - book.amount, 2), 0.0)
    before = np.where(split, np.maximum(paid - rng.integers(3, 15, len(paid)), book.issued), NEVER)
    pieces = [
        (1, paid, np.round(amount - np.where(split, part, 0), 2)),
        (2, before, part),
        (3, np.where((owed != 0) & (book.restated < NEVER), book.restated + 3, NEVER), owed),
    ]
    for order, day, yuan in pieces:
        _pay(scene, now, book.row, order, np.where(paid < NEVER, day, NEVER), yuan, np.where(prepaid, -1, channel))
    return paid


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


def dunning(scene: Scene, book: Bills, paid: np.ndarray, index: int) -> None:
    """Write the reminders for bills unpaid some days after they were due; the last step may cut the supply."""
    rng, now, n = scene.rng("dunning", index), month(index), len(book.row)
    cuttable = ~np.isin(scene.who.kind[book.row], [2]) & (scene.net.important[book.row] < 0)
    for stage, (wait, chance) in enumerate(STEPS, start=1):
        day = book.due + wait + rng.integers(0, 3, n)
        sent = (paid > day) & (rng.random(n) < chance) & (book.amount > 5)
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
                "is_cut_off": cuttable & (stage == 4) & (rng.random(n) < 0.5),
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
    _pay(scene, now, row, 4, np.where(top_up > 0, top_day, NEVER), top_up, channel_of(scene.who)[row], True)
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
