"""What a change of the catalog does to people: on the customers of a published version, before it is released.

Both definitions of a tag are evaluated over the same inputs, so that the difference is the definition's alone and
not the day's. A tag computed differently below its rule cannot be tried that way; it says so.
"""

import datetime

import duckdb

from tagrid.catalog.model import Catalog, Label, Strict, Tag
from tagrid.catalog.release.changes import Change
from tagrid.catalog.release.meaning import same
from tagrid.catalog.release.segments import Touched, touched
from tagrid.catalog.release.sides import Side, Sides
from tagrid.catalog.uses import uses
from tagrid.home import Home
from tagrid.refresh.versions import Version

BELOW = Label(
    zh="规则未变，其下的指标算法变了；刷新发布后才能看到对客户的影响。",
    en="Its rule stands; numbers below it are computed otherwise, which only a refresh shows.",
)
# After these, customers may have another value, or a value at all.
_MOVES = ("rule", "value_added", "value_removed", "below", "added", "removed", "status")


class Move(Strict):
    """Customers who go from one value to another, or stay; None where the tag is not there."""

    before: str | None
    after: str | None
    customers: int


class Migration(Strict):
    """The move of every customer under one tag; ``why`` where it cannot be computed."""

    tag: str
    label: Label
    moves: tuple[Move, ...] = ()
    why: Label | None = None

    @property
    def customers(self) -> int:
        """Customers who have a value before or after."""
        return sum(move.customers for move in self.moves)

    @property
    def moved(self) -> int:
        """Customers whose value differs."""
        return sum(move.customers for move in self.moves if move.before != move.after)


class Effect(Strict):
    """All of it. ``exports``: how often a changed tag was exported so far, as the record of uses has it."""

    version: str
    as_of: datetime.date
    migrations: tuple[Migration, ...]
    segments: tuple[Touched, ...]
    exports: dict[str, int]


def effect(home: Home, version: Version, old: Catalog, new: Catalog, found: list[Change]) -> Effect:
    """Return what the changes ``found`` from ``old`` to ``new`` do to the customers of a published version."""
    names = list(dict.fromkeys(c.name for c in found if c.of == "tag" and c.kind in _MOVES))
    with version.connect() as con:
        sides = Sides(version, con)
        return Effect(
            version=version.id,
            as_of=version.as_of,
            migrations=tuple(m for name in names if (m := _migration(con, sides, old, new, name))),
            segments=touched(home, con, sides, old, new, found),
            exports=_exports(home, names),
        )


def _exports(home: Home, names: list[str]) -> dict[str, int]:
    used = uses(home)
    return {name: times for name in names if (times := used.get(name, {}).get("export", 0))}


def _migration(con: duckdb.DuckDBPyConnection, sides: Sides, old: Catalog, new: Catalog, name: str) -> Migration | None:
    before, after = old.tags.get(name), new.tags.get(name)
    one = after or before
    if one is None:
        return None
    if before and after and same(before.rule_sql, after.rule_sql):
        return Migration(tag=name, label=one.label, why=BELOW) if before.below != after.below else None
    pair = [sides.of(tag) if tag else None for tag in (before, after)]
    if why := next((side for side in pair if isinstance(side, Label)), None):
        return Migration(tag=name, label=one.label, why=why)
    try:
        rows = con.execute(_query(*pair)).fetchall()  # ty: ignore[invalid-argument-type]
    except duckdb.Error as error:
        return Migration(tag=name, label=one.label, why=_failed(error))
    moves = sorted(rows, key=lambda row: (_rank(before, row[0]), _rank(after, row[1])))
    return Migration(tag=name, label=one.label, moves=tuple(Move(before=b, after=a, customers=n) for b, a, n in moves))


def _query(before: Side | None, after: Side | None) -> str:
    if before and after and before.theme and before.theme == after.theme:
        both = f'{before.expression} as was, {after.expression} as "now"'
        return f'select {both}, count(*) from rule_inputs."{before.theme}" group by all'
    none = 'select cast(null as varchar) as customer_id, cast(null as varchar) as "value" where false'
    first, second = (side.relation if side else none for side in (before, after))
    return (
        f'select a."value", b."value", count(*) from ({first}) as a full join ({second}) as b using (customer_id) '
        'where a."value" is not null or b."value" is not null group by all'
    )


def _rank(tag: Tag | None, code: str | None) -> int:
    codes = tag.codes if tag else ()
    return codes.index(code) if code in codes else len(codes)


def _failed(error: duckdb.Error) -> Label:
    first = str(error).splitlines()[0]
    return Label(zh=f"规则无法在该版本上计算：{first}", en=f"A rule cannot be evaluated on that version: {first}")
