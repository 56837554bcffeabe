"""Data from outside: points of interest, business registration, courts, tax credit and the weather."""

import numpy as np
import polars as pl

from tagrid.demo import population
from tagrid.demo.delivery import codes, ids
from tagrid.demo.population import AREAS, COUNT, DISTRICTS, HOUSEHOLDS, PLACES, POI, industry_of
from tagrid.demo.register import CENTRES, credit_codes, customer_names, positions
from tagrid.demo.scene import Scene
from tagrid.demo.world import CONDITIONS, EPOCH, NEVER, STATIONS, month, month_of, sky_of

STATES = ["active", "abnormal", "cancelled", "revoked"]

GRADES = ["A", "B", "M", "C", "D"]

STRANGER_PLACES = 0.06  # places without an account, a share of the customers


def poi(scene: Scene) -> None:
    """Write points of interest: half of the firms, some estates, and places that have no account."""
    rng, who = scene.rng("poi"), scene.who
    row = np.flatnonzero(rng.random(who.size) < np.where(who.is_home, 0.01, 0.55))
    n = max(8, int(who.size * STRANGER_PLACES))
    kind = rng.integers(HOUSEHOLDS, COUNT, n)
    district = rng.integers(0, len(DISTRICTS), n)
    where = np.round(np.concatenate([positions(scene)[row], CENTRES[district] + 0.03 * rng.normal(size=(n, 2))]), 6)
    sort = POI[np.concatenate([who.kind[row], kind])]
    blur = rng.random(len(sort)) < 0.04
    sort = np.where(blur, rng.integers(0, 6, len(sort)), sort)
    linked = np.where(rng.random(len(row)) < 0.85, row, -1)
    known = np.concatenate([scene.lives.opened[row] + 40, who.world.start_day - 500 + rng.integers(0, 1500, n)])
    seen = np.concatenate([scene.ids_of(linked), pl.Series([None] * n, dtype=pl.String)])
    estate = codes(["花园", "新村", "公寓", "家园"], rng.integers(0, 4, len(row)))
    own = pl.select(
        pl.when(pl.Series(who.is_home[row])).then(population.CITY + estate).otherwise(customer_names(scene).gather(row))
    ).to_series()
    scene.sink.put(
        "outside.poi",
        np.maximum(known, who.world.start_day),
        {
            "poi_id": ids("X", who.block * 10**6 + np.arange(len(sort)), 9),
            "poi_name": pl.concat([own, population.firms(rng, kind)]),
            "category": codes(PLACES, sort),
            "longitude": where[:, 0],
            "latitude": where[:, 1],
            "district": codes(DISTRICTS, np.concatenate([scene.net.district[row], district])),
            "area_type": codes(AREAS, np.concatenate([who.area[row], rng.integers(0, 4, n)])),
            "customer_id": pl.Series(seen.tolist(), dtype=pl.String),
        },
    )


def _fall(scene: Scene) -> np.ndarray:
    """Day the registration of a firm turns abnormal: more likely where stress is high, never certain."""
    rng = scene.rng("fall")
    rate = 0.022 * np.exp(0.95 * scene.who.stress)
    wait = rng.exponential(size=scene.who.size) / rate * 365
    return np.where(wait < 4000, scene.who.world.start_day - 500 + wait, NEVER).astype(np.int64)


