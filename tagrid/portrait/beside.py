"""Two customers side by side: where their tags differ, and how their days compare."""

from datetime import date, timedelta

_FACTS = ("annual_kwh", "amount_yuan_12m", "contract_capacity_kva", "default_chance")
YEAR = 365


def tags_beside(one: dict, other: dict) -> list[dict]:
    """Return {tag, label, theme, left, right, differs} of every tag either has, in the first one's order.

    ``left`` and ``right`` are rows of a portrait's tags, None where there is no such tag.
    """
    left, right = ({row["tag"]: row for row in seen["tags"]} for seen in (one, other))
    told = []
    for name in dict.fromkeys([*left, *right]):
        row = left.get(name) or right[name]
        pair = {"left": left.get(name), "right": right.get(name)}
        values = [found["value"] if found else None for found in pair.values()]
        told.append({"tag": name, "label": row["label"], "theme": row["theme"], "differs": len(set(values)) > 1} | pair)
    return told


def facts_beside(one: dict, other: dict) -> list[dict]:
    """Return {fact, left, right} of the numbers of the two heads that either has."""
    pairs = [{"fact": key, "left": one["customer"].get(key), "right": other["customer"].get(key)} for key in _FACTS]
    return [row for row in pairs if row["left"] is not None or row["right"] is not None]


def days_beside(one: dict, other: dict, as_of: date) -> list[dict]:
    """Return {date, who, kwh, index} of the last year's days of both; index 1 is each one's own mean day.

    ``who`` is 0 for the first and 1 for the other. Days without a reading have None.
    """
    first = as_of - timedelta(days=YEAR - 1)
    told = []
    for who, seen in enumerate((one, other)):
        days = [row for row in seen["usage"] if row["date"] >= first]
        read = [row["kwh"] for row in days if row["kwh"] is not None]
        mean = sum(read) / len(read) if read else 0
        told += [
            {**row, "who": who, "index": row["kwh"] / mean if mean and row["kwh"] is not None else None} for row in days
        ]
    return told
