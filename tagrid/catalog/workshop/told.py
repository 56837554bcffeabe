"""A preview in words for a terminal, and as data for a program."""

from typing import Any

from tagrid.catalog.workshop.nearest import Near
from tagrid.catalog.workshop.preview import Preview
from tagrid.catalog.workshop.remarks import remarks
from tagrid.refresh.versions import Version


def as_data(version: Version, seen: Preview, near: list[Near]) -> dict[str, Any]:
    """Return everything a preview says: counts and shares by value, causes of unknown, overlaps, nearest tags."""
    return {
        "version": version.id,
        "rule": seen.proposed.rule.sql,
        "themes": list(seen.proposed.themes),
        "subject": seen.subject,
        "customers": seen.customers,
        "values": {
            code: {"customers": count, "share": round(seen.shares[code], 6)} for code, count in seen.counts.items()
        },
        "unknown_because": [cause.model_dump() for cause in seen.causes],
        "overlaps": [overlap.model_dump() for overlap in seen.overlaps],
        "unreached": list(seen.unreached),
        "else": {"value": seen.else_value, "customers": seen.else_customers, "with_null": seen.else_null},
        "nearest_in_data": {one.tag: one.nearness for one in near},
    }


def as_text(version: Version, seen: Preview, near: list[Near]) -> str:
    """Return a preview as lines to read."""
    width = max(map(len, seen.counts))
    lines = [f"{seen.customers:,} customers of {seen.subject} in version {version.id}; nothing is published.", ""]
    lines += [f"  {code.ljust(width)}  {n:>9,}  {seen.shares[code]:>6.1%}" for code, n in seen.counts.items()]
    lines += ["", *(f"{said.en}" for said in remarks(seen))]
    lines += ["", "Nearest existing tags by their values (Cramér's V):"]
    lines += [f"  {one.tag}  {one.nearness:.2f}" for one in near]
    return "\n".join(lines)
