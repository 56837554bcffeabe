"""The saved segments that a change of the catalog touches: how many customers each has before and after it."""

from collections.abc import Mapping

import duckdb
import numpy as np

from tagrid.catalog.model import Catalog, Label, Strict
from tagrid.catalog.release.changes import Change
from tagrid.catalog.release.sides import Side, Sides
from tagrid.errors import BadInput, TagridError, Told
from tagrid.home import Home
from tagrid.segments import SegmentIndex, parse
from tagrid.segments.rule import Either, Not, Rule, Value, children, leaves
from tagrid.segments.saved import expressions

# After these a segment may mean other customers, or none, or soon.
_TOUCHING = ("removed", "rule", "value_removed", "below", "criterion", "status")
# After these its customers are found with the tag's rule, not as they were published.
_COMPUTED = ("rule", "value_removed", "removed", "status")


class Touched(Strict):
    """A saved segment with a changed tag in it. Counts are None where they cannot be computed, ``why`` says why."""

    segment: str
    expression: str
    tags: tuple[str, ...]
    before: int | None
    after: int | None
    why: Label | None = None


def touched(
    home: Home, con: duckdb.DuckDBPyConnection, sides: Sides, old: Catalog, new: Catalog, found: list[Change]
) -> tuple[Touched, ...]:
    """Return every saved segment that names a tag with another meaning, or one that goes, by name."""
    changed = {c.name for c in found if c.of == "tag" and c.kind in _TOUCHING}
    computed = {c.name for c in found if c.of == "tag" and c.kind in _COMPUTED}
    saved = expressions(home)
    counter = _Counter(con, sides, computed) if saved and changed else None
    rows = []
    for name, text in sorted(saved.items()):
        rule = _read(text, (old, sides.published, new), saved)
        tags = tuple(dict.fromkeys(leaf.tag for leaf in leaves(rule) if leaf.tag in changed)) if rule else ()
        if counter and rule and tags:
            rows.append(_row(name, text, rule, tags, counter, old, new, saved))
    return tuple(rows)


def _read(text: str, catalogs: tuple[Catalog, ...], saved: Mapping[str, str]) -> Rule | None:
    for catalog in catalogs:
        try:
            return parse(text, catalog, saved)
        except BadInput:
            continue
    return None


def _row(name, text, rule: Rule, tags, counter: "_Counter", old: Catalog, new: Catalog, saved) -> Touched:
    before, _ = counter.count(text, old, saved)
    after, why = counter.count(text, new, saved)
    why = _gone(rule, new) or why
    return Touched(segment=name, expression=text, tags=tags, before=before, after=after, why=why)


def _gone(rule: Rule, new: Catalog) -> Label | None:
    """Say which tags and values of a segment the new catalog no longer serves; None where it serves them all."""
    zh, en = [], []
    for leaf in leaves(rule):
        tag = new.tags.get(leaf.tag)
        if tag is None:
            zh.append(f"标签 {leaf.tag} 不再提供")
            en.append(f"tag {leaf.tag} is no longer served")
        codes = leaf.values if isinstance(leaf, Value) else (*leaf.before, *leaf.after)
        for code in codes if tag else ():
            if tag and code not in tag.codes:
                zh.append(f"{leaf.tag} 不再有取值 {code}")
                en.append(f"{leaf.tag} has no value {code} any more")
    if not zh:
        return None
    return Label(zh="；".join(dict.fromkeys(zh)), en="; ".join(dict.fromkeys(en)))


class _Counter:
    """Counts a rule with the values that one catalog or another gives; tags that did not change as published."""

    def __init__(self, con: duckdb.DuckDBPyConnection, sides: Sides, computed: set[str]) -> None:
        self.con, self.sides, self.computed = con, sides, computed
        self.index: SegmentIndex = sides.version.index()

    def count(self, text: str, catalog: Catalog, saved: Mapping[str, str]) -> tuple[int | None, Label | None]:
        """Return the customers of an expression under a catalog, or None and why."""
        try:
            rule = parse(text, catalog, saved)
            base = self._flags(self.index.base(self.index.subject(rule)))
            return int(self._mask(rule, catalog, base).sum()), None
        except (TagridError, duckdb.Error) as error:
            both = error.both if isinstance(error, TagridError) else Told(str(error).splitlines()[0])
            return None, Label(zh=f"在该目录下无法计数：{both.zh}", en=str(both))

    def _mask(self, rule: Rule, catalog: Catalog, base: np.ndarray) -> np.ndarray:
        if isinstance(rule, Value):
            return self._value(rule, catalog)
        if not children(rule):  # a number, or what a tag was before: as the version has it
            return self._flags(self.index.mask(rule))
        below = [self._mask(one, catalog, base) for one in children(rule)]
        if isinstance(rule, Not):
            return base & ~below[0]
        return np.logical_or.reduce(below) if isinstance(rule, Either) else np.logical_and.reduce(below)

    def _value(self, leaf: Value, catalog: Catalog) -> np.ndarray:
        if leaf.tag not in self.computed:
            return self._flags(self.index.mask(leaf))
        side = self.sides.of(catalog.tags[leaf.tag])
        if not isinstance(side, Side):
            raise BadInput(side.en, side.zh)
        query = f"""select customer_no from ({side.relation}) as found join customer_tags_wide using (customer_id)
            where found."value" in (select unnest(?))"""
        numbers = self.con.execute(query, [list(leaf.values)]).fetchnumpy()["customer_no"]
        flags = np.zeros(self.index.customers, dtype=bool)
        flags[numbers.astype(np.int64)] = True
        return flags

    def _flags(self, mask: np.ndarray) -> np.ndarray:
        bits = np.unpackbits(np.ascontiguousarray(mask).view(np.uint8), bitorder="little")
        return bits[: self.index.customers].astype(bool)
