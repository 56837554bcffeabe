"""Column lineage over the project: from a tag's column, through the models of its inputs, to the source tables."""

from collections.abc import Callable, Collection, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from tagrid.catalog.dbt_models import (
    SEPARATOR,
    documented_columns,
    model_files,
    parse_model,
    parsed,
    python_reads,
    seed_files,
)
from tagrid.catalog.rules import PREFIX, STEP, TagRule
from tagrid.core.errors import BadInput
from tagrid.core.overlay import current_project, shown_path
from tagrid.landing import source_contracts

Columns = dict[str, frozenset[str]]

NO_COLUMNS: frozenset[str] = frozenset()

Pedigree = dict[str, tuple[str, ...]]

# Where lineage ends: the injected date and the record of deliveries say nothing of a customer.
ENDS = ("run_date", "dim_delivery", "stg_landing__status")

# The key that joins everything comes from every table, and is the cause of no value.
KEY = "customer_id"


def outputs_of(query: exp.Expr, read: Callable[[str], Columns]) -> Columns:
    """Return the lineage of each column of a qualified query; ``read`` gives that of a relation."""
    scope = build_scope(query)
    return _ScopeReader(read).outputs(scope) if scope else {}


class _ScopeReader:
    """Follows columns through the scopes of one query; each scope is read once."""

    def __init__(self, read: Callable[[str], Columns]) -> None:
        self._read = read
        self._done: dict[int, Columns] = {}

    def outputs(self, scope: Scope) -> Columns:
        """Return the lineage of a scope's columns."""
        if id(scope) not in self._done:
            self._done[id(scope)] = self._union(scope) if scope.set_operation_scopes else self._select(scope)
        return self._done[id(scope)]

    def _union(self, scope: Scope) -> Columns:
        left, right = (self.outputs(part) for part in scope.set_operation_scopes)
        if scope.expression.args.get("by_name"):
            return {name: left.get(name, NO_COLUMNS) | right.get(name, NO_COLUMNS) for name in [*left, *right]}
        second = [*right.values(), *[NO_COLUMNS] * len(left)]
        return {name: found | second[n] for n, (name, found) in enumerate(left.items())}

    def _select(self, scope: Scope) -> Columns:
        selects = getattr(scope.expression, "selects", [])
        return {column.alias_or_name: self._below(column, scope) for column in selects}

    def _below(self, node: exp.Expr, scope: Scope) -> frozenset[str]:
        """Return what an expression's value comes from: its columns, its subqueries, the rows it counts."""
        found = [NO_COLUMNS]
        for part in self._parts(node):
            if isinstance(part, exp.Column):
                found.append(self._column(part, scope))
            elif isinstance(part, exp.Query):
                found.extend(self._subquery(part, scope))
            elif isinstance(part, exp.Anonymous) and part.name.lower() == "delivered":
                found.append(frozenset({part.expressions[0].name}))
            elif isinstance(part, exp.Count) and isinstance(part.this, exp.Star):
                found.extend(self._rows(source) for source in scope.sources.values())
        return frozenset().union(*found)

    def _parts(self, node: exp.Expr) -> Iterator[exp.Expr]:
        """Walk an expression, not into its subqueries, nor into what a window is divided by: a key is no cause."""
        yield node
        if isinstance(node, exp.Query):
            return
        for name, child in node.args.items():
            if name == "partition_by":
                continue
            for item in child if isinstance(child, list) else [child]:
                if isinstance(item, exp.Expr):
                    yield from self._parts(item)

    def _subquery(self, query: exp.Query, scope: Scope) -> Iterator[frozenset[str]]:
        for inner in scope.subquery_scopes:
            if inner.expression is query or inner.expression.parent is query:
                yield from self.outputs(inner).values()

    def _column(self, column: exp.Column, scope: Scope) -> frozenset[str]:
        around: Scope | None = scope
        while around is not None:
            if column.table in around.sources:
                return self._of(around.sources[column.table], column.name)
            around = around.parent
        # not qualified: sqlglot could not find the relation, so take every one that has such a column
        return frozenset().union(*(self._of(source, column.name) for source in scope.sources.values()))

    def _of(self, source: Scope | exp.Expr, name: str) -> frozenset[str]:
        return self._relation(source).get(name, NO_COLUMNS)

    def _rows(self, source: Scope | exp.Expr) -> frozenset[str]:
        """Return what a relation's rows come from: its first column that comes from somewhere."""
        return next((below for below in self._relation(source).values() if below), NO_COLUMNS)

    def _relation(self, source: Scope | exp.Expr) -> Columns:
        return self.outputs(source) if isinstance(source, Scope) else self._read(source.name)


# Relations, each with the names of its columns.
Schema = tuple[tuple[str, tuple[str, ...]], ...]


class ModelText(NamedTuple):
    """All that decides how a SQL model is understood: its text, where it stands, what the relations it reads hold."""

    text: str
    shown: str
    schema: Schema


@lru_cache(maxsize=1024)
def qualified(model: ModelText) -> exp.Expr:
    """Return the query of a model with each column under its relation; not to be written to.

    Kept by the model's text: of two states of a project, or two projects, most models are the same.
    """
    return _qualified(parsed(model.text, model.shown).copy(), model.schema, model.shown)


def _qualified(tree: exp.Expr, schema: Schema, shown: str) -> exp.Expr:
    try:
        return qualify(
            tree,
            schema={table: dict.fromkeys(columns, "varchar") for table, columns in schema},
            dialect="duckdb",
            validate_qualify_columns=False,
            quote_identifiers=False,
            identify=False,
        )
    except SqlglotError as error:
        raise _not_followed(shown, error) from None


