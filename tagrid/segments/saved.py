"""Saved segments: an expression under a name, in the state database."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from tagrid.catalog import Catalog
from tagrid.errors import BadInput, nearest
from tagrid.home import Home
from tagrid.segments.parse import parse
from tagrid.segments.rule import leaves
from tagrid.segments.text import to_text
from tagrid.state import Base, session

MOST_NAME = 80


class SavedSegment(Base):
    """One saved segment. With the catalog version it was read against, its expression can be replayed."""

    __tablename__ = "saved_segments"

    name: Mapped[str] = mapped_column(primary_key=True)
    expression: Mapped[str]
    subject: Mapped[str]
    catalog_version: Mapped[str]
    saved_at: Mapped[datetime]


def saved_segments(home: Home) -> list[SavedSegment]:
    """Return every saved segment by name."""
    with session(home) as opened:
        return list(opened.scalars(select(SavedSegment).order_by(SavedSegment.name)))


def expressions(home: Home) -> dict[str, str]:
    """Return the expression of each saved segment, as `parse` takes them."""
    return {one.name: one.expression for one in saved_segments(home)}


def find(home: Home, name: str) -> SavedSegment:
    """Return the segment saved as `name`; raises BadInput with the nearest names."""
    known = {one.name: one for one in saved_segments(home)}
    if name not in known:
        hint = nearest(name, list(known)) or " `tagrid segment list` lists them."
        raise BadInput(f"There is no saved segment '{name}'.{hint}")
    return known[name]


def save(home: Home, name: str, expression: str, catalog: Catalog, replace: bool = False) -> SavedSegment:
    """Save `expression` as `name` in its canonical form.

    Raises BadInput for a name that is taken (unless `replace`) or unfit, and for an expression that cannot be
    read, refers to itself included.
    """
    _check_name(name)
    known = expressions(home)
    if name in known and not replace:
        raise BadInput(f"There is a segment '{name}' already; choose another name, or --replace it.")
    # Read as it will be once saved, so that a segment that leads back to itself is refused.
    rule = parse(expression, catalog, {**known, name: expression})
    subject = catalog.tags[next(leaves(rule)).tag].subject
    row = SavedSegment(
        name=name,
        expression=to_text(rule),
        subject=subject,
        catalog_version=catalog.version,
        saved_at=datetime.now(UTC).replace(tzinfo=None),
    )
    with session(home) as opened:
        return opened.merge(row)


def _check_name(name: str) -> None:
    if not name.strip() or name != name.strip() or len(name) > MOST_NAME or not name.isprintable():
        raise BadInput(f"A segment's name has 1 to {MOST_NAME} printable characters, none of them a space at its ends.")
