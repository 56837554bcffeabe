"""What only those may see who are allowed: restricted tags, telephone and address."""

from collections.abc import Iterable
from dataclasses import dataclass

from tagrid.catalog.model import Catalog
from tagrid.core.settings import settings

# Set to 1 where those who reach the installation may see all of it. There is no login: whoever sets it, answers for it.
SETTING = "TAGRID_SHOW_RESTRICTED"

HIDDEN = "hidden"

_SHOWN_DIGITS = 4


@dataclass(frozen=True)
class Viewer:
    """Who reads. Whatever returns a customer's data takes a viewer and returns only what that viewer may see."""

    may_see_restricted: bool

    @classmethod
    def from_environment(cls) -> "Viewer":
        """Return the viewer of this installation: everyone who reaches it sees the same."""
        return cls(may_see_restricted=settings().show_restricted)

    def restricted_tags(self, catalog: Catalog) -> frozenset[str]:
        """Return the tags whose values this viewer may not see."""
        if self.may_see_restricted:
            return frozenset()
        return frozenset(tag.name for tag in catalog.all_tags.values() if tag.sensitivity == "restricted")

    def visible(self, rows: Iterable[dict], catalog: Catalog) -> list[dict]:
        """Return the rows of tags (by their key ``tag``) that this viewer may see."""
        hidden = self.restricted_tags(catalog)
        return [row for row in rows if row["tag"] not in hidden]

    def contact(self, row: dict) -> dict:
        """Return a customer's row; without the right to see it, the telephone is cut to its last digits, no address."""
        if self.may_see_restricted:
            return row
        masks = {"phone": _last_digits, "address": lambda _: None}
        return row | {key: mask(row[key]) for key, mask in masks.items() if row.get(key)}

    def portrait(self, seen: dict, catalog: Catalog) -> dict:
        """Return a portrait without what this viewer may not see; ``hidden`` names the tags that were taken out.

        A restricted tag has the value ``hidden`` and no day; of the telephone the last digits remain, of the address
        nothing.
        """
        if self.may_see_restricted:
            return seen | {"hidden": ()}
        hidden = self.restricted_tags(catalog)
        tags = [_masked_row(row) if row["tag"] in hidden else row for row in seen["tags"]]
        return seen | {
            "tags": tags,
            "customer": self.contact(seen["customer"]),
            "reasons": self.visible(seen["reasons"], catalog),
            "hidden": tuple(row["tag"] for row in tags if row["value"] == HIDDEN),
        }


def _last_digits(phone: str) -> str:
    return f"***{phone[-_SHOWN_DIGITS:]}" if len(phone) > _SHOWN_DIGITS else "***"


def _masked_row(row: dict) -> dict:
    return row | {"value": HIDDEN, "value_label": {"zh": "已隐去", "en": "Hidden"}, "since": None}
