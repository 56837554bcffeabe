"""Which source tables behind a rule's input were never delivered."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from sqlglot import exp

from tagrid.catalog.lineage import lineage
from tagrid.catalog.model import Tag
from tagrid.catalog.rules import PREFIX, STEP
from tagrid.catalog.sql import MODELS, parse
from tagrid.errors import BadInput
from tagrid.home import PROJECT


def never_delivered(tag: Tag, landed: frozenset[str], project: Path = PROJECT) -> Callable[[str], tuple[str, ...]]:
    """Return what tells, of an input of ``tag``, its source tables that are not among ``landed``.

    Where everything the tag comes from has landed nothing is followed; that takes seconds.
    """
    gone = frozenset(tag.source_tables) - landed
    if not gone:
        return lambda _: ()
    return lambda name: tuple(sorted(gone & _tables(tag.theme, name, project)))


@cache
def _columns(theme: str, project: Path) -> dict[str, frozenset[str]]:
    path = project / MODELS / "tags" / f"{PREFIX}{theme}.sql"
    try:
        tree = parse(path, project)
        step = next(cte.this for cte in tree.find_all(exp.CTE) if cte.alias == STEP)
        read = {column.name: column.copy() for one in step.expressions for column in one.find_all(exp.Column)}
        step.set("expressions", [exp.alias_(column, name) for name, column in read.items()])
        return lineage(project).of_query(tree, path)
    except (OSError, BadInput):
        return {}


def _tables(theme: str, name: str, project: Path) -> frozenset[str]:
    found = _columns(theme, project).get(name, frozenset())
    return frozenset(".".join(column.split(".")[:2]) for column in found)
