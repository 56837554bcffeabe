"""What a change of the catalog does to the customers of a published version, before it is released."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import numpy as np

from tagrid.catalog import UNKNOWN, Catalog, Strict, Tag, executable_sql, same_rule
from tagrid.catalog.uses import uses
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import Home
from tagrid.core.sql import quote_identifier
from tagrid.core.text import Text, as_text
from tagrid.governance.release.changes import Change
from tagrid.published import RULE_INPUTS, Version
from tagrid.segments import (
    Either,
    Not,
    Rule,
    SegmentIndex,
    TagCondition,
    children,
    open_index,
    parse,
    saved_expressions,
    tag_conditions,
)

# After these a segment may mean other customers, or none, or soon.
_TOUCHING = ("removed", "rule", "value_removed", "below", "criterion", "status")

# After these its customers are found with the tag's rule, not as they were published.
_COMPUTED = ("rule", "value_removed", "removed", "status")

BELOW = Text(
    zh="规则未变，其下的指标算法变了；刷新发布后才能看到对客户的影响。",
    en="Its rule stands; numbers below it are computed otherwise, which only a refresh shows.",
)

# After these, customers may have another value, or a value at all.
_MOVES = ("rule", "value_added", "value_removed", "below", "added", "removed", "status")


@dataclass(frozen=True)
class Evaluable:
    """A relation with ``customer_id`` and ``value``; ``theme`` and ``expression`` where a rule is evaluated for it."""

    relation: str
    theme: str = ""
    expression: str = ""


class Evaluables:
    """What of any catalog can be computed on one published version; ``con`` reads that version.

    Both definitions of a tag are evaluated over the same inputs, so that the difference comes from the definition and
    not from the day. A tag computed differently below its rule cannot be tried that way.
    """

    def __init__(self, version: Version, con: duckdb.DuckDBPyConnection) -> None:
        self.version, self.published = version, version.catalog()
        self.columns: dict[str, set[str]] = {}
        query = "select table_name, column_name from information_schema.columns where table_schema = ?"
        for theme, column in con.execute(query, [RULE_INPUTS]).fetchall():
            self.columns.setdefault(theme, set()).add(column)

    def of(self, tag: Tag) -> Evaluable | Text:
        """Return how the tag's values are found: its rule over its inputs, or as they were published; else why not."""
        missing = self._missing(tag)
        if tag.rule_sql and not missing:
            expression = f"coalesce(cast({executable_sql(tag.rule_sql)} as varchar), '{UNKNOWN}')"
            relation = f'select customer_id, {expression} as "value" from {RULE_INPUTS}.{quote_identifier(tag.theme)}'
            return Evaluable(relation, tag.theme, expression)
        if self._is_published(tag):
            return Evaluable(f'select customer_id, {quote_identifier(tag.name)} as "value" from customer_tags_wide')
        return self._why(missing)

    def _missing(self, tag: Tag) -> list[str]:
        known = self.columns.get(tag.theme)
        if known is None:
            return [tag.theme]
        return [name for name in tag.inputs if name not in known]

    def _is_published(self, tag: Tag) -> bool:
        known = self.published.tags.get(tag.name)
        return known is not None and known.theme == tag.theme and same_rule(known.rule_sql, tag.rule_sql)

    def _why(self, missing: list[str]) -> Text:
        names, id = ", ".join(missing), self.version.id
        return Text(
            zh=f"版本 {id} 没有其规则所用的指标（{names}）；下次刷新发布后可比。",
            en=f"Version {id} does not hold what its rule reads ({names}); a refresh with that rule will.",
        )


class TouchedSegment(Strict):
    """A saved segment with a changed tag in it. Counts are None where they cannot be computed, ``why`` says why."""

    segment: str
    expression: str
    tags: tuple[str, ...]
    before: int | None
    after: int | None
    why: Text | None = None


