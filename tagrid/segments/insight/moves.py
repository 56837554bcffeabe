"""How a segment moved: its size in every kept version, and who came and left between two of them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from tagrid.errors import BadInput, TagridError, Told
from tagrid.segments.bits import Words
from tagrid.segments.desk import Desk

if TYPE_CHECKING:
    import pyarrow as pa

    from tagrid.home import Home
    from tagrid.refresh.versions import Version


@dataclass(frozen=True)
class Size:
    """Size of a segment in one version by that version's own catalog; ``problem`` says why it has none."""

    version: str
    as_of: date
    catalog_version: str
    customers: int | None = None
    base: int | None = None
    problem: str | None = None

    def described(self) -> dict:
        """Return as JSON-able values."""
        return {**asdict(self), "as_of": self.as_of.isoformat()}


def size(found: Desk, expression: str) -> Size:
    """Return the size of `expression` in one version; never raises for what that version cannot answer."""
    version = found.version
    about = (version.id, version.as_of, version.manifest["catalog_version"])
    try:
        rule = found.parse(expression)
        index = found.index
        return Size(*about, index.count(rule), index.population(index.base(index.subject(rule))))
    except TagridError as error:
        return Size(*about, problem=error.both)


def trend(home: "Home", expression: str, saved: Mapping[str, str]) -> list[Size]:
    """Return the size of `expression` in every kept version, oldest first."""
    from tagrid.refresh.versions import versions

    return [size(Desk(version, saved), expression) for version in reversed(versions(home))]


@dataclass(frozen=True)
class Moves:
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


def moves(before: Desk, after: Desk, expression: str) -> Moves:
    """Return who came into and left `expression` from one version to another, each read by its own catalog.

    Raises BadInput, which names the version, where one of them cannot read it.
    """
    was, now = _ids(before, expression), _ids(after, expression)
    came, left = sorted(now - was), sorted(was - now)
    return Moves(len(now & was), came, left, _strangers(before.version, came), _strangers(after.version, left))


def _ids(found: Desk, expression: str) -> set[str]:
    """Return the customers of `expression` in one version."""
    try:
        mask = found.index.mask(found.parse(expression))
    except BadInput as error:
        where = Told(f"In version {found.version.id}: ", f"版本 {found.version.id} 中：")
        raise BadInput(where + error.both) from error
    everyone = customer_ids(found.version)
    return set(everyone.filter(flags(mask, len(everyone))).to_pylist())


def _strangers(version: "Version", ids: list[str]) -> int:
    """Return how many of some customers are none in `version`."""
    asked = "select unnest(?::varchar[]) as customer_id"
    query = f"select count(*) from ({asked}) anti join customer_tags_wide using (customer_id)"
    with version.connect() as con:
        return con.execute(query, [ids]).fetchall()[0][0]


def customer_ids(version: "Version") -> "pa.Array":
    """Return the ``customer_id`` of every customer in the order of their bits."""
    with version.connect() as con:
        table = con.sql("select customer_id from customer_tags_wide order by customer_no").to_arrow_table()
    return table["customer_id"].combine_chunks()


def flags(mask: Words, customers: int) -> np.ndarray:
    """Return a mask as one boolean a customer."""
    return np.unpackbits(mask.view(np.uint8), count=customers, bitorder="little").astype(bool)
