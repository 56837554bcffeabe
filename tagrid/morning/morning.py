"""Gathers what the home page asks: how fresh, what moved, which segments, which lists."""

from dataclasses import dataclass
from functools import lru_cache

from tagrid.catalog import Catalog
from tagrid.errors import BadInput
from tagrid.home import Home
from tagrid.morning.lists import Counted, counted, work_lists
from tagrid.morning.moved import Moved, MovedSegment, moved, segments, version_before
from tagrid.morning.standing import Standing, standing
from tagrid.refresh.versions import Version
from tagrid.segments.desk import Desk, desk
from tagrid.segments.index import SegmentIndex


@dataclass(frozen=True)
class Morning:
    """What to know this morning; ``moved`` is None for a first version; ``lists_fault``: why there are no lists."""

    version: Version
    standing: Standing
    moved: Moved | None
    segments: list[MovedSegment]
    lists: list[Counted]
    lists_fault: str | None = None


def morning(home: Home, now: Desk | None = None) -> Morning:
    """Return the morning of the version in force, or of the one of ``now``, which is open already.

    Raises BadInput when nothing is published. A file of lists that cannot be read does not take the rest along.
    """
    now = now or desk(home)
    last = version_before(home, now.version)
    before = _desk(last, now) if last else None
    lists, fault = _lists(now, before)
    return Morning(
        now.version,
        standing(home),
        moved(home, now, before) if before else None,
        segments(home, now, before),
        lists,
        fault,
    )


def _lists(now: Desk, before: Desk | None) -> tuple[list[Counted], str | None]:
    try:
        return [counted(one, now, before) for one in work_lists()], None
    except BadInput as error:
        return [], error.both


def _desk(version: Version, now: Desk) -> Desk:
    made = Desk(version, now.saved)
    catalog, index = _opened(version, version.manifest["created_at"])
    vars(made).update(catalog=catalog, index=index)  # what it would open anew every time
    return made


@lru_cache(maxsize=4)
def _opened(version: Version, _born: str) -> tuple[Catalog, SegmentIndex]:
    return version.catalog(), version.index()
