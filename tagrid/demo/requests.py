"""What people ask of the utility: connections, changes of contract, and entries to the market.

Applications that succeed and those that stall differ only in readiness, which nobody sees; for the same readiness they
go at the same pace. So speed, step and waiting time carry information.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from tagrid.demo import population
from tagrid.demo.delivery import blank, codes, ids, newest, scrambled
from tagrid.demo.population import AREAS, COUNT, DISTRICTS, TYPE, industry_of, trait
from tagrid.demo.register import customer_names
from tagrid.demo.scene import Scene
from tagrid.demo.supply import SIZES
from tagrid.demo.world import NEVER, month, month_of

STEPS = ["surveyed_on", "scheme_replied_on", "construction_started_on", "inspected_on", "energised_on"]

# Usual days of the five steps: households, firms on the public grid, own transformers.
PACE = np.array([[3, 6, 14, 10, 5], [4, 9, 26, 20, 10], [6, 16, 55, 50, 18]], dtype=float)

SHAPE = 1.5

READY = (0.6, -0.6)  # mean readiness of those who get an account, and of those who do not

HASTE = 0.5  # log of the pace a unit of readiness

REACH = (0.1, 0.2, 0.35, 0.2, 0.15)  # where the others stall: after so many steps

DROPS, DROP_DAYS = 0.4, (5, 200)  # share of them who withdraw, and when after the last step


@dataclass(frozen=True)
class Course:
    """Applications, one value each; ``steps`` are the days of the five steps, NEVER where one does not come."""

    readiness: np.ndarray
    size: np.ndarray  # index into PACE
    accepted: np.ndarray
    steps: np.ndarray
    dropped: np.ndarray


def size_of(home: np.ndarray, capacity: np.ndarray) -> np.ndarray:
    """Return the row of PACE: household, firm on the public grid, own transformer."""
    return np.where(home, 0, np.where(capacity >= 100, 2, 1))


def pace(readiness: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return the usual days of each step, (applications, steps)."""
    return PACE[size] * np.exp(-HASTE * readiness)[:, None]


def _gaps(rng: np.random.Generator, readiness: np.ndarray, size: np.ndarray) -> np.ndarray:
    return rng.gamma(SHAPE, 1 / SHAPE, (len(size), len(STEPS))) * pace(readiness, size) + 1


def completed(rng: np.random.Generator, size: np.ndarray, opened: np.ndarray) -> Course:
    """Draw the applications that led to accounts opened on these days."""
    readiness = READY[0] + rng.normal(size=len(size))
    at = np.ceil(np.cumsum(_gaps(rng, readiness, size), axis=1)).astype(np.int64)
    accepted = opened - at[:, -1]
    return Course(readiness, size, accepted, accepted[:, None] + at, np.full(len(size), NEVER))


def stalled(rng: np.random.Generator, size: np.ndarray, accepted: np.ndarray) -> Course:
    """Draw the applications of those who get no account: on their way, stuck until the scheme lapses, withdrawn."""
    n = len(size)
    readiness = READY[1] + rng.normal(size=n)
    at = np.ceil(np.cumsum(_gaps(rng, readiness, size), axis=1)).astype(np.int64)
    reach = rng.choice(len(STEPS), n, p=REACH)
    steps = np.where(np.arange(len(STEPS))[None, :] < reach[:, None], accepted[:, None] + at, NEVER)
    last = np.where(steps < NEVER, steps, accepted[:, None]).max(axis=1)
    dropped = np.where(rng.random(n) < DROPS, last + rng.integers(*DROP_DAYS, n), NEVER)
    return Course(readiness, size, accepted, steps, dropped)


STRANGERS = 0.05  # applicants who are no customers, a share of the customers

STRANGER_DAYS = 1500  # over which they apply

APPLIED_BEFORE = 500  # days before the start: of older accounts the application is filed away

CHANNELS = ["app", "counter", "phone", "agent"]

# At most ten kinds: the number of a request holds one digit of them.
CHANGES = [
    *("increase", "decrease", "suspend", "resume", "transfer", "close"),
    *("change_category", "move_meter", "substitute"),
]

INCREASE, SUSPEND, RESUME, TRANSFER, CLOSE = 0, 2, 3, 4, 5

SELLERS = ["retailer", "generator"]


def led_to_accounts(scene: Scene) -> tuple[np.ndarray, Course]:
    """Return the younger accounts and the course of the applications that led to them."""
    row = np.flatnonzero(scene.lives.opened > scene.who.world.start_day - APPLIED_BEFORE)
    size = size_of(scene.who.is_home, scene.net.capacity)[row]
    return row, completed(scene.rng("applications"), size, scene.lives.opened[row])


