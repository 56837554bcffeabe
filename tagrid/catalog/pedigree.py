"""Between a rule and the source tables: which model gives each number a rule reads, and from which source columns."""

from collections.abc import Collection
from pathlib import Path

from sqlglot import exp

from tagrid.catalog.lineage import Lineage, lineage
from tagrid.catalog.rules import PREFIX, STEP, Rule
from tagrid.catalog.sql import models, parse
from tagrid.home import PROJECT

Pedigree = dict[str, tuple[str, ...]]


def pedigrees(found: dict[str, Rule], project: Path = PROJECT) -> dict[str, Pedigree]:
    """Return for each tag the inputs of its rule as ``model.column``, in its order, with their source columns."""
    known, themes = lineage(project), {}
    for rule in found.values():
        if rule.theme not in themes:
            themes[rule.theme] = _Theme(rule.theme, known, project)
    return {tag: themes[rule.theme].of(rule) for tag, rule in found.items()}


def plain(below: Collection[str]) -> tuple[str, ...]:
    """Return source columns sorted; a bare table stays only where none of its columns is named."""
    named = {column.rpartition(".")[0] for column in below}
    return tuple(sorted(column for column in below if column not in named))


class _Theme:
    """One theme's model, read once: the relation behind each of its steps, the table before each column."""

    def __init__(self, theme: str, known: Lineage, project: Path) -> None:
        self._known = known
        tree = parse(models(project)[f"{PREFIX}{theme}"], project)
        steps = {cte.alias: cte.this for cte in tree.find_all(exp.CTE)}
        reads = {alias: [table.name for table in query.find_all(exp.Table)] for alias, query in steps.items()}
        self._homes = {alias: names[0] for alias, names in reads.items() if len(names) == 1 and names[0] not in steps}
        others = {name for names in reads.values() for name in names} - set(steps)
        self._relations = sorted(others | set(self._homes.values()))
        self._tables = {column.name: column.table for column in steps[STEP].find_all(exp.Column) if column.table}

    def of(self, rule: Rule) -> Pedigree:
        homes = {column: self._home(column) for column in rule.inputs}
        return {
            f"{home}.{column}" if home else column: plain(self._known.columns(home).get(column, frozenset()))
            for column, home in homes.items()
        }

    def _home(self, column: str) -> str:
        """Return the model that gives a column; empty for one that the theme's own steps make."""
        having = [name for name in self._relations if column in self._known.columns(name)]
        named = self._homes.get(self._tables.get(column, ""), "")
        return named if named in having else having[0] if len(having) == 1 else ""
