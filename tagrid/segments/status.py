"""The status of a saved segment: its sizes in the versions, alerts, retired tags, and its rule as of a version."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tagrid.catalog import Catalog
from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.state import upsert, utc_now
from tagrid.core.text import Text
from tagrid.published import Mask, Version, all_versions
from tagrid.segments.insight.moves import size_in_version
from tagrid.segments.language import NAME_KINDS, BadExpression, tokenize
from tagrid.segments.rule import Rule
from tagrid.segments.saved import (
    Revision,
    SavedSegment,
    SegmentSize,
    get_segment,
    in_segments,
    referenced_segments,
    saved_expressions,
    segment_revisions,
    segment_sizes,
    segments_in,
    segments_session,
)
from tagrid.segments.succession import outgoing_tags
from tagrid.segments.workspace import Workspace


@dataclass(frozen=True)
class OutgoingTag:
    """A tag that a segment uses and that is on its way out, or a value of it is: ``successors`` are to be used instead.

    Of a deprecated tag customers still have values, of a retired one no more.
    """

    tag: str
    status: str
    successors: tuple[str, ...]

    def described(self) -> dict:
        """Return as JSON-able values; ``successor`` is the one, where there is but one."""
        alone = self.successors[0] if len(self.successors) == 1 else None
        return {"tag": self.tag, "status": self.status, "successor": alone, "successors": list(self.successors)}


@dataclass(frozen=True)
class SegmentStatus:
    """A saved segment in one version: ``problem`` says why it cannot be read there, ``last`` the last size it had."""

    saved: SavedSegment
    rule: Rule | None
    problem: Text | None
    retired: tuple[OutgoingTag, ...]
    last: SegmentSize | None

    def described(self) -> dict:
        """Return as JSON-able values."""
        last = self.last and {
            "version": self.last.version,
            "as_of": str(self.last.as_of),
            "customers": self.last.customers,
        }
        retired = [one.described() for one in self.retired]
        problem = None if self.problem is None else str(self.problem)
        return self.saved.described() | {"problem": problem, "retired": retired, "last_result": last}


def segment_status(home: Home, workspace: Workspace, name: str) -> SegmentStatus:
    """Return the status of the segment `name` in the version of `workspace`; raises BadInput where there is none."""
    saved = get_segment(home, name)
    last = next((one for one in reversed(segment_sizes(home, name)) if one.customers is not None), None)
    retired = tuple(outgoing_tags_named(workspace.catalog, saved.expression, workspace.saved))
    try:
        return SegmentStatus(saved, workspace.parse(saved.expression), None, retired, last)
    except BadInput as error:
        return SegmentStatus(saved, None, error.text, retired, last)


def outgoing_tags_named(
    catalog: Catalog, expression: str, saved, seen: frozenset[str] = frozenset()
) -> list[OutgoingTag]:
    """Return the outgoing tags an expression names, or former values of, in the segments it uses too."""
    try:
        named = {token.text for token in tokenize(expression) if token.kind in NAME_KINDS}
    except BadExpression:
        return []
    outgoing = outgoing_tags(catalog)
    found = [
        OutgoingTag(tag.name, tag.status, tag.succeeded_by)
        for tag in catalog.all_tags.values()
        if tag.name in named and (tag.name in outgoing or (tag.successors.keys() - tag.values.keys()) & named)
    ]
    for other in referenced_segments(expression):
        if other in saved and other not in seen:
            found += outgoing_tags_named(catalog, saved[other], saved, seen | {other})
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class ReplayedSegment:
    """The customers of a segment as it was read in a version, by that version's catalog."""

    revision: Revision
    rule: Rule
    mask: Mask
    customers: int


