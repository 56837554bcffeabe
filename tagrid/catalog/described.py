"""What SQL and data add to a tag: its rule, what it is computed from, whether it is available, customers by value."""

from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb

from tagrid.catalog.feeds import stopped_sources
from tagrid.catalog.lineage import lineage, pedigrees, source_columns
from tagrid.catalog.model import UNKNOWN, Catalog, Tag
from tagrid.catalog.rules import TagRule, rules
from tagrid.core.project import Home
from tagrid.core.text import Text, joined
from tagrid.landing import FeedState, SourceTable, describe_feeds, source_contracts

# The fields of a tag that are read off the SQL.
_OF_SQL = ("rule_sql", "inputs", "sources", "pedigree")

NO_CUSTOMERS = Text(zh="还没有这一主体的客户。", en="There are no customers of this subject yet.")

NO_VALUE = Text(
    zh="数据源已到货，但还没有客户满足计算条件（例如历史太短，或没有启用的模型）。",
    en="Its sources were delivered, but no customer meets its conditions yet: too little history, or no model.",
)


def with_rules(catalog: Catalog, project: Path | None = None) -> Catalog:
    """Return the catalog with the rule, the inputs and the source columns of every tag, read off the SQL."""
    found, known = rules(project), lineage(project)
    found_pedigrees = pedigrees(found, project)

    def read_off(tag: Tag, rule: TagRule) -> Tag:
        below = known.columns(f"tag_{rule.theme}").get(tag.name, frozenset())
        update = {"rule_sql": rule.sql, "inputs": rule.inputs, "sources": source_columns(below)}
        return tag.model_copy(update=update | {"pedigree": found_pedigrees[tag.name]})

    tags = {name: read_off(tag, found[name]) if name in found else tag for name, tag in catalog.tags.items()}
    return catalog.model_copy(update={"tags": tags})


def with_rules_of(catalog: Catalog, before: Catalog) -> Catalog:
    """Return the catalog with what an earlier one, of the same files, has of the SQL: reading it takes seconds."""
    tags = {
        name: tag.model_copy(update={part: getattr(before.tags[name], part) for part in _OF_SQL})
        for name, tag in catalog.tags.items()
    }
    return catalog.model_copy(update={"tags": tags})


def describe(
    catalog: Catalog,
    con: duckdb.DuckDBPyConnection,
    delivered: Collection[str],
    cautions: Mapping[str, Text],
    project: Path | None = None,
    stopped: Mapping[str, FeedState] | None = None,
) -> Catalog:
    """Return the catalog as a version shows it: rules, sources, counts of every value, and what is not available.

    Rules are read off the SQL where ``catalog`` has none. ``con`` holds the published tables ``catalog_counts`` and
    ``source_gaps``; ``delivered`` are the source tables that ever arrived, ``stopped`` those that bring nothing any
    more. ``cautions`` are what to beware of in a score, by the column it fills.
    """
    known, counts = source_contracts(project), {}
    is_read = any(tag.rule_sql for tag in catalog.tags.values())
    for name, value, customers in con.execute("select tag, value, customers from catalog_counts").fetchall():
        counts.setdefault(name, {})[value] = customers

    gaps = _gaps(con, known)

    def missing(tag: Tag) -> list[SourceTable]:
        return [known[address] for address in tag.source_tables if address not in delivered]

    tags = {
        name: _counted(
            tag,
            counts.get(name, {}),
            _sources_reason(tag, missing(tag), stopped or {}),
            _caution(tag, cautions, gaps),
        )
        for name, tag in (catalog if is_read else with_rules(catalog, project)).tags.items()
    }
    return catalog.model_copy(update={"tags": tags})


def delivered_tables(home: Home) -> set[str]:
    """Return the addresses ``system.table`` that were ever delivered; none when nothing has landed."""
    status = home.landing / "_status.parquet"
    if not status.exists():
        return set()
    query = "select address from read_parquet(?) where is_delivered"
    return {address for (address,) in duckdb.execute(query, [str(status)]).fetchall()}


def _gaps(con: duckdb.DuckDBPyConnection, known: Mapping[str, SourceTable]) -> dict[str, Text]:
    """Return a sentence on each daily source that lacks days, by its address."""
    query = "select address, days, missing_days, first_missing_on, last_missing_on from source_gaps order by address"
    return {
        address: Text(
            zh=f"{known[address].zh}（{address}）在 {days} 天中缺 {missing} 天（{first} 至 {last}），这些日子不计入。",
            en=f"{address} lacks {missing} of {days} days, from {first} to {last}; these days are left out.",
        )
        for address, days, missing, first, last in con.execute(query).fetchall()
        if address in known
    }


def _caution(tag: Tag, cautions: Mapping[str, Text], gaps: Mapping[str, Text]) -> Text | None:
    """What is to be known of the tag: of its score first, then of the days its sources lack."""
    parts = [cautions[name] for name in tag.inputs if name in cautions][:1]
    parts += [gaps[address] for address in tag.source_tables if address in gaps]
    return joined(parts, zh="", en=" ") if parts else None


def _counted(tag: Tag, counts: dict[str, int], sources_reason: Text | None, caution: Text | None) -> Tag:
    ordered = {code: counts.get(code, 0) for code in tag.codes}
    known = sum(ordered.values()) - ordered[UNKNOWN]
    reason = None if known else sources_reason or ((caution or NO_VALUE) if ordered[UNKNOWN] else NO_CUSTOMERS)
    return tag.model_copy(update={"counts": ordered, "available": known > 0, "reason": reason, "caution": caution})


def _sources_reason(tag: Tag, missing: list[SourceTable], stopped: Mapping[str, FeedState]) -> Text | None:
    """Return why nobody has a value, where that is for want of a source: never delivered, or stopped."""
    if missing:
        zh = "、".join(f"{table.zh}（{table.address}）" for table in missing)
        en = ", ".join(table.address for table in missing)
        return Text(zh=f"缺少数据源，从未到货：{zh}", en=f"Needs {en}, never delivered.")
    feeds = stopped_sources(tag, stopped)
    return describe_feeds(feeds) + Text(zh="。", en=".") if feeds else None
