"""What only those may see who are allowed: restricted tags, telephone and address."""

import os
from collections.abc import Iterable

from tagrid.catalog.model import Catalog

# Set to 1 where those who reach the installation may see all of it. There is no login: whoever sets it, answers for it.
SETTING = "TAGRID_SHOW_RESTRICTED"

HIDDEN = "hidden"

_SHOWN_DIGITS = 4


def may_see_restricted() -> bool:
    """Return whether this installation shows restricted tags, telephone numbers and addresses."""
    return os.environ.get(SETTING, "").strip() == "1"


def restricted_tags(catalog: Catalog) -> frozenset[str]:
    """Return the tags whose values are not to be shown here."""
    if may_see_restricted():
        return frozenset()
    every = (*catalog.tags.values(), *catalog.shelved.values())
    return frozenset(tag.name for tag in every if tag.sensitivity == "restricted")


def masked_portrait(seen: dict, catalog: Catalog) -> dict:
    """Return a portrait without what is not to be shown here.

    A restricted tag has the value ``hidden`` and no day; of the telephone the last digits remain, of the address
    nothing; ``hidden`` names what was taken out.
    """
    if may_see_restricted():
        return seen | {"hidden": ()}
    closed = restricted_tags(catalog)
    tags = [_masked_row(row) if row["tag"] in closed else row for row in seen["tags"]]
    return seen | {
        "tags": tags,
        "customer": masked_contact(seen["customer"]),
        "reasons": [row for row in seen["reasons"] if row["tag"] not in closed],
        "hidden": tuple(row["tag"] for row in tags if row["value"] == HIDDEN),
    }


def masked_contact(row: dict) -> dict:
    """Return a customer's row with the telephone cut to its last digits and no address."""
    if may_see_restricted():
        return row
    given = {"phone": _last_digits, "address": lambda _: None}
    return row | {key: cut(row[key]) for key, cut in given.items() if row.get(key)}


def without_restricted(rows: Iterable[dict], catalog: Catalog) -> list[dict]:
    """Return the rows of tags (by their key ``tag``) that may be shown here."""
    closed = restricted_tags(catalog)
    return [row for row in rows if row["tag"] not in closed]


def _last_digits(phone: str) -> str:
    return f"***{phone[-_SHOWN_DIGITS:]}" if len(phone) > _SHOWN_DIGITS else "***"


def _masked_row(row: dict) -> dict:
    return row | {"value": HIDDEN, "value_label": {"zh": "已隐去", "en": "Hidden"}, "since": None}
