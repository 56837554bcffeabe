"""Tables of saved segments: a row a segment, a row a saved rule (never overwritten), a row a size in a version."""

from datetime import UTC, date, datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tagrid.state import Base


def now() -> datetime:
    """Return the time in UTC, without a zone as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


class SavedSegment(Base):
    """Segments as saved before revisions were kept; `tagrid.segments.keep.carried` moves its rows over."""

    __tablename__ = "saved_segments"

    name: Mapped[str] = mapped_column(primary_key=True)
    expression: Mapped[str]
    subject: Mapped[str]
    catalog_version: Mapped[str]
    saved_at: Mapped[datetime]


class Segment(Base):
    """One saved segment; a deleted one gives its name free and keeps its revisions."""

    __tablename__ = "segments"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str | None] = mapped_column(unique=True)
    owner: Mapped[str]
    purpose: Mapped[str]
    folder: Mapped[str]
    # An alert when its size moved by more than this share of what it was.
    alert_share: Mapped[float]
    # What to export after every refresh, as `tagrid.segments.export.schedule` reads it.
    schedule: Mapped[dict | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(default=now)
    deleted_name: Mapped[str | None]
    deleted_at: Mapped[datetime | None]
    deleted_by: Mapped[str | None]


class Revision(Base):
    """One rule a segment had: the canonical expression, read against a catalog, saved by somebody."""

    __tablename__ = "segment_revisions"

    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    expression: Mapped[str]
    subject: Mapped[str]
    catalog_version: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(default=now)
    saved_by: Mapped[str]


class SegmentSize(Base):
    """Size of a segment in a version, recorded when either came; ``problem`` says why it has none.

    ``moved_share``: how far from the size before, as a share of it; ``is_alert``: beyond what was set then.
    """

    __tablename__ = "segment_sizes"

    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"), primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    as_of: Mapped[date]
    customers: Mapped[int | None]
    base: Mapped[int | None]
    problem: Mapped[str | None]
    moved_share: Mapped[float | None]
    is_alert: Mapped[bool]
    recorded_at: Mapped[datetime] = mapped_column(default=now)