def replay_segment(home: Home, workspace: Workspace, name: str) -> ReplayedSegment:
    """Return the segment as of the version of `workspace`: the rule it had when its size was recorded there.

    Segments it uses are taken as they were at that time too. A segment saved later than the version, and not evaluated
    on it, is taken by its first rule. Raises BadInput where the version's catalog cannot read it.
    """
    all_revisions = segment_revisions(home, name)
    recorded = [one for one in segment_sizes(home, name) if one.version == workspace.version.id]
    number = recorded[-1].revision if recorded else 1
    revision = next(one for one in all_revisions if one.number == number)
    at = max(revision.saved_at, recorded[-1].recorded_at) if recorded else revision.saved_at
    rule = _workspace_at(home, workspace, at).parse(revision.expression)
    mask = workspace.index.mask(rule)
    return ReplayedSegment(revision, rule, mask, workspace.index.population(mask))


def _workspace_at(home: Home, workspace: Workspace, at: datetime) -> Workspace:
    return Workspace(workspace.version, saved_expressions(home, at))


def version_on(home: Home, day: str) -> str:
    """Return the id of the last kept version of a day; raises BadInput with the days there are."""
    found = {
        f"{one.as_of}": one.id for one in sorted(all_versions(home), key=lambda one: one.manifest.get("created_at", ""))
    }
    if day not in found:
        known = ", ".join(sorted(found))
        raise BadInput(
            en=f"No version of {day} is kept; there are {known}.", zh=f"没有保留 {day} 的版本；现有：{known}。"
        )
    return found[day]


def record_sizes(home: Home, version: Version, name: str | None = None) -> None:
    """Record the size of the segment `name`, or of all, in `version`, where its present rule has none there yet."""

    def record_missing(opened: Session) -> None:
        saved = segments_in(opened)
        workspace = Workspace(version, {one.name: one.expression for one in saved})
        query = select(SegmentSize.segment_id, SegmentSize.revision).where(SegmentSize.version == version.id)
        done = set(opened.execute(query).tuples())
        for one in saved:
            if name in (None, one.name) and (one.id, one.revision) not in done:
                upsert(opened, SegmentSize, _new_size(opened, workspace, one))

    in_segments(home, record_missing)


def _new_size(opened: Session, workspace: Workspace, one: SavedSegment) -> dict[str, Any]:
    found, before = size_in_version(workspace, one.expression), _previous_size(opened, one, workspace)
    moved = None
    if found.customers is not None and before and before.customers is not None:
        moved = (found.customers - before.customers) / max(before.customers, 1)
    return {
        "segment_id": one.id,
        "version": found.version,
        "revision": one.revision,
        "as_of": found.as_of,
        "customers": found.customers,
        "base": found.base,
        "problem": found.problem and str(found.problem),
        "moved_share": moved,
        "is_alert": bool(found.problem) if moved is None else abs(moved) > one.alert_share,
        "recorded_at": utc_now(),
    }


def _previous_size(opened: Session, one: SavedSegment, workspace: Workspace) -> SegmentSize | None:
    """Return the last size of the same rule in an earlier version: another rule has another size by intent."""
    query = select(SegmentSize).where(
        SegmentSize.segment_id == one.id,
        SegmentSize.revision == one.revision,
        SegmentSize.version != workspace.version.id,
        SegmentSize.as_of <= workspace.version.as_of,
        SegmentSize.customers.is_not(None),
    )
    return opened.scalar(query.order_by(SegmentSize.as_of.desc(), SegmentSize.recorded_at.desc()).limit(1))


def size_alerts(home: Home, version: Version) -> list[tuple[SavedSegment, SegmentSize]]:
    """Return the segments that moved beyond their set share, or could not be read, in `version`; the furthest first."""
    with segments_session(home) as opened:
        saved = {one.id: one for one in segments_in(opened)}
        query = select(SegmentSize).where(SegmentSize.version == version.id, SegmentSize.is_alert)
        found = [(saved[row.segment_id], row) for row in opened.scalars(query) if row.segment_id in saved]
    now = [(one, row) for one, row in found if row.revision == one.revision]
    return sorted(now, key=lambda pair: -abs(pair[1].moved_share or 99))
