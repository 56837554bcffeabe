"""What people ask of the utility: connections, from customers and from those who are none yet, and changes."""

import numpy as np
import polars as pl

from tagrid.demo import words
from tagrid.demo.frame import blank, codes, ids
from tagrid.demo.kinds import AREAS, COUNT, TYPE, industry_of, trait
from tagrid.demo.register import customer_names
from tagrid.demo.scene import Scene
from tagrid.demo.supply import SIZES
from tagrid.demo.words import DISTRICTS
from tagrid.demo.world import NEVER, month, month_of

STRANGERS = 0.05  # applicants who are no customers, a share of the customers
CHANNELS = ["app", "counter", "phone", "agent"]
STEPS = ["surveyed_on", "scheme_replied_on", "construction_started_on", "inspected_on", "energised_on"]
CHANGES = ["increase", "decrease", "suspend", "resume", "transfer", "close"]
SUSPEND, RESUME, TRANSFER, CLOSE = 2, 3, 4, 5
SELLERS = ["retailer", "generator"]


def connection_applications(scene: Scene) -> None:
    """Write applications: those that led to the younger accounts, then those of parties without one."""
    who, lives = scene.who, scene.lives
    row = np.flatnonzero(lives.opened > who.world.start_day - 500)
    rng = scene.rng("applications")
    span = np.where(scene.net.dedicated[row], rng.integers(60, 200, len(row)), rng.integers(4, 25, len(row)))
    parts = np.sort(rng.random((len(row), 4)), axis=1) * span[:, None]
    steps = (lives.opened[row] - span)[:, None] + np.concatenate([parts, span[:, None]], axis=1)
    _put(
        scene,
        rng,
        "A",
        who.no[row],
        scene.ids_of(row),
        customer_names(scene).gather(row),
        scene.net.capacity[row],
        scene.net.sources[row],
        who.kind[row],
        who.area[row],
        scene.net.district[row],
        lives.opened[row] - span,
        steps.astype(np.int64),
        np.full(len(row), NEVER),
    )
    _strangers(scene)


def _strangers(scene: Scene) -> None:
    """Applicants who get no account here: on their way, withdrawn, or stuck until the scheme lapses."""
    rng, start = scene.rng("strangers"), scene.who.world.start_day
    n = max(6, int(scene.who.size * STRANGERS))
    kind = rng.choice(COUNT, n, p=_odds())
    home = TYPE[kind] == 0
    accepted = start - 450 + (rng.random(n) * 1500).astype(np.int64)
    pace = np.where(home, 1.0, 4.0)[:, None] * np.array([4, 9, 40, 70, 60])
    steps = accepted[:, None] + np.cumsum(rng.gamma(1.5, 0.67, (n, 5)) * pace + 1, axis=1).astype(np.int64)
    reach = rng.choice(5, n, p=[0.08, 0.12, 0.3, 0.35, 0.15])
    steps[np.arange(5)[None, :] >= reach[:, None]] = NEVER
    last = np.where(steps < NEVER, steps, accepted[:, None]).max(axis=1)
    dropped = np.where(rng.random(n) < 0.3, last + rng.integers(5, 200, n), NEVER)
    size = trait("kwh")[kind] / np.where(home, 25, 170) * np.exp(0.7 * rng.normal(size=n))
    kva = SIZES[np.searchsorted(SIZES, np.maximum(size, 6)).clip(0, len(SIZES) - 1)]
    person, firm = words.people(rng, n), words.firms(rng, kind)
    name = pl.select(pl.when(pl.Series(home)).then(person).otherwise(firm)).to_series()
    district = rng.integers(0, len(DISTRICTS), n)
    _put(
        scene,
        rng,
        "B",
        scene.who.block * 10**5 + np.arange(n),
        pl.Series([None] * n, dtype=pl.String),
        name,
        kva,
        np.where((kva >= 1000) & (rng.random(n) < 0.3), 2, 1),
        kind,
        rng.integers(0, 4, n),
        district,
        accepted,
        steps,
        dropped,
    )