class Lineage:
    """Lineage of one state of the project's files; each model is read once."""

    def __init__(self, project: Path | None = None) -> None:
        self.project = project or current_project()
        self._models, self._seeds = model_files(project), seed_files(project)
        self._tables = {address.replace(".", SEPARATOR): t for address, t in source_contracts(project).items()}
        self._known: dict[str, Columns] = {}
        self._read_models: dict[Path, ModelText] = {}

    def columns(self, name: str) -> Columns:
        """Return, for each column of a relation, the source columns ``system.table.column`` it comes from."""
        if name not in self._known:
            self._known[name] = {}  # a model that reads itself ends here
            found = self._read(name)
            causes = {c: below for c, below in found.items() if c != KEY and name not in ENDS}
            self._known[name] = dict.fromkeys(found, frozenset()) | causes
        return self._known[name]

    def _read(self, name: str) -> Columns:
        if table := self._tables.get(name):
            names = [column.name for column in table.columns]
            own = {column: frozenset({f"{table.address}.{column}"}) for column in names}
            return own | {"_landed_seq": frozenset(), "period": frozenset()}
        if path := self._seeds.get(name):
            header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
            return {column: frozenset() for column in header}
        path = self._models.get(name)
        if path is None:
            return {}
        return self._of_python(path) if path.suffix == ".py" else self._of_sql(path)

    def _of_sql(self, path: Path) -> Columns:
        return self._followed(qualified(self.model_text(path)), path)

    def model_text(self, path: Path) -> ModelText:
        """Return the text of a SQL model with the columns of what it reads."""
        if path not in self._read_models:
            text, shown = path.read_text(encoding="utf-8"), shown_path(path, self.project)
            self._read_models[path] = ModelText(text, shown, self._schema(parsed(text, shown)))
        return self._read_models[path]

    def of_query(self, tree: exp.Expr, path: Path) -> Columns:
        """Return the same for a query of your own, which stands for the model in ``path``."""
        return self._followed(_qualified(tree, self._schema(tree), shown_path(path, self.project)), path)

    def _followed(self, query: exp.Expr, path: Path) -> Columns:
        try:
            return outputs_of(query, self.columns)
        except SqlglotError as error:
            raise _not_followed(shown_path(path, self.project), error) from None

    def _schema(self, tree: exp.Expr) -> Schema:
        steps = {cte.alias for cte in tree.find_all(exp.CTE)}
        reads = {table.name for table in tree.find_all(exp.Table)} - steps
        found = ((table, tuple(self.columns(table))) for table in sorted(reads))
        return tuple((table, columns) for table, columns in found if columns)

    def _of_python(self, path: Path) -> Columns:
        """A score comes from its features and from who is eligible; any other Python model makes its own data."""
        reads = python_reads(path, self.project)
        below = frozenset().union(*(self.columns(model).get(column, NO_COLUMNS) for model, column in reads))
        return dict.fromkeys(documented_columns(path, self.project), below)


def _not_followed(place: str, error: SqlglotError) -> BadInput:
    first = str(error).splitlines()[0]
    return BadInput(en=f"{place}: its columns cannot be followed: {first}", zh=f"{place}：无法追溯各列的来源：{first}")


@cache
def _lineage(project: Path | None, _state: tuple) -> Lineage:
    return Lineage(project)


def lineage(project: Path | None = None) -> Lineage:
    """Return the project's lineage, read anew only when a model's file has changed."""
    state = tuple((str(p), p.stat().st_mtime_ns) for p in model_files(project).values())
    return _lineage(project, state)


def pedigrees(found: dict[str, TagRule], project: Path | None = None) -> dict[str, Pedigree]:
    """Return for each tag the inputs of its rule as ``model.column``, in its order, with their source columns."""
    known, files = lineage(project), model_files(project)
    themes = {
        theme: _ThemeModel(parse_model(files[f"{PREFIX}{theme}"], project), known)
        for theme in {rule.theme for rule in found.values()}
    }
    return {tag: themes[rule.theme].of(rule) for tag, rule in found.items()}


def source_columns(below: Collection[str]) -> tuple[str, ...]:
    """Return source columns sorted; a bare table stays only where none of its columns is named."""
    named = {column.rpartition(".")[0] for column in below}
    return tuple(sorted(column for column in below if column not in named))


class _ThemeModel:
    """One theme's model, read once: the relation behind each of its steps, the table before each column."""

    def __init__(self, tree: exp.Expr, known: Lineage) -> None:
        self._known = known
        steps = {cte.alias: cte.this for cte in tree.find_all(exp.CTE)}
        reads = {alias: [table.name for table in query.find_all(exp.Table)] for alias, query in steps.items()}
        self._step_models = {
            alias: names[0] for alias, names in reads.items() if len(names) == 1 and names[0] not in steps
        }
        others = {name for names in reads.values() for name in names} - set(steps)
        self._relations = sorted(others | set(self._step_models.values()))
        self._tables = {column.name: column.table for column in steps[STEP].find_all(exp.Column) if column.table}

    def of(self, rule: TagRule) -> Pedigree:
        """Return the inputs of a rule as ``model.column``, with their source columns."""
        models = {column: self._model(column) for column in rule.inputs}
        return {
            f"{model}.{column}" if model else column: source_columns(self._known.columns(model).get(column, NO_COLUMNS))
            for column, model in models.items()
        }

    def _model(self, column: str) -> str:
        """Return the model that gives a column; empty for one that the theme's own steps make."""
        having = [name for name in self._relations if column in self._known.columns(name)]
        named = self._step_models.get(self._tables.get(column, ""), "")
        return named if named in having else having[0] if len(having) == 1 else ""
