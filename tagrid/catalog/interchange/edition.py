"""Which catalog is written out: the files as they are worked on, or a release; with its date and what it changed."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from tagrid.catalog.known import known
from tagrid.catalog.model import Catalog
from tagrid.catalog.release import WORKING, Change, changes, released, releases, served_version
from tagrid.catalog.release.below import with_below
from tagrid.catalog.release.freeze import read
from tagrid.home import PROJECT, Home


@dataclass(frozen=True)
class Edition:
    """A catalog to write out; ``found`` is what changed since the release ``since``, where there is one before it."""

    catalog: Catalog
    releases: tuple[str, ...] = ()
    issued: datetime.date | None = None
    since: str | None = None
    found: tuple[Change, ...] = ()


def edition(home: Home, version: str = WORKING, project: Path = PROJECT) -> Edition:
    """Return a release, or the working tree under the version its values are served by, customers included.

    ``BadInput`` where there is no such release.
    """
    if version == WORKING:
        return _working(home, project)
    frozen, before = read(version, project), None
    if frozen.follows:
        before = released(frozen.follows, project)
    found = tuple(changes(before, frozen.catalog)) if before else ()
    return Edition(frozen.catalog, tuple(releases(project)), frozen.released_on, frozen.follows, found)


def _working(home: Home, project: Path) -> Edition:
    """A tree that differs from its release says so in its version, so that nobody takes it for the release."""
    catalog, numbers = with_below(known(home, project), project), releases(project)
    stamped = catalog.model_copy(update={"version": served_version(catalog, project)})
    issued = read(stamped.version, project).released_on if stamped.version in numbers else None
    since = numbers[-1] if numbers else None
    found = tuple(changes(released(since, project), stamped)) if since else ()
    return Edition(stamped, tuple(numbers), issued, since, found)
