"""The peer of the segments benchmark: ClickHouse, embedded by chdb, with bitmaps and with plain columns."""

import json
from pathlib import Path

from tagrid.segments.rule import (
    All,
    ChangeCondition,
    Either,
    FeatureCondition,
    Not,
    Rule,
    SavedRule,
    TagCondition,
    tag_conditions,
)


class ClickHouse:
    """Both layouts of one Parquet file customer_tags_wide: one bitmap a value, and one column a tag or number."""

    def __init__(self, folder: Path, tags: list[str], numbers: list[str]) -> None:
        try:
            from chdb.session import Session
        except ImportError as error:
            raise SystemExit("chdb is not installed: run `uv sync --group bench`, or `make bench`.") from error
        self._session = Session(str(folder / "clickhouse"))
        self._session.query("create database bench")
        source = f"file('{folder / 'tags.parquet'}', Parquet)"
        columns = ", ".join(f"cast({tag} as LowCardinality(String)) as {tag}" for tag in tags)
        self._run(
            "create table bench.tags engine = MergeTree order by customer_no as "
            f"select cast(customer_no as UInt32) as customer_no, {', '.join(numbers)}, {columns} from {source}"
        )
        self._run(
            "create table bench.bits (tag LowCardinality(String), value LowCardinality(String), "
            "members AggregateFunction(groupBitmap, UInt32)) engine = MergeTree order by (tag, value)"
        )
        for tag in tags:
            made = f"select '{tag}', {tag}, groupBitmapState(customer_no) from bench.tags group by {tag}"
            self._run(f"insert into bench.bits {made}")
        self._run("insert into bench.bits select '', '', groupBitmapState(customer_no) from bench.tags")
        self._run("optimize table bench.bits final")
        self._run("optimize table bench.tags final")
        self.version = self._rows("select version() as v")[0]["v"]

    def count_columns(self, rule: Rule) -> int:
        """Count the customers of `rule` by a condition over the columns."""
        return int(self._rows(f"select countIf({_condition(rule)}) as n from bench.tags")[0]["n"])

    def count_bitmap(self, rule: Rule) -> int:
        """Count the customers of `rule` by operations on bitmaps, which one scan of their table collects."""
        return int(self._rows(f"select bitmapCardinality({_bitmap(rule)}) as n {_from(rule)}")[0]["n"])

    def facets_columns(self, rule: Rule, values: dict[str, tuple[str, ...]]) -> dict[str, dict[str, int]]:
        """Count every value within `rule`: one countIf a value, which beat GROUP BY, sumMap and grouping sets."""
        counts = [f"countIf({tag} = '{code}')" for tag, codes in values.items() for code in codes]
        row = self._run(f"select [{', '.join(counts)}] as n from bench.tags where {_condition(rule)}")
        found = iter(json.loads(row)["n"])
        return {tag: {code: int(next(found)) for code in codes} for tag, codes in values.items()}

    def facets_bitmap(self, rule: Rule) -> dict[str, dict[str, int]]:
        """Count every value within `rule`: each value's bitmap and the segment's."""
        rows = self._rows(
            f"with (select {_bitmap(rule)} {_from(rule)}) as segment "
            "select tag, value, bitmapAndCardinality(members, segment) as n from bench.bits where tag != ''"
        )
        found: dict[str, dict[str, int]] = {}
        for row in rows:
            found.setdefault(row["tag"], {})[row["value"]] = int(row["n"])
        return found

    def _run(self, sql: str) -> str:
        return str(self._session.query(sql, "JSONEachRow"))

    def _rows(self, sql: str) -> list[dict]:
        return [json.loads(line) for line in self._run(sql).splitlines()]


def _condition(rule: Rule) -> str:
    match rule:
        case TagCondition(tag, values):
            return f"{tag} in ({_listed(values)})"
        case FeatureCondition(_, column, "<" | "<=" | ">" | ">=" | "=" as operator, (operand,)):
            return f"{column} {operator} {operand}"
        case FeatureCondition() | ChangeCondition():
            raise NotImplementedError(rule)
        case All(rules):
            return f"({' and '.join(map(_condition, rules))})"
        case Either(rules):
            return f"({' or '.join(map(_condition, rules))})"
        case Not(inner) | SavedRule(_, inner):
            return f"not {_condition(inner)}" if isinstance(rule, Not) else _condition(inner)


def _bitmap(rule: Rule) -> str:
    match rule:
        case TagCondition(tag, values):
            return _stored(f"tag = '{tag}' and value in ({_listed(values)})")
        case FeatureCondition() | ChangeCondition():
            raise NotImplementedError(rule)
        case All(rules):
            return _folded("bitmapAnd", rules)
        case Either(rules):
            return _folded("bitmapOr", rules)
        case Not(inner):
            everyone = _stored("tag = ''")
            return f"bitmapAndnot({everyone}, {_bitmap(inner)})"
        case SavedRule(_, inner):
            return _bitmap(inner)


def _folded(combine: str, rules: tuple[Rule, ...]) -> str:
    first, *others = map(_bitmap, rules)
    for other in others:
        first = f"{combine}({first}, {other})"
    return first


def _stored(where: str) -> str:
    return f"groupBitmapMergeStateIf(members, {where})"


def _from(rule: Rule) -> str:
    return f"from bench.bits where tag in ({_listed(('', *(leaf.tag for leaf in tag_conditions(rule))))})"


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)
