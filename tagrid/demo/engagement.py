"""Campaigns and who answered them, consents, the online platform's users, and charging at public points."""

import numpy as np

from tagrid.demo.delivery import codes, day_of, ids, scrambled, spread
from tagrid.demo.population import DISTRICTS
from tagrid.demo.requests import led_to_accounts
from tagrid.demo.scene import Scene, moment
from tagrid.demo.world import DAY_S, NEVER, NEVER_AT, month, month_of

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
            _write_responses(scene, number)


def _write_responses(scene: Scene, number: int) -> None:
    rng, who, n = scene.rng("campaign", number), scene.who, scene.who.size
    _, length, kind, _, share = CAMPAIGNS[number]
    large = kind in ("energy_saving", "demand_response")
    weight = np.where(scene.net.dedicated, 6, np.where(who.is_home, 0.7 if large else 1, 2)) if large else np.ones(n)
    row = np.flatnonzero(rng.random(n) < share * weight)
    taste = {"green_power": who.green, "ev_charging": who.green, "channel": who.digital}.get(kind, who.thrift)[row]
    mood = 0.7 * taste + rng.normal(0, 1, len(row)) - 1.0
    answer = np.select([mood > 0.2, mood < -2.2], [0, 2], 1)
    day = _first(scene, number) + rng.integers(0, length, len(row))
    contacted = moment(rng, day, 9, 20)
    replied = np.where(answer == 1, NEVER_AT, contacted + (rng.exponential(20, len(row)) * 3600).astype(np.int64) + 60)
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
            "contacted_at": contacted,
            "channel": codes(ASK_CHANNELS, channel),
            "response": codes(["accepted", "ignored", "refused"], answer),
            "responded_at": replied,
        },
        {"responded_at": later},
    )


def consents(scene: Scene) -> None:
    """Write ``consents``: those who use the platform were asked; a few took marketing back later."""
    rng, who = scene.rng("consents"), scene.who
    answered = rng.random(who.size) < 0.75 / (1 + np.exp(-who.digital))
    for number, purpose in enumerate(PURPOSES):
        given = rng.random(who.size) < (0.75, 0.85, 0.3)[number]
        day = np.maximum(scene.lives.opened, who.world.start_day - rng.integers(0, 1200, who.size))
        back = np.where(given & (rng.random(who.size) < 0.05), day + rng.integers(100, 2500, who.size), NEVER)
        withdrawn = back <= scene.sink.window.until
        known = np.maximum(np.where(withdrawn, back, day), who.world.start_day)
        scene.sink.put(
            "marketing.consents",
            np.where(answered, known, NEVER),
            {
                "customer_id": scene.ids_of(np.arange(who.size)),
                "purpose": codes([purpose], np.zeros(who.size, int)),
                "is_granted": given & ~withdrawn,
                "recorded_at": np.where(withdrawn, back, day) * DAY_S + 43_200,
            },
        )


STRANGERS = 0.06  # users without an account, a share of the customers

CHANNELS = ["app", "wechat", "website"]


def _users(scene: Scene) -> dict[str, np.ndarray]:
    """The users of a block: customers by how digital they are, then strangers, many of them drivers."""
    rng, who, start = scene.rng("users"), scene.who, scene.who.world.start_day
    row = np.flatnonzero(rng.random(who.size) < 0.8 / (1 + np.exp(0.4 - who.digital)))
    strangers = max(8, int(who.size * STRANGERS))
    n = len(row) + strangers
    row = np.concatenate([row, np.full(strangers, -1)])
    digital = np.where(row >= 0, who.digital[row], 0.5)
    stranger_day = start - 1000 + rng.integers(0, 2000, n)
    since = np.where(
        row >= 0, np.maximum(scene.lives.opened[row], start - 1500) + rng.integers(0, 900, n), stranger_day
    )
    soon, applied = _newcomers(scene, row)
    since = np.where(soon, applied - rng.integers(5, 240, n), since)
    drives = np.where(row >= 0, scene.net.ev[row] | (rng.random(n) < 0.015), rng.random(n) < 0.4)
    home = np.where(row >= 0, scene.net.district[row], rng.integers(0, len(DISTRICTS), n))
    return {
        "row": row,
        "since": since,
        "drives": drives,
        "district": home,
        "eager": 1 / (1 + np.exp(1.6 - 0.7 * digital - rng.normal(size=n))),
        "fade": np.where(rng.random(n) < 0.25, since + rng.integers(60, 1200, n), NEVER),
        "applied": applied,
        "bound": np.where(row >= 0, scene.lives.opened[row], NEVER),
    }


