"""Which columns of which models a model's column is made of, read from the SQL that dbt compiled.

It errs on the side of more: what is not seen through counts as made of all columns of all that its model reads.
"""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import duckdb
from sqlglot import exp, parse_one
from sqlglot.errors import ParseError

from tagrid.core.cache import read_cache, write_cache
from tagrid.core.compiled import Compiled, Node
from tagrid.scoring import Score, frame_query, trainable

# Every column of a model.
ALL = "*"

# What a row stands for: where no other column of a relation is read, this one is.
KEY = "customer_id"

Column = tuple[str, str]


@dataclass(frozen=True, order=True)
class Read:
    """A column that another is made of; ``is_own``: of the very row, where nothing is summed, ranked or chosen."""

    model: str
    column: str
    is_own: bool = True


Reads = dict[str, dict[str, list[Read]]]


@dataclass(frozen=True)
class ColumnLineage:
    """By model and column the columns it is made of, and the models that compare customers.

    Models are named by their tables. Which compare is what a model says of itself (``config.meta.compares_customers``),
    else what its SQL looks like: a model of a project of its own is safe where it says nothing.
    """

    reads: Reads
    comparing: frozenset[str]


_FORM = 1


def read_lineage(compiled: Compiled, warehouse: Path, key: str, path: Path) -> ColumnLineage:
    """Return the lineage of all models, whose columns the ``warehouse`` knows.

    What was found is kept in the file ``path`` under ``key``, as reading the SQL of all models takes seconds.
    """
    key = f"{_FORM} {key}"
    if (noted := read_cache(path, key)) is not None:
        reads = {
            model: {name: [Read(*one) for one in read] for name, read in columns.items()}
            for model, columns in noted["reads"].items()
        }
        return ColumnLineage(reads, frozenset(noted["comparing"]))
    found = _lineage(compiled, _columns(warehouse))
    written = {
        model: {name: [astuple(one) for one in read] for name, read in columns.items()}
        for model, columns in found.reads.items()
    }
    write_cache(path, key, {"reads": written, "comparing": sorted(found.comparing)})
    return found


def _columns(warehouse: Path) -> dict[str, set[str]]:
    with duckdb.connect(str(warehouse), read_only=True) as con:
        found = con.execute(
            "select table_name, list(column_name) from duckdb_columns() where not internal group by table_name"
        ).fetchall()
    return {table: set(columns) for table, columns in found}


def _lineage(compiled: Compiled, columns: Mapping[str, set[str]]) -> ColumnLineage:
    models = {node.id: node.table for node in compiled.nodes.values() if node.materialized}
    reads, comparing = {}, set()
    for node in compiled.nodes.values():
        if node.materialized:
            tables = [models[parent] for parent in node.parents if parent in models]
            parents = {table: columns.get(table, set()) for table in tables}
            reads[node.table], compares = _of_node(node, columns.get(node.table, set()), parents)
            if compares if node.compares is None else node.compares:
                comparing.add(node.table)
    return ColumnLineage(reads, frozenset(comparing))


def _of_node(node: Node, columns: set[str], parents: Mapping[str, set[str]]) -> tuple[dict[str, list[Read]], bool]:
    """Return what each column of a model is made of, and whether it looks as if it compared customers."""
    everything = [Read(parent, ALL, is_own=False) for parent in sorted(parents)]
    if node.language == "python":
        score = next((one for one in trainable().values() if one.output in columns), None)
        if score is None or not set(score.relations) <= set(parents):
            return dict.fromkeys(columns, everything), True
        query = frame_query(score) if isinstance(score, Score) else score.query
        rest = [Read(parent, ALL) for parent in sorted(set(parents) - set(score.relations))]
        read = sorted(_Query(query, parents).read_all() | set(rest))
        return dict.fromkeys(columns, read), False
    try:
        query = _Query(node.code, parents)
    except ParseError:  # with a token in it, or what the parser does not know
        return dict.fromkeys(columns, everything), True
    return {name: sorted(query.read(name)) for name in columns}, query.seems_to_compare()


