"""The conditions of a rule over data: which values overlap or cannot be reached, and why customers are unknown.

All is read off the groups of one query a tag; the same query over all combinations gives what the rule can do at all.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, pairwise
from math import prod

import duckdb
from sqlglot import exp

from tagrid.catalog import CaseBranch, columns_read
from tagrid.core.sql import quote_identifier
from tagrid.governance.evaluation.model import Cause, Relation, ValueOverlap

# Bits of a DuckDB BIGINT that can be used.
MOST_BITS = 62

# More combinations than this are not tried.
MOST_ROWS = 200_000

_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)

# A text that no rule names: every other text.
_OTHER = "\x00other"

CauseKey = tuple[str, tuple[str, ...], str | None]


@dataclass(frozen=True)
class Pattern:
    """Rows for which the same conditions hold (``bits``, one a branch) and the same inputs are null (``nulls``)."""

    bits: int
    nulls: int
    opened: tuple[str | None, ...]
    rows: int


class Patterns:
    """The patterns of one rule over some rows."""

    def __init__(self, branches: list[CaseBranch], found: list[Pattern]) -> None:
        self.branches, self.found = branches, found
        self._open = {n: at for at, n in enumerate(n for n, b in enumerate(branches) if b.is_open)}

    def given(self, number: int, pattern: Pattern) -> str | None:
        """Return the value that branch ``number`` gives to the rows of a pattern, None for none."""
        branch = self.branches[number]
        return pattern.opened[self._open[number]] if branch.is_open else branch.code

    def first(self, pattern: Pattern) -> int | None:
        """Return the number of the branch that the rule's order leads to, None where no branch takes them."""
        for number, branch in enumerate(self.branches):
            if branch.condition is None or pattern.bits >> number & 1:
                return number
        return None

    def value(self, pattern: Pattern) -> str | None:
        """Return the value the rule gives, None for unknown."""
        number = self.first(pattern)
        return None if number is None else self.given(number, pattern)

    def held(self, pattern: Pattern, without: int | None = None) -> frozenset[str]:
        """Return the values whose own condition holds; that of ``else`` is that no other does.

        The branch number ``without`` is left out.
        """
        met = [n for n, b in enumerate(self.branches) if b.condition is not None and pattern.bits >> n & 1]
        rest = [n for n, b in enumerate(self.branches) if b.condition is None and not met]
        numbers = [n for n in (*met, *rest) if n != without]
        return frozenset(code for n in numbers if (code := self.given(n, pattern)) is not None)

    def rows(self, holds: Callable[[Pattern], bool]) -> int:
        """Return the rows of the patterns for which ``holds``."""
        return sum(pattern.rows for pattern in self.found if holds(pattern))


def patterns(
    con: duckdb.DuckDBPyConnection, branches: list[CaseBranch], inputs: tuple[str, ...], relation: str
) -> Patterns | None:
    """Group the rows of ``relation``, which has the rule's columns; None for more than 62 branches or inputs."""
    if max(len(branches), len(inputs)) > MOST_BITS:
        return None
    tested = [(n, _sql(branch.condition)) for n, branch in enumerate(branches) if branch.condition is not None]
    opened = [branch for branch in branches if branch.is_open]
    keys = [_mask([(n, f"({condition})") for n, condition in tested])]
    keys.append(_mask([(n, f"{quote_identifier(name)} is null") for n, name in enumerate(inputs)]))
    keys += [f"cast({_sql(branch.result)} as varchar)" for branch in opened]
    rows = con.execute(f"select {', '.join(keys)}, count(*) from {relation} group by all").fetchall()
    return Patterns(branches, [Pattern(bits, nulls, tuple(rest), n) for bits, nulls, *rest, n in rows])


def _mask(conditions: list[tuple[int, str]]) -> str:
    # a condition that is null does not hold
    terms = [f"case when {condition} then {1 << n} else 0 end" for n, condition in conditions]
    return f"cast({' + '.join(terms) or '0'} as bigint)"


def _sql(expression) -> str:
    return expression.sql(dialect="duckdb", comments=False)


@dataclass
class _Term:
    """One thing the conditions compare: a column or an expression over columns."""

    name: str
    sql: str
    is_integer: bool
    literals: set = field(default_factory=set)
    is_flag: bool = False

    def points(self) -> list:
        numbers = sorted(one for one in self.literals if isinstance(one, float))
        texts = sorted(one for one in self.literals if isinstance(one, str))
        if self.is_flag:
            return [True, False, None]
        if numbers and texts:
            raise _MixedLiterals
        if texts:
            return [*texts, _OTHER, None]
        return [*self._between(numbers), None] if numbers else [_OTHER, None]

    def _between(self, numbers: list[float]) -> list[float]:
        if self.is_integer:
            near = {round(n + step) for n in numbers for step in (-1, 0, 1)}
            return [float(n) for n in sorted(near)]
        inside = [(a + b) / 2 for a, b in pairwise(numbers)]
        return sorted({numbers[0] - 1, *numbers, *inside, numbers[-1] + 1})


