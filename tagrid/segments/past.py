"""Counts an expression on the values of an earlier day, read against the catalog of that day."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tagrid.errors import BadInput
from tagrid.history import Asked, values
from tagrid.segments.changes import known_since
from tagrid.segments.parse import parse
from tagrid.segments.rule import All, Either, Not, Rule, Saved, Value, terms
from tagrid.segments.text import to_text

if TYPE_CHECKING:
    import polars as pl

    from tagrid.segments.desk import Desk


def count_on(asked: Asked, expression: str, saved: Mapping[str, str]) -> dict:
    """Return the customers of an expression on the day asked about, as JSON-able values.

    Values of tags are told by the history; numbers and changes by the version of that day: same catalog, same
    customers. Raises BadInput for what the catalog of that day does not hold, and for numbers and changes where that
    version is not kept any more, or is not what is known of the day now.
    """
    rule = parse(expression, asked.catalog(), saved)
    if all(isinstance(one, Value) for one in terms(rule)):
        customers, base = _by_history(asked, rule)
        more: dict = {}
    else:
        found = _desk(asked, saved)
        rule = found.parse(expression)
        mask = found.mask(rule)
        customers, base = (found.index.population(one) for one in (mask, found.index.base(found.index.subject(rule))))
        begins = known_since(found.version, rule)
        more = {"changes_known_since": begins.isoformat()} if begins else {}
    counted = {"customers": customers, "base": base, "share": customers / base if base else 0.0}
    return {"expression": to_text(rule)} | asked.described() | counted | more


def _by_history(asked: Asked, rule: Rule) -> tuple[int, int]:
    """Return the customers of a rule over values of tags, and of its base."""
    import polars as pl

    tags = list(dict.fromkeys(one.tag for one in terms(rule) if isinstance(one, Value)))
    people = pl.DataFrame(values(asked, tags))
    return people.filter(_mask(rule)).height, people.height


def _desk(asked: Asked, saved: Mapping[str, str]) -> "Desk":
    """Return the version that speaks of the day, on that day: changes are counted back from it."""
    from tagrid.home import Home
    from tagrid.refresh.versions import ids, read
    from tagrid.segments.desk import Desk

    home, said, day = Home(asked.version.folder.parent.parent), asked.said, asked.day
    for run in asked.history.way(asked.known):
        if run.number > said.number and run.restated and run.restated <= day:
            raise BadInput(
                f"Version {run.version} took late data into {run.restated}: numbers and changes of {day} are kept as "
                f"they were known then only. Ask with `--known then`, or for values of tags.",
                f"版本 {run.version} 把迟到数据补入了 {run.restated}：{day} 的指标与变化只保留当时所知的。"
                f"请加 `--known then`，或只按标签取值统计。",
            )
    version = read(home, said.version)
    if version is None:
        raise BadInput(
            f"Numbers and changes of {day} are in version {said.version}, which is not kept any more (kept: "
            f"{', '.join(ids(home))}); of that day only values of tags can be asked for.",
            f"{day} 的指标与变化在版本 {said.version} 中，该版本已不再保留（现有：{'、'.join(ids(home))}）；"
            "对那一天只能按标签取值统计。",
        )
    return Desk(replace(version, as_of=day), saved)


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
