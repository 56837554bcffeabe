"""When and how each bill of a month is settled: habit sets the day, hard times delay it, a cut-off hurries it."""

from dataclasses import dataclass

import numpy as np

from tagrid.demo.bills import Bills
from tagrid.demo.cast import Cast
from tagrid.demo.life import month_column
from tagrid.demo.scene import Scene
from tagrid.demo.world import NEVER, month

CHANNELS = ["app", "wechat_alipay", "bank_debit", "counter", "agent", "post_pay_terminal"]
DEBIT, COUNTER = 2, 3
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


def usual_channel(who: Cast) -> np.ndarray:
    """Return each customer's usual channel of payment, an index into CHANNELS."""
    draw, digital = who.rng("channel").random(who.size), 1 / (1 + np.exp(-who.digital))
    firm = np.select([draw < 0.55, draw < 0.55 + 0.25 * digital], [DEBIT, 0], COUNTER)
    bounds = np.stack([0.35 * digital, 0.85 * digital, 0.85 * digital + 0.12, 0.85 * digital + 0.2])
    home = (draw > bounds).sum(axis=0)
    return np.where(who.is_home, np.where(home == 4, 5 - (draw * 97 % 1 < 0.6), home), firm)


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
    other = rng.random(n) < 0.12
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
    spared = (scene.net.important[book.row] >= 0) | (scene.who.type[book.row] == 2)
    is_cut = (cut < paid) & (rng.random(n) < 0.12) & ~spared & ~prepaid
    paid = np.where(is_cut & (rng.random(n) < 0.9), cut + rng.integers(0, 4, n), paid)
    return Settling(
        paid=np.where(prepaid, book.booked, paid),
        cut=np.where(is_cut, cut, NEVER),
        parts=_in_parts(scene, book, index, delay) & ~prepaid,
        channel=_channels(scene, book, index),
    )
