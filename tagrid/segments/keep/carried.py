"""Carries segments over that were saved before revisions were kept, wherever some are found."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tagrid.segments.keep.tables import Revision, SavedSegment, Segment

# Who saved is not known of those rows.
UNKNOWN_OWNER = "unknown"
ALERT_SHARE = 0.2


def carry_over(opened: Session) -> int:
    """Move every row of ``saved_segments`` into ``segments`` and ``segment_revisions``; returns how many there were.

    A name that is taken by then gets a further revision. Repeating it does nothing, and all of it happens in the
    session's one transaction.
    """
    old = list(opened.scalars(select(SavedSegment).order_by(SavedSegment.name)))
    for row in old:
        _carry(opened, row)
        opened.delete(row)
    opened.flush()
    return len(old)


def _carry(opened: Session, row: SavedSegment) -> None:
    found = opened.scalar(select(Segment).where(Segment.name == row.name))
    if found is None:
        found = Segment(
            name=row.name, owner=UNKNOWN_OWNER, purpose="", folder="", alert_share=ALERT_SHARE, created_at=row.saved_at
        )
        opened.add(found)
        opened.flush()
    last = opened.scalar(
        select(Revision).where(Revision.segment_id == found.id).order_by(Revision.number.desc()).limit(1)
    )
    if last is None or last.expression != row.expression:
        opened.add(
            Revision(
                segment_id=found.id,
                number=last.number + 1 if last else 1,
                expression=row.expression,
                subject=row.subject,
                catalog_version=row.catalog_version,
                saved_at=row.saved_at,
                saved_by=UNKNOWN_OWNER,
            )
        )
