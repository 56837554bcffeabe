"""The true chance of each score's outcome on a day, by what the generator alone knows.

An inspection finds with a rate f a day what ends by itself with a rate s: over H days the chance of finding it is
f / (f + s) * (1 - exp(-(f + s) H)). Whether an applicant stalls is weighed by its readiness, step and waiting time.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from tagrid.demo import bills, metering, misuse, requests, response, scene, service
from tagrid.demo.bills import Bills
from tagrid.demo.delivery import Sink, ids, scrambled
from tagrid.demo.energy import capacity_level, energy, reads, registered
from tagrid.demo.life import NEWCOMERS, YEAR, month_column, next_levels
from tagrid.demo.misuse import Episodes
from tagrid.demo.outages import dark_share, outages
from tagrid.demo.payments import NEVER_PAID, SLOW_DAYS, SLOW_FROM, lasting_stress, settling, slip_chance
from tagrid.demo.population import trait
from tagrid.demo.prices import with_special_periods
from tagrid.demo.requests import STRANGER_DAYS, STRANGERS, Course, led_to_accounts, odds, without_account
from tagrid.demo.scene import Scene
from tagrid.demo.service import Triggers, bill_shocks, joined
from tagrid.demo.world import DAY_S, NEVER, month, month_of


def _here(view: Scene, day: int) -> np.ndarray:
    return (view.lives.opened <= day) & (view.lives.ended > day)


def switch(view: Scene, day: int, horizon: int) -> pl.DataFrame:
    """Chance that a customer who may, and is not registered, registers in the market within the window."""
    it, who = view.affairs, view.who
    inside, comes = it.market.inside(day, who.size), it.market.entering(day, day + horizon, who.size)
    rate = scene.market_rate(who, view.net, view.lives, it.wish, inside, month_of(day))
    row = np.flatnonzero(~inside & _here(view, day) & scene.eligible(who, view.lives, it.sidelines, day))
    chance = 1 - np.exp(-rate[row] * horizon)
    return pl.DataFrame({"customer_id": view.ids_of(row), "truth": chance, "label": comes[row]})


def shed(view: Scene, day: int, horizon: int) -> pl.DataFrame:
    """Expected share of its load that a customer on the list sheds when it is called within the window.

    The label is not known here: it is in the calls themselves, for those who were called.
    """
    who, net = view.who, view.net
    row = np.flatnonzero(response.listed(who, net) & _here(view, day))
    summer = _summer_share(day, horizon)
    usual = summer * response.shed_share(who, net, True) + (1 - summer) * response.shed_share(who, net, False)
    refused = response.refusal(who, view.lives.stress[:, month_column(who, month_of(day))])
    label = pl.Series([None] * len(row), dtype=pl.Float64)
    return pl.DataFrame({"customer_id": view.ids_of(row), "truth": (usual * (1 - refused))[row], "label": label})


def _summer_share(day: int, horizon: int) -> float:
    """Part of the window's calls that fall into summer, by the calendar of calls."""
    months = np.array([month_of(d) % 12 + 1 for d in range(day + 1, day + horizon + 1, 5)])
    weight = np.array([response.CALLS.get(int(m), 0) for m in months])
    return float(weight[(months >= 5) & (months <= 9)].sum() / max(weight.sum(), 1))


def growth(view: Scene, day: int, horizon: int) -> pl.DataFrame:
    """Expected change of use over the next three complete months against the same months a year before.

    What is neither weather, holiday nor day-to-day noise: the level that customers' fortunes and capacity set. Only
    accounts that were supplied a year before and still are; those at rest are left out.
    """
    who, lives, now = view.who, view.lives, month_of(day + 1) - 1  # the last complete month
    column, first = month_column(who, now), now - 11 >= who.world.first_month
    ahead = next_levels(who, lives, column, 3)
    came, expected, before = [], [], []
    for step in (1, 2, 3):
        then = capacity_level(lives, month(now + step).first)
        expected.append(np.exp(ahead[:, step - 1] + then))
        came.append(np.exp(lives.level[:, min(column + step, lives.level.shape[1] - 1)] + then))
        old = now + step - 12
        before.append(np.exp(lives.level[:, month_column(who, old)] + capacity_level(lives, month(old).first)))
    at_rest = (lives.suspended < day + horizon) & (lives.resumed > month(now - 11).first)
    row = np.flatnonzero(
        ~who.is_home & (lives.opened < month(now - 12).first) & (lives.ended > day + horizon) & ~at_rest & first
    )
    change = [(sum(values) / sum(before) - 1)[row] for values in (expected, came)]
    return pl.DataFrame({"customer_id": view.ids_of(row), "truth": change[0], "label": change[1]})


