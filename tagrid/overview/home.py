"""Gathers what the home page shows: how fresh the data is, how the last runs ended, what changed, what to do."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tagrid.catalog import Catalog
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import Home
from tagrid.core.state import read_state
from tagrid.core.text import Text
from tagrid.landing import (
    LATE,
    STOPPED,
    FeedState,
    LandedIndex,
    awaited_warnings,
    feed_states,
    home_clock,
    landed_calendar_warnings,
    newest_day,
    open_warnings,
    read_index,
    silent_feeds,
)
from tagrid.overview.changes import Changes, SegmentChange, changes, segment_changes, version_before
from tagrid.overview.lists import ListCount, count_list, work_lists
from tagrid.published import Version
from tagrid.refresh import RunRecord, installation_status, ledger
from tagrid.segments import SegmentIndex, Workspace, open_index, open_workspace

MOST_RUNS = 5


@dataclass(frozen=True)
class Freshness:
    """How fresh the data is, against the home's clock.

    ``age_days``: from the version to the newest landed day; ``behind_clock``: from the version to today. ``late`` and
    ``stopped`` are the source tables beyond what their contract warns and fails at, the most urgent first; ``never``
    counts those that were never delivered. ``stopped_tags`` rest on a stopped one. ``notice`` says that the clock is
    not the true one; ``warnings`` which days are awaited, what the calendar does not know, and what is
    odd in deliveries; ``failed``: runs that
    did not end well since.
    """

    age_days: int | None
    behind_clock: int | None
    landed_through: date | None
    late: tuple[FeedState, ...]
    stopped: tuple[FeedState, ...]
    stopped_tags: int
    delivered: int
    never: int
    notice: Text | None
    warnings: tuple[Text, ...]
    last_run: RunRecord | None
    failed: tuple[RunRecord, ...]
    is_running: bool


def freshness(home: Home) -> Freshness:
    """Return how fresh the data is; days are counted against the home's clock."""
    found, index = installation_status(home), _index(home)
    clock = home_clock(home, index)
    feeds = feed_states(home, index, clock).values()
    delivered = sum(one.delivered for one in feeds)
    as_of = date.fromisoformat(found["as_of"]) if found["as_of"] else None
    return Freshness(
        found["age_days"],
        found["behind_clock_days"],
        newest_day(index),
        tuple(silent_feeds(feeds, LATE)),
        tuple(silent_feeds(feeds, STOPPED)),
        len(found["stopped_tags"]),
        delivered,
        len(feeds) - delivered,
        clock.notice,
        (*awaited_warnings(home, index, as_of), *landed_calendar_warnings(home, index), *_of_deliveries(home)),
        read_state(lambda: ledger.last_run(home), None),
        tuple(read_state(lambda: _failed_runs(home), [])),
        found["lock"] is not None,
    )


def _of_deliveries(home: Home) -> list[Text]:
    return [one.text for one in read_state(lambda: open_warnings(home), [])]


def _index(home: Home) -> LandedIndex:
    """Return what has landed; of a damaged index nothing, as the status says what to do about it."""
    try:
        return read_index(home)
    except TagridError:
        return LandedIndex()


def _failed_runs(home: Home) -> list[RunRecord]:
    """Return the runs of each kind after its last one that ended well, the newest first."""
    return ledger.faults_since_success(home, MOST_RUNS)


@dataclass(frozen=True)
class Overview:
    """What the home page shows; no ``changes`` for a first version; ``lists_fault`` says why there are no lists."""

    version: Version
    freshness: Freshness
    changes: Changes | None
    segments: list[SegmentChange]
    lists: list[ListCount]
    lists_fault: Text | None = None


def overview(home: Home, now: Workspace | None = None) -> Overview:
    """Return the overview of the version in force, or of the one of ``now``, which is open already.

    Raises BadInput when nothing is published. A file of lists that cannot be read is a fault of the lists only.
    """
    now = now or open_workspace(home)
    last = version_before(home, now.version)
    before = _workspace(last, now) if last else None
    lists, fault = _list_counts(now, before)
    return Overview(
        now.version,
        freshness(home),
        changes(home, now, before) if before else None,
        read_state(lambda: segment_changes(home, now, before), []),
        lists,
        fault,
    )


def _list_counts(now: Workspace, before: Workspace | None) -> tuple[list[ListCount], Text | None]:
    try:
        return [count_list(one, now, before) for one in work_lists()], None
    except BadInput as error:
        return [], error.text


def _workspace(version: Version, now: Workspace) -> Workspace:
    made = Workspace(version, now.saved)
    catalog, index = _opened_version(version, version.manifest["created_at"])
    vars(made).update(catalog=catalog, index=index)  # what it would open anew every time
    return made


@lru_cache(maxsize=4)
def _opened_version(version: Version, _born: str) -> tuple[Catalog, SegmentIndex]:
    return version.catalog(), open_index(version)
