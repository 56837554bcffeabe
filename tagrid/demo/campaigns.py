"""Campaigns, who answered them, and what customers allow their data to be used for."""

import numpy as np

from tagrid.demo.frame import codes, day_of, ids
from tagrid.demo.scene import Scene, moment
from tagrid.demo.world import DAY_S, NEVER, NEVER_AT, month

# Begins so many months after the world's first, lasts days, kind, name, share of customers asked.
CAMPAIGNS = [
    (0, 40, "channel", "电费网上交费有礼", 0.10),
    (2, 45, "energy_saving", "企业能效诊断", 0.03),
    (4, 60, "green_power", "绿电认购", 0.04),
    (6, 50, "demand_response", "迎峰度夏需求响应", 0.03),
    (9, 45, "ev_charging", "居民充电桩优惠", 0.05),
    (11, 40, "energy_saving", "冬季节电行动", 0.06),
    (13, 60, "green_power", "绿色用能伙伴", 0.04),
    (16, 45, "demand_response", "虚拟电厂邀约", 0.03),
    (20, 45, "channel", "电子账单推广", 0.08),
    (24, 60, "green_power", "零碳园区计划", 0.04),
]
ASK_CHANNELS = ["app", "wechat", "sms", "phone", "visit"]
PURPOSES = ["marketing", "profiling", "sharing"]


def _first(scene: Scene, number: int) -> int:
    return max(month(scene.who.world.first_month + CAMPAIGNS[number][0]).first, scene.who.world.start_day) + 5


def campaigns(scene: Scene) -> None:
    """Write ``campaigns``, each announced when it begins."""
    n = len(CAMPAIGNS)
    first = np.array([_first(scene, i) for i in range(n)])
    scene.sink.put(
        "marketing.campaigns",
        first,
        {
            "campaign_id": ids("HD", np.arange(1, n + 1), 4),
            "campaign_name": codes([c[3] for c in CAMPAIGNS], np.arange(n)),
            "kind": codes([c[2] for c in CAMPAIGNS], np.arange(n)),
            "started_on": first,
            "ended_on": first + np.array([c[1] for c in CAMPAIGNS]),
        },
    )


def campaign_responses(scene: Scene) -> None:
    """Write who was asked in each campaign and what they answered: interest and channel count, much is chance."""
    for number in range(len(CAMPAIGNS)):
        if _first(scene, number) <= scene.sink.window.until:
            _asked(scene, number)


def _asked(scene: Scene, number: int) -> None:
    rng, who, n = scene.rng("campaign", number), scene.who, scene.who.size
    _, length, kind, _, share = CAMPAIGNS[number]
    large = kind in ("energy_saving", "demand_response")
    weight = np.where(scene.net.dedicated, 6, np.where(who.is_home, 0.7 if large else 1, 2)) if large else np.ones(n)
    row = np.flatnonzero(rng.random(n) < share * weight)
    taste = {"green_power": who.green, "ev_charging": who.green, "channel": who.digital}.get(kind, who.thrift)[row]
    mood = 0.7 * taste + rng.normal(0, 1, len(row)) - 1.0
    answer = np.select([mood > 0.2, mood < -2.2], [0, 2], 1)
    day = _first(scene, number) + rng.integers(0, length, len(row))
    asked = moment(rng, day, 9, 20)
    replied = np.where(answer == 1, NEVER_AT, asked + (rng.exponential(20, len(row)) * 3600).astype(np.int64) + 60)
    digital = rng.random(len(row)) < 0.7 / (1 + np.exp(-who.digital[row]))
    channel = np.where(digital, rng.integers(0, 2, len(row)), rng.choice([2, 3, 4], len(row), p=[0.5, 0.35, 0.15]))
    later = np.where(answer == 1, NEVER, day_of(replied))
    # Until a customer has answered, the request stands as ignored: the row comes again with the answer.
    answer = np.where(later <= scene.sink.window.until, answer, 1)
    scene.sink.put(
        "marketing.campaign_responses",
        np.where(scene.alive(row, day), day, NEVER),
        {
            "campaign_id": ids("HD", np.full(len(row), number + 1), 4),
            "customer_id": scene.ids_of(row),
            "contacted_at": asked,
            "channel": codes(ASK_CHANNELS, channel),
            "response": codes(["accepted", "ignored", "refused"], answer),
            "responded_at": replied,
        },
        {"responded_at": later},
    )


def consents(scene: Scene) -> None:
    """Write ``consents``: those who use the platform were asked; a few took marketing back later."""
    rng, who = scene.rng("consents"), scene.who
    asked = rng.random(who.size) < 0.75 / (1 + np.exp(-who.digital))
    for number, purpose in enumerate(PURPOSES):
        given = rng.random(who.size) < (0.75, 0.85, 0.3)[number]
        day = np.maximum(scene.lives.opened, who.world.start_day - rng.integers(0, 1200, who.size))
        back = np.where(given & (rng.random(who.size) < 0.05), day + rng.integers(100, 2500, who.size), NEVER)
        withdrawn = back <= scene.sink.window.until
        known = np.maximum(np.where(withdrawn, back, day), who.world.start_day)
        scene.sink.put(
            "marketing.consents",
            np.where(asked, known, NEVER),
            {
                "customer_id": scene.ids_of(np.arange(who.size)),
                "purpose": codes([purpose], np.zeros(who.size, int)),
                "is_granted": given & ~withdrawn,
                "recorded_at": np.where(withdrawn, back, day) * DAY_S + 43_200,
            },
        )
