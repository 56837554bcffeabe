"""What happens to saved segments when a version is published: sizes are recorded, exports written, alerts raised.

`after_refresh` is the one call of a refresh, made when the version is in force; nothing in it can fail the refresh.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from tagrid.errors import TagridError, Told
from tagrid.home import Home
from tagrid.segments.desk import Desk
from tagrid.segments.insight.moves import size
from tagrid.segments.keep.read import Kept, heads, kept_session
from tagrid.segments.keep.tables import SegmentSize

if TYPE_CHECKING:
    from tagrid.refresh.versions import Version


def after_refresh(home: Home, version: "Version") -> "list[Told]":
    """Record the size of every saved segment in `version` and write the exports that are scheduled.

    Returns what went wrong, one line each, for the refresh to show; it raises nothing. Running it again for the same
    version changes nothing but an export that failed.
    """
    problems: list[Told] = []

    def attempt(what: Told, step: Callable[[], object]) -> None:
        try:
            step()
        except Exception as error:
            said = error.both if isinstance(error, TagridError) else Told(str(error))
            problems.append(what + Told(": ", "：") + said)

    attempt(Told("Sizes of saved segments", "已存客群的户数"), lambda: record_sizes(home, version))
    attempt(Told("Downloads of the app", "应用的下载文件"), lambda: _clear(home))
    attempt(Told("Scheduled exports", "定期导出"), lambda: problems.extend(_exports(home, version)))
    return problems


def _clear(home: Home) -> None:
    from tagrid.segments.export.downloads import clear

    clear(home)


def _exports(home: Home, version: "Version") -> "list[Told]":
    from tagrid.segments.export.schedule import write_scheduled

    return write_scheduled(home, version)


def record_sizes(home: Home, version: "Version", name: str | None = None) -> None:
    """Record the size of the segment `name`, or of all, in `version`, where its present rule has none there yet."""
    with kept_session(home) as opened:
        kept = heads(opened)
        desk = Desk(version, {one.name: one.expression for one in kept})
        query = select(SegmentSize.segment_id, SegmentSize.revision).where(SegmentSize.version == version.id)
        done = set(opened.execute(query).tuples())
        for one in kept:
            if name in (None, one.name) and (one.id, one.revision) not in done:
                opened.add(_sized(opened, desk, one))


def _sized(opened: Session, desk: Desk, one: Kept) -> SegmentSize:
    found, before = size(desk, one.expression), _before(opened, one, desk)
    moved = None
    if found.customers is not None and before and before.customers is not None:
        moved = (found.customers - before.customers) / max(before.customers, 1)
    return SegmentSize(
        segment_id=one.id,
        version=found.version,
        revision=one.revision,
        as_of=found.as_of,
        customers=found.customers,
        base=found.base,
        problem=found.problem and str(found.problem),
        moved_share=moved,
        is_alert=bool(found.problem) if moved is None else abs(moved) > one.alert_share,
    )


def _before(opened: Session, one: Kept, desk: Desk) -> SegmentSize | None:
    """Return the last size of the same rule in an earlier version: another rule has another size by intent."""
    query = select(SegmentSize).where(
        SegmentSize.segment_id == one.id,
        SegmentSize.revision == one.revision,
        SegmentSize.version != desk.version.id,
        SegmentSize.as_of <= desk.version.as_of,
        SegmentSize.customers.is_not(None),
    )
    return opened.scalar(query.order_by(SegmentSize.as_of.desc(), SegmentSize.recorded_at.desc()).limit(1))


def alerts(home: Home, version: "Version") -> list[tuple[Kept, SegmentSize]]:
    """Return the segments that moved beyond their set share, or could not be read, in `version`; the furthest first."""
    with kept_session(home) as opened:
        kept = {one.id: one for one in heads(opened)}
        query = select(SegmentSize).where(SegmentSize.version == version.id, SegmentSize.is_alert)
        found = [(kept[row.segment_id], row) for row in opened.scalars(query) if row.segment_id in kept]
    now = [(one, row) for one, row in found if row.revision == one.revision]
    return sorted(now, key=lambda pair: -abs(pair[1].moved_share or 99))
