"""What readers of a version are to know of sources that have stopped since, or had before it was made."""

from collections.abc import Mapping

from tagrid.catalog import UNKNOWN, Catalog, feed_notes
from tagrid.core.errors import TagridError
from tagrid.core.project import Home
from tagrid.core.text import Text
from tagrid.landing import stopped_feeds
from tagrid.published.versions import Version


def version_feed_notes(home: Home, version: Version, catalog: Catalog | None = None) -> dict[str, Text]:
    """Return, by tag, what to say of its stopped sources; a tag that the version held by its cadence says so.

    Nothing where the landing's index is damaged: a version is read without it, and the status names the damage.
    """
    try:
        stopped = stopped_feeds(home)
    except TagridError:
        return {}
    return feed_notes((catalog or version.catalog()).tags, stopped, version.manifest.get("held", ())) if stopped else {}


def customer_feed_notes(home: Home, version: Version, values: Mapping[str, str], catalog: Catalog) -> dict[str, dict]:
    """Return the notes that concern one customer, {zh, en} by tag: of tags unknown to it, and of those held."""
    held = version.manifest.get("held", ())
    notes = version_feed_notes(home, version, catalog)
    return {name: note.as_dict() for name, note in notes.items() if values.get(name) == UNKNOWN or name in held}
