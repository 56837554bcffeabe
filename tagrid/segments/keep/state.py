"""How a saved segment stands: its size now, how it moved, and whether a tag it uses is still there."""

from dataclasses import dataclass
from datetime import datetime

from tagrid.catalog import Catalog
from tagrid.errors import BadInput
from tagrid.home import Home
from tagrid.segments.bits import Words
from tagrid.segments.desk import Desk
from tagrid.segments.keep.read import Kept, expressions, find, referred, revisions, sizes
from tagrid.segments.keep.tables import Revision, SegmentSize
from tagrid.segments.rule import Rule
from tagrid.segments.tokens import NAMES, BadExpression, tokens


@dataclass(frozen=True)
class Retired:
    """A tag that a segment uses and customers have no values of any more; ``successor`` is what to use instead."""

    tag: str
    status: str
    successor: str | None


@dataclass(frozen=True)
class State:
    """A saved segment in one version: ``problem`` says why it cannot be read there, ``last`` the last size it had."""

    kept: Kept
    rule: Rule | None
    problem: str | None
    retired: tuple[Retired, ...]
    last: SegmentSize | None

    def described(self) -> dict:
        """Return as JSON-able values."""
        last = self.last and {
            "version": self.last.version,
            "as_of": str(self.last.as_of),
            "customers": self.last.customers,
        }
        retired = [vars(one) for one in self.retired]
        return self.kept.described() | {"problem": self.problem, "retired": retired, "last_result": last}


def state(home: Home, desk: Desk, name: str) -> State:
    """Return how the segment `name` stands in the version of `desk`; raises BadInput where there is none."""
    kept, had = find(home, name), [one for one in sizes(home, name) if one.customers is not None]
    last = had[-1] if had else None
    try:
        return State(kept, desk.parse(kept.expression), None, (), last)
    except BadInput as error:
        return State(kept, None, error.both, tuple(retired(desk.catalog, kept.expression, desk.saved)), last)


def retired(catalog: Catalog, expression: str, saved, seen: frozenset[str] = frozenset()) -> list[Retired]:
    """Return the shelved tags an expression names, in the segments it uses too."""
    try:
        named = {token.text for token in tokens(expression) if token.kind in NAMES}
    except BadExpression:
        return []
    found = [Retired(tag.name, tag.status, tag.successor) for tag in catalog.shelved.values() if tag.name in named]
    for other in referred(expression):
        if other in saved and other not in seen:
            found += retired(catalog, saved[other], saved, seen | {other})
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Replay:
    """The customers of a segment as it was read in a version, by that version's catalog."""

    revision: Revision
    rule: Rule
    mask: Words
    customers: int


def replay(home: Home, desk: Desk, name: str) -> Replay:
    """Return the segment as of the version of `desk`: the rule it had when its size was recorded there.

    Segments it uses are taken as they were at that time too. A segment saved later than the version, and not evaluated
    on it, is taken by its first rule. Raises BadInput where the version's catalog cannot read it.
    """
    all_revisions = revisions(home, name)
    recorded = [one for one in sizes(home, name) if one.version == desk.version.id]
    number = recorded[-1].revision if recorded else 1
    revision = next(one for one in all_revisions if one.number == number)
    at = max(revision.saved_at, recorded[-1].recorded_at) if recorded else revision.saved_at
    rule = _as_of(home, desk, at).parse(revision.expression)
    mask = desk.index.mask(rule)
    return Replay(revision, rule, mask, desk.index.population(mask))


def _as_of(home: Home, desk: Desk, at: datetime) -> Desk:
    return Desk(desk.version, expressions(home, at))


def version_on(home: Home, day: str) -> str:
    """Return the id of the last version kept of a day; raises BadInput with the days there are."""
    from tagrid.refresh.versions import versions

    found = {
        f"{one.as_of}": one.id for one in sorted(versions(home), key=lambda one: one.manifest.get("created_at", ""))
    }
    if day not in found:
        known = ", ".join(sorted(found))
        raise BadInput(f"No version of {day} is kept; there are {known}.", f"没有保留 {day} 的版本；现有：{known}。")
    return found[day]
