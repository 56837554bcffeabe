"""The 95598 service centre: tickets, repairs, complaints, call-backs and surveys, and what makes customers complain.

Complaints are a Poisson process: a base rate a customer, and a chance spread over the days after each trigger (a
fault, a late repair, an unanswered question, a bill far above the one before).
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from tagrid.demo.delivery import codes, day_of, ids, spread
from tagrid.demo.life import Life, month_column
from tagrid.demo.outages import Outages, hit
from tagrid.demo.population import AREAS, Cast
from tagrid.demo.scene import Scene, moment
from tagrid.demo.supply import Supply
from tagrid.demo.world import DAY_S, NEVER, NEVER_AT, month

BASE_MONTH = 0.0052

DELAY_DAYS, LONGEST_DAYS = 4.0, 20.0

FAULT, SLOW_REPAIR, UNANSWERED, SHOCK = 0.025, 0.3, 0.3, 0.06  # chance of a complaint, for a mean customer

SLOW_MINUTES, ANSWER_HOURS = 150, 60

# In the country a crew has longer ways, and 45 minutes more to be on site (90 against 45).
RURAL, RURAL_FACTOR, RURAL_MINUTES = AREAS.index("rural"), 1.9, 45

SHOCK_RATIO, SHOCK_YUAN = 1.6, 40.0


@dataclass(frozen=True)
class Triggers:
    """Things to complain of, one value each: whom, the moment it is settled that they come, when, and the chance."""

    row: np.ndarray
    fixed: np.ndarray
    at: np.ndarray
    chance: np.ndarray


def joined(parts: list[Triggers]) -> Triggers:
    """Return all triggers as one."""
    names = ("row", "fixed", "at", "chance")
    return Triggers(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def irritation(who: Cast, lives: Life, index: int) -> np.ndarray:
    """Return how many times likelier than the mean each customer is to complain of the same thing."""
    stress = lives.stress[:, month_column(who, index)]
    touchy = who.rng("touchy").normal(size=who.size)
    return np.exp(0.75 * who.temper + 0.3 * stress.clip(-2, 3) + 0.3 * touchy - 0.42)


def base_rate(who: Cast, net: Supply, lives: Life, index: int) -> np.ndarray:
    """Return complaints a month that nothing brings about: few customers complain, and they do it again."""
    grudge = who.rng("grudge").gamma(0.12, 1 / 0.12, who.size)
    return BASE_MONTH * grudge * irritation(who, lives, index) * np.where(net.dedicated, 2.0, 1.0)


def faults(who: Cast, row: np.ndarray, end: np.ndarray, hours: np.ndarray) -> Triggers:
    """Return triggers of unplanned interruptions, by how long they lasted."""
    return Triggers(row, end, end, FAULT * (0.6 + hours.clip(0, 6) / 3))


def bill_shocks(index: int, before: np.ndarray | None, last: np.ndarray | None) -> Triggers:
    """Return triggers of the bills issued in the month ``index``: those of the month before, far above their own.

    ``before`` and ``last`` are the amounts of the two months before, yuan, NaN where there is no bill.
    """
    if before is None or last is None:
        empty = np.array([], dtype=np.int64)
        return Triggers(empty, empty, empty, np.array([]))
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = last / before
        row = np.flatnonzero((ratio > SHOCK_RATIO) & (last - before > SHOCK_YUAN))
    at = np.full(len(row), (month(index).first + 3) * DAY_S)
    fixed = np.full(len(row), (month(index).first - 1) * DAY_S)
    return Triggers(row, fixed, at, SHOCK * (1 + np.log(ratio[row].clip(0, 6))))


def spent(days: np.ndarray) -> np.ndarray:
    """Return the part of a trigger's chance that is spent so many days after it."""
    whole = 1 - np.exp(-LONGEST_DAYS / DELAY_DAYS)
    return (1 - np.exp(-np.clip(days, 0, LONGEST_DAYS) / DELAY_DAYS)) / whole


def delays(rng: np.random.Generator, size: int) -> np.ndarray:
    """Draw the seconds from triggers to the complaints they bring."""
    whole = 1 - np.exp(-LONGEST_DAYS / DELAY_DAYS)
    return (-DELAY_DAYS * np.log(1 - whole * rng.random(size)) * DAY_S).astype(np.int64)


KINDS = ["consultation", "request", "repair", "complaint", "report", "suggestion"]

TOPICS = ["billing", "outage", "metering", "connection", "tariff", "safety", "other"]

