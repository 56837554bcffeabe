"""The outages of a customer: when, how long, why, how the plan was kept, and whether the notice came in time."""

from datetime import date, datetime, timedelta

import duckdb

from tagrid.portrait.query import rows
from tagrid.portrait.words import code_name

YEAR = timedelta(days=365)
_OUTAGES = "select * from portrait_outages where customer_id = ?"


def outages_of(con, customer_id: str) -> list[dict]:
    """Return the outages of two years, newest first.

    Keys: started_at, ended_at and minutes (None while it lasts), code (planned, fault or sensed), kind and cause in
    words {zh, en}; of a planned one also over_minutes (longer than planned, below 0: shorter), notice_hours (sent
    before the planned begin; None where nothing was sent) and received (whether any notice arrived). An older version
    without the table has none.
    """
    try:
        found = rows(con, _OUTAGES, [customer_id])
    except duckdb.CatalogException:
        return []
    return [_told(row) for row in sorted(found, key=lambda row: (row["started_at"], row["outage_id"]), reverse=True)]


def without_supply(outages: list[dict], as_of: date) -> tuple[int, float]:
    """Return how many outages of the year up to a day there were, and how many hours those that ended took."""
    recent = [row for row in outages if row["started_at"].date() > as_of - YEAR]
    return len(recent), sum(row["minutes"] or 0 for row in recent) / 60


def _told(row: dict) -> dict:
    planned = row["kind"] == "planned"
    asked = _minutes(row["planned_start_at"], row["planned_end_at"]) if planned else None
    sent = _minutes(row["first_sent_at"], row["planned_start_at"]) if planned else None
    return {
        **{key: row[key] for key in ("outage_id", "started_at", "ended_at", "minutes")},
        "code": row["kind"],
        "kind": code_name(row["kind"]),
        "cause": code_name(row["cause"]) if row["cause"] else None,
        "over_minutes": None if asked is None or row["minutes"] is None else row["minutes"] - asked,
        "notice_hours": None if sent is None else sent / 60,
        "received": row["first_received_at"] is not None if planned else None,
    }


def _minutes(first: datetime | None, last: datetime | None) -> float | None:
    return None if first is None or last is None else (last - first).total_seconds() / 60
