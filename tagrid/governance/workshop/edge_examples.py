"""Examples at the edges of a rule: found by trying the numbers it compares with, and those just below and above."""

import random
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from math import prod
from typing import Any

import duckdb
from sqlglot import exp

from tagrid.catalog import UNKNOWN, Example, TagRule
from tagrid.core.errors import BadInput
from tagrid.core.sql import quote_identifier

MOST_TRIED, MOST_EXAMPLES = 400, 12

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between, exp.Is)

Given = dict[str, Any]


def edge_examples(rule: TagRule, samples: Mapping[str, Sequence[Any]] | None = None) -> tuple[Example, ...]:
    """Return examples that bear ``rule`` out: its edges, every value it can give on them, and nothing known.

    ``samples`` are values to try of a column that the rule compares with none. ``BadInput`` where it cannot be tried.
    """
    points = {name: _points(rule, name, samples or {}) for name in rule.inputs}
    tried = list({_key(given): given for given in _rows(points)}.values())
    with duckdb.connect() as con:
        found = dict(zip(map(_key, tried), _given(con, rule, tried), strict=True))
        picked = [_smallest(con, rule, given, found[_key(given)]) for given in _informative(tried, found, points)]
    once = {(_key(given), gives): Example(given=given, gives=gives) for given, gives in picked}
    return tuple(sorted(islice(once.values(), MOST_EXAMPLES), key=lambda one: _order(rule, one.gives)))


def _order(rule: TagRule, code: str) -> tuple[bool, int]:
    return code == UNKNOWN, rule.sql.find(f"'{code}'")


def _points(rule: TagRule, name: str, samples: Mapping[str, Sequence[Any]]) -> list[Any]:
    """Return what to try of a column: each literal it is compared with, its neighbours, and null last.

    Where it is compared with another column, the samples of that stand for literals.
    """
    met: dict[Any, None] = {}
    for literal in _literals(rule.expression, name):
        met |= dict.fromkeys(_near(literal))
    for other in _compared_columns(rule.expression, name):
        met |= dict.fromkeys(samples.get(name, ()))
        numbers = [one for one in samples.get(other, ()) if isinstance(one, int | float) and not isinstance(one, bool)]
        for number in numbers:
            met |= dict.fromkeys(_near(Decimal(str(number))))
    if not met or any(_within_sums(rule.expression, name)):
        met |= dict.fromkeys(samples.get(name) or (True, False))
    return [*met, None]


def _within_sums(expression: exp.Expr, name: str) -> Iterator[exp.Expr]:
    """Yield the places where a column is a part of a sum or a ratio: no literal gives its edges there."""
    sums = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod)
    for column in expression.find_all(exp.Column):
        if column.name == name and isinstance(column.parent, sums):
            yield column


def _compared_columns(expression: exp.Expr, name: str) -> Iterator[str]:
    for one in expression.find_all(exp.GT, exp.GTE, exp.LT, exp.LTE):
        sides = [side.name for side in (one.this, one.expression) if isinstance(side, exp.Column)]
        if len(sides) == 2 and name in sides:
            yield next(side for side in sides if side != name)


def _literals(expression: exp.Expr, name: str) -> Iterator[Any]:
    for column in expression.find_all(exp.Column):
        # a case between a column and a comparison is what is compared, not the column
        within = column.find_ancestor(*_COMPARISONS, exp.Case) if column.name == name else None
        if isinstance(within, _COMPARISONS):
            for side in within.iter_expressions():
                yield from _literal(side)


def _literal(side: exp.Expr) -> Iterator[Any]:
    if isinstance(side, exp.Neg):
        yield from (-one for one in _literal(side.this) if isinstance(one, Decimal))
    elif isinstance(side, exp.Boolean) or (isinstance(side, exp.Literal) and side.is_string):
        yield side.this
    elif isinstance(side, exp.Literal):
        yield Decimal(side.this)


def _near(literal: Any) -> list[Any]:
    if isinstance(literal, bool):
        return [literal, not literal]
    if isinstance(literal, str):
        return [literal, "other"]
    step = Decimal(1).scaleb(min(int(literal.as_tuple().exponent), 0))
    around = [literal - step, literal + step] if literal else [literal + step, literal - step]
    return [_number(literal), *map(_number, around)]


def _number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _rows(points: dict[str, list[Any]]) -> Iterator[Given]:
    """Yield each point alone, the rest null; then combinations: all there are, or a sample that is always the same."""
    nothing: Given = dict.fromkeys(points)
    yield nothing
    for name, values in points.items():
        yield from (nothing | {name: value} for value in values if value is not None)
    total = prod(map(len, points.values()))
    for at in random.Random(0).sample(range(total), min(total, MOST_TRIED)):
        yield _row(points, at)


def _row(points: dict[str, list[Any]], at: int) -> Given:
    """Return combination number ``at`` of the product of the points."""
    row: Given = {}
    for name, values in points.items():
        at, place = divmod(at, len(values))
        row[name] = values[place]
    return row


def _informative(tried: list[Given], found: dict[tuple, str], points: dict[str, list[Any]]) -> list[Given]:
    """Return the rows to show: one for each value, and one for each point where a value begins or ends."""
    place = {name: {_typed(point): at for at, point in enumerate(all_points)} for name, all_points in points.items()}

    def size(given: Given) -> tuple[int, int]:
        known = [(name, value) for name, value in given.items() if value is not None]
        return len(known), sum(place[name][_typed(value)] for name, value in known)

    by_size = sorted(tried, key=size)
    values = {found[_key(given)]: given for given in reversed(by_size)}
    edges = [
        next((row for row in by_size if row[name] == point and found[_key(row)] != UNKNOWN), None)
        for name, all_points in points.items()
        for point in all_points[:2]
        if point is not None
    ]
    return [*values.values(), *(row for row in edges if row)]


def _smallest(con: duckdb.DuckDBPyConnection, rule: TagRule, given: Given, gives: str) -> tuple[Given, str]:
    """Leave out what makes no difference: a column that may as well be null."""
    for name in list(given):
        without = {other: value for other, value in given.items() if other != name}
        if gives != UNKNOWN and (given[name] is None or _given(con, rule, [without]) == [gives]):
            given = without
    return given, gives


def _given(con: duckdb.DuckDBPyConnection, rule: TagRule, rows: list[Given]) -> list[str]:
    """Return the value the rule gives for each row. As `evaluate_examples`, but fast for hundreds of rows."""
    named = ", ".join(["n", *map(quote_identifier, rule.inputs)])
    listed = (", ".join([str(n), *(_sql(row.get(name)) for name in rule.inputs)]) for n, row in enumerate(rows))
    expression = rule.expression.sql(dialect="duckdb", comments=False)
    values = f"(values {', '.join(f'({row})' for row in listed)}) as given ({named})"
    try:
        found = con.execute(f"select n, ({expression}) from {values} order by n").fetchall()
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise BadInput(
            en=f"{rule.place} cannot be tried at its edges: {first}", zh=f"无法在边界上试算 {rule.place}：{first}"
        ) from None
    return [UNKNOWN if value is None else str(value) for _, value in found]


def _sql(value: Any) -> str:
    if isinstance(value, float):
        return f"{value!r}::double"
    return exp.convert(value).sql(dialect="duckdb")


def _key(given: Given) -> tuple:
    return tuple((name, _typed(value)) for name, value in given.items())


def _typed(value: Any) -> tuple[str, Any]:
    """Return a value that differs from another of the same worth: 1 from true."""
    return type(value).__name__, value
