"""When and how each bill is settled, and the tables of payments, reminders and prepaid accounts.

Habit sets the day, hard times delay it, a cut-off hurries it.
"""

from dataclasses import dataclass

import numpy as np

from tagrid.demo.bills import Bills, bill_ids
from tagrid.demo.delivery import blank, codes, ids
from tagrid.demo.life import month_column
from tagrid.demo.population import HARDSHIPS, Cast, hardship
from tagrid.demo.scene import Scene
from tagrid.demo.world import NEVER, Month, month

CHANNELS = ["app", "wechat_alipay", "bank_debit", "counter", "agent", "post_pay_terminal"]

APP, WECHAT_ALIPAY, DEBIT, COUNTER = range(4)

ONLINE = (APP, WECHAT_ALIPAY)

LONGEST_DELAY = 150  # days after due; what is not paid by then never is

REMINDED = 4  # days after due of the first reminder

CUT_OFF = 38  # days after due from which the supply may be cut

HARDLY, STEEP = 2.3, 3.6  # stress at which every second bill slips, and how sharply slips set in there

LUCK = 0.5  # what else moves a bill's chance to slip, log odds

SLOW_FROM, SLOW_DAYS, NEVER_PAID = 27, 15, 0.01  # a slipped bill is paid so late, after so many days more, or never

MISHAP = 0.009  # share of bills that slip for no reason anybody could have seen: a journey, a dispute


@dataclass(frozen=True)
class Settling:
    """How a month's bills are settled: ``paid`` in full on a day (NEVER: not at all), the supply ``cut`` on a day."""

    paid: np.ndarray
    cut: np.ndarray
    parts: np.ndarray
    channel: np.ndarray


ONLINE_REST = 0.75  # of who neither has a habit of paying online nor a direct debit, pays online today all the same


def usual_channel(who: Cast) -> np.ndarray:
    """Return each customer's usual channel of payment, an index into CHANNELS.

    Eight homes in ten pay online, about as many as are online at all (78.0 %, CNNIC's 54th report, June 2024); the
    share of a utility's payments is published by none that was found.
    """
    draw, digital = who.rng("channel").random(who.size), 1 / (1 + np.exp(-who.digital))
    firm = np.select([draw < 0.55, draw < 0.55 + 0.25 * digital], [DEBIT, 0], COUNTER)
    bounds = np.stack([0.35 * digital, 0.85 * digital, 0.85 * digital + 0.12, 0.85 * digital + 0.2])
    home = (draw > bounds).sum(axis=0)
    usual = np.where(who.is_home, np.where(home == 4, 5 - (draw * 97 % 1 < 0.6), home), firm)
    offline = (usual != DEBIT) & ~np.isin(usual, ONLINE)
    turned = offline & (who.rng("channel today").random(who.size) < ONLINE_REST)
    return np.where(turned, np.where(who.is_home, WECHAT_ALIPAY, APP), usual)


def lasting_stress(scene: Scene, index: int) -> np.ndarray:
    """Return the mean stress of the three months before: use falls at once, payment gives way only later."""
    now = month_column(scene.who, index)
    return scene.lives.stress[:, [max(0, now - back) for back in (1, 2, 3)]].mean(axis=1)


def strain(stress: np.ndarray, diligence: np.ndarray) -> np.ndarray:
    """Return the log odds that a bill slips under lasting stress."""
    return STEEP * (stress - HARDLY) - 0.4 * diligence


def slip_chance(stress: np.ndarray, diligence: np.ndarray) -> np.ndarray:
    """Return the chance that a bill slips, by hard times or mishap, luck averaged out."""
    luck = LUCK * np.linspace(-3, 3, 61)
    weight = np.exp(-0.5 * (luck / LUCK) ** 2)
    odds = strain(stress, diligence)[:, None] + luck[None, :]
    return 1 - (1 - (weight / (1 + np.exp(-odds))).sum(axis=1) / weight.sum()) * (1 - MISHAP)


def _together(scene: Scene, index: int) -> np.ndarray:
    """Day on which the few who pay two bills at once pay this month's and its neighbour's; NEVER for the others."""
    who = scene.who
    draw = who.rng("two at once").random((2, who.size))
    habit = (draw[0] < np.where(who.is_home, 0.018, 0.01)) & (usual_channel(who) != DEBIT)
    day = np.empty(who.size, dtype=np.int64)
    for parity in (0, 1):
        second = index + (index + parity) % 2  # the pair's later month
        mine = draw[1] < 0.5 if parity else draw[1] >= 0.5
        pay = month(second).after + 6 + who.rng("pair", second).integers(0, 6, who.size)
        day[mine] = pay[mine]
    return np.where(habit, day, NEVER)


