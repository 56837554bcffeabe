"""A change in words, for a terminal; the app has its own in both languages."""

from tagrid.catalog.release.changes import Change

_SAID = {
    "added": "added, {after}",
    "removed": "removed",
    "moved": "moved from {before} to {after}",
    "status": "{before} became {after}",
    "rule": "its rule changed",
    "value_added": "value {field} added ({after})",
    "value_removed": "value {field} removed ({before})",
    "below": "computed differently below its rule, in {after}",
    "criterion": "criterion: {before} → {after}",
    "wording": "{field}: {before} → {after}",
}


def line(change: Change) -> str:
    """Return one line: what it is of, by name and label, and what happened."""
    said = "added" if (change.of, change.kind) == ("class", "added") else _SAID.get(change.kind)
    told = (said or f"{change.kind}: {{before}} → {{after}}").format(
        field=change.field, before=change.before or "–", after=change.after or "–"
    )
    return f"{change.name} ({change.label.zh} {change.label.en}): {told}"
