"""A tag's examples run as tests: its rule, evaluated over the given columns, must give the named value."""

from datetime import date
from typing import Any

import duckdb
from sqlglot import exp

from tagrid.catalog.model import UNKNOWN, Catalog, Example, Tag
from tagrid.catalog.rules import Rule
from tagrid.errors import BadInput, Told, nearest


def example_faults(catalog: Catalog, rules: dict[str, Rule]) -> list[str]:
    """Return a line for every example that its tag's rule does not bear out."""
    con = duckdb.connect()
    pairs = [(tag, rules[tag.name]) for tag in catalog.tags.values() if tag.name in rules]
    return [fault for tag, rule in pairs for fault in faults_of(con, tag, rule)]


def faults_of(con: duckdb.DuckDBPyConnection, tag: Tag, rule: Rule) -> list[str]:
    """Return a line for every example of ``tag`` that ``rule`` does not bear out."""
    try:
        given = evaluate(con, rule, tag.examples)
    except BadInput as fault:
        return [f"{tag.path}: {fault}"]
    return [
        f"{tag.path}: example {n} ({_told(example)}) gives {value}, not {example.gives}."
        for n, (example, value) in enumerate(zip(tag.examples, given, strict=True), 1)
        if value != example.gives
    ]


def evaluate(con: duckdb.DuckDBPyConnection, rule: Rule, examples: tuple[Example, ...]) -> list[str]:
    """Return the value ``rule`` gives for each example; ``BadInput`` if one names a column it does not read."""
    for n, example in enumerate(examples, 1):
        for column in example.given:
            if column not in rule.inputs:
                reads = Told(f" It reads {', '.join(rule.inputs)}.", f"它读取 {'、'.join(rule.inputs)}。")
                hint = nearest(column, rule.inputs) or reads
                raise BadInput(
                    f"example {n}: the rule in {rule.place} does not read {column}.{hint}",
                    f"示例 {n}：{rule.place} 中的规则不读取 {column}。{hint.zh}",
                )
    query = exp.select(exp.column("n"), exp.alias_(rule.expression.copy(), "value", quoted=True))
    query = query.from_(_rows(rule.inputs, examples)).order_by("n")
    try:
        found = con.execute(query.sql(dialect="duckdb")).fetchall()
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise BadInput(
            f"the rule in {rule.place} cannot be evaluated over its examples: {first}",
            f"{rule.place} 中的规则无法在示例上计算：{first}",
        ) from None
    return [UNKNOWN if value is None else str(value) for _, value in found]


def _rows(inputs: tuple[str, ...], examples: tuple[Example, ...]) -> exp.Expr:
    """Return the examples as a relation: together, so that a column's type follows from all of them."""
    columns = [exp.to_identifier(name, quoted=True) for name in ("n", *inputs)]
    rows = [(n, *(example.given.get(name) for name in inputs)) for n, example in enumerate(examples)]
    values = exp.Values(expressions=[exp.Tuple(expressions=[_literal(v) for v in row]) for row in rows])
    alias = exp.TableAlias(this=exp.to_identifier("given"), columns=columns)
    values.set("alias", alias)
    return values


def _literal(value: Any) -> exp.Expr:
    # a bare 0.25 would be a DECIMAL, whose arithmetic rounds otherwise than the features' DOUBLE
    if isinstance(value, float):
        return exp.cast(exp.Literal.number(repr(value)), "double")
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    return exp.convert(value)


def _told(example: Example) -> str:
    return ", ".join(f"{name} = {value}" for name, value in example.given.items()) or "nothing known"
