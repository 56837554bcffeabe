"""Counts an expression on the values of an earlier day, read against the catalog of that day."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tagrid.errors import BadInput
from tagrid.history import Asked, values
from tagrid.segments.parse import parse
from tagrid.segments.rule import All, Either, Not, Rule, Saved, Value, terms
from tagrid.segments.text import to_text

if TYPE_CHECKING:
    import polars as pl


def count_on(asked: Asked, expression: str, saved: Mapping[str, str]) -> dict:
    """Return the customers of an expression on the day asked about, as JSON-able values.

    Raises BadInput for what the catalog of that day does not hold, and for a condition on a feature or a change:
    the history keeps the values of tags.
    """
    import polars as pl

    rule = parse(expression, asked.catalog(), saved)
    tags = list(dict.fromkeys(_tag(one) for one in terms(rule)))
    people = pl.DataFrame(values(asked, tags))
    customers = people.filter(_mask(rule)).height
    base = people.height
    counted = {"customers": customers, "base": base, "share": customers / base if base else 0.0}
    return {"expression": to_text(rule)} | asked.described() | counted


def _tag(term: object) -> str:
    if isinstance(term, Value):
        return term.tag
    raise BadInput(
        "Of an earlier day only values of tags can be asked for: --as-of takes no feature and no change.",
        "对历史日期只能按标签取值统计：--as-of 不支持指标与标签变化。",
    )


def _mask(rule: Rule) -> "pl.Expr":
    """Return the condition over a table with a column a tag; every row is a customer of the rule's subject."""
    import polars as pl

    match rule:
        case Value(tag, codes):
            return pl.col(tag).is_in(codes).fill_null(False)
        case All(rules):
            return pl.all_horizontal([_mask(one) for one in rules])
        case Either(rules):
            return pl.any_horizontal([_mask(one) for one in rules])
        case Not(inner) | Saved(_, inner):
            return ~_mask(inner) if isinstance(rule, Not) else _mask(inner)
    raise TypeError(rule)
