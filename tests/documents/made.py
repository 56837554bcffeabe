"""Customers made by hand for the rules of advice: a factory of round numbers, and what one thing changes."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from tagrid.documents.facts import BilledMonth, Facts

AS_OF = date(2026, 6, 30)
TARIFFS = (
    {"tariff_code": "I10", "tariff_category": "large_industrial", "single": None, "prices": (1.2, 0.6, 0.2)},
    {"tariff_code": "R01", "tariff_category": "residential", "single": 0.5, "prices": (None, None, None)},
    {"tariff_code": "R02", "tariff_category": "residential", "single": None, "prices": (0.6, 0.5, 0.3)},
    {"tariff_code": "C01", "tariff_category": "general_commercial", "single": 0.75, "prices": (None, None, None)},
)


def months(count: int = 12, **more) -> tuple[BilledMonth, ...]:
    """Months up to May 2026: 1,000 kWh each, 300 of it peak and 300 valley, 600 yuan."""
    found = []
    for n in range(count):
        back = 5 - 1 - (count - 1 - n)
        first = date(2026 + back // 12, back % 12 + 1, 1)
        numbers = {"kwh": 1000.0, "yuan": 600.0, "peak_kwh": 300.0, "valley_kwh": 300.0}
        found.append(BilledMonth(first, **{**numbers, **more}))
    return tuple(found)


def tariffs() -> tuple[dict, ...]:
    """The price list as its table has it."""
    names = ("price_peak_yuan", "price_flat_yuan", "price_valley_yuan")
    return tuple(
        {
            "tariff_code": row["tariff_code"],
            "tariff_category": row["tariff_category"],
            "price_single_yuan": row["single"],
            **dict(zip(names, row["prices"], strict=True)),
        }
        for row in TARIFFS
    )


def factory(**changes) -> Facts:
    """A factory of 1,000 kVA on tariff I10 of which nothing is to be said; `changes` are fields of Facts."""
    found = Facts(
        customer_id="7",
        as_of=AS_OF,
        customer={
            "customer_type": "enterprise",
            "tariff_category": "large_industrial",
            "contract_capacity_kva": 1000.0,
        },
        supply={
            "tariff_code": "I10",
            "is_time_of_use": True,
            "power_factor_standard": 0.90,
            "power_factor_source": "(83)水电财字第215号",
            "best_power_factor": 0.95,
            "best_adjustment_share": -0.0075,
        },
        inputs={
            "usage": {"monthly_kwh_12m": 1000.0, "reading_share_30d": 1.0, "weather_fit_12m": 0.5},
            "equipment_safety": {"open_defects": 0, "inspections": 1, "electricians": 0, "equipment_pieces": 0},
            "evaluation": {"inspections_done": 1},
            "service": {"outages_12m": 0, "outage_hours_12m": 0.0},
        },
        bills=months(),
        tariffs=tariffs(),
    )
    return replace(found, **changes)


def using(facts: Facts, **numbers) -> Facts:
    """The customer with other numbers of use."""
    return replace(facts, inputs={**facts.inputs, "usage": {**facts.inputs["usage"], **numbers}})


def served(facts: Facts, **numbers) -> Facts:
    """The customer with other numbers of service."""
    return replace(facts, inputs={**facts.inputs, "service": {**facts.inputs["service"], **numbers}})


def supplied(facts: Facts, **columns) -> Facts:
    """The customer with another supply."""
    return replace(facts, supply={**facts.supply, **columns})


def check(kind: str, **columns) -> dict:
    """A row of portrait_checks."""
    plain = {"about": None, "result": None, "began_on": None, "due_on": None, "done_on": None, "capacity_kva": None}
    return {"kind": kind, "check_id": "1", **plain, **columns}


def outage(started: datetime, minutes: float | None = 60, **columns) -> dict:
    """A row of portrait_outages: a fault unless told otherwise."""
    plain = {
        "outage_id": f"{started}",
        "kind": "fault",
        "cause": "equipment",
        "planned_start_at": None,
        "planned_end_at": None,
        "notices": 0,
        "first_sent_at": None,
        "second_sent_at": None,
        "first_received_at": None,
        "last_call_at": None,
    }
    ended = started + timedelta(minutes=minutes) if minutes is not None else None
    return {**plain, "started_at": started, "ended_at": ended, "minutes": minutes, **columns}


def plan(start: datetime, first: float | None, again: float | None, received: float | None, call: float | None) -> dict:
    """A planned outage of two hours told so many hours before; None for what was not done."""

    def before(hours: float | None) -> datetime | None:
        return start - timedelta(hours=hours) if hours is not None else None

    return outage(
        start,
        120,
        kind="planned",
        cause="maintenance",
        planned_start_at=start,
        planned_end_at=start + timedelta(hours=2),
        notices=sum(one is not None for one in (first, again)),
        first_sent_at=before(first),
        second_sent_at=before(again),
        first_received_at=before(received),
        last_call_at=before(call),
    )


def days(kwh, count: int = 365) -> tuple[tuple[date, float | None], ...]:
    """Days up to the data date; ``kwh`` gives the n-th of them."""
    first = AS_OF - timedelta(days=count - 1)
    return tuple((first + timedelta(days=n), kwh(n)) for n in range(count))