class _Query:
    """One model's SQL; ``parents`` are the tables it reads, with their columns where they are known."""

    def __init__(self, code: str, parents: Mapping[str, set[str]]):
        self.tree = parse_one(code, dialect="duckdb")
        self.parents = parents
        self.steps = {one.alias: one.this for one in self.tree.find_all(exp.CTE)}
        self.seen: dict[Column, set[Read]] = {}

    def read_all(self) -> set[Read]:
        """Return what the columns of the result are made of."""
        assert isinstance(self.tree, exp.Select)
        return set().union(*(self.read(name) for name in self.tree.named_selects))

    def _columns(self, query: exp.Expr | None) -> set[str] | None:
        """Return the columns of a query's result, or None where they are not known."""
        if not isinstance(query, exp.Select):
            return None
        if not query.is_star:
            return set(query.named_selects)
        source = _only_source(query)
        if source is None or _is_changed(query):
            return None
        return self._columns_of(source)

    def _columns_of(self, source: str) -> set[str] | None:
        if source in self.steps:
            return self._columns(self.steps[source])
        return self.parents.get(source.rpartition(".")[2]) or None

    def read(self, column: str) -> set[Read]:
        """Return what a column of the result is made of."""
        return self._of_query(self.tree, column)

    def seems_to_compare(self) -> bool:
        """Whether a query in it sums, ranks or joins rows of several customers, by what its SQL looks like."""
        return any(self._seems_to_compare(query) for query in self.tree.find_all(exp.Select))

    def _seems_to_compare(self, query: exp.Select) -> bool:
        names = [one for one, _ in _relations(query) if not isinstance(one, exp.Table) or self._has_key(one)]
        if not names:
            return False
        group = query.args.get("group")
        if group and not group.args.get("all"):
            if not any(KEY in _mentioned(one, query) for one in group.expressions):
                return True
        elif not group and any(_is_summed(one, query) for one in query.expressions):
            return True
        windows = (one for one in query.find_all(exp.Window) if one.find_ancestor(exp.Select) is query)
        if any(KEY not in _partition(one, query) for one in windows):
            return True
        return any(
            join is not None and isinstance(one, exp.Table) and self._has_key(one) and not _joins_key(join)
            for one, join in _relations(query)
        )

    def _has_key(self, table: exp.Table) -> bool:
        return KEY in (self._columns_of(_name(table)) or {KEY})

    def _of_source(self, name: str, column: str) -> set[Read]:
        """Return what a column of a step or a table is made of."""
        if name not in self.steps:
            table = name.rpartition(".")[2]
            return {Read(table, column)} if table in self.parents else set()
        if (name, column) not in self.seen:
            self.seen[name, column] = set()  # a step that reads itself adds nothing
            self.seen[name, column] = self._of_query(self.steps[name], column)
        return self.seen[name, column]

    def _of_query(self, query: exp.Expr, column: str) -> set[Read]:
        if not isinstance(query, exp.Select) or column == ALL:
            return self._of_all(query)
        if not _is_plain(query):
            return self._of_rows(query)
        found = set().union(*(self._of_source(name, KEY) for name in _always_read(query)))
        for condition in _conditions(query):
            found |= self._of_columns(condition, query)
        chosen = _named(query, column)
        if chosen is not None:
            found |= self._of_columns(chosen, query)
            return found if _is_by_key(query) else {replace(one, is_own=False) for one in found}
        source = _only_source(query)
        if query.is_star and source and not _is_changed(query):
            return found | self._of_source(source, column)
        return self._of_all(query)

    def _of_rows(self, query: exp.Select) -> set[Read]:
        """Return what a query reads that sums, ranks or chooses among rows: all that it names."""
        if query.is_star or any(not isinstance(one, exp.Table) for one, _ in _relations(query)):
            return self._of_all(query)
        found = set().union(*(self._of_source(name, KEY) for name in _sources(query).values()))
        return {replace(one, is_own=False) for one in found | self._of_columns(query, query)}

    def _of_columns(self, expression: exp.Expr, query: exp.Select) -> set[Read]:
        """Return what the columns in an expression of a query are made of."""
        nested = (one for one in expression.find_all(exp.Subquery, exp.Select, exp.Star) if one is not query)
        if next((one for one in nested if not isinstance(one.parent, exp.Count)), None):
            return self._of_all(query)
        sources, found = _sources(query), set()
        for one in expression.find_all(exp.Column):
            if one.table in sources:
                found |= self._of_source(sources[one.table], one.name)
            elif having := [] if one.table else self._having(one.name, sources.values()):
                found = found.union(*(self._of_source(name, one.name) for name in having))
            elif (beside := _named(query, one.name)) is not None and one not in beside.find_all(exp.Column):
                found |= self._of_columns(beside, query)  # another column of the same list
            else:
                return self._of_all(query)
        return found

    def _having(self, column: str, sources: Iterable[str]) -> list[str]:
        """Return the tables and steps that have, or may have, a column."""
        found = {name: self._columns_of(name) for name in sources}
        return [name for name, columns in found.items() if not columns or column in columns]

    def _of_all(self, query: exp.Expr) -> set[Read]:
        """Return all columns of all that a query reads: what is not seen through."""
        if query is self.tree:
            names = {table.name for table in query.find_all(exp.Table) if table.name in self.parents}
            return {Read(name, ALL, is_own=False) for name in names}
        names = {_name(table) for table in query.find_all(exp.Table)} - {one.alias for one in query.find_all(exp.CTE)}
        found = set().union(*(self._of_source(name, ALL) for name in names)) if names else set()
        return {replace(one, is_own=False) for one in found}


def _named(query: exp.Select, column: str) -> exp.Expr | None:
    return next((one for one in query.expressions if one.alias_or_name == column and not one.is_star), None)


def _name(table: exp.Table) -> str:
    """Return the name of a step, or with its schema that of a table: a step may have the name of what it reads."""
    return f"{table.db}.{table.name}" if table.db else table.name