def _odds() -> np.ndarray:
    weight = trait("share") * np.where(TYPE == 0, 0.15, 1)
    return weight / weight.sum()


def _put(scene, rng, letter, number, customer, name, kva, sources, kind, area, district, accepted, steps, dropped):
    n = len(number)
    industry = blank(pl.Series(industry_of(kind, rng.random(n)), dtype=pl.String), rng.random(n) < 0.08)
    later = {name: steps[:, i] for i, name in enumerate(STEPS)}
    scene.sink.put(
        "marketing.connection_applications",
        np.maximum(accepted, scene.who.world.start_day),
        {
            "application_id": ids("YK" + letter, number, 9),
            "applicant_id": ids("SQ" + letter, number, 9),
            "applicant_name": name,
            "customer_id": customer,
            "district": codes(DISTRICTS, district),
            "phone": blank(words.phones(rng, n), rng.random(n) < 0.05),
            "requested_capacity_kva": np.where(rng.random(n) < 0.02, np.nan, kva),
            "source_count": sources,
            "industry_code": industry,
            "area_type": codes(AREAS, area),
            "channel": codes(CHANNELS, rng.choice(4, n, p=[0.4, 0.35, 0.15, 0.1])),
            "accepted_on": accepted,
            **later,
            "cancelled_on": dropped,
        },
        {**later, "cancelled_on": dropped, "customer_id": steps[:, 4]},
    )


def change_requests(scene: Scene, index: int) -> None:
    """Write requests made in the month: each change in a life is asked for before it is done."""
    lives, net, now = scene.lives, scene.net, month(index)
    n = scene.who.size
    wait = scene.rng("change wait").integers(3, 25, (6, n))
    changed = scene.capacity(NEVER - 1) - net.capacity
    done = [
        np.where(lives.enlarged > lives.opened, lives.enlarged, NEVER),
        np.where(lives.reduced > lives.opened, lives.reduced, NEVER),
        lives.suspended,
        np.where(lives.suspended < NEVER, lives.resumed, NEVER),
        lives.transferred,
        lives.closed,
    ]
    for kind, day in enumerate(done):
        asked = day - wait[kind]
        row = np.flatnonzero((asked >= now.first) & (asked < now.after) & (asked >= scene.who.world.start_day))
        row = row[scene.alive(row, asked[row])]
        if kind == TRANSFER:
            row = row[scene.who.is_home[row]]
        change = {
            0: changed[row],
            1: changed[row],
            SUSPEND: -net.capacity[row],
            RESUME: net.capacity[row],
            CLOSE: -net.capacity[row],
        }.get(kind, np.full(len(row), np.nan))
        scene.sink.put(
            "marketing.change_requests",
            asked[row],
            {
                "request_id": ids("BG", (index * 10 + kind) * 10**8 + scene.who.no[row], 12),
                "customer_id": scene.ids_of(row),
                "kind": codes(CHANGES, np.full(len(row), kind)),
                "requested_on": asked[row],
                "completed_on": day[row],
                "capacity_change_kva": change,
            },
            {"completed_on": day[row]},
        )


def market_entries(scene: Scene) -> None:
    """Write ``market_entries``: who buys in the market, from the first of the month after next, and who left again."""
    affairs, who = scene.affairs, scene.who
    row = np.flatnonzero(affairs.entered < NEVER)
    on, left = affairs.entered[row], affairs.left[row]
    large = (who.kwh[row] > 40_000) & (scene.rng("counterpart").random(who.size)[row] < 0.5)
    scene.sink.put(
        "marketing.market_entries",
        np.maximum(on, who.world.start_day),
        {
            "entry_id": ids("SC", who.no[row], 9),
            "customer_id": scene.ids_of(row),
            "registered_on": on,
            "effective_on": np.array([month(month_of(day) + 2).first for day in on], dtype=np.int64),
            "kind": codes(SELLERS, large.astype(int)),
            "left_on": left,
        },
        {"left_on": left},
    )
