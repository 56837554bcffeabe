"""A customer's days and months of use, public holidays, the rhythm of the week, and outages."""

from datetime import date, datetime, timedelta

import duckdb

from tagrid.core.calendar import calendar_days
from tagrid.core.sql import rows
from tagrid.portrait.comparison import rule_columns
from tagrid.portrait.outages import hours_before, minutes_over_plan, notice_result, outages_of_year
from tagrid.portrait.phrasing import both_languages, code_name

FEWEST_WEEKDAYS = 3

_WITHOUT_SUPPLY = """
    select outages_12m as many, outage_hours_12m as hours from rule_inputs.service where customer_id = ?
"""

_OUTAGES = "select * from portrait_outages where customer_id = ?"


def daily(months: list[dict], as_of: date, days: int) -> list[dict]:
    """Return {date, kwh} of every day from the first one read to `as_of`, `days` at most; kwh null where missing."""
    known = {day: kwh for month in months for day, kwh in _days_of_month(month, as_of)}
    read = [day for day, kwh in known.items() if kwh is not None]
    if not read:
        return []
    first = max(min(read), as_of - timedelta(days=days - 1))
    span = [first + timedelta(days=n) for n in range((as_of - first).days + 1)]
    return [{"date": day, "kwh": known.get(day)} for day in span]


def monthly(months: list[dict], as_of: date) -> list[dict]:
    """Return {month_on, kwh, days} of each month, oldest first; days is how many of its days have a reading."""
    sums = []
    for month in months:
        read = [kwh for _, kwh in _days_of_month(month, as_of) if kwh is not None]
        if read:
            sums.append({"month_on": month["month_on"], "kwh": round(sum(read), 2), "days": len(read)})
    return sums


def _days_of_month(month: dict, as_of: date) -> list[tuple[date, float | None]]:
    """Return day and energy up to `as_of`: the table holds all that has landed, also what came after."""
    dated = [(month["month_on"] + timedelta(days=n), kwh) for n, kwh in enumerate(month["daily_kwh"])]
    return [(day, None if kwh is None else round(kwh, 3)) for day, kwh in dated if day <= as_of]


def holidays(first: date, last: date) -> list[dict]:
    """Return {first, last, name} of each run of statutory holidays between two days; name is {zh, en}."""
    found: list[dict] = []
    for day in calendar_days(first, last):
        if (name := day.holiday) is None:
            continue
        if found and found[-1]["last"] == day.date_on - timedelta(days=1) and found[-1]["name"]["en"] == name.en:
            found[-1]["last"] = day.date_on
        else:
            found.append({"first": day.date_on, "last": day.date_on, "name": both_languages(name.zh, name.en)})
    return found


def rhythm(days: list[dict], last: date, weeks: int = 13) -> list[dict]:
    """Return {weekday, kwh, days} from Monday: the mean of each weekday of the last weeks, holidays left out.

    A weekday with fewer than three days read has kwh None. Make-up workdays at weekends are no weekend.
    """
    first = last - timedelta(days=7 * weeks - 1)
    plain = {one.date_on for one in calendar_days(first, last) if not one.is_holiday and not one.is_make_up_day}
    read: dict[int, list[float]] = {n: [] for n in range(1, 8)}
    for row in days:
        if row["kwh"] is not None and row["date"] in plain:
            read[row["date"].isoweekday()].append(row["kwh"])
    return [
        {"weekday": n, "kwh": sum(kwh) / len(kwh) if len(kwh) >= FEWEST_WEEKDAYS else None, "days": len(kwh)}
        for n, kwh in read.items()
    ]


def outage_days(events: list[dict], first: date) -> list[dict]:
    """Return {date, minutes, what} of the outages from ``first`` on, oldest first; minutes None while it lasts."""
    found = [
        {"date": row["happened_on"], "minutes": row["quantity"], "what": code_name(row["variant"] or "outage")}
        for row in events
        if row["kind"] == "outage" and row["happened_on"] >= first
    ]
    return sorted(found, key=lambda one: one["date"])


def quarters() -> list[datetime]:
    """Return the beginnings of the 96 quarters of an hour, on a day that stands for any."""
    midnight = datetime(2000, 1, 1)
    return [midnight + timedelta(minutes=15 * n) for n in range(96)]


def outages_of(con, customer_id: str) -> list[dict]:
    """Return the outages of two years, newest first.

    Keys: started_at, ended_at and minutes (None while it lasts), code (planned, fault or sensed), kind and cause in
    words {zh, en}; of a planned one also over_minutes (supply back later than planned, below 0: sooner), notice_hours
    (sent before the planned begin; None where nothing was sent) and notice (``reached``, ``late`` or ``failed``). An
    older version without the table has none.
    """
    try:
        found = rows(con, _OUTAGES, [customer_id])
    except duckdb.CatalogException:
        return []
    return [_outage(row) for row in sorted(found, key=lambda row: (row["started_at"], row["outage_id"]), reverse=True)]


def without_supply(con, customer_id: str, outages: list[dict], as_of: date) -> tuple[int, float]:
    """Return how many outages of the year up to a day there were, and the hours without supply.

    The numbers that the tags and the documents have; in a version without them those of ``outages`` that ended.
    """
    if {"outages_12m", "outage_hours_12m"} <= rule_columns(con).get("service", set()):
        known = rows(con, _WITHOUT_SUPPLY, [customer_id])
        if known and known[0]["many"] is not None:
            return int(known[0]["many"]), float(known[0]["hours"] or 0)
    recent = outages_of_year(outages, as_of)
    return len(recent), sum(row["minutes"] or 0 for row in recent) / 60


def _outage(row: dict) -> dict:
    planned = row["kind"] == "planned"
    return {
        **{key: row[key] for key in ("outage_id", "started_at", "ended_at", "minutes")},
        "code": row["kind"],
        "kind": code_name(row["kind"]),
        "cause": code_name(row["cause"]) if row["cause"] else None,
        "over_minutes": minutes_over_plan(row) if planned else None,
        "notice_hours": hours_before(row, row["first_sent_at"]) if planned else None,
        "notice": notice_result(row) if planned else None,
    }