TICKET_CHANNELS = ["phone", "app", "wechat", "counter", "website"]

CATEGORIES = ["service", "billing", "outage", "voltage", "connection", "metering", "other"]

OUTCOMES = ["satisfied", "neutral", "dissatisfied", "not_reached"]

COMPLAINT = 3

LATER = 500_000  # numbers of complaints within a month, after those of the other tickets

SEGMENT_MINUTES = (2, 1, 2, 1, 3, 3, 26)  # usual minutes from A to H


def tickets(scene: Scene, index: int, out: Outages, shocks: Triggers) -> Triggers:
    """Write the month's contacts, which temper, stress and outages bring, and what came of them.

    Returns what there was to complain of in the month: ``shocks`` of the bills, faults, slow repairs, no answers.
    """
    rng, who, n = scene.rng("tickets", index), scene.who, scene.who.size
    which, hurt = hit(scene.net, out)
    stress = scene.lives.stress[:, month_column(who, index)]
    size = np.where(scene.net.dedicated, 3.0, 1.0)
    usual = 0.016 * np.exp(0.55 * who.temper + 0.25 * np.maximum(stress, 0)) * size
    online = 0.11 * scene.rng("online").gamma(0.8, 1.25, n) / (1 + np.exp(1.0 - 1.4 * who.digital))
    row, kind, start, is_online = _general(scene, index, rng, usual, online)
    broken = spread(rng, np.full(n, 0.0015) * size)
    called = rng.random(len(hurt)) < np.where(out.planned[which], 0.0, 0.025)
    at = np.concatenate(
        [
            out.start[which[called]] + rng.integers(120, 2400, called.sum()),
            moment(rng, _days(rng, index, len(broken)), 0, 24),
        ]
    )
    begin, kinds = np.concatenate([start, at]), np.concatenate([kind, np.full(len(at), 2)])
    rows = np.concatenate([row, hurt[called], broken])
    alive = scene.alive(rows, day_of(begin)) & (day_of(begin) >= who.world.start_day)
    online = np.concatenate([is_online, np.zeros(len(at), bool)])
    heard = _write(scene, index, rng, rows[alive], kinds[alive], begin[alive], online[alive])
    fault = ~out.planned[which]
    length = (out.end - out.start)[which[fault]] / 3600
    found = joined([heard, shocks, faults(who, hurt[fault], out.end[which[fault]], length)])
    _complain(scene, index, found)
    return found


def _complain(scene: Scene, index: int, found: Triggers) -> None:
    """Write the complaints that the month's triggers bring, some days later, and those that nothing brings."""
    rng, who = scene.rng("complaints", index), scene.who
    chance = found.chance * irritation(who, scene.lives, index)[found.row]
    boiling = spread(rng, chance)
    mad = spread(rng, base_rate(who, scene.net, scene.lives, index))
    late = found.at[boiling] + delays(rng, len(boiling))
    row = np.concatenate([found.row[boiling], mad])
    at = np.concatenate([late, moment(rng, _days(rng, index, len(mad)), 8, 22)])
    alive = scene.alive(row, day_of(at)) & (day_of(at) >= who.world.start_day)
    n = int(alive.sum())
    _write(scene, index, rng, row[alive], np.full(n, COMPLAINT), at[alive], np.zeros(n, bool), LATER)


def _days(rng: np.random.Generator, index: int, size: int) -> np.ndarray:
    return month(index).first + rng.integers(0, month(index).length, size)


