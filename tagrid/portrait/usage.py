"""The days and months of a customer's use, from the rows of portrait_energy."""

from datetime import date, timedelta


def daily(months: list[dict], as_of: date, days: int) -> list[dict]:
    """Return {date, kwh} of every day from the first one read to `as_of`, `days` at most; kwh null where missing."""
    known = {day: kwh for month in months for day, kwh in _days(month, as_of)}
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
        read = [kwh for _, kwh in _days(month, as_of) if kwh is not None]
        if read:
            sums.append({"month_on": month["month_on"], "kwh": round(sum(read), 2), "days": len(read)})
    return sums


def _days(month: dict, as_of: date) -> list[tuple[date, float | None]]:
    """Return day and energy up to `as_of`: the table holds all that has landed, also what came after."""
    dated = [(month["month_on"] + timedelta(days=n), kwh) for n, kwh in enumerate(month["daily_kwh"])]
    return [(day, None if kwh is None else round(kwh, 3)) for day, kwh in dated if day <= as_of]
