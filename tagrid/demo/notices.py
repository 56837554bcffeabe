"""The 95598 system's outages and the notices of planned ones."""

import numpy as np

from tagrid.demo.frame import codes, day_of, ids
from tagrid.demo.outages import CAUSES, Outages, hit
from tagrid.demo.register import feeder_ids, transformer_ids
from tagrid.demo.scene import Scene
from tagrid.demo.world import NEVER, NEVER_AT

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
