"""How fresh each source table is: its newest day against the clock, by the thresholds of its contract."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tagrid.core.project import Home
from tagrid.core.text import Text, joined
from tagrid.landing.clock import Clock, home_clock
from tagrid.landing.contracts import SourceTable, source_contracts
from tagrid.landing.index import LandedIndex, read_index

FRESH, LATE, STOPPED = "fresh", "late", "stopped"

# How many feeds a sentence names.
MOST_NAMED = 4


@dataclass(frozen=True)
class FeedState:
    """A source table: the last day it brought, how many days ago that is, and what its contract says of it.

    ``state`` is fresh, late or stopped; None where it was never delivered, or its contract or its day is not known. The
    last day of a master table, and of events that need not happen, is that of its last delivery. That of any other
    event table is never after it, as rows may be dated ahead: an inspection by the day it is due.
    """

    table: SourceTable
    delivered: bool
    last_on: date | None = None
    days: int | None = None
    state: str | None = None

    @property
    def summary(self) -> Text:
        """What there is to say of a feed that is late or has stopped."""
        table, days = self.table, self.days
        if self.state == STOPPED:
            return Text(
                en=f"{table.address} has stopped: nothing since {self.last_on}, {days} days ago "
                f"(its contract allows {table.stopped_days:g})",
                zh=f"{table.zh}（{table.address}）已中断：{self.last_on} 之后没有数据，已 {days} 天"
                f"（数据契约允许 {table.stopped_days:g} 天）",
            )
        return Text(
            en=f"{table.address} is late: nothing since {self.last_on}, {days} days ago "
            f"(its contract expects it within {table.fresh_days:g})",
            zh=f"{table.zh}（{table.address}）迟到：{self.last_on} 之后没有数据，已 {days} 天"
            f"（数据契约要求 {table.fresh_days:g} 天内）",
        )


def _state(table: SourceTable, days: int) -> str | None:
    if table.stopped_days is not None and days > table.stopped_days:
        return STOPPED
    if table.fresh_days is not None and days > table.fresh_days:
        return LATE
    return FRESH if table.fresh_days is not None or table.stopped_days is not None else None


def _feed(table: SourceTable, index: LandedIndex, clock: Clock) -> FeedState:
    landed = index.tables.get(table.address)
    if landed is None:
        return FeedState(table, delivered=False)
    by_rows = table.load == "event" and not table.may_be_empty
    days_known = [index.brought_on(table.address), *([landed.through_on] if by_rows else [])]
    last_on = min(filter(None, days_known), default=None)
    if last_on is None or (by_rows and landed.through_on is None):
        return FeedState(table, delivered=True)
    days = (clock.today - last_on).days
    return FeedState(table, True, last_on, days, _state(table, days))


def feed_states(home: Home, index: LandedIndex | None = None, clock: Clock | None = None) -> dict[str, FeedState]:
    """Return every source table's state by its address, in the order of the contracts."""
    index = index or read_index(home)
    clock = clock or home_clock(home, index)
    return {address: _feed(table, index, clock) for address, table in source_contracts().items()}


def silent_feeds(feeds: Iterable[FeedState], state: str) -> list[FeedState]:
    """Return the feeds of a state, the most urgent first: those that are to come often, and the longest silent."""
    return sorted((one for one in feeds if one.state == state), key=_urgency)


def _urgency(feed: FeedState) -> tuple:
    return feed.table.fresh_days or 0, -(feed.days or 0), feed.table.address


def stopped_feeds(home: Home) -> dict[str, FeedState]:
    """Return the source tables that have stopped, by their address."""
    return {address: one for address, one in feed_states(home).items() if one.state == STOPPED}


def describe_feeds(feeds: Sequence[FeedState]) -> Text:
    """Return in words which feeds are late or stopped and since when; of many, the first few and how many more."""
    shown = joined([one.summary for one in feeds[:MOST_NAMED]], zh="；", en="; ")
    left = len(feeds) - MOST_NAMED
    return shown + Text(en=f"; and {left} more", zh=f"；另有 {left} 张") if left > 0 else shown
