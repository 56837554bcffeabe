"""What each column of one SQL model comes from: the texts within the model that decide it, the columns it reads.

Like the lineage, but with the text of every expression on the way and of what decides the rows: a digest of it
changes when the column is computed otherwise, and only then.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from tagrid.catalog.lineage import KEY, Lineage
from tagrid.catalog.release.code import macro_text
from tagrid.catalog.rules import PREFIX, STEP
from tagrid.catalog.sql import parse
from tagrid.errors import BadInput

# The rows of a relation, whichever of its columns is asked for; every column.
ROWS, ALL = "", "*"
# A dimension says who there is: where it found them is the population's business, and no tag's.
DIMENSION = "dim_"


@dataclass(frozen=True)
class Part:
    """What a column comes from: texts within its own model, and columns ``(relation, column)`` of others."""

    texts: frozenset[str] = frozenset()
    reads: frozenset[tuple[str, str]] = frozenset()

    def __or__(self, other: "Part") -> "Part":
        """Return both together."""
        return Part(self.texts | other.texts, self.reads | other.reads)


NOTHING = Part()


def together(parts: Iterable[Part]) -> Part:
    """Return several parts as one."""
    found = NOTHING
    for part in parts:
        found |= part
    return found


class SqlParts:
    """The columns of one SQL model, followed through its steps; each step is read once."""

    def __init__(self, path: Path, project: Path, known: Lineage) -> None:
        self.project, self.place = project, path.relative_to(project).as_posix()
        # the rule itself is compared as a rule
        self.hidden = STEP if path.stem.startswith(PREFIX) else None
        self.is_dimension = path.stem.startswith(DIMENSION)
        self._done: dict[tuple[int, str], Part] = {}
        self._root = self._qualified(parse(path, project), known)

    def columns(self) -> dict[str, Part]:
        """Return the part of every column, and of the rows alone."""
        return {name: self._column(self._root, name) for name in [*_names(self._root), ROWS]}

    def _qualified(self, tree: exp.Expr, known: Lineage) -> Scope:
        steps = {cte.alias for cte in tree.find_all(exp.CTE)}
        reads = sorted({table.name for table in tree.find_all(exp.Table)} - steps)
        columns = {table: known.columns(table) for table in reads}
        schema: dict[str, object] = {t: dict.fromkeys(names, "varchar") for t, names in columns.items() if names}
        try:
            plain = qualify(
                tree,
                schema=schema,
                dialect="duckdb",
                validate_qualify_columns=False,
                quote_identifiers=False,
                identify=False,
            )
            scope = build_scope(plain)
        except SqlglotError as error:
            first = str(error).splitlines()[0]
            raise BadInput(
                f"{self.place}: its columns cannot be followed: {first}", f"{self.place}：无法追溯各列的来源：{first}"
            ) from None
        if scope is None:
            raise BadInput(f"{self.place}: it is no query.", f"{self.place}：它不是查询。")
        return scope

    def _column(self, scope: Scope, name: str) -> Part:
        key = (id(scope), name)
        if key not in self._done:
            self._done[key] = NOTHING  # what reads itself ends here
            self._done[key] = self._union(scope, name) if scope.set_operation_scopes else self._selected(scope, name)
        return self._done[key]

    def _union(self, scope: Scope, name: str) -> Part:
        left, right = scope.set_operation_scopes
        names = _names(left)
        kind = self._text(f"{type(scope.expression).__name__} {scope.expression.args.get('distinct')}")
        theirs = _names(right)
        at = names.index(name) if name in names else -1
        other = theirs[at] if 0 <= at < len(theirs) and not scope.expression.args.get("by_name") else name
        return kind | self._column(left, name) | self._column(right, other)

    def _selected(self, scope: Scope, name: str) -> Part:
        query = scope.expression
        selects = getattr(query, "selects", [])
        found = next((column for column in selects if column.alias_or_name == name), None)
        if found is None and selects and any(column.is_star for column in selects):
            found = next(column for column in selects if column.is_star)
        part, used = NOTHING, set()
        if found is not None:
            own = found.unalias()
            is_rule = self.hidden and isinstance(query.parent, exp.CTE) and query.parent.alias == self.hidden
            part |= self._below(own, scope) | (NOTHING if is_rule else self._said(own))
            used = {column.table for column in own.find_all(exp.Column)}
        rows = self._rows(scope, used)
        return part | (Part(rows.texts) if self.is_dimension else rows)

    def _rows(self, scope: Scope, used: set[str]) -> Part:
        """Return what decides the rows of a step: where they are taken from, and which of them."""
        query, part = scope.expression, NOTHING
        clauses = [
            node
            for name in ("where", "group", "having", "qualify", "distinct", "limit", "offset")
            if isinstance(node := query.args.get(name), exp.Expr)
        ]
        for node in clauses:
            part |= self._said(node) | self._below(node, scope)
            used |= {column.table for column in node.find_all(exp.Column)}
        joins = query.args.get("joins") or []
        counts = bool(query.args.get("group")) or any(
            column.find(exp.AggFunc) for column in getattr(query, "selects", [])
        )
        for join in reversed(joins):
            if join.side == "LEFT" and join.alias_or_name not in used and not counts:
                continue
            used |= {column.table for column in join.find_all(exp.Column)}
            on = join.args.get("on")
            part |= self._text(f"{join.side} {join.kind} {on.sql('duckdb', comments=False) if on else ''}")
            part |= self._source(scope, join.alias_or_name) | (self._below(on, scope) if on else NOTHING)
        first = query.args.get("from_") or query.args.get("from")
        return part | (self._source(scope, first.alias_or_name) if first else NOTHING)

    def _source(self, scope: Scope, alias: str) -> Part:
        source = scope.sources.get(alias)
        if isinstance(source, Scope):
            return self._column(source, ROWS)
        return Part(reads=frozenset({(source.name, ROWS)})) if isinstance(source, exp.Table) else NOTHING

    def _below(self, node: exp.Expr, scope: Scope) -> Part:
        """Return what the columns and subqueries of an expression come from."""
        part = NOTHING
        for column in node.find_all(exp.Column):
            part |= self._of(column, scope)
        for inner in scope.subquery_scopes:
            if any(found is inner.expression for found in node.find_all(exp.Query)):
                part |= together(self._column(inner, name) for name in [*_names(inner), ROWS])
        return part

    def _of(self, column: exp.Column, scope: Scope) -> Part:
        seen: Scope | None = scope
        while seen is not None:
            if column.table in seen.sources:
                source = seen.sources[column.table]
                if isinstance(source, Scope):
                    return self._column(source, column.name)
                if self.is_dimension and column.name == KEY:
                    return NOTHING
                return Part(reads=frozenset({(source.name, column.name)}))
            seen = seen.parent
        return NOTHING

    def _said(self, node: exp.Expr) -> Part:
        return self._text(node.sql("duckdb", comments=False)) | together(self._macros(node))

    def _macros(self, node: exp.Expr) -> Iterator[Part]:
        for call in node.find_all(exp.Anonymous):
            if call.name.lower().startswith("macro_"):
                yield self._text(macro_text(call.name.lower().removeprefix("macro_"), self.project))

    @staticmethod
    def _text(text: str) -> Part:
        return Part(frozenset({text}))


def _names(scope: Scope) -> list[str]:
    return [column.alias_or_name for column in getattr(scope.expression, "selects", [])]