UNPAID_DAYS = 30


def booked(view: Scene, index: int) -> Bills:
    """Return the month's bills, made again as the delivery makes them."""
    out = outages(view.who, view.net, index)
    dark = dark_share(view.who, view.net, out, index)
    use = registered(view, energy(view.who, view.net, view.lives, index, dark), index)
    read = with_special_periods(view, index, reads(view.who, use, index))
    return bills.bills(view, index, use, read, bills.highest(metering.demands(view, index, read)))


def fee_recovery(view: Scene, day: int, horizon: int) -> pl.DataFrame:
    """Chance that the next bill issued is not paid 30 days after it is due; ``horizon`` must hold those days."""
    index = month_of(day)
    first, then = (_one(view, i) for i in (index - 1, index))
    waits = first.filter(pl.col("issued") > day)
    rest = then.join(waits, on="customer_id", how="anti")
    both = pl.concat([waits, rest]).filter(pl.col("due") + UNPAID_DAYS <= day + horizon)
    return both.select("customer_id", "truth", "label")


def _one(view: Scene, index: int) -> pl.DataFrame:
    book = booked(view, index)
    settled, row = settling(view, book, index), book.row
    slips = slip_chance(lasting_stress(view, index)[row], view.who.diligence[row])
    late = NEVER_PAID + (1 - NEVER_PAID) * np.exp(-(UNPAID_DAYS - SLOW_FROM) / SLOW_DAYS)
    rows = pl.DataFrame(
        {
            "customer_id": view.ids_of(row),
            "issued": book.issued,
            "due": book.due,
            "truth": slips * late,
            "label": settled.paid > book.due + UNPAID_DAYS,
        }
    )
    return rows.filter(pl.Series(~view.net.prepaid[row]))


CONVERSION_DRAWS = 600


def conversion(view: Scene, day: int, horizon: int) -> pl.DataFrame:
    """Chance that an applicant on its way on the day is energised within the window."""
    row, led = led_to_accounts(view)
    kind, _, lost = without_account(view)
    numbers = [2 * view.who.no[row], 2 * (view.who.block * 10**5 + np.arange(len(kind))) + 1]
    prior = _priors(view, np.concatenate([view.who.kind[row], kind]))
    course, number = _both(led, lost), np.concatenate(numbers)
    waits = (course.accepted <= day) & (course.steps[:, -1] > day) & (course.dropped > day)
    at = np.flatnonzero(waits)
    chance = _conversion_chance(view, _picked(course, at), prior[at], day, horizon)
    done = course.steps[at, -1]
    names = "applicant:" + ids("SQ", scrambled(number[at]), 9)
    return pl.DataFrame({"customer_id": names, "truth": chance, "label": (done > day) & (done <= day + horizon)})


def _both(one: Course, other: Course) -> Course:
    names = ("readiness", "size", "accepted", "steps", "dropped")
    return Course(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in names))


def _picked(course: Course, at: np.ndarray) -> Course:
    return Course(*(getattr(course, name)[at] for name in ("readiness", "size", "accepted", "steps", "dropped")))


def _priors(view: Scene, kind: np.ndarray) -> np.ndarray:
    """How many times more applications a day end with an account than stall, by kind of customer."""
    share = trait("share") / trait("share").sum()
    ends = NEWCOMERS * view.who.size * share / (3 * YEAR)
    stalls = max(6, int(view.who.size * STRANGERS)) * odds() / STRANGER_DAYS
    return (ends / stalls)[kind]


def _conversion_chance(view: Scene, course: Course, prior: np.ndarray, day: int, horizon: int) -> np.ndarray:
    n, count = len(course.size), len(requests.STEPS)
    step = (course.steps <= day).sum(axis=1)
    last = np.where(course.steps <= day, course.steps, course.accepted[:, None]).max(axis=1)
    wait = day - last
    rng = np.random.default_rng(view.who.world.seed)
    gaps = (
        rng.gamma(requests.SHAPE, 1 / requests.SHAPE, (CONVERSION_DRAWS, n, count))
        * requests.pace(course.readiness, course.size)
        + 1
    )
    ahead = np.arange(count)[None, None, :] >= step[None, :, None]
    left = (gaps * ahead).sum(axis=2)
    lasts = (
        np.take_along_axis(gaps, np.broadcast_to(step[None, :, None], (CONVERSION_DRAWS, n, 1)), axis=2)[..., 0] > wait
    )
    still = lasts.mean(axis=0)
    in_time = (lasts & (left <= wait + horizon)).mean(axis=0) / np.maximum(still, 1 / CONVERSION_DRAWS)
    reach = np.array(requests.REACH)
    beyond = reach[::-1].cumsum()[::-1] - reach
    first, after = requests.DROP_DAYS
    stays = 1 - requests.DROPS * ((wait - first) / (after - first)).clip(0, 1)
    stalled = reach[step] * stays + beyond[step] * still
    keen = np.exp(((course.readiness - requests.READY[1]) ** 2 - (course.readiness - requests.READY[0]) ** 2) / 2)
    odds_of = prior * keen * still / np.maximum(stalled, 1e-12)
    return odds_of / (1 + odds_of) * in_time