def registrations(scene: Scene) -> None:
    """Write registrations of enterprises: most are found; the state follows the owner's luck, roughly."""
    rng, who, until = scene.rng("registrations"), scene.who, scene.sink.window.until
    found = (who.type == 1) & (rng.random(who.size) < 0.93)
    fall = _fall(scene)
    end = fall + rng.integers(60, 900, who.size)
    closing = np.where(scene.lives.closed < NEVER, scene.lives.closed + rng.integers(20, 400, who.size), NEVER)
    fate = rng.random(who.size)
    closing = np.where(fate > 0.7, np.minimum(closing, end), closing)  # struck off, though the account lives on
    revoked, cancelled = (fate < 0.35) & (end <= until), closing <= until
    state = np.select([cancelled, revoked, fall <= until], [2, 3, 1], 0)
    founded = scene.lives.opened - rng.integers(30, 3000, who.size)
    turns = [
        np.maximum(founded + 30, who.world.start_day),
        np.where(fall <= until, fall, 0),
        np.where(revoked, end, 0),
        np.where(cancelled, closing, 0),
    ]
    scale = who.kwh * np.exp(0.9 * rng.normal(size=who.size))
    row = np.flatnonzero(found)
    moved = rng.random(len(row)) < 0.06  # the register and the customer file do not always agree
    industry = industry_of(who.kind[row], np.where(moved, rng.random(len(row)), who.trade[row]))
    scene.sink.put(
        "outside.registrations",
        np.max(turns, axis=0)[row],
        {
            "credit_code": credit_codes(scene).gather(row),
            "company_name": customer_names(scene).gather(row),
            "state": codes(STATES, state[row]),
            "industry_code": pl.Series(industry, dtype=pl.String),
            "registered_on": founded[row],
            "capital_yuan": np.round(scale[row] * 120, -4) + 10_000,
            "staff_count": (2 + scale[row] ** 0.6 / 6).astype(int),
            "annual_revenue_yuan": np.round(scale[row] * 900, -3),
        },
    )


def court_records(scene: Scene) -> None:
    """Write listings by courts: a stressed firm is listed more often, some firms by bad luck."""
    rng, who, start = scene.rng("courts"), scene.who, scene.who.world.start_day
    wait = rng.exponential(size=who.size) / (0.014 * np.exp(1.0 * who.stress)) * 365
    row = np.flatnonzero((who.type == 1) & (wait < 2600))
    listed = (start - 900 + wait[row]).astype(np.int64)
    cleared = np.where(rng.random(len(row)) < 0.5, listed + rng.integers(60, 700, len(row)), NEVER)
    worse = np.where(
        (rng.random(len(row)) < 0.35) & (cleared == NEVER), listed + rng.integers(90, 500, len(row)), NEVER
    )
    dishonest = worse <= scene.sink.window.until
    known = np.maximum(np.where(dishonest, worse, listed), start)
    scene.sink.put(
        "outside.court_records",
        known,
        {
            "record_id": ids("(2025)苏执", who.no[row], 8),
            "credit_code": credit_codes(scene).gather(row),
            "state": codes(["listed", "dishonest"], dishonest.astype(int)),
            "listed_on": listed,
            "cleared_on": cleared,
        },
        {"cleared_on": cleared},
    )


def tax_credits(scene: Scene) -> None:
    """Write the yearly grades, published on the 25th of April of the next year, from two years before the start."""
    for year in range(scene.who.world.start.year - 2, EPOCH.year + month_of(scene.sink.window.until) // 12):
        _grades(scene, year)


def _grades(scene: Scene, year: int) -> None:
    rng, who = scene.rng("tax", year), scene.who
    known = int(np.datetime64(f"{year + 1}-04-25").astype(int))
    row = np.flatnonzero((who.type == 1) & (rng.random(who.size) < 0.9) & (scene.lives.opened < known - 300))
    luck = who.stress[row] + 0.9 * rng.normal(size=len(row))
    grade = np.where(scene.lives.opened[row] > known - 700, 2, np.digitize(luck, [-0.3, 1.2, 1.4, 2.5]))
    scene.sink.put(
        "outside.tax_credits",
        np.full(len(row), max(known, who.world.start_day)),
        {
            "credit_code": credit_codes(scene).gather(row),
            "year": np.full(len(row), year),
            "grade": codes(GRADES, grade),
        },
    )


def weather(scene: Scene, index: int) -> None:
    """Write the month's weather at both stations, each day known on the day."""
    days = month(index).days
    days = days[days >= scene.who.world.start_day]
    sky = sky_of(scene.who.world, days)
    for s, station in enumerate(STATIONS):
        scene.sink.put(
            "outside.weather",
            days,
            {
                "station_id": codes([station], np.zeros(len(days), int)),
                "weather_on": days,
                "high_c": np.round(sky["high"][:, s], 1),
                "low_c": np.round(sky["low"][:, s], 1),
                "condition": codes(CONDITIONS, sky["condition"][:, s]),
            },
        )
