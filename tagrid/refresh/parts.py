"""What of a build is due: the models that due tags and the published tables need; the others stay as they stand.

A model that is left has the numbers of the day on which it was last due, as the tags have that rest on it.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date

import duckdb

from tagrid.catalog import PREFIX, Catalog
from tagrid.core.compiled import Compiled, Node
from tagrid.core.subset import SubsetOrder
from tagrid.refresh.due import RefreshPlan
from tagrid.refresh.lineage import ALL, KEY, ColumnLineage, models, needed
from tagrid.refresh.serving import TAG_MODELS
from tagrid.scoring import Score, frame_query, scores

# What is computed of customers as of a day, before it becomes tags.
_MEASURES = ("dbt_project/models/features/", "dbt_project/models/scores/")

_SCORES = _MEASURES[1]

# What has landed, each row as it stands.
_LANDED = ("dbt_project/models/staging/", "dbt_project/models/marts/")

# The day as of which the warehouse holds each measure; null where parts of it are of several days.
COMPUTED_ON = "computed_on"

SNAPSHOT = "tag_snapshot"

# Who had no tags before, or was no power customer.
NEW_CUSTOMERS = (
    "create or replace table new_customers as"
    " select customer_id from dim_customer anti join tag_base using (customer_id, subject)"
)


Dates = Mapping[str, date | None]


@dataclass(frozen=True)
class Parts:
    """The nodes of a build by id: first ``landed``, then the ``rest``; the tables ``left`` stay as they are.

    ``dates`` are the days of the measures that the warehouse holds before it, by table.
    """

    graph: Compiled
    lineage: ColumnLineage
    landed: frozenset[str]
    rest: frozenset[str]
    left: frozenset[str]
    dates: Dates

    @property
    def dated(self) -> list[Node]:
        """Return the models that depend on the day."""
        below = self.graph.below([self.graph.model("run_date").id])
        return [node for node in map(self.graph.nodes.__getitem__, sorted(below)) if node.materialized]


def measures(graph: Compiled) -> list[Node]:
    """Return the models of features and scores that depend on the day."""
    below = graph.below([graph.model("run_date").id])
    found = (graph.nodes[name] for name in sorted(below))
    return [node for node in found if node.materialized and node.path.startswith(_MEASURES)]


def tag_columns(catalog: Catalog, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the columns of the theme models that are these tags."""
    return [(f"{PREFIX}{catalog.tags[name].theme}", name) for name in names]


def divide(
    graph: Compiled, chosen: Set[str], plan: RefreshPlan, catalog: Catalog, lineage: ColumnLineage, dates: Dates
) -> Parts:
    """Divide the ``chosen`` nodes; ``dates`` are the days of the measures that the warehouse holds, by table."""
    nodes = [node for node in graph.nodes.values() if node.materialized]
    made_of_tags = graph.below(node.id for node in nodes if node.path.startswith(TAG_MODELS))
    due = tag_columns(catalog, (name for name in catalog.tags if name not in plan.held))
    outputs = {node.table for node in nodes if node.path.startswith(_SCORES)}
    for node in nodes:
        if node.id not in made_of_tags and not node.path.startswith((*_LANDED, *_MEASURES)):
            read = (one for columns in lineage.reads[node.table].values() for one in columns)
            # an output is of the day on which its tag was due
            due += [(one.model, one.column) for one in read if one.model not in outputs]
    days = {*plan.due.values(), None}  # after a rollback it may be another: then it is computed as of today
    known = {node.table: node.id for node in measures(graph) if dates.get(node.table, date.max) in days}
    wanted = models(needed(lineage.reads, due))
    left = {table: name for table, name in known.items() if table not in wanted} if plan.held else {}
    above = {node.id for node in nodes if not node.path.startswith(_LANDED)}
    rest = chosen & graph.below(above)
    untouched = set(left.values())
    computed = {name for name in rest if name not in untouched and not _tests(graph.nodes[name], untouched)}
    return Parts(graph, lineage, frozenset(chosen - rest), frozenset(computed), frozenset(left), dates)


