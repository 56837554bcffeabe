"""How a segment changed: its size in every kept version, and who came and left between two of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import Home
from tagrid.core.text import Text
from tagrid.published import Version, all_versions, member_ids
from tagrid.segments.workspace import Workspace


@dataclass(frozen=True)
class SizeInVersion:
    """Size of a segment in one version by that version's own catalog; ``problem`` says why it has none."""

    version: str
    as_of: date
    catalog_version: str
    customers: int | None = None
    base: int | None = None
    problem: Text | None = None

    def described(self) -> dict:
        """Return as JSON-able values."""
        problem = None if self.problem is None else str(self.problem)
        return {**vars(self), "as_of": self.as_of.isoformat(), "problem": problem}


def size_in_version(found: Workspace, expression: str) -> SizeInVersion:
    """Return the size of `expression` in one version; never raises for what that version cannot answer."""
    version = found.version
    about = (version.id, version.as_of, version.manifest["catalog_version"])
    try:
        rule = found.parse(expression)
        index = found.index
        return SizeInVersion(*about, index.count(rule), index.population(index.base(index.subject(rule))))
    except TagridError as error:
        return SizeInVersion(*about, problem=error.text)


def size_trend(home: Home, expression: str, saved: Mapping[str, str]) -> list[SizeInVersion]:
    """Return the size of `expression` in every kept version, oldest first."""
    return [size_in_version(Workspace(version, saved), expression) for version in reversed(all_versions(home))]


@dataclass(frozen=True)
class MembershipChange:
    """Who came and left between two versions, by ``customer_id``.

    ``new`` of those who came were no customers before, ``gone`` of those who left are none any more.
    """

    stayed: int
    came: list[str]
    left: list[str]
    new: int
    gone: int

    def described(self, limit: int) -> dict:
        """Return as JSON-able values: the counts, and up to `limit` customers each."""
        counts = {"stayed": self.stayed, "came": len(self.came), "left": len(self.left), "new": self.new}
        return counts | {"gone": self.gone, "came_ids": self.came[:limit], "left_ids": self.left[:limit]}


def membership_change(before: Workspace, after: Workspace, expression: str) -> MembershipChange:
    """Return who came into and left `expression` from one version to another, each read by its own catalog.

    Raises BadInput, which names the version, where one of them cannot read it.
    """
    was, now = _member_ids(before, expression), _member_ids(after, expression)
    came, left = sorted(now - was), sorted(was - now)
    return MembershipChange(
        len(now & was), came, left, _count_unknown(before.version, came), _count_unknown(after.version, left)
    )


def _member_ids(found: Workspace, expression: str) -> set[str]:
    """Return the customers of `expression` in one version."""
    try:
        mask = found.index.mask(found.parse(expression))
    except BadInput as error:
        where = Text(en=f"In version {found.version.id}: ", zh=f"版本 {found.version.id} 中：")
        raise BadInput(where + error.text) from error
    return set(member_ids(found.version, mask).to_pylist())


def _count_unknown(version: Version, ids: list[str]) -> int:
    """Return how many of some customers are none in `version`."""
    given = "select unnest(?::varchar[]) as customer_id"
    query = f"select count(*) from ({given}) anti join customer_tags_wide using (customer_id)"
    with version.connect() as con:
        return con.execute(query, [ids]).fetchall()[0][0]
