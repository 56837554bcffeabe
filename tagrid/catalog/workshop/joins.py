"""What a theme's model has to join before it can read a column: the step to add, and the join; as text to paste."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlglot import exp

from tagrid.catalog.lineage import KEY, lineage
from tagrid.catalog.pedigree import pedigrees
from tagrid.catalog.rules import PREFIX, STEP, rules
from tagrid.catalog.sql import MODELS, parse
from tagrid.home import PROJECT


@dataclass(frozen=True)
class Joins:
    """``tables``: which table of the step `tagged` has each column. ``steps`` and ``joins``: lines to add for them.

    ``open``: columns that a step of another theme's own makes, with that theme; a person has to move that step.
    """

    tables: Mapping[str, str]
    steps: tuple[str, ...]
    joins: tuple[str, ...]
    open: Mapping[str, str]


def joins(homes: Mapping[str, str], theme: str, project: Path = PROJECT) -> Joins:
    """Return what the model of ``theme`` lacks for the columns of ``homes``, each with the theme that reads it."""
    path = project / MODELS / "tags" / f"{PREFIX}{theme}.sql"
    if not homes or not path.is_file():
        return Joins({}, (), (), dict(homes))
    tree = parse(path, project)
    first, known, taken = _relations(tree)
    bare = _bare(tree)
    tables, steps, lines, unclear = {}, [], [], {}
    for column, model in _models(homes, project).items():
        if not model:
            unclear[column] = homes[column]
            continue
        if model not in known:
            known[model] = alias = _alias(model, taken)
            steps.append(f'    {alias} as (select {_star(model, bare, project)} from {{{{ ref("{model}") }}}}),')
            lines.append(f"        left join {alias} on {first}.customer_id = {alias}.customer_id")
        tables[column] = known[model]
    return Joins(tables, tuple(steps), tuple(lines), unclear)


def _models(homes: Mapping[str, str], project: Path) -> dict[str, str]:
    """Return the model that gives each column in its theme; empty where a step of the theme itself does."""
    found = rules(project)
    ways = pedigrees(found, project)
    read = {
        (found[tag].theme, way.rpartition(".")[2]): way.rpartition(".")[0] for tag, one in ways.items() for way in one
    }
    return {column: read.get((theme, column), "") for column, theme in homes.items()}


def _relations(tree: exp.Expr) -> tuple[str, dict[str, str], set[str]]:
    """Return the first table of the step `tagged`, the alias there of each model, and every name in use."""
    steps = {cte.alias: cte.this for cte in tree.find_all(exp.CTE)}
    reads = {alias: [table.name for table in query.find_all(exp.Table)] for alias, query in steps.items()}
    joined = [table.name for table in steps[STEP].find_all(exp.Table)]
    known = {reads[alias][0]: alias for alias in joined if _is_whole(steps.get(alias), reads.get(alias, []))}
    return joined[0], known, {*steps, *(name for names in reads.values() for name in names)}


def _is_whole(step: exp.Expr | None, read: list[str]) -> bool:
    """Return whether a step is all of one relation."""
    return isinstance(step, exp.Select) and len(read) == 1 and step.selects == [exp.Star()]


def _bare(tree: exp.Expr) -> set[str]:
    """Return the columns that the rules read without saying of which table."""
    step = next(cte.this for cte in tree.find_all(exp.CTE) if cte.alias == STEP)
    return {column.name for column in step.find_all(exp.Column) if not column.table}


def _star(model: str, bare: set[str], project: Path) -> str:
    """Return `*` without the columns that would make a bare name in the model mean two."""
    twice = sorted(bare & set(lineage(project).columns(model)) - {KEY})
    return f"* exclude ({', '.join(twice)})" if twice else "*"


def _alias(model: str, taken: set[str]) -> str:
    """Return a short name for a model: ``int_customer_payment`` is ``payment``."""
    parts = model.split("_")
    short = "_".join(parts[2:]) or model if parts[0] == "int" else "_".join(parts[1:]) or model
    alias = next(one for one in (short, model, f"{model}_too") if one not in taken)
    taken.add(alias)
    return alias
