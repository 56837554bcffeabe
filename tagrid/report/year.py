"""The last twelve months as the tags count them."""

from datetime import date, datetime, time


def since(as_of: date) -> datetime:
    """Return the moment after which an outage belongs to the 12 months up to a day: the same day a year before."""
    try:
        first = as_of.replace(year=as_of.year - 1)
    except ValueError:  # 29 February
        first = as_of.replace(year=as_of.year - 1, day=28)
    return datetime.combine(first, time())
