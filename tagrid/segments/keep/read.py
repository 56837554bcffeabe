"""Reads saved segments: those there are, their rules and sizes over time, and who uses whom."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tagrid.errors import BadInput
from tagrid.home import Home
from tagrid.segments.called import nearest_segment
from tagrid.segments.keep.carried import carry_over
from tagrid.segments.keep.tables import Revision, Segment, SegmentSize
from tagrid.segments.tokens import NAMES, BadExpression, tokens
from tagrid.state import session


@dataclass(frozen=True)
class Kept:
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
def kept_session(home: Home) -> Generator[Session]:
    """Open a session of the state database in which every saved segment is where it belongs."""
    with session(home) as opened:
        carry_over(opened)
        yield opened


def _kept(segment: Segment, revision: Revision) -> Kept:
    about = {
        key: getattr(segment, key) for key in ("id", "name", "owner", "purpose", "folder", "alert_share", "schedule")
    }
    rule = {key: getattr(revision, key) for key in ("expression", "subject", "catalog_version", "saved_at", "saved_by")}
    return Kept(**about, revision=revision.number, **rule)


def heads(opened: Session, at: datetime | None = None) -> list[Kept]:
    """Return every segment that is not deleted, by name, with the rule it has now or had at a time."""
    query = select(Segment, Revision).join(Revision, Revision.segment_id == Segment.id).where(Segment.name.is_not(None))
    if at is not None:
        query = query.where(Revision.saved_at <= at)
    last = {
        segment.id: _kept(segment, one) for segment, one in opened.execute(query.order_by(Revision.number)).tuples()
    }
    return sorted(last.values(), key=lambda one: one.name)


def saved_segments(home: Home) -> list[Kept]:
    """Return every saved segment by name."""
    with kept_session(home) as opened:
        return heads(opened)


def expressions(home: Home, at: datetime | None = None) -> dict[str, str]:
    """Return the expression of each saved segment, as `parse` takes them: now, or as they were at a time (UTC)."""
    with kept_session(home) as opened:
        return {one.name: one.expression for one in heads(opened, at)}


def find(home: Home, name: str) -> Kept:
    """Return the segment saved as `name`; raises BadInput with the nearest names, or says who deleted it."""
    with kept_session(home) as opened:
        return found(opened, name)


def found(opened: Session, name: str) -> Kept:
    """Return the segment saved as `name` within a session; raises BadInput as `find` does."""
    known = {one.name: one for one in heads(opened)}
    if name in known:
        return known[name]
    query = select(Segment).where(Segment.deleted_name == name).order_by(Segment.deleted_at.desc()).limit(1)
    if gone := opened.scalar(query):
        raise BadInput(
            f"The segment '{name}' was deleted by {gone.deleted_by} on {gone.deleted_at:%Y-%m-%d %H:%M} UTC.",
            f"客群“{name}”已由 {gone.deleted_by} 于 {gone.deleted_at:%Y-%m-%d %H:%M}（UTC）删除。",
        )
    hint = nearest_segment(name, known)
    raise BadInput(f"There is no saved segment '{name}'.{hint}", f"没有已存客群“{name}”。{hint.zh}")


def revisions(home: Home, name: str) -> list[Revision]:
    """Return every rule a segment had, oldest first; raises BadInput as `find` does."""
    with kept_session(home) as opened:
        query = select(Revision).where(Revision.segment_id == found(opened, name).id).order_by(Revision.number)
        return list(opened.scalars(query))


def sizes(home: Home, name: str) -> list[SegmentSize]:
    """Return the recorded sizes of a segment, oldest first; raises BadInput as `find` does."""
    with kept_session(home) as opened:
        query = select(SegmentSize).where(SegmentSize.segment_id == found(opened, name).id)
        return list(opened.scalars(query.order_by(SegmentSize.as_of, SegmentSize.recorded_at)))


def referred(expression: str) -> list[str]:
    """Return the saved segments an expression names, whether or not any catalog can read it."""
    try:
        all_tokens = tokens(expression)
    except BadExpression:
        return []
    pairs = zip(all_tokens, all_tokens[1:], all_tokens[2:], strict=False)
    return [name.text for word, bracket, name in pairs
            if word.kind == "segment" and bracket.kind == "(" and name.kind in NAMES]  # fmt: skip


def users(saved: Mapping[str, str], name: str) -> list[str]:
    """Return the saved segments whose expression names the segment `name`."""
    return sorted(other for other, expression in saved.items() if name in referred(expression))
