"""Saved segments: their tables in the state database, and reading them with their rules and sizes over time.

A row a segment, a row a saved rule (never overwritten), a row a size in a version. Segments that were saved before
revisions existed are moved into these tables when a session is opened.
"""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.state import Base, in_transaction, session, utc_now
from tagrid.segments.audit import user_text
from tagrid.segments.language import NAME_KINDS, BadExpression, tokenize
from tagrid.segments.names import segment_hint

_T = TypeVar("_T")

ALERT_SHARE = 0.2

# Who saved a legacy segment is not known.
UNKNOWN_OWNER = "unknown"


class LegacySegment(Base):
    """A segment as saved before there were revisions; `migrate_legacy_segments` moves its row over."""

    __tablename__ = "saved_segments"

    name: Mapped[str] = mapped_column(primary_key=True)
    expression: Mapped[str]
    subject: Mapped[str]
    catalog_version: Mapped[str]
    saved_at: Mapped[datetime]


class SegmentRow(Base):
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
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
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
    saved_at: Mapped[datetime] = mapped_column(default=utc_now)
    saved_by: Mapped[str]


class SegmentSize(Base):
    """Size of a segment in a version, recorded when either is new; ``problem`` says why it has none.

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
    recorded_at: Mapped[datetime] = mapped_column(default=utc_now)


def migrate_legacy_segments(opened: Session) -> int:
    """Move every row of ``saved_segments`` into ``segments`` and ``segment_revisions``; returns how many there were.

    A name that is taken by then gets a further revision. Repeating it does nothing, and all of it happens in the
    session's one transaction.
    """
    old = list(opened.scalars(select(LegacySegment).order_by(LegacySegment.name)))
    for row in old:
        _migrate_legacy_segment(opened, row)
        opened.delete(row)
    opened.flush()
    return len(old)


def _migrate_legacy_segment(opened: Session, row: LegacySegment) -> None:
    found = opened.scalar(select(SegmentRow).where(SegmentRow.name == row.name))
    if found is None:
        found = SegmentRow(
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


@dataclass(frozen=True)
class SavedSegment:
    """One saved segment with the rule it has now; ``revision`` is what a save must name to follow on it."""

    id: int
    name: str
    owner: str
    purpose: str
    folder: str
    alert_share: float
    schedule: dict | None
    revision: int
    expression: str
    subject: str
    catalog_version: str
    saved_at: datetime
    saved_by: str

    def described(self) -> dict:
        """Return as JSON-able values."""
        return {**vars(self), "saved_at": self.saved_at.isoformat(timespec="seconds")}


@contextmanager
def segments_session(home: Home) -> Generator[Session]:
    """Open a session of the state database in which every saved segment is where it belongs."""
    in_transaction(home, migrate_legacy_segments)
    with session(home) as opened:
        yield opened


def in_segments(home: Home, work: Callable[[Session], _T]) -> _T:
    """Return the result of `work` in a session as `segments_session` opens it, begun anew as by `in_transaction`."""
    in_transaction(home, migrate_legacy_segments)
    return in_transaction(home, work)


def _saved_segment(segment: SegmentRow, revision: Revision) -> SavedSegment:
    about = {
        key: getattr(segment, key) for key in ("id", "name", "owner", "purpose", "folder", "alert_share", "schedule")
    }
    rule = {key: getattr(revision, key) for key in ("expression", "subject", "catalog_version", "saved_at", "saved_by")}
    return SavedSegment(**about, revision=revision.number, **rule)


def segments_in(opened: Session, at: datetime | None = None) -> list[SavedSegment]:
    """Return every segment that is not deleted, by name, with the rule it has now or had at a time."""
    query = (
        select(SegmentRow, Revision)
        .join(Revision, Revision.segment_id == SegmentRow.id)
        .where(SegmentRow.name.is_not(None))
    )
    if at is not None:
        query = query.where(Revision.saved_at <= at)
    last = {
        segment.id: _saved_segment(segment, one)
        for segment, one in opened.execute(query.order_by(Revision.number)).tuples()
    }
    return sorted(last.values(), key=lambda one: one.name)


def saved_segments(home: Home) -> list[SavedSegment]:
    """Return every saved segment by name."""
    with segments_session(home) as opened:
        return segments_in(opened)


def saved_expressions(home: Home, at: datetime | None = None) -> dict[str, str]:
    """Return the expression of each saved segment, as `parse` takes them: now, or as they were at a time (UTC)."""
    with segments_session(home) as opened:
        return {one.name: one.expression for one in segments_in(opened, at)}


def get_segment(home: Home, name: str) -> SavedSegment:
    """Return the segment saved as `name`; raises BadInput with the nearest names, or says who deleted it."""
    with segments_session(home) as opened:
        return segment_in(opened, name)


def segment_in(opened: Session, name: str) -> SavedSegment:
    """Return the segment saved as `name` within a session; raises BadInput as `get_segment` does."""
    known = {one.name: one for one in segments_in(opened)}
    if name in known:
        return known[name]
    query = select(SegmentRow).where(SegmentRow.deleted_name == name).order_by(SegmentRow.deleted_at.desc()).limit(1)
    if deleted := opened.scalar(query):
        by, at = user_text(deleted.deleted_by or UNKNOWN_OWNER), f"{deleted.deleted_at:%Y-%m-%d %H:%M}"
        raise BadInput(
            en=f"The segment '{name}' was deleted by {by.en} on {at} UTC.",
            zh=f"客群“{name}”已由 {by.zh} 于 {at}（UTC）删除。",
        )
    hint = segment_hint(name, known)
    raise BadInput(en=f"There is no saved segment '{name}'.{hint}", zh=f"没有已存客群“{name}”。{hint.zh}")


def segment_revisions(home: Home, name: str) -> list[Revision]:
    """Return every rule a segment had, oldest first; raises BadInput as `get_segment` does."""
    with segments_session(home) as opened:
        query = select(Revision).where(Revision.segment_id == segment_in(opened, name).id).order_by(Revision.number)
        return list(opened.scalars(query))


def segment_sizes(home: Home, name: str) -> list[SegmentSize]:
    """Return the recorded sizes of a segment, oldest first; raises BadInput as `get_segment` does."""
    with segments_session(home) as opened:
        query = select(SegmentSize).where(SegmentSize.segment_id == segment_in(opened, name).id)
        return list(opened.scalars(query.order_by(SegmentSize.as_of, SegmentSize.recorded_at)))


def referenced_segments(expression: str) -> list[str]:
    """Return the saved segments an expression names, whether or not any catalog can read it."""
    try:
        all_tokens = tokenize(expression)
    except BadExpression:
        return []
    pairs = zip(all_tokens, all_tokens[1:], all_tokens[2:], strict=False)
    return [name.text for word, bracket, name in pairs
            if word.kind == "segment" and bracket.kind == "(" and name.kind in NAME_KINDS]  # fmt: skip


def referencing_segments(saved: Mapping[str, str], name: str) -> list[str]:
    """Return the saved segments whose expression names the segment `name`."""
    return sorted(other for other, expression in saved.items() if name in referenced_segments(expression))