def _general(
    scene: Scene, index: int, rng: np.random.Generator, rate: np.ndarray, online: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Questions and requests, by whichever channel and, from digital customers, online; each has its hours."""
    usual, more = spread(rng, rate), spread(rng, online)
    row = np.concatenate([usual, more])
    kind = rng.choice([0, 1, 4, 5], len(row), p=[0.62, 0.28, 0.06, 0.04])
    evening = scene.rng("hours").random(scene.who.size)[row]
    hour = np.where(
        evening < 0.35,
        rng.uniform(8, 12, len(row)),
        np.where(evening < 0.65, rng.uniform(13, 18, len(row)), rng.uniform(18, 22, len(row))),
    )
    start = _days(rng, index, len(row)) * DAY_S + (hour * 3600).astype(np.int64)
    return row, kind, start, np.arange(len(row)) >= len(usual)


def _write(scene: Scene, index: int, rng: np.random.Generator, row, kind, start, online, first: int = 0) -> Triggers:
    """Write tickets, numbered from ``first``, with what belongs to them; return what they give to complain of."""
    n = len(row)
    ticket = ids("W", (index * 1000 + scene.who.block) * 10**6 + first + np.arange(n), 13)
    hours = np.minimum(rng.exponential(np.array([3, 40, 6, 90, 60, 80])[kind]), 960)
    end = start + (hours * 3600).astype(np.int64) + 600
    end = np.where((kind == 3) & (rng.random(n) < 0.06), NEVER_AT, end)
    topic = np.select(
        [kind == 2, kind == 3],
        [1, rng.choice(7, n, p=[0.32, 0.25, 0.15, 0.1, 0.05, 0.03, 0.1])],
        rng.choice(7, n, p=[0.42, 0.15, 0.12, 0.1, 0.1, 0.05, 0.06]),
    )
    digital = online | (rng.random(n) < 0.5 / (1 + np.exp(-scene.who.digital[row])))
    channel = np.where(digital, rng.choice([1, 2, 4], n, p=[0.45, 0.45, 0.1]), np.where(rng.random(n) < 0.85, 0, 3))
    unknown = (rng.random(n) < 0.05) & (kind < 2)
    scene.sink.put(
        "service_95598.tickets",
        day_of(start),
        {
            "ticket_id": ticket,
            "customer_id": scene.ids_of(np.where(unknown, -1, row)),
            "kind": codes(KINDS, kind),
            "topic": codes(TOPICS, np.where(rng.random(n) < 0.03, -1, topic)),
            "channel": codes(TICKET_CHANNELS, channel),
            "opened_at": start,
            "closed_at": end,
            "type_code": _filed(scene, kind, topic, start),
        },
        {"closed_at": day_of(end)},
    )
    customer = scene.ids_of(row)
    restored = _repairs(scene, rng, ticket, customer, row, start, kind == 2)
    _complaints(scene, rng, ticket, customer, topic, start, end, kind == 3)
    _callbacks(scene, rng, ticket, customer, row, end, kind)
    bearable = np.where(scene.who.area[row] == RURAL, SLOW_MINUTES + RURAL_MINUTES, SLOW_MINUTES)
    slow = (kind == 2) & (restored - start > bearable * 60)
    waits = (kind < 2) & (end - start > ANSWER_HOURS * 3600)
    at = np.where(slow, restored, start + ANSWER_HOURS * 3600)
    chance = np.where(slow, SLOW_REPAIR, UNANSWERED)
    odd = slow | waits
    return Triggers(row[odd], at[odd], at[odd], chance[odd])


@cache
def _types() -> list[dict[str, str]]:
    with (Path(__file__).parent / "ticket_types.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _types_for(kind: str, topic: str) -> list[int]:
    """Where a work order may be filed: codes below its kind that name its topic, else all at the end of a branch."""
    (root,) = (row["code"] for row in _types() if row["kind"] == kind)
    below = [number for number, row in enumerate(_types()) if row["code"].startswith(root)]
    named = [number for number in below if topic in _types()[number]["topic"].split()]
    parents = {row["parent"] for row in _types()}
    return named or [number for number in below if _types()[number]["code"] not in parents]


def _filed(scene: Scene, kind: np.ndarray, topic: np.ndarray, start: np.ndarray):
    """Return the code each work order is filed under; a few clerks leave it empty."""
    draw = (start * 7919 + kind) % 9973 / 9973  # no stream: numbers drawn after it stay what they were
    places = [_types_for(KINDS[k], TOPICS[t]) for k, t in zip(kind, topic, strict=True)]
    chosen = [options[int(d * 100) % len(options)] for options, d in zip(places, draw, strict=True)]
    names = [row["code"] for row in _types()]
    return codes(names, np.where(draw < 0.03, -1, np.array(chosen, dtype=np.int64)))


def ticket_types(scene: Scene) -> None:
    """Write ``ticket_types``: a part of the standard classification of work orders, in up to three levels."""
    rows = _types()
    scene.sink.put(
        "service_95598.ticket_types",
        np.full(len(rows), scene.who.world.start_day),
        {
            "type_code": pl.Series([row["code"] for row in rows]),
            "level": np.array([int(row["level"]) for row in rows]),
            "parent_code": pl.Series([row["parent"] or None for row in rows]),
            "name": pl.Series([row["name"] for row in rows]),
            "name_en": pl.Series([row["name_en"] for row in rows]),
        },
    )


def _repairs(scene: Scene, rng: np.random.Generator, ticket, customer, row, start, mine) -> np.ndarray:
    """Eight time points: each segment near its usual length, one order in eight much slower; some points missing.

    Returns the moment each supply was back."""
    n = len(row)
    far = np.where(scene.who.area[row] == RURAL, RURAL_FACTOR, 1)
    slow = np.where(rng.random(n) < 0.12, rng.uniform(1.5, 4, n), 1) * far
    steps = rng.gamma(4, 0.25, (n, 7)) * np.array(SEGMENT_MINUTES) * slow[:, None]
    times = start[:, None] + np.rint(np.cumsum(np.concatenate([np.zeros((n, 1)), steps], axis=1), axis=1) * 60)
    times = times.astype(np.int64)
    restored = times[:, -1] + (rng.exponential(55, n) * 60).astype(np.int64) + 300
    missing = rng.random((n, 8)) < 0.01
    names = [
        "hung_up_at",
        "sent_at",
        "centre_received_at",
        "centre_sent_at",
        "crew_received_at",
        "crew_accepted_at",
        "crew_departed_at",
        "crew_arrived_at",
    ]
    points = {name: np.where(missing[:, i] & (i > 0), NEVER_AT, times[:, i]) for i, name in enumerate(names)}
    later = {name: day_of(times[:, i]) for i, name in enumerate(names) if i}
    scene.sink.put(
        "service_95598.repairs",
        np.where(mine, day_of(start), NEVER),
        {
            "ticket_id": ticket,
            "customer_id": customer,
            "is_same_office": scene.who.area[row] >= 2,
            **points,
            "restored_at": restored,
        },
        {**later, "restored_at": day_of(restored)},
    )
    return restored


def _complaints(scene: Scene, rng: np.random.Generator, ticket, customer, topic, start, end, mine) -> None:
    n = len(start)
    category = np.array([1, 2, 5, 4, 1, 0, 6])[topic]
    category = np.where((category == 2) & (rng.random(n) < 0.3), 3, category)
    scene.sink.put(
        "service_95598.complaints",
        np.where(mine, day_of(start), NEVER),
        {
            "ticket_id": ticket,
            "customer_id": customer,
            "category": codes(CATEGORIES, category),
            "opened_at": start,
            "due_at": start + 7 * DAY_S,
            "resolved_at": end,
            "is_justified": rng.random(n) < 0.4,
        },
        {"resolved_at": day_of(end), "is_justified": day_of(end)},
    )


def _callbacks(scene: Scene, rng: np.random.Generator, ticket, customer, row, end, kind) -> None:
    n = len(row)
    wanted = (rng.random(n) < np.where(kind >= 2, 0.8, 0.15)) & (end < NEVER_AT)
    day = day_of(end) + rng.integers(1, 4, n)
    mood = 0.9 - 0.5 * scene.who.temper[row] - 0.8 * (kind == 3) + rng.normal(0, 0.8, n)
    outcome = np.where(rng.random(n) < 0.15, 3, np.select([mood > 0.4, mood > -0.5], [0, 1], 2))
    scene.sink.put(
        "service_95598.callbacks",
        np.where(wanted, day, NEVER),
        {
            "callback_id": "C" + ticket,
            "ticket_id": ticket,
            "customer_id": customer,
            "called_at": moment(rng, day, 9, 20),
            "outcome": codes(OUTCOMES, outcome),
        },
    )


SURVEY_CHANNELS = ["phone", "app", "wechat", "sms", "visit"]


def surveys(scene: Scene, index: int) -> None:
    """Write answered satisfaction surveys: mood follows temper, stress and nothing else one could see."""
    rng, who = scene.rng("surveys", index), scene.who
    row = spread(rng, 0.006 * np.where(scene.net.dedicated, 4, 1) * np.exp(0.2 * who.digital))
    day = month(index).first + rng.integers(0, month(index).length, len(row))
    stress = scene.lives.stress[row, month_column(who, index)]
    score = np.rint(4.2 - 0.55 * who.temper[row] - 0.25 * stress + 0.6 * rng.normal(size=len(row))).clip(1, 5)
    alive = scene.alive(row, day) & (day >= who.world.start_day)
    scene.sink.put(
        "service_95598.surveys",
        np.where(alive, day, NEVER),
        {
            "survey_id": ids("S", (index * 1000 + who.block) * 10**6 + np.arange(len(row)), 13),
            "customer_id": scene.ids_of(row),
            "answered_on": day,
            "score": score.astype(int),
            "channel": codes(SURVEY_CHANNELS, rng.choice(5, len(row), p=[0.35, 0.25, 0.2, 0.15, 0.05])),
        },
    )