class _MixedLiterals(Exception):
    """A rule that compares one term with texts and numbers."""


def cells(branches: list[CaseBranch], codes: tuple[str, ...], integers: frozenset[str]) -> Patterns | None:
    """Return the patterns over all combinations; None where there are too many, or the rule is not clear.

    ``codes`` are the tag's values, ``integers`` the columns that hold whole numbers.
    """
    terms: dict[str, _Term] = {}
    found = [_rewritten(branch, terms, codes, integers) for branch in branches]
    try:
        points = {term.name: term.points() for term in terms.values()}
    except _MixedLiterals:
        return None
    if prod(len(one) for one in points.values()) > MOST_ROWS:
        return None
    return patterns(_scratch_database().cursor(), found, (), _product(points))


@cache
def _scratch_database() -> duckdb.DuckDBPyConnection:
    """Return an empty database in memory; to open one takes longer than a rule."""
    return duckdb.connect()


def _product(points: dict[str, list]) -> str:
    parts = [
        f"(select unnest([{', '.join(map(_literal, one))}]) as {quote_identifier(name)})"
        for name, one in points.items()
    ]
    return ", ".join(parts) or "(select 1)"


def _literal(point: object) -> str:
    return "null" if point is None else exp.convert(point).sql(dialect="duckdb")


def _rewritten(
    branch: CaseBranch, terms: dict[str, _Term], codes: tuple[str, ...], integers: frozenset[str]
) -> CaseBranch:
    def term(node: exp.Expr) -> _Term:
        sql = node.sql(dialect="duckdb")
        whole = isinstance(node, exp.Column) and node.name in integers
        return terms.setdefault(sql, _Term(f"t{len(terms)}", sql, whole))

    def rewritten(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.And | exp.Or):
            return type(node)(this=rewritten(node.this), expression=rewritten(node.expression))
        if isinstance(node, exp.Not | exp.Paren):
            return type(node)(this=rewritten(node.this))
        if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
            return exp.Is(this=exp.column(term(node.this).name), expression=exp.Null())
        if isinstance(node, exp.In) and node.expressions and None not in map(_literal_value, node.expressions):
            found = term(node.this)
            found.literals |= {_literal_value(one) for one in node.expressions}
            return exp.In(this=exp.column(found.name), expressions=[one.copy() for one in node.expressions])
        if isinstance(node, _COMPARED) and (_literal_value(node.this) is None) != (
            _literal_value(node.expression) is None
        ):
            return _compared(node, term)
        if isinstance(node, exp.Boolean):
            return node.copy()
        found = term(node)
        found.is_flag = True
        return exp.column(found.name)

    condition = rewritten(branch.condition) if branch.condition is not None else None
    if not branch.is_open:
        return CaseBranch(condition, branch.result)
    result = term(branch.result)
    result.literals |= set(codes)
    return CaseBranch(condition, exp.column(result.name))


def _compared(node: exp.Expr, term) -> exp.Expr:
    turned = _literal_value(node.expression) is None
    compared, literal = (node.expression, node.this) if turned else (node.this, node.expression)
    found = term(compared)
    found.literals.add(_literal_value(literal))
    column = exp.column(found.name)
    sides = (literal.copy(), column) if turned else (column, literal.copy())
    return type(node)(this=sides[0], expression=sides[1])


def _literal_value(node: exp.Expr) -> float | str | None:
    """Return a literal as a number or a text, None for what is none."""
    if isinstance(node, exp.Neg) and isinstance(inner := _literal_value(node.this), float):
        return -inner
    if isinstance(node, exp.Paren):
        return _literal_value(node.this)
    if not isinstance(node, exp.Literal):
        return None
    return node.this if node.is_string else float(node.this)


def overlaps(data: Patterns, logic: Patterns | None, codes: tuple[str, ...]) -> tuple[ValueOverlap, ...]:
    """Return every pair of values that share customers; ``logic`` are the same patterns over all inputs there are."""
    ranked = sorted(codes, key=lambda code: _rank(data.branches, code))
    pairs = [_overlap(data, logic, first, second) for first, second in combinations(ranked, 2)]
    return tuple(sorted((pair for pair in pairs if pair), key=lambda pair: -pair.decided))


def _rank(branches: list[CaseBranch], code: str) -> int:
    return min((n for n, branch in enumerate(branches) if branch in _giving(branches, code)), default=len(branches))


def _giving(branches: list[CaseBranch], code: str) -> list[CaseBranch]:
    """Return the branches that name a value or, where none does, those that give the value of a column."""
    return [one for one in branches if one.code == code] or [one for one in branches if one.is_open]


def _valued(patterns: Patterns) -> list[tuple[Pattern, frozenset[str], str]]:
    """Return the patterns whose rows get a value, with every value that holds and the one given.

    A branch that gives null takes its rows before any value may: between them, the order decides nothing.
    """
    found = [(pattern, patterns.held(pattern), patterns.value(pattern)) for pattern in patterns.found]
    return [(pattern, held, given) for pattern, held, given in found if given is not None]