def _mentioned(expression: exp.Expr, query: exp.Select) -> set[str]:
    """Return the names in an expression of a grouping, which may be the number of a column."""
    if isinstance(expression, exp.Literal) and expression.is_int:
        expression = query.expressions[int(expression.name) - 1]
    return {one.name for one in expression.find_all(exp.Column)}


def _is_summed(expression: exp.Expr, query: exp.Select) -> bool:
    """Whether a column is an aggregate of all rows."""
    found = (one for one in expression.find_all(exp.AggFunc) if one.find_ancestor(exp.Select) is query)
    return any(one.find_ancestor(exp.Window) is None for one in found)


def _partition(window: exp.Window, query: exp.Select) -> set[str]:
    """Return the names by which a window divides rows, also where it stands under a name at the end of the query."""
    parts = window.args.get("partition_by")
    if not parts and window.alias:
        named = (one for one in query.args.get("windows") or () if one.name == window.alias)
        parts = next((one.args.get("partition_by") for one in named), None)
    return {column.name for one in parts or () for column in one.find_all(exp.Column)}


def _joins_key(join: exp.Join) -> bool:
    """Whether the rows of a join are of the same customer, whatever else they have in common."""
    on, using = join.args.get("on"), join.args.get("using") or ()
    conditions = on.flatten() if isinstance(on, exp.And) else [on]
    equal = (one for one in conditions if isinstance(one, exp.EQ))
    return KEY in {one.name for one in using} or any(one.left.name == one.right.name == KEY for one in equal)


def _is_by_key(query: exp.Select) -> bool:
    """Whether rows are joined to those of the same customer alone."""
    conditions = (join.args.get("on") for _, join in _relations(query) if join is not None)
    return all(
        isinstance(one, exp.EQ) and one.left.name == one.right.name == KEY for one in conditions if one is not None
    )


def _only_source(query: exp.Select) -> str | None:
    sources = _sources(query)
    return next(iter(sources.values())) if len(sources) == 1 else None


def _relations(query: exp.Select) -> list[tuple[exp.Expr, exp.Join | None]]:
    begins = query.args.get("from_") or query.args.get("from")
    joins = query.args.get("joins") or []
    return [*([(begins.this, None)] if begins else []), *((join.this, join) for join in joins)]


def _sources(query: exp.Select) -> dict[str, str]:
    """Return the tables and steps that a query reads, by the names it has for them."""
    return {one.alias_or_name: _name(one) for one, _ in _relations(query) if isinstance(one, exp.Table)}


def _always_read(query: exp.Select) -> list[str]:
    """Return the tables and steps whose rows decide which rows there are: all but those of outer joins."""
    found = [one for one, join in _relations(query) if join is None or join.side != "LEFT"]
    return [_name(one) for one in found if isinstance(one, exp.Table)]


def _conditions(query: exp.Select) -> list[exp.Expr]:
    """Return what decides which rows there are: conditions, but those of outer joins."""
    where = query.args.get("where")
    joins = [join for _, join in _relations(query) if join is not None and join.side != "LEFT"]
    ons = [join.args["on"] for join in joins if join.args.get("on")]
    return [*([where.this] if where else []), *ons]


def _is_changed(query: exp.Select) -> bool:
    """Whether a star is more than the columns of its source: with columns left out or in another's place."""
    star = next((one for one in query.expressions if one.is_star), None)
    inner = star.this if isinstance(star, exp.Column) else star
    parts = inner.args if inner else {}
    return len(query.expressions) > 1 or any(parts.get(part) for part in ("replace", "except_", "except", "rename"))


def _is_plain(query: exp.Select) -> bool:
    """Whether each row is one of its sources joined: nothing is summed, ranked or chosen among rows."""
    parts = ("group", "having", "qualify", "distinct", "limit", "windows", "laterals", "pivots")
    if any(query.args.get(part) for part in parts):
        return False
    for one, join in _relations(query):
        if not isinstance(one, exp.Table) or (join is not None and not _is_plain_join(join)):
            return False
    return not any(next(one.find_all(exp.AggFunc, exp.Window, exp.Unnest), None) for one in query.expressions)


def _is_plain_join(join: exp.Join) -> bool:
    is_known = join.kind in ("", "INNER", "CROSS") and join.side in ("", "LEFT")
    return is_known and not join.args.get("using") and not join.args.get("method")


def needed(reads: Reads, roots: Iterable[Column]) -> set[Column]:
    """Return the columns of models that ``roots`` are made from, themselves included."""
    seen: set[Column] = set()
    left = list(roots)
    while left:
        model, column = one = left.pop()
        if column == ALL and (columns := reads.get(model)):
            left.extend((model, name) for name in columns)
        elif one not in seen:
            seen.add(one)
            left.extend((read.model, read.column) for read in reads.get(model, {}).get(column, ()))
    return seen


def models(columns: Iterable[Column]) -> set[str]:
    """Return the models of columns."""
    return {model for model, _ in columns}
