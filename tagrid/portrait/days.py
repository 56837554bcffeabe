"""What stands beside the days of a customer's use: public holidays, outages, and the rhythm of the week."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from tagrid.portrait.words import both, code_name

_HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}
FEWEST_DAYS = 3


@lru_cache(maxsize=10_000)
def holiday(day: date) -> str | None:
    """Return the English name of the statutory holiday a day off belongs to, None for any other day."""
    import chinese_calendar

    try:
        is_off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:  # beyond the years that are published
        return None
    return name if is_off else None


def holidays(first: date, last: date) -> list[dict]:
    """Return {first, last, name} of each run of statutory holidays between two days; name is {zh, en}."""
    found: list[dict] = []
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        if (name := holiday(day)) is None:
            continue
        if found and found[-1]["last"] == day - timedelta(days=1) and found[-1]["name"]["en"] == name:
            found[-1]["last"] = day
        else:
            found.append({"first": day, "last": day, "name": both(_HOLIDAYS.get(name, name), name)})
    return found


def rhythm(days: list[dict], last: date, weeks: int = 13) -> list[dict]:
    """Return {weekday, kwh, days} from Monday: the mean of each weekday of the last weeks, holidays left out.

    A weekday with fewer than three days read has kwh None.
    """
    import chinese_calendar

    read: dict[int, list[float]] = {n: [] for n in range(1, 8)}
    for row in days:
        is_plain = holiday(row["date"]) is None and row["date"] not in chinese_calendar.workdays
        # Make-up workdays at weekends are no weekend; ordinary workdays are not listed there.
        if row["kwh"] is not None and is_plain and (last - row["date"]).days < 7 * weeks:
            read[row["date"].isoweekday()].append(row["kwh"])
    return [
        {"weekday": n, "kwh": sum(kwh) / len(kwh) if len(kwh) >= FEWEST_DAYS else None, "days": len(kwh)}
        for n, kwh in read.items()
    ]


def outages(events: list[dict], first: date) -> list[dict]:
    """Return {date, minutes, what} of the outages from ``first`` on, oldest first; minutes None while it lasts."""
    told = [
        {"date": row["happened_on"], "minutes": row["quantity"], "what": code_name(row["variant"] or "outage")}
        for row in events
        if row["kind"] == "outage" and row["happened_on"] >= first
    ]
    return sorted(told, key=lambda one: one["date"])


def quarters() -> list[datetime]:
    """Return the beginnings of the 96 quarters of an hour, on a day that stands for any."""
    midnight = datetime(2000, 1, 1)
    return [midnight + timedelta(minutes=15 * n) for n in range(96)]
