"""Interruptions of feeders and transformers in a month, how long each customer was without supply, and the notices."""

from dataclasses import dataclass

import numpy as np

from tagrid.demo.delivery import codes, day_of, ids
from tagrid.demo.population import Cast
from tagrid.demo.register import feeder_ids, transformer_ids
from tagrid.demo.scene import Scene
from tagrid.demo.supply import Supply
from tagrid.demo.world import DAY_S, NEVER, NEVER_AT, month, sky_of

CAUSES = ["maintenance", "construction", "equipment", "weather", "external", "customer", "other"]

PLANNED_FEEDER, PLANNED_TRANSFORMER, FAULT_FEEDER, FAULT_TRANSFORMER = 0.05, 0.02, 0.05, 0.025  # a month


@dataclass(frozen=True)
class Outages:
    """The outages of a month in a block, one value an outage; ``transformer`` is -1 when a whole feeder is out."""

    planned: np.ndarray
    feeder: np.ndarray
    transformer: np.ndarray
    plan_start: np.ndarray
    plan_end: np.ndarray
    start: np.ndarray
    end: np.ndarray
    cause: np.ndarray

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.planned)


def _planned(rng: np.random.Generator, days: np.ndarray, size: int) -> tuple[np.ndarray, ...]:
    """Plans of works: a start in the morning or night, two to nine hours; begun and ended a little off plan.

    None on the first two days of a month, so that its notices fall into the month."""
    hour = np.where(rng.random(size) < 0.75, rng.integers(7, 10, size), rng.integers(22, 24, size))
    plan = rng.choice(days[2:], size).astype(np.int64) * DAY_S + hour * 3600
    plan_end = plan + rng.integers(2, 10, size) * 3600
    start = plan + (rng.normal(0, 8, size) * 60).astype(np.int64)
    end = plan_end + (rng.normal(-5, 35, size) * 60).astype(np.int64)
    return plan, plan_end, start, np.maximum(end, start + 1200)


def outages(who: Cast, net: Supply, index: int) -> Outages:
    """Return the month's outages in the block; storms and heat bring faults on their day."""
    rng, days = who.rng("outages", index), month(index).days
    feeders, transformers = net.feeders, len(net.feeder)
    counts = [
        rng.binomial(n, p)
        for n, p in (
            (feeders, PLANNED_FEEDER),
            (transformers, PLANNED_TRANSFORMER),
            (feeders, FAULT_FEEDER),
            (transformers, FAULT_TRANSFORMER),
        )
    ]
    planned = np.repeat([True, True, False, False], counts)
    single = np.repeat([False, True, False, True], counts)
    n = len(planned)
    transformer = np.where(single, rng.integers(0, transformers, n), -1)
    feeder = np.where(single, net.feeder[transformer], rng.integers(0, feeders, n))
    plan, plan_end, start, end = _planned(rng, days, n)
    sky = sky_of(who.world, days)
    risk = 1 + 4 * (sky["condition"][:, 0] == 4) + np.maximum(sky["high"][:, 0] - 34, 0)
    fault = rng.choice(days, n, p=risk / risk.sum()).astype(np.int64) * DAY_S + rng.integers(0, DAY_S, n)
    lasted = (np.exp(rng.normal(4.0, 0.8, n)) * 60).astype(np.int64) + 300
    stormy = sky["condition"][fault // DAY_S - days[0], 0] >= 4
    cause = np.where(
        planned,
        rng.choice([0, 1], n, p=[0.75, 0.25]),
        np.where(stormy, 3, rng.choice([2, 4, 5, 6], n, p=[0.5, 0.25, 0.1, 0.15])),
    )
    return Outages(
        planned,
        feeder,
        transformer,
        np.where(planned, plan, NEVER_AT),
        np.where(planned, plan_end, NEVER_AT),
        np.where(planned, start, fault),
        np.where(planned, end, fault + lasted),
        cause,
    )


def hit(net: Supply, out: Outages) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs (outage, customer): every customer behind the feeder or transformer of each outage."""
    which, who = [], []
    feeder = net.feeder[net.transformer]
    for i in range(out.count):
        at = feeder == out.feeder[i] if out.transformer[i] < 0 else net.transformer == out.transformer[i]
        customers = np.flatnonzero(at)
        which.append(np.full(len(customers), i))
        who.append(customers)
    empty = np.array([], dtype=np.int64)
    return np.concatenate([empty, *which]), np.concatenate([empty, *who])


def dark_share(who: Cast, net: Supply, out: Outages, index: int) -> np.ndarray:
    """Return (customers, days of the month): the part of each day without supply."""
    days = month(index).days.astype(np.int64)
    dark = np.zeros((who.size, len(days)), dtype=np.float32)
    which, hurt = hit(net, out)
    for d in range(len(days)):
        begin = days[d] * DAY_S
        overlap = np.minimum(out.end, begin + DAY_S) - np.maximum(out.start, begin)
        now = overlap[which] > 0
        np.add.at(dark[:, d], hurt[now], overlap[which[now]] / DAY_S)
    return dark.clip(0, 1)


NOTICE_CHANNELS = ["sms", "wechat", "phone", "app", "visit"]

NOTICE_HOURS = (48, 12, 0.5)


def outage_ids(scene: Scene, index: int, which: np.ndarray):
    """Return identifiers of a month's outages of the block."""
    return ids("O", (index * 1000 + scene.who.block) * 10_000 + which, 11)


def outages_table(scene: Scene, index: int, out: Outages) -> None:
    """Write ``outages``: known when they begin, their end when it came."""
    scene.sink.put(
        "service_95598.outages",
        day_of(out.start),
        {
            "outage_id": outage_ids(scene, index, np.arange(out.count)),
            "kind": codes(["fault", "planned"], out.planned.astype(int)),
            "feeder_id": feeder_ids(scene, out.feeder),
            "transformer_id": transformer_ids(scene, out.transformer),
            "planned_start_at": out.plan_start,
            "planned_end_at": out.plan_end,
            "started_at": out.start,
            "ended_at": out.end,
            "cause": codes(CAUSES, out.cause),
        },
        {"ended_at": day_of(out.end)},
    )


def outage_notices(scene: Scene, index: int, out: Outages) -> None:
    """Write notices of planned outages: 48 and 12 hours ahead, and by telephone half an hour ahead to large ones."""
    rng = scene.rng("notices", index)
    which, row = hit(scene.net, out)
    planned = out.planned[which] & scene.alive(row, day_of(out.start[which]))
    which, row = which[planned], row[planned]
    base = rng.integers(0, 4, len(row))
    for order, hours in enumerate(NOTICE_HOURS):
        sent = out.plan_start[which] - int(hours * 3600) + rng.integers(-1800, 1800 if hours > 1 else 1, len(row))
        due = rng.random(len(row)) < (0.94, 0.8, 0.9)[order]
        due &= (order < 2) | scene.net.dedicated[row]
        arrived = rng.random(len(row)) < np.where(base == 0, 0.9, 0.96)
        received = np.where(arrived, sent + rng.integers(5, 3000, len(row)), NEVER_AT)
        day = day_of(sent)
        scene.sink.put(
            "service_95598.outage_notices",
            np.where(due, day, NEVER),
            {
                "notice_id": ids("N", ((index * 1000 + scene.who.block) * 10**7) + np.arange(len(row)) * 3 + order, 14),
                "outage_id": outage_ids(scene, index, which),
                "customer_id": scene.ids_of(row),
                "channel": codes(NOTICE_CHANNELS, np.full(len(row), 2) if order == 2 else base),
                "sent_at": sent,
                "received_at": received,
            },
            {"received_at": day_of(received)},
        )
