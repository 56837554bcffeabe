"""What changed between a version and the one before: customers who came and left, tags, saved segments."""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from tagrid.catalog import Tag
from tagrid.core.project import Home
from tagrid.governance.evaluation import older
from tagrid.governance.evaluation.stability import stability
from tagrid.published import Version
from tagrid.segments import SavedSegment, SegmentSize, Workspace, segments_in, segments_session
from tagrid.segments.insight import size_in_version


@dataclass(frozen=True)
class TagChange:
    """A tag whose customers moved; ``value`` is the one whose share moved most, ``was`` and ``share`` its shares.

    ``psi`` is that of `tagrid.governance.evaluation.stability.psi`; ``changed`` of the ``customers`` of both versions.
    """

    tag: Tag
    psi: float
    changed: int
    customers: int
    value: str
    was: float
    share: float


@dataclass(frozen=True)
class Changes:
    """From ``before`` on: customers who came and who left, and the tags whose customers moved, by PSI."""

    before: Version
    came: int
    left: int
    tags: tuple[TagChange, ...]


@dataclass(frozen=True)
class SegmentChange:
    """A saved segment with its size now and before; ``problem`` says why it has none now."""

    saved: SavedSegment
    customers: int | None
    before: int | None
    is_alert: bool
    problem: str | None

    @property
    def share(self) -> float:
        """How far it moved, as a share of what it was."""
        if self.customers is None or self.before is None:
            return 0.0
        return (self.customers - self.before) / max(self.before, 1)


class _Pair:
    """Two workspaces, the same as another pair of the same versions."""

    def __init__(self, now: Workspace, before: Workspace, key: tuple) -> None:
        self.now, self.before, self.key = now, before, key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Pair) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


def version_before(home: Home, version: Version) -> Version | None:
    """Return the version to compare with: the newest older one, of an earlier day where there is one."""
    return next(iter(older(home, version)), None)


def changes(home: Home, now: Workspace, before: Workspace) -> Changes:
    """Return what moved from one version to another; remembered, for a version never changes."""
    births = (now.version.manifest["created_at"], before.version.manifest["created_at"])
    return _changes(home, _Pair(now, before, (now.version.folder, before.version.folder, *births)))


@lru_cache(maxsize=4)
def _changes(home: Home, pair: _Pair) -> Changes:
    now, before = pair.now, pair.before
    ids, then = _ids(now.version), _ids(before.version)
    measured = stability(home, now.version, now.catalog)
    tags = [
        _tag_change(
            now.catalog.tags[name],
            before.catalog.tags[name],
            one.psi,
            round(one.changed * one.customers),
            one.customers,
        )
        for name, one in measured.items()
        if one.version == before.version.id and one.changed
    ]
    return Changes(before.version, len(ids - then), len(then - ids), tuple(sorted(tags, key=lambda one: -one.psi)))


def _ids(version: Version) -> set[str]:
    with version.connect() as con:
        return {row[0] for row in con.execute("select customer_id from customer_tags_wide").fetchall()}


def _tag_change(tag: Tag, was: Tag, psi: float, changed: int, customers: int) -> TagChange:
    then, now = _shares(was), _shares(tag)
    value = max(tag.codes, key=lambda code: abs(now.get(code, 0) - then.get(code, 0)))
    return TagChange(tag, psi, changed, customers, value, then.get(value, 0.0), now.get(value, 0.0))


def _shares(tag: Tag) -> dict[str, float]:
    everyone = sum(tag.counts.values()) or 1
    return {code: count / everyone for code, count in tag.counts.items()}


def segment_changes(home: Home, now: Workspace, before: Workspace | None) -> list[SegmentChange]:
    """Return every saved segment with its size now and before: alerts first, then by how far it moved.

    Sizes are those recorded with each version, where its present rule was; else they are counted.
    """
    with segments_session(home) as opened:
        segments = segments_in(opened)
        wanted = [one.version.id for one in (now, before) if one]
        rows = opened.scalars(select(SegmentSize).where(SegmentSize.version.in_(wanted)))
        recorded = {(row.segment_id, row.revision, row.version): row for row in rows}
    found = [_segment_change(one, now, before, recorded) for one in segments]
    return sorted(found, key=lambda one: (not (one.is_alert or one.problem), -abs(one.share), one.saved.name))


def _segment_change(one: SavedSegment, now: Workspace, before: Workspace | None, recorded: dict) -> SegmentChange:
    def sized(workspace: Workspace):
        return recorded.get((one.id, one.revision, workspace.version.id)) or size_in_version(workspace, one.expression)

    here = sized(now)
    then = sized(before).customers if before else None
    found = SegmentChange(one, here.customers, then, False, here.problem)
    return SegmentChange(one, here.customers, then, abs(found.share) > one.alert_share, here.problem)
