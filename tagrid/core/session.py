"""Runs what dbt compiled in one DuckDB connection, in a process of its own, and tells of it as dbt does.

Tables are made as dbt-duckdb makes them: a contract's columns in their order and types; of an incremental model the
rows of the keys that come again are replaced. A test that finds rows fails; what rests on a failed node is left out.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any

import duckdb

from tagrid.core.compiled import CODE, HOME, TOKENS, Compiled, Node, read_compiled
from tagrid.core.dbt_child import end_with_caller
from tagrid.core.sql import quote_identifier, quote_literal
from tagrid.core.subset import Subset, SubsetOrder

# The environment variable that names the file of what to run, as JSON: the fields of `Order`.
ORDER = "TAGRID_RUN_COMPILED"


@dataclass(frozen=True)
class Step:
    """One step of a session: statements to ``begin`` with, then nodes by id, or a ``subset`` of customers.

    ``values`` take the place of the tokens, as text; ``held`` are names of tags.
    """

    nodes: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    begin: list[str] = field(default_factory=list)
    subset: SubsetOrder | None = None


@dataclass(frozen=True)
class Order:
    """Steps to run one after the other, of what was kept in ``path`` under ``key``, in a warehouse."""

    path: str
    key: str
    warehouse: str
    steps: list[Step]


def read_order(text: str) -> Order:
    """Return an order from its JSON."""
    given = json.loads(text)
    steps = [
        Step(**step | {"subset": SubsetOrder(**step["subset"]) if step["subset"] else None}) for step in given["steps"]
    ]
    return Order(**given | {"steps": steps})


def ordered(compiled: Compiled, chosen: set[str]) -> list[Node]:
    """Return the chosen nodes, each after its parents; what rests on a model comes after the tests of it alone."""
    tests: dict[str, list[str]] = {}
    for name in chosen:
        node, parents = compiled.nodes[name], set(compiled.nodes[name].parents) & chosen
        if node.fails and len(parents) == 1:
            tests.setdefault(*parents, []).append(name)
    needs = {}
    for name in sorted(chosen):
        node = compiled.nodes[name]
        parents = sorted(set(node.parents) & chosen)
        tested = [] if node.fails else [test for parent in parents for test in sorted(tests.get(parent, ()))]
        needs[name] = [*parents, *tested]
    return [compiled.nodes[name] for name in TopologicalSorter(needs).static_order()]


def tokens(con: duckdb.DuckDBPyConnection, step: Step) -> dict[str, str]:
    """Return what takes the place of each token: a tag that is held keeps the value that table ``tag_base`` has."""
    found = con.execute("select column_name from duckdb_columns() where table_name = 'tag_base'").fetchall()
    had = {name for (name,) in found}
    held_values = [f"coalesce(base.{q}, used.{q}) as {q}" for q in map(quote_identifier, had.intersection(step.held))]
    # `replace` of nothing is no SQL
    values = {**step.values, "held": ", ".join(sorted(held_values)) or "used.customer_id as customer_id"}
    return {TOKENS[name]: value for name, value in values.items()}


def open_warehouse(compiled: Compiled, warehouse: str, root: str) -> duckdb.DuckDBPyConnection:
    """Open a warehouse as the profile has it."""
    config = {name: one.replace(HOME, root) if isinstance(one, str) else one for name, one in compiled.config.items()}
    con = duckdb.connect(warehouse, config=config)
    for name, value in compiled.settings.items():
        _do(con, f"set {quote_identifier(name)} = {quote_literal(str(value))}")
    return con


def _do(con: duckdb.DuckDBPyConnection, statement: str) -> None:
    # to its end: a relation cannot be read while a statement before it is not finished
    con.execute(statement).fetchall()


def build(con: duckdb.DuckDBPyConnection, node: Node, code: str) -> int:
    """Make a model, or run a test; return how many rows fail it, 0 where it does not."""
    if node.fails:
        aggregate, condition = node.fails
        counted = f"select {aggregate}, {aggregate} {condition} from (\n{code}\n) as tested"
        [(rows, fails)] = con.execute(counted).fetchall()
        return int(rows) if fails else 0
    if node.materialized == "ephemeral":
        return 0
    if node.language == "python":
        _make_in_python(con, node, code)
    elif node.materialized == "view":
        _do(con, f"create or replace view {node.relation} as (\n{code}\n)")
    elif node.materialized == "incremental":
        _replace_rows(con, node, code)
    else:
        _make_table(con, "", node.relation, node, code)
    return 0


def _make_table(con: duckdb.DuckDBPyConnection, kind: str, relation: str, node: Node, code: str) -> None:
    if not node.columns:
        _do(con, f"create or replace {kind} table {relation} as (\n{code}\n)")
        return
    names = ", ".join(name for name, _ in node.columns)
    typed = ", ".join(f"{name} {type_}" for name, type_ in node.columns)
    _do(con, f"create or replace {kind} table {relation} ({typed})")
    rows = node.filled_by.replace(CODE, f"\n{code}\n")
    _do(con, f"insert into {relation} ({names}) ({rows})")


def _replace_rows(con: duckdb.DuckDBPyConnection, node: Node, code: str) -> None:
    _make_table(con, "temp", "new_rows", node, code)
    keys = ", ".join(node.replaces)
    _do(con, f"delete from {node.relation} where ({keys}) in (select ({keys}) from new_rows)")
    _do(con, f"insert into {node.relation} by name from new_rows")
    _do(con, "drop table new_rows")


def _make_in_python(con: duckdb.DuckDBPyConnection, node: Node, code: str) -> None:
    module = ModuleType(node.name)
    exec(compile(code, node.path, "exec"), module.__dict__)
    made = module.model(module.dbtObj(lambda name: con.query(f"select * from {name}")), con)
    # A relation belongs to the connection that it reads; any other table is read from a second one, as it may be lazy.
    writer = con if isinstance(made, duckdb.DuckDBPyRelation) else con.cursor()
    writer.register("made_in_python", made)
    _do(writer, f"create or replace table {node.relation} as from made_in_python")
    writer.unregister("made_in_python")


def _tell(name: str, text: str = "", **data: Any) -> None:
    print(json.dumps({"info": {"name": name, "msg": text}, "data": data}), flush=True)


def run(
    con: duckdb.DuckDBPyConnection,
    compiled: Compiled,
    chosen: set[str],
    values: Mapping[str, str],
    tell: Callable[..., None] = lambda *_, **__: None,
) -> list[str]:
    """Run the ``chosen`` nodes and return the failures; ``values`` take the place of the tokens.

    ``tell`` gets the events of each node as dbt logs them: name, text, and data by name.
    """
    todo = ordered(compiled, chosen)
    without: set[str] = set()
    failures = []
    for number, node in enumerate(todo, start=1):
        if node.id in without:
            continue
        info = {"node_name": node.name, "unique_id": node.id}
        tell("LogStartLine", index=number, total=len(todo), node_info=info)
        began = perf_counter()
        if why := _failure(con, node, values):
            failed = f"Failure in {'test' if node.fails else 'model'} {node.name} ({node.path})"
            tell("RunResultFailure", failed)
            tell("RunResultError", why)
            failures.append(f"{failed}: {why}")
            without |= _resting_on(compiled, node)
        tell("LogModelResult", node_info=info, execution_time=perf_counter() - began)
    return failures


def _resting_on(compiled: Compiled, failed: Node) -> set[str]:
    """Return what rests on a failed model, or on the model that failed a test of its own; its other tests still run."""
    if not failed.fails:
        return compiled.below([failed.id])
    if len(failed.parents) > 1:
        return set()
    below = map(compiled.nodes.__getitem__, compiled.below(failed.parents))
    return {
        one.id for one in below if one.id not in failed.parents and not (one.fails and one.parents == failed.parents)
    }


def _failure(con: duckdb.DuckDBPyConnection, node: Node, values: Mapping[str, str]) -> str | None:
    code = node.code
    for token, value in values.items():
        code = code.replace(token, value)
    try:
        rows = build(con, node, code)
    except Exception as error:  # of whatever kind: a Python model may raise anything
        return str(error) if isinstance(error, duckdb.Error) else f"{type(error).__name__}: {error}"
    condition = node.fails[1] if node.fails else ""
    return f"Got {rows} result{'s' if rows != 1 else ''}, configured to fail if {condition}" if rows else None


def _make_or_end(con: duckdb.DuckDBPyConnection, node: Node, code: str) -> None:
    try:
        build(con, node, code)
    except Exception as error:  # of whatever kind: a Python model may raise anything
        _tell("RunResultFailure", f"Failure in model {node.name} ({node.path})")
        _tell("RunResultError", f"{type(error).__name__}: {error}")
        sys.exit(1)


def main() -> None:
    """Run the order that the environment names."""
    end_with_caller()
    order = read_order(Path(os.environ.pop(ORDER)).read_text(encoding="utf-8"))
    found = read_compiled(Path(order.path), order.key)
    if found is None:
        sys.exit(f"{order.path} is not as it was written.")
    with open_warehouse(found, order.warehouse, os.environ["TAGRID_HOME"]) as con:
        for step in order.steps:
            for statement in step.begin:
                _do(con, statement)
            values = tokens(con, step)
            if step.subset:
                Subset(con, found, step.subset, values, _make_or_end).run()
            elif run(con, found, set(step.nodes), values, _tell):
                sys.exit(1)


if __name__ == "__main__":
    main()