MONTH_DAYS = 30.44


@dataclass
class _ComplaintSink(Sink):
    """A sink that writes nothing and keeps who complained on which day."""

    heard: list[tuple[pl.Series, np.ndarray]] = field(default_factory=list)

    def put(self, address, known, columns, later=None) -> None:
        if address == "service_95598.complaints":
            mine = np.flatnonzero(known < NEVER)
            self.heard.append((columns["customer_id"].gather(mine), known[mine]))


def complaint(view: Scene, day: int, horizon: int) -> pl.DataFrame:
    """Chance of at least one complaint within the window."""
    who, net, lives, now = view.who, view.net, view.lives, month_of(day)
    sink = view.sink
    ear = _ComplaintSink(sink.world, sink.window, sink.out, sink.block)
    ours = replace(view, sink=ear)
    first, last = max(now - 1, who.world.first_month), month_of(day + horizon)
    amounts = {i: bills.bill_amounts(ours, booked(ours, i)) for i in range(max(first - 2, who.world.first_month), last)}
    triggers = []
    for index in range(first, last + 1):
        shocks = bill_shocks(index, amounts.get(index - 2), amounts.get(index - 1))
        triggers.append(service.tickets(ours, index, outages(who, net, index), shocks))
    expected = _expected(view, joined(triggers), day, horizon)
    row = np.flatnonzero((lives.opened <= day) & (lives.ended > day))
    label = _came(ear, day, horizon)
    names = view.ids_of(row)
    return pl.DataFrame({"customer_id": names, "truth": 1 - np.exp(-expected[row]), "label": names.is_in(label)})


def _expected(view: Scene, found: Triggers, day: int, horizon: int) -> np.ndarray:
    """Expected complaints of each customer: its base, what is left of old triggers, and the mean of new ones."""
    who, index, start = view.who, month_of(day), (day + 1) * DAY_S
    touchy = service.irritation(who, view.lives, index)
    known = found.fixed < start
    ends, begins = ((start + d * DAY_S - found.at[known]) / DAY_S for d in (horizon, 0))
    left = service.spent(ends) - service.spent(begins)
    old = np.bincount(found.row[known], weights=found.chance[known] * left, minlength=who.size)
    # What new triggers bring, as a mean over all customers of those that befell them of late.
    recent = known & (found.at >= start - MONTH_DAYS * DAY_S)
    new = found.chance[recent].sum() / who.size / MONTH_DAYS * max(horizon - service.DELAY_DAYS, 0)
    base = service.base_rate(who, view.net, view.lives, index) * horizon / MONTH_DAYS
    return base + touchy * (old + new)


def _came(ear: _ComplaintSink, day: int, horizon: int) -> list[str]:
    """Who complained in the window."""
    names = [customer.filter(pl.Series((known > day) & (known <= day + horizon))) for customer, known in ear.heard]
    return pl.concat(names).drop_nulls().unique().to_list() if names else []


EPISODE_DRAWS = 400


@dataclass(frozen=True)
class Visits:
    """Rates a day of the unplanned kinds (kinds, customers), and whether a periodic one is done in the window."""

    rate: np.ndarray
    planned: np.ndarray
    inspected: np.ndarray  # rows inspected in the window


def _visits(view: Scene, day: int, horizon: int) -> Visits:
    odds = misuse.inspection_odds(view.who, view.lives, month_of(day))
    work = sum(misuse.is_workday(d) for d in range(day + 1, day + horizon + 1)) / horizon
    done = view.affairs.inspected
    mine = (done["day"] > day) & (done["day"] <= day + horizon)
    planned = np.zeros(view.who.size, bool)
    planned[done["row"][mine & (done["kind"] == misuse.ROUTINE)]] = True
    rate = np.stack([np.zeros(view.who.size), odds.spot, odds.targeted, odds.nature]) * work
    return Visits(rate, planned, np.unique(done["row"][mine]))