def _tests(node: Node, models: set[str]) -> bool:
    return bool(node.fails) and not models.isdisjoint(node.parents)


def earlier_day(parts: Parts, catalog: Catalog, tags: list[str], day: date) -> SubsetOrder:
    """Return how to compute ``tags`` of the customers with late rows as of an earlier day."""
    roots = tag_columns(catalog, tags)
    columns = needed(parts.lineage.reads, roots)
    found = _measured(parts) & models(columns)
    landed = {node.table for node in parts.dated if node.path.startswith(_LANDED)}
    compared = landed | models(_compared(parts, columns))
    return SubsetOrder(
        customers="late_customers",
        computed=sorted({*found, *landed, *models(roots), SNAPSHOT}),
        comparing=sorted(_measured(parts) & parts.lineage.comparing),
        stored=sorted(table for table in found if parts.dates.get(table) == day or table not in compared),
        put=sorted(parts.left & found),
        copied={SNAPSHOT: "tag_again"},
        queries=_score_inputs(parts, parts.left & found),
    )


def _score_inputs(parts: Parts, tables: Set[str]) -> dict[str, tuple[list[str], str]]:
    """Return what the scores among ``tables`` read: it is published beside what they say."""
    reads = parts.lineage.reads
    found = (one for one in scores().values() if any(one.output in reads[table] for table in tables))
    return {again_inputs(one): (one.relations, frame_query(one)) for one in found}


def again_inputs(score: Score) -> str:
    """Return the table of what a score read that was not due, of the customers for whom it was computed again."""
    return f"again_inputs_{score.name}"


def _compared(parts: Parts, columns: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return what of other customers the models that compare them read for ``columns``."""
    reads = parts.lineage.reads
    comparing = parts.lineage.comparing | {table for table, found in reads.items() if KEY not in found}
    read = (one for model, name in columns if model in comparing for one in reads[model].get(name, ()))
    return needed(reads, {(one.model, one.column) for one in read if not one.is_own})


def first_day(parts: Parts) -> SubsetOrder:
    """Return how to compute what is left for new customers, who are compared with the others as they stand."""
    columns = needed(parts.lineage.reads, ((table, ALL) for table in parts.left))
    measured = _measured(parts)
    return SubsetOrder(
        customers="new_customers",
        computed=sorted(measured & models(columns)),
        comparing=sorted(measured & parts.lineage.comparing),
        stored=sorted(measured),
        put=sorted(parts.left),
        queries=_score_inputs(parts, parts.left),
    )


def _measured(parts: Parts) -> set[str]:
    return {node.table for node in measures(parts.graph)}


def read_dates(con: duckdb.DuckDBPyConnection) -> dict[str, date | None]:
    """Return the day of each measure that the warehouse holds, by table; empty where it is not known."""
    try:
        return dict(con.execute(f"select table_name, as_of from {COMPUTED_ON}").fetchall())
    except duckdb.CatalogException:
        return {}


def note_dates(con: duckdb.DuckDBPyConnection, graph: Compiled | None, left: Set[str], as_of: date) -> None:
    """Note that all measures but those ``left`` are of ``as_of``; without a graph nothing is known of them."""
    if graph is None:
        con.execute(f"drop table if exists {COMPUTED_ON}")
        return
    dates = read_dates(con) if left else {}
    by_id = {node.id: node.table for node in measures(graph)}
    for name, table in by_id.items():
        if table not in left:
            dates[table] = None if left & {by_id.get(one) for one in graph.above([name])} else as_of
    con.execute(f"create or replace table {COMPUTED_ON} (table_name varchar, as_of date)")
    con.executemany(f"insert into {COMPUTED_ON} values (?, ?)", sorted(dates.items(), key=lambda one: one[0]))
