"""One catalog's values of a tag on the customers of a published version, as SQL: the rule over what rules read."""

from dataclasses import dataclass

import duckdb

from tagrid.catalog.model import UNKNOWN, Label, Tag
from tagrid.catalog.release.meaning import same, sql
from tagrid.refresh.versions import Version

SCHEMA = "rule_inputs"


@dataclass(frozen=True)
class Side:
    """A relation with ``customer_id`` and ``value``; ``theme`` and ``expression`` where a rule is evaluated for it."""

    relation: str
    theme: str = ""
    expression: str = ""


class Sides:
    """What of any catalog can be computed on one published version; ``con`` reads that version."""

    def __init__(self, version: Version, con: duckdb.DuckDBPyConnection) -> None:
        self.version, self.published = version, version.catalog()
        self.columns: dict[str, set[str]] = {}
        query = "select table_name, column_name from information_schema.columns where table_schema = ?"
        for theme, column in con.execute(query, [SCHEMA]).fetchall():
            self.columns.setdefault(theme, set()).add(column)

    def of(self, tag: Tag) -> Side | Label:
        """Return how the tag's values are found: its rule over its inputs, or as they were published; else why not."""
        missing = self._missing(tag)
        if tag.rule_sql and not missing:
            expression = f"coalesce(cast({sql(tag.rule_sql)} as varchar), '{UNKNOWN}')"
            relation = f'select customer_id, {expression} as "value" from {SCHEMA}.{_quoted(tag.theme)}'
            return Side(relation, tag.theme, expression)
        if self._is_published(tag):
            return Side(f'select customer_id, {_quoted(tag.name)} as "value" from customer_tags_wide')
        return self._why(missing)

    def _missing(self, tag: Tag) -> list[str]:
        known = self.columns.get(tag.theme)
        if known is None:
            return [tag.theme]
        return [name for name in tag.inputs if name not in known]

    def _is_published(self, tag: Tag) -> bool:
        known = self.published.tags.get(tag.name)
        return known is not None and known.theme == tag.theme and same(known.rule_sql, tag.rule_sql)

    def _why(self, missing: list[str]) -> Label:
        names, id = ", ".join(missing), self.version.id
        return Label(
            zh=f"版本 {id} 没有其规则所用的指标（{names}）；下次刷新发布后可比。",
            en=f"Version {id} does not hold what its rule reads ({names}); a refresh with that rule will.",
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