def _found(visits: Visits, times: np.ndarray, seen: tuple[float, ...], ends: np.ndarray | float, horizon: int):
    """Chance that what runs on the day is found in the window; ``times`` multiplies the rates of the kinds."""
    rate = (visits.rate * times * np.array(seen)[:, None]).sum(axis=0)
    all_ = rate + ends
    alone = rate / np.maximum(all_, 1e-12) * (1 - np.exp(-all_ * horizon))
    return 1 - (1 - alone) * (1 - visits.planned * seen[0] * np.exp(-all_ * horizon / 2))


def _found_new(visits: Visits, times: np.ndarray, seen: tuple[float, ...], begins: np.ndarray, horizon: int):
    """Chance that something begins in the window and is found in what is left of it."""
    rate = (visits.rate * times * np.array(seen)[:, None]).sum(axis=0)
    spare = horizon - (1 - np.exp(-rate * horizon)) / np.maximum(rate, 1e-12)
    return 1 - np.exp(-begins * (spare + visits.planned * seen[0] * horizon / 2))


def _inspected(visits: Visits, times: np.ndarray, horizon: int) -> np.ndarray:
    """Chance of being inspected at all in the window: the rows that have the label."""
    return np.where(visits.planned, 1.0, 1 - np.exp(-(visits.rate * times).sum(axis=0) * horizon))


def _new_suspicion(view: Scene) -> float:
    """How many times likelier the mean new episode is inspected on suspicion."""
    rng, sample = np.random.default_rng(view.who.world.seed), Episodes()
    for _ in range(EPISODE_DRAWS):
        sample.add(rng, 0, 0, True)
    return float(np.mean([misuse.suspicion(sample, number) for number in range(EPISODE_DRAWS)]))


def abnormal_use(view: Scene, day: int, horizon: int) -> pl.DataFrame:
    """Chance that an inspection in the window finds theft, a tampered meter or wrong wiring."""
    it, n = view.affairs, view.who.size
    visits, running = _visits(view, day, horizon), np.full(n, -1)
    for number in np.flatnonzero((np.array(it.episodes.begin) <= day + 1) & (np.array(it.episodes.over) > day)):
        running[it.episodes.row[number]] = number
    times, fresh = np.ones((4, n)), np.ones((4, n))
    times[misuse.TARGETED] = [misuse.suspicion(it.episodes, k) if k >= 0 else 1.0 for k in running]
    fresh[misuse.TARGETED] = _new_suspicion(view)
    nature = misuse.nature_suspicion(view.who, it.trade, it.sidelines, day)
    times[misuse.NATURE], fresh[misuse.NATURE] = nature, nature
    seen = misuse.THEFT_SEEN
    now = _found(visits, times, seen, misuse.EPISODE_STOP_DAY, horizon)
    new = _found_new(visits, fresh, seen, misuse.EPISODE_START_DAY * it.lean, horizon)
    chance = np.where(running >= 0, now, new) / np.maximum(_inspected(visits, times, horizon), 1e-9)
    return _inspected_rows(view, visits, chance, (3, 4, 5), day, horizon)


def use_nature(view: Scene, day: int, horizon: int) -> pl.DataFrame:
    """Chance that an inspection in the window finds that the tariff does not fit the use."""
    it, n = view.affairs, view.who.size
    visits, mismatch = _visits(view, day, horizon), it.sidelines.is_mismatch(day + 1)
    times, fresh = np.ones((4, n)), np.ones((4, n))
    times[misuse.NATURE] = misuse.nature_suspicion(view.who, it.trade, it.sidelines, day + 1)
    fresh[misuse.NATURE] = np.minimum(np.exp(1.1 + 0.8 * np.log1p(it.trade.kwh / view.who.kwh)), 14)
    seen, ends = misuse.MISMATCH_SEEN, np.where(it.sidelines.misplaced, 0.0, misuse.SIDELINE_STOP_DAY)
    free = it.sidelines.begin > day + 1
    now = _found(visits, times, seen, ends, horizon)
    new = _found_new(visits, fresh, seen, misuse.SIDELINE_START_DAY * it.trade.ready * free, horizon)
    chance = np.where(mismatch, now, new) / np.maximum(_inspected(visits, times, horizon), 1e-9)
    return _inspected_rows(view, visits, chance, (2,), day, horizon)


def _inspected_rows(
    view: Scene, visits: Visits, chance: np.ndarray, results: tuple, day: int, horizon: int
) -> pl.DataFrame:
    done, row = view.affairs.inspected, visits.inspected
    mine = (done["day"] > day) & (done["day"] <= day + horizon) & np.isin(done["result"], results)
    label = np.isin(row, done["row"][mine])
    return pl.DataFrame({"customer_id": view.ids_of(row), "truth": chance[row].clip(0, 1), "label": label})
