"""The online platform: its users, customers or not, and what they charge at public points."""

import numpy as np

from tagrid.demo.frame import codes, day_of, ids, scrambled, spread
from tagrid.demo.requests import led_to_accounts
from tagrid.demo.scene import Scene, moment
from tagrid.demo.words import DISTRICTS
from tagrid.demo.world import NEVER, month, month_of

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
    soon, asked = _newcomers(scene, row)
    since = np.where(soon, asked - rng.integers(5, 240, n), since)
    drives = np.where(row >= 0, scene.net.ev[row] | (rng.random(n) < 0.015), rng.random(n) < 0.4)
    home = np.where(row >= 0, scene.net.district[row], rng.integers(0, len(DISTRICTS), n))
    return {
        "row": row,
        "since": since,
        "drives": drives,
        "district": home,
        "eager": 1 / (1 + np.exp(1.6 - 0.7 * digital - rng.normal(size=n))),
        "fade": np.where(rng.random(n) < 0.25, since + rng.integers(60, 1200, n), NEVER),
        "asked": asked,
        "bound": np.where(row >= 0, scene.lives.opened[row], NEVER),
    }


def _newcomers(scene: Scene, row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which users were there before they got their account, and the day they applied for it."""
    led, course = led_to_accounts(scene)
    asked = np.full(scene.who.size, NEVER)
    asked[led] = course.accepted
    early = scene.rng("early users").random(scene.who.size) < 0.6
    mine = np.where(row >= 0, asked[row], NEVER)
    return (row >= 0) & early[row] & (mine < NEVER), mine


def _waiting(users: dict[str, np.ndarray], at: np.ndarray, day: np.ndarray | int) -> np.ndarray:
    """Return whether each user waits for a connection on the day: then it looks in more often."""
    return (users["asked"][at] - 30 <= day) & (day < users["bound"][at])


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
