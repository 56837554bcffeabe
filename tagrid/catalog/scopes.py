"""One query's columns: which columns of the relations it reads each of its own columns comes from."""

from collections.abc import Callable, Iterator

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, build_scope

Columns = dict[str, frozenset[str]]
NONE: frozenset[str] = frozenset()


def outputs_of(query: exp.Expr, read: Callable[[str], Columns]) -> Columns:
    """Return the lineage of each column of a qualified query; ``read`` gives that of a relation."""
    scope = build_scope(query)
    return _Reader(read).outputs(scope) if scope else {}


class _Reader:
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
            return {name: left.get(name, NONE) | right.get(name, NONE) for name in [*left, *right]}
        second = [*right.values(), *[NONE] * len(left)]
        return {name: found | second[n] for n, (name, found) in enumerate(left.items())}

    def _select(self, scope: Scope) -> Columns:
        selects = getattr(scope.expression, "selects", [])
        return {column.alias_or_name: self._below(column, scope) for column in selects}

    def _below(self, node: exp.Expr, scope: Scope) -> frozenset[str]:
        """Return what an expression's value comes from: its columns, its subqueries, the rows it counts."""
        found = [NONE]
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
        seen: Scope | None = scope
        while seen is not None:
            if column.table in seen.sources:
                return self._of(seen.sources[column.table], column.name)
            seen = seen.parent
        # not qualified: sqlglot could not tell the relation, so take every one that has such a column
        return frozenset().union(*(self._of(source, column.name) for source in scope.sources.values()))

    def _of(self, source: Scope | exp.Expr, name: str) -> frozenset[str]:
        return self._relation(source).get(name, NONE)

    def _rows(self, source: Scope | exp.Expr) -> frozenset[str]:
        """Return what a relation's rows come from: its first column that comes from somewhere."""
        return next((below for below in self._relation(source).values() if below), NONE)

    def _relation(self, source: Scope | exp.Expr) -> Columns:
        return self.outputs(source) if isinstance(source, Scope) else self._read(source.name)