def _overlap(data: Patterns, logic: Patterns | None, first: str, second: str) -> ValueOverlap | None:
    valued = _valued(data)
    both = sum(p.rows for p, held, _ in valued if first in held and second in held)
    if not both:
        return None
    decided = sum(p.rows for p, held, given in valued if {first, second} <= held and given in (first, second))
    relation = _relation(data, logic, first, second, decided)
    return ValueOverlap(first=first, second=second, both=both, decided=decided, relation=relation)


def _relation(data: Patterns, logic: Patterns | None, first: str, second: str, decided: int) -> Relation:
    rest = _remainder(data.branches, {first, second})
    if rest is not None and not any({first, second} <= data.held(p, without=rest) for p, _, _ in _valued(data)):
        return "remainder"
    if logic and _inside(logic, first, second, rest):
        return "nested"
    if _inside(data, first, second, rest) and _reads(data.branches, first) == _reads(data.branches, second):
        return "nested"
    return "crossing" if decided else "earlier"


def _remainder(branches: list[CaseBranch], pair: set[str]) -> int | None:
    """Return the number of the last branch where it gives one of the two to everyone else who is known, else None.

    That value may have a condition of its own before it, which is no remainder.
    """
    last = max(n for n, branch in enumerate(branches) if not branch.is_null)
    return last if branches[last].code in pair and branches[last].tests_only_null else None


def _inside(patterns: Patterns, first: str, second: str, rest: int | None) -> bool:
    """Whether everybody of one of the two is in the other, on either side; branch ``rest`` is left out."""
    held = [patterns.held(pattern, rest) for pattern, _, _ in _valued(patterns)]
    alone = [
        any(one in each and other not in each for each in held) for one, other in ((first, second), (second, first))
    ]
    return not all(alone)


def _reads(branches: list[CaseBranch], code: str) -> frozenset[str]:
    return frozenset().union(*(branch.columns for branch in _giving(branches, code)))


def causes(
    data: Patterns, inputs: tuple[str, ...], missing: Callable[[str], tuple[str, ...]], lacking: int
) -> tuple[Cause, ...]:
    """Return the causes, the most frequent first; each unknown customer is counted once.

    ``missing`` names the tables an input comes from that were never delivered; ``lacking`` customers of the subject
    have no row among the inputs at all.
    """
    counted: Counter[CauseKey] = Counter()
    for pattern in data.found:
        if data.value(pattern) is None:
            counted[_cause_key(data, inputs, pattern)] += pattern.rows
    found = [_cause(why, rows, missing) for why, rows in counted.items()]
    if lacking > 0:
        found.append(Cause(kind="no_row", customers=lacking))
    return tuple(sorted(found, key=lambda cause: -cause.customers))


def _cause_key(data: Patterns, inputs: tuple[str, ...], pattern: Pattern) -> CauseKey:
    null = {name for n, name in enumerate(inputs) if pattern.nulls >> n & 1}
    number = data.first(pattern)
    branch = data.branches[number] if number is not None else None
    if branch is not None and branch.is_null and branch.condition is not None:
        unknown = tuple(name for name in inputs if name in null & branch.columns)
        return ("not_known", unknown, None) if unknown else ("condition", (), _alternatives_text(branch.condition))
    if branch is not None and branch.is_open:
        null &= columns_read(branch.result)
    return ("not_known", tuple(name for name in inputs if name in null), None) if null else ("hole", (), None)


def _alternatives_text(condition: exp.Expr) -> str:
    """Return the alternatives of a condition that are more than a test for null."""
    alternatives = [one for one in _alternatives(condition) if not isinstance(one, exp.Is)]
    return " or ".join(one.sql(dialect="duckdb") for one in alternatives or [condition])


def _alternatives(condition: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(condition, exp.Or):
        yield from _alternatives(condition.this)
        yield from _alternatives(condition.expression)
    else:
        yield condition


def _cause(why: CauseKey, rows: int, missing: Callable[[str], tuple[str, ...]]) -> Cause:
    kind, unknown, condition = why
    tables = tuple(sorted({table for name in unknown for table in missing(name)}))
    if kind == "hole":
        return Cause(kind="hole", customers=rows)
    if kind == "condition":
        return Cause(kind="condition", customers=rows, condition=condition)
    return Cause(kind="not_delivered" if tables else "not_known", customers=rows, inputs=unknown, tables=tables)


def else_rows(data: Patterns) -> tuple[str | None, int, int]:
    """Return the value of a rule's ``else``, who falls into it, and how many of them have an input that is null."""
    last: CaseBranch = data.branches[-1]
    if last.condition is not None or last.code is None or len(data.branches) == 1:
        return None, 0, 0
    number = len(data.branches) - 1
    fallen = [pattern for pattern in data.found if data.first(pattern) == number]
    return last.code, sum(p.rows for p in fallen), sum(p.rows for p in fallen if p.nulls)