def _newcomers(scene: Scene, row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which users were there before they got their account, and the day they applied for it."""
    led, course = led_to_accounts(scene)
    applied = np.full(scene.who.size, NEVER)
    applied[led] = course.accepted
    early = scene.rng("early users").random(scene.who.size) < 0.6
    mine = np.where(row >= 0, applied[row], NEVER)
    return (row >= 0) & early[row] & (mine < NEVER), mine


def _waiting(users: dict[str, np.ndarray], at: np.ndarray, day: np.ndarray | int) -> np.ndarray:
    """Return whether each user waits for a connection on the day: then it looks in more often."""
    return (users["applied"][at] - 30 <= day) & (day < users["bound"][at])


def _user_ids(scene: Scene, count: int):
    return ids("U", scrambled(scene.who.block * 10**6 + np.arange(count) + 1), 9)


def platform_users(scene: Scene) -> None:
    """Write ``platform_users``: activity is counted at each month's end and shown from the first of the next."""
    users, until = _users(scene), scene.sink.window.until
    n, start = len(users["row"]), scene.who.world.start_day
    active, last, known = np.zeros(n, int), users["since"].copy(), np.maximum(users["since"], start)
    for index in range(scene.who.world.first_month - 6, month_of(until)):
        now, rng = month(index), scene.rng("activity of users", index)
        often = np.where(_waiting(users, np.arange(n), now.first), 2.5, 1.0)
        days = rng.binomial(30, np.minimum(users["eager"] * rng.beta(0.6, 1.2, n) * often, 1))
        seen = now.after - 1 - np.minimum(rng.geometric(0.25, n), now.length - 1)
        shown = (days > 0) & (users["since"] < now.first) & (users["fade"] > now.first)
        active, last = np.where(shown, days, active), np.where(shown, seen, last)
        known = np.where(shown, np.maximum(now.after, start), known)
    channel = scene.rng("user channels").choice(3, n, p=[0.6, 0.33, 0.07])
    scene.sink.put(
        "outside.platform_users",
        known,
        {
            "user_id": _user_ids(scene, n),
            "customer_id": scene.ids_of(users["row"]),
            "district": codes(DISTRICTS, users["district"]),
            "registered_on": users["since"],
            "last_active_on": last,
            "active_days_30d": active,
            "channel": codes(CHANNELS, channel),
        },
        {"customer_id": users["bound"]},
    )


def charging_sessions(scene: Scene, index: int) -> None:
    """Write charges at public points: drivers with a home charger come seldom, the others often."""
    rng, users, now = scene.rng("charging", index), _users(scene), month(index)
    at_home = np.where(users["row"] >= 0, scene.net.ev[users["row"]], False)
    keen = scene.rng("keen").gamma(1.2, 1, len(users["row"]))
    often = np.where(_waiting(users, np.arange(len(keen)), now.first), 2.0, 1.0)
    at = spread(rng, users["drives"] * np.where(at_home, 1.2, 4.0) * keen * often)
    day = now.first + rng.integers(0, now.length, len(at))
    start = moment(rng, day, 6, 23.9)
    there = (day >= users["since"][at]) & (day >= scene.who.world.start_day) & (users["fade"][at] > day)
    scene.sink.put(
        "outside.charging_sessions",
        np.where(there, day_of(start), NEVER),
        {
            "session_id": ids("CD", (index * 1000 + scene.who.block) * 10**6 + np.arange(len(at)), 13),
            "user_id": _user_ids(scene, len(users["row"])).gather(at),
            "started_at": start,
            "energy_kwh": np.round(rng.gamma(4, 6.5, len(at)).clip(0.5, 95), 2),
        },
    )