def touched_segments(
    home: Home, con: duckdb.DuckDBPyConnection, evaluables: Evaluables, old: Catalog, new: Catalog, found: list[Change]
) -> tuple[TouchedSegment, ...]:
    """Return every saved segment that names a tag with another meaning, or one that goes, by name."""
    changed = {c.name for c in found if c.of == "tag" and c.kind in _TOUCHING}
    computed = {c.name for c in found if c.of == "tag" and c.kind in _COMPUTED}
    saved = saved_expressions(home)
    counter = _Counter(con, evaluables, computed) if saved and changed else None
    rows = []
    for name, text in sorted(saved.items()):
        rule = _parsed_segment(text, (old, evaluables.published, new), saved)
        tags = tuple(dict.fromkeys(leaf.tag for leaf in tag_conditions(rule) if leaf.tag in changed)) if rule else ()
        if counter and rule and tags:
            rows.append(_touched_segment(name, text, rule, tags, counter, old, new, saved))
    return tuple(rows)


def _parsed_segment(text: str, catalogs: tuple[Catalog, ...], saved: Mapping[str, str]) -> Rule | None:
    for catalog in catalogs:
        try:
            return parse(text, catalog, saved)
        except BadInput:
            continue
    return None


def _touched_segment(
    name, text, rule: Rule, tags, counter: "_Counter", old: Catalog, new: Catalog, saved
) -> TouchedSegment:
    before, _ = counter.count(text, old, saved)
    after, why = counter.count(text, new, saved)
    why = _no_longer_served(rule, new) or why
    return TouchedSegment(segment=name, expression=text, tags=tags, before=before, after=after, why=why)


def _no_longer_served(rule: Rule, new: Catalog) -> Text | None:
    """Say which tags and values of a segment the new catalog no longer serves; None where it serves them all."""
    zh, en = [], []
    for leaf in tag_conditions(rule):
        tag = new.tags.get(leaf.tag)
        if tag is None:
            zh.append(f"标签 {leaf.tag} 不再提供")
            en.append(f"tag {leaf.tag} is no longer served")
        codes = leaf.values if isinstance(leaf, TagCondition) else (*leaf.before, *leaf.after)
        for code in codes if tag else ():
            if tag and code not in tag.codes:
                zh.append(f"{leaf.tag} 不再有取值 {code}")
                en.append(f"{leaf.tag} has no value {code} any more")
    if not zh:
        return None
    return Text(zh="；".join(dict.fromkeys(zh)), en="; ".join(dict.fromkeys(en)))


class _Counter:
    """Counts a rule with the values that one catalog or another gives; tags that did not change as published."""

    def __init__(self, con: duckdb.DuckDBPyConnection, evaluables: Evaluables, computed: set[str]) -> None:
        self.con, self.evaluables, self.computed = con, evaluables, computed
        self.index: SegmentIndex = open_index(evaluables.version)

    def count(self, text: str, catalog: Catalog, saved: Mapping[str, str]) -> tuple[int | None, Text | None]:
        """Return the customers of an expression under a catalog, or None and why."""
        try:
            rule = parse(text, catalog, saved)
            base = self._flags(self.index.base(self.index.subject(rule)))
            return int(self._mask(rule, catalog, base).sum()), None
        except (TagridError, duckdb.Error) as error:
            problem = error.text if isinstance(error, TagridError) else as_text(str(error).splitlines()[0])
            return None, Text(zh=f"在该目录下无法计数：{problem.zh}", en=problem.en)

    def _mask(self, rule: Rule, catalog: Catalog, base: np.ndarray) -> np.ndarray:
        if isinstance(rule, TagCondition):
            return self._value(rule, catalog)
        if not children(rule):  # a number, or what a tag was before: as the version has it
            return self._flags(self.index.mask(rule))
        below = [self._mask(one, catalog, base) for one in children(rule)]
        if isinstance(rule, Not):
            return base & ~below[0]
        return np.logical_or.reduce(below) if isinstance(rule, Either) else np.logical_and.reduce(below)

    def _value(self, leaf: TagCondition, catalog: Catalog) -> np.ndarray:
        if leaf.tag not in self.computed:
            return self._flags(self.index.mask(leaf))
        found_as = self.evaluables.of(catalog.tags[leaf.tag])
        if not isinstance(found_as, Evaluable):
            raise BadInput(en=found_as.en, zh=found_as.zh)
        query = f"""select customer_no from ({found_as.relation}) as found join customer_tags_wide using (customer_id)
            where found."value" in (select unnest(?))"""
        numbers = self.con.execute(query, [list(leaf.values)]).fetchnumpy()["customer_no"]
        flags = np.zeros(self.index.size, dtype=bool)
        flags[numbers.astype(np.int64)] = True
        return flags

    def _flags(self, mask: np.ndarray) -> np.ndarray:
        bits = np.unpackbits(np.ascontiguousarray(mask).view(np.uint8), bitorder="little")
        return bits[: self.index.size].astype(bool)


