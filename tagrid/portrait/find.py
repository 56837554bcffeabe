"""Finds a customer by number, name or address, and the version that was known on a day."""

from datetime import date

from tagrid.errors import BadInput
from tagrid.home import Home
from tagrid.portrait.query import rows

MOST_TEXT = 100

# 0 is the number itself; a name that begins with the text comes before one that holds it somewhere.
_SEARCH = """
    with ranked as (
        select
            customer_id, subject, origin, customer_name, district, address, annual_kwh,
            case
                when customer_id = $text then 0
                when starts_with(lower(customer_id), lower($text)) then 1
                when starts_with(lower(customer_name), lower($text)) then 2
                when contains(lower(customer_name), lower($text)) then 3
                when contains(lower(address), lower($text)) then 4
            end as place
        from portrait_customer
    )
    select * exclude (place) from ranked where place is not null order by place, customer_id limit $limit
"""
_LARGEST = """
    select customer_id, subject, origin, customer_name, district, address, annual_kwh
    from portrait_customer order by annual_kwh desc nulls last, customer_id limit ?
"""
_NEAREST = """
    select customer_id from portrait_customer
    where levenshtein(customer_id, $text) <= 3 order by levenshtein(customer_id, $text), customer_id limit 3
"""


def search(version, text: str, limit: int = 20) -> list[dict]:
    """Return up to `limit` customers whose number, name or address holds `text`, the closest first.

    Upper and lower case are the same; an empty text gives the customers who use most.
    """
    text = text.strip()[:MOST_TEXT]
    with version.connect() as con:
        if not text:
            return rows(con, _LARGEST, [limit])
        found = con.execute(_SEARCH, {"text": text, "limit": limit})
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def unknown_customer(con, customer_id: str, version_id: str) -> BadInput:
    """Return the error for a number that no customer of the version has, with the nearest ones."""
    near = con.execute(_NEAREST, {"text": customer_id[:MOST_TEXT]}).fetchall()
    hint = f" Did you mean {', '.join(row[0] for row in near)}?" if near else ""
    return BadInput(f"No customer {customer_id!r} in version {version_id}.{hint}")


def version_known_on(home: Home, day: date):
    """Return the newest kept version whose as-of date is not after `day`; raises BadInput when none is kept."""
    from tagrid.refresh.versions import current, versions

    kept = versions(home)
    if not kept:
        return current(home)
    found = next((one for one in kept if one.as_of <= day), None)
    if found is None:
        raise BadInput(f"No version as of {day} or before is kept; the oldest is as of {kept[-1].as_of}.")
    return found