def connection_applications(scene: Scene) -> None:
    """Write applications: those that led to the younger accounts, then those of parties without one."""
    who = scene.who
    row, course = led_to_accounts(scene)
    _put(
        scene,
        scene.rng("applicants"),
        2 * who.no[row],
        scene.ids_of(row),
        customer_names(scene).gather(row),
        scene.net.capacity[row],
        scene.net.sources[row],
        who.kind[row],
        who.area[row],
        scene.net.district[row],
        course,
    )
    _strangers(scene)


def without_account(scene: Scene) -> tuple[np.ndarray, np.ndarray, Course]:
    """Return kinds, capacities and courses of the applicants who get no account here."""
    rng, start = scene.rng("strangers"), scene.who.world.start_day
    n = max(6, int(scene.who.size * STRANGERS))
    kind = rng.choice(COUNT, n, p=odds())
    home = TYPE[kind] == 0
    accepted = start - 450 + (rng.random(n) * STRANGER_DAYS).astype(np.int64)
    size = trait("kwh")[kind] / np.where(home, 25, 170) * np.exp(0.7 * rng.normal(size=n))
    kva = SIZES[np.searchsorted(SIZES, np.maximum(size, 6)).clip(0, len(SIZES) - 1)]
    return kind, kva, stalled(scene.rng("stalled"), size_of(home, kva), accepted)


def _strangers(scene: Scene) -> None:
    kind, kva, course = without_account(scene)
    rng, n = scene.rng("strangers", 1), len(kind)
    person, firm = population.people(rng, n), population.firms(rng, kind)
    name = pl.select(pl.when(pl.Series(TYPE[kind] == 0)).then(person).otherwise(firm)).to_series()
    _put(
        scene,
        rng,
        2 * (scene.who.block * 10**5 + np.arange(n)) + 1,
        pl.Series([None] * n, dtype=pl.String),
        name,
        kva,
        np.where((kva >= 1000) & (rng.random(n) < 0.3), 2, 1),
        kind,
        rng.integers(0, 4, n),
        rng.integers(0, len(DISTRICTS), n),
        course,
    )


def odds() -> np.ndarray:
    """Return how likely each kind of customer is among the applicants who get no account."""
    weight = trait("share") * np.where(TYPE == 0, 0.15, 1)
    return weight / weight.sum()


def _put(scene, rng, number, customer, name, kva, sources, kind, area, district, course):
    n, steps, accepted = len(number), course.steps, course.accepted
    industry = blank(pl.Series(industry_of(kind, rng.random(n)), dtype=pl.String), rng.random(n) < 0.08)
    later = {name: steps[:, i] for i, name in enumerate(STEPS)}
    ready = rng.random(n) < 1 / (1 + np.exp(-0.8 * course.readiness))  # the ready do it online or let an agent do it
    channel = np.where(ready, rng.choice([0, 3], n, p=[0.8, 0.2]), rng.choice([0, 1, 2], n, p=[0.2, 0.55, 0.25]))
    scene.sink.put(
        "marketing.connection_applications",
        np.maximum(accepted, scene.who.world.start_day),
        {
            "application_id": ids("YK", scrambled(number), 9),
            "applicant_id": ids("SQ", scrambled(number), 9),
            "applicant_name": name,
            "customer_id": customer,
            "district": codes(DISTRICTS, district),
            "phone": blank(population.phones(rng, n), rng.random(n) < 0.05),
            "requested_capacity_kva": np.where(rng.random(n) < 0.02, np.nan, kva),
            "source_count": sources,
            "industry_code": industry,
            "area_type": codes(AREAS, area),
            "channel": codes(CHANNELS, channel),
            "accepted_on": accepted,
            **later,
            "cancelled_on": course.dropped,
        },
        {**later, "cancelled_on": course.dropped, "customer_id": steps[:, 4]},
    )