def _delays(scene: Scene, book: Bills, index: int) -> np.ndarray:
    """Draw the days from due to payment, negative before it; LONGEST_DELAY and more where nothing is paid.

    Habit (diligence, direct debit) sets the usual day; lasting stress, seen by nobody, makes bills slip.
    """
    rng, who, row, n = scene.rng("paying", index), scene.who, book.row, len(book.row)
    stress = lasting_stress(scene, index)[row]
    slips = rng.random(n) < 1 / (1 + np.exp(-strain(stress, who.diligence[row]) - LUCK * rng.normal(size=n)))
    slips |= rng.random(n) < MISHAP
    debit = usual_channel(who)[row] == DEBIT
    forgets = rng.random(n) < np.where(debit, 0.003, 0.008) * np.exp(-0.9 * who.diligence[row])
    early = np.maximum(-12 - 2.4 * who.diligence[row] + 2.8 * stress.clip(0, 2.6) + rng.normal(0, 2.5, n), -19)
    pair = _together(scene, index)[row] - book.due
    usual = np.where(pair < 100, np.maximum(pair, -18), early)
    delay = np.where(forgets & (usual <= 0), 1 + rng.exponential(7, n), usual)
    answers = (delay > REMINDED) & (rng.random(n) < 0.6) & (pair > 100)
    delay = np.where(answers, REMINDED + rng.integers(1, 5, n), delay)
    slow = SLOW_FROM + np.minimum(rng.exponential(SLOW_DAYS, n), 120)
    gone = rng.random(n) < NEVER_PAID
    return np.where(slips, np.where(gone, LONGEST_DELAY + 1, slow), np.round(delay))


def _channels(scene: Scene, book: Bills, index: int) -> np.ndarray:
    """Draw the channel of each payment: now and then another, and the counter when a strained account is empty."""
    rng, n = scene.rng("channels", index), len(book.row)
    channel = usual_channel(scene.who)[book.row]
    strain = scene.lives.stress[book.row, month_column(scene.who, index)]
    empty = (channel == DEBIT) & (rng.random(n) < 0.5 / (1 + np.exp(-2 * (strain - 1.8))))
    other = rng.random(n) < 0.06
    return np.select([empty, other], [COUNTER, rng.integers(0, len(CHANNELS), n)], channel)


def _in_parts(scene: Scene, book: Bills, index: int, delay: np.ndarray) -> np.ndarray:
    """Draw which bills are paid in two parts: a habit of some firms, and the first thing hard times bring."""
    rng, who, row = scene.rng("parts", index), scene.who, book.row
    habit = who.rng("instalments").random(who.size)[row] < np.where(who.is_home[row], 0.008, 0.06)
    strain = scene.lives.stress[row, month_column(who, index)]
    chance = np.where(habit, 0.6, 0.005 + 0.35 / (1 + np.exp(-3 * (strain - 2.0))) + 0.1 * (delay > 0))
    return (rng.random(len(row)) < chance) & (book.amount > 20)


def settling(scene: Scene, book: Bills, index: int) -> Settling:
    """Return how the month's bills are settled; a prepaid one is booked off the account when it is booked."""
    prepaid = scene.net.prepaid[book.row]
    delay = _delays(scene, book, index)
    paid = np.where(delay > LONGEST_DELAY, NEVER, np.maximum(book.due + delay.astype(np.int64), book.booked))
    rng, n = scene.rng("cut off", index), len(paid)
    cut = book.due + CUT_OFF + 2 + rng.integers(0, 12, n)
    on_devices = hardship(scene.who)[book.row] == HARDSHIPS.index("medical_dependency")
    spared = (scene.net.important[book.row] >= 0) | (scene.who.type[book.row] == 2) | on_devices
    is_cut = (cut < paid) & (rng.random(n) < 0.12) & ~spared & ~prepaid
    paid = np.where(is_cut & (rng.random(n) < 0.9), cut + rng.integers(0, 4, n), paid)
    return Settling(
        paid=np.where(prepaid, book.booked, paid),
        cut=np.where(is_cut, cut, NEVER),
        parts=_in_parts(scene, book, index, delay) & ~prepaid,
        channel=_channels(scene, book, index),
    )


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
