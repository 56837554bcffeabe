"""Satisfaction surveys of the 95598 service centre."""

import numpy as np

from tagrid.demo.frame import codes, ids, spread
from tagrid.demo.life import month_column
from tagrid.demo.scene import Scene
from tagrid.demo.world import NEVER, month

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
