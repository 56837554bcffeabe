"""Why customers are unknown: an input that is null, a condition of the rule, or a hole in it."""

from collections import Counter
from collections.abc import Callable, Iterator

from sqlglot import exp

from tagrid.catalog.evaluation.branches import Branch, columns
from tagrid.catalog.evaluation.model import Cause
from tagrid.catalog.evaluation.patterns import Pattern, Patterns

Why = tuple[str, tuple[str, ...], str | None]


def causes(
    data: Patterns, inputs: tuple[str, ...], missing: Callable[[str], tuple[str, ...]], lacking: int
) -> tuple[Cause, ...]:
    """Return the causes, the most frequent first; each unknown customer is counted once.

    ``missing`` names the tables an input comes from that were never delivered; ``lacking`` customers of the subject
    have no row among the inputs at all.
    """
    counted: Counter[Why] = Counter()
    for pattern in data.found:
        if data.value(pattern) is None:
            counted[_why(data, inputs, pattern)] += pattern.rows
    found = [_cause(why, rows, missing) for why, rows in counted.items()]
    if lacking > 0:
        found.append(Cause(kind="no_row", customers=lacking))
    return tuple(sorted(found, key=lambda cause: -cause.customers))


def _why(data: Patterns, inputs: tuple[str, ...], pattern: Pattern) -> Why:
    null = {name for n, name in enumerate(inputs) if pattern.nulls >> n & 1}
    number = data.first(pattern)
    branch = data.branches[number] if number is not None else None
    if branch is not None and branch.is_null and branch.condition is not None:
        asked = tuple(name for name in inputs if name in null & branch.columns)
        return ("not_known", asked, None) if asked else ("condition", (), _asked(branch.condition))
    if branch is not None and branch.is_open:
        null &= columns(branch.result)
    return ("not_known", tuple(name for name in inputs if name in null), None) if null else ("hole", (), None)


def _asked(condition: exp.Expr) -> str:
    """Return the alternatives of a condition that are more than a question whether something is null."""
    alternatives = [one for one in _alternatives(condition) if not isinstance(one, exp.Is)]
    return " or ".join(one.sql(dialect="duckdb") for one in alternatives or [condition])


def _alternatives(condition: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(condition, exp.Or):
        yield from _alternatives(condition.this)
        yield from _alternatives(condition.expression)
    else:
        yield condition


def _cause(why: Why, rows: int, missing: Callable[[str], tuple[str, ...]]) -> Cause:
    kind, asked, condition = why
    tables = tuple(sorted({table for name in asked for table in missing(name)}))
    if kind == "hole":
        return Cause(kind="hole", customers=rows)
    if kind == "condition":
        return Cause(kind="condition", customers=rows, condition=condition)
    return Cause(kind="not_delivered" if tables else "not_known", customers=rows, inputs=asked, tables=tables)


def else_rows(data: Patterns) -> tuple[str | None, int, int]:
    """Return the value of a rule's ``else``, who falls into it, and how many of them have an input that is null."""
    last: Branch = data.branches[-1]
    if last.condition is not None or last.code is None or len(data.branches) == 1:
        return None, 0, 0
    number = len(data.branches) - 1
    fallen = [pattern for pattern in data.found if data.first(pattern) == number]
    return last.code, sum(p.rows for p in fallen), sum(p.rows for p in fallen if p.nulls)