def change_requests(scene: Scene, index: int) -> None:
    """Write requests made in the month: each change in a life is asked for before it is done."""
    lives, net, now = scene.lives, scene.net, month(index)
    n = scene.who.size
    wait = scene.rng("change wait").integers(3, 25, (6, n))
    wait[0] *= 3  # more capacity takes building
    paper = scene.rng("change wait", 1).integers(3, 10, (len(CHANGES) - 6, n))  # a wrong tariff is found 10 days before
    wait = np.concatenate([wait, paper])
    changed = scene.capacity(NEVER - 1) - net.capacity
    done = [
        np.where(lives.enlarged > lives.opened, lives.enlarged, NEVER),
        np.where(lives.reduced > lives.opened, lives.reduced, NEVER),
        lives.suspended,
        np.where(lives.suspended < NEVER, lives.resumed, NEVER),
        lives.transferred,
        lives.closed,
        scene.affairs.sidelines.corrected,
        lives.meter_moved,
        lives.substituted,
    ]
    for kind, day in enumerate(done):
        requested = day - wait[kind]
        row = np.flatnonzero(
            (requested >= now.first) & (requested < now.after) & (requested >= scene.who.world.start_day)
        )
        row = row[scene.alive(row, requested[row])]
        if kind == TRANSFER:
            row = row[scene.who.is_home[row]]
        change = {
            0: changed[row],
            1: changed[row],
            SUSPEND: -net.capacity[row],
            RESUME: net.capacity[row],
            CLOSE: -net.capacity[row],
        }.get(kind, np.full(len(row), np.nan))
        slow = scene.rng("scheme", index, kind).random(len(row)) < 0.1
        replied = requested[row] + np.ceil(np.where(slow, 0.95, 0.4) * wait[kind][row]).astype(np.int64)
        replied = np.where(kind == INCREASE, replied, NEVER)
        scene.sink.put(
            "marketing.change_requests",
            requested[row],
            {
                "request_id": ids("BG", (index * 10 + kind) * 10**8 + scene.who.no[row], 12),
                "customer_id": scene.ids_of(row),
                "kind": codes(CHANGES, np.full(len(row), kind)),
                "requested_on": requested[row],
                "completed_on": day[row],
                "capacity_change_kva": change,
                "scheme_replied_on": replied,
            },
            {"completed_on": day[row], "scheme_replied_on": replied},
        )


def _buys_of_generators(scene: Scene) -> np.ndarray:
    """Return who would buy from a generator and not from a retailer: half of the largest."""
    return (scene.who.kwh > 40_000) & (scene.rng("counterpart").random(scene.who.size) < 0.5)


def _memberships(scene: Scene) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return each time a customer bought in the market: its row, the days it came and left, and how often before."""
    market = scene.affairs.market
    row, on, left = (np.array(values, dtype=np.int64) for values in (market.row, market.entered, market.left))
    again = pl.DataFrame({"row": row}).select(pl.int_range(pl.len()).over("row")).to_series().to_numpy()
    return row, on, left, again


def market_entries(scene: Scene) -> None:
    """Write ``market_entries``: who buys in the market, from the first of the month after next, and who left again."""
    who, (row, on, left, again) = scene.who, _memberships(scene)
    scene.sink.put(
        "marketing.market_entries",
        np.maximum(on, who.world.start_day),
        {
            "entry_id": ids("SC", again * 10**8 + who.no[row], 9),
            "customer_id": scene.ids_of(row),
            "registered_on": on,
            "effective_on": np.array([month(month_of(day) + 2).first for day in on], dtype=np.int64),
            "kind": codes(SELLERS, _buys_of_generators(scene)[row].astype(int)),
            "left_on": left,
        },
        {"left_on": left},
    )


def retail_contracts(scene: Scene) -> None:
    """Write ``retail_contracts``: who buys from a retailer has a contract a calendar year, agreed a month before it.

    All follow what the grid's agency buys at and add nothing, for the demo's bills are by the agency's list: so the
    contract gives the price that is billed.
    """
    who, until, (row, on, left, again) = scene.who, scene.sink.window.until, _memberships(scene)
    retail = ~_buys_of_generators(scene)[row]
    row, on, left, again = row[retail], on[retail], left[retail], again[retail]
    begin = np.array([month(month_of(day) + 2).first for day in on], dtype=np.int64)
    last_year = month_of(until) // 12 + 1
    for year in range(month_of(int(begin.min(initial=until))) // 12, last_year + 1):
        first, end = month(12 * year).first, month(12 * year + 12).first
        agreed = np.where(begin >= first, on, month(12 * year - 1).first)
        mine = np.flatnonzero((begin < end) & (agreed < left) & (np.maximum(begin, first) < left))
        at, ends = row[mine], np.minimum(left[mine] - 1, end - 1)
        leaves = np.where(left[mine] < end, left[mine], NEVER)
        known = newest(np.maximum(agreed[mine], who.world.start_day), [leaves], scene.sink.window)
        scene.sink.put(
            "marketing.retail_contracts",
            known,
            {
                "retail_contract_id": ids("LS", again[mine] * 10**12 + (1970 + year) * 10**8 + who.no[at], 12),
                "customer_id": scene.ids_of(at),
                "valid_from": np.maximum(begin[mine], first),
                "valid_to": np.where(leaves <= until, ends, end - 1),
                "price_form": codes(["linked"], np.zeros(len(at))),
                "base_yuan_per_kwh": np.full(len(at), np.nan),
                "reference": codes(["agency"], np.zeros(len(at))),
                "markup_yuan_per_kwh": np.zeros(len(at)),
                "reference_share": np.full(len(at), np.nan),
            },
        )