class Move(Strict):
    """Customers who go from one value to another, or stay; None where the tag is not there."""

    before: str | None
    after: str | None
    customers: int


class Migration(Strict):
    """The move of every customer under one tag; ``why`` where it cannot be computed."""

    tag: str
    label: Text
    moves: tuple[Move, ...] = ()
    why: Text | None = None

    @property
    def customers(self) -> int:
        """Customers who have a value before or after."""
        return sum(move.customers for move in self.moves)

    @property
    def moved(self) -> int:
        """Customers whose value differs."""
        return sum(move.customers for move in self.moves if move.before != move.after)


class ReleaseEffect(Strict):
    """All of it. ``exports``: how often a changed tag was exported so far, as the record of uses has it."""

    version: str
    as_of: datetime.date
    migrations: tuple[Migration, ...]
    segments: tuple[TouchedSegment, ...]
    exports: dict[str, int]


def effect(home: Home, version: Version, old: Catalog, new: Catalog, found: list[Change]) -> ReleaseEffect:
    """Return what the changes ``found`` from ``old`` to ``new`` do to the customers of a published version."""
    names = list(dict.fromkeys(c.name for c in found if c.of == "tag" and c.kind in _MOVES))
    with version.connect() as con:
        evaluables = Evaluables(version, con)
        return ReleaseEffect(
            version=version.id,
            as_of=version.as_of,
            migrations=tuple(m for name in names if (m := _migration(con, evaluables, old, new, name))),
            segments=touched_segments(home, con, evaluables, old, new, found),
            exports=_exports(home, names),
        )


def _exports(home: Home, names: list[str]) -> dict[str, int]:
    used = uses(home)
    return {name: times for name in names if (times := used.get(name, {}).get("export", 0))}


def _migration(
    con: duckdb.DuckDBPyConnection, evaluables: Evaluables, old: Catalog, new: Catalog, name: str
) -> Migration | None:
    before, after = old.tags.get(name), new.tags.get(name)
    one = after or before
    if one is None:
        return None
    if before and after and same_rule(before.rule_sql, after.rule_sql):
        return Migration(tag=name, label=one.label, why=BELOW) if before.below != after.below else None
    pair = [evaluables.of(tag) if tag else None for tag in (before, after)]
    if why := next((found_as for found_as in pair if isinstance(found_as, Text)), None):
        return Migration(tag=name, label=one.label, why=why)
    try:
        rows = con.execute(_query(*pair)).fetchall()  # ty: ignore[invalid-argument-type]
    except duckdb.Error as error:
        return Migration(tag=name, label=one.label, why=_failed(error))
    moves = sorted(rows, key=lambda row: (_rank(before, row[0]), _rank(after, row[1])))
    return Migration(tag=name, label=one.label, moves=tuple(Move(before=b, after=a, customers=n) for b, a, n in moves))


def _query(before: Evaluable | None, after: Evaluable | None) -> str:
    if before and after and before.theme and before.theme == after.theme:
        both = f'{before.expression} as was, {after.expression} as "now"'
        return f"select {both}, count(*) from {RULE_INPUTS}.{quote_identifier(before.theme)} group by all"
    none = 'select cast(null as varchar) as customer_id, cast(null as varchar) as "value" where false'
    first, second = (found_as.relation if found_as else none for found_as in (before, after))
    return (
        f'select a."value", b."value", count(*) from ({first}) as a full join ({second}) as b using (customer_id) '
        'where a."value" is not null or b."value" is not null group by all'
    )


def _rank(tag: Tag | None, code: str | None) -> int:
    codes = tag.codes if tag else ()
    return codes.index(code) if code in codes else len(codes)


def _failed(error: duckdb.Error) -> Text:
    first = str(error).splitlines()[0]
    return Text(zh=f"规则无法在该版本上计算：{first}", en=f"A rule cannot be evaluated on that version: {first}")
