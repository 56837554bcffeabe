"""Counts an expression on the values of an earlier day, read against the catalog of that day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tagrid.core.errors import BadInput
from tagrid.core.formats import parse_day
from tagrid.core.project import Home
from tagrid.published import HistoryQuery, query_history, read_history, read_version, values_on_day, version_ids
from tagrid.segments.language import parse
from tagrid.segments.rule import (
    All,
    ChangeCondition,
    Either,
    Not,
    Rule,
    SavedRule,
    TagCondition,
    rule_conditions,
    to_text,
)
from tagrid.segments.workspace import Workspace

if TYPE_CHECKING:
    import polars as pl


def count_on_day(workspace: Workspace, expression: str, day: str, known: str) -> dict:
    """Return the count of an expression on an earlier day; raises BadInput as `count_as_of` does."""
    return count_as_of(query_history(workspace.version, parse_day(day), known), expression, workspace.saved)


def count_as_of(query: HistoryQuery, expression: str, saved: Mapping[str, str]) -> dict:
    """Return the customers of an expression on the day of a query, as JSON-able values.

    Values of tags come from the history, numbers and changes from the version of that day: same catalog, same
    customers. Raises BadInput for what the catalog of that day does not have, and for numbers and changes where that
    version is gone, or is not what is known of the day now.
    """
    rule = parse(expression, query.catalog(), saved)
    if all(isinstance(one, TagCondition) for one in rule_conditions(rule)):
        customers, base = _count_by_history(query, rule)
        more: dict = {}
    else:
        found = _workspace_on(query, saved)
        rule = found.parse(expression)
        mask = found.mask(rule)
        customers, base = (found.index.population(one) for one in (mask, found.index.base(found.index.subject(rule))))
        begins = changes_known_since(found.version, rule)
        more = {"changes_known_since": begins.isoformat()} if begins else {}
    counts = {"customers": customers, "base": base, "share": customers / base if base else 0.0}
    return {"expression": to_text(rule)} | query.described() | counts | more


def _count_by_history(query: HistoryQuery, rule: Rule) -> tuple[int, int]:
    """Return the customers of a rule over values of tags, and of its base."""
    import polars as pl  # heavy; counting a segment needs none of it

    tags = list(dict.fromkeys(one.tag for one in rule_conditions(rule) if isinstance(one, TagCondition)))
    people = pl.DataFrame(values_on_day(query, tags))
    return people.filter(_condition_on_values(rule)).height, people.height


def _workspace_on(query: HistoryQuery, saved: Mapping[str, str]) -> Workspace:
    """Return the version of the day, as of that day: changes are counted back from it."""
    home, of_day, day = Home(query.version.folder.parent.parent), query.day_run, query.day
    for run in query.history.ancestry(query.known):
        if run.number > of_day.number and run.restated and run.restated <= day:
            raise BadInput(
                en=f"Version {run.version} took late data into {run.restated}: numbers and changes of {day} are kept "
                f"as they were known then only. Ask with `--known then`, or for values of tags.",
                zh=f"版本 {run.version} 把迟到数据补入了 {run.restated}：{day} 的指标与变化只保留当时所知的。"
                f"请加 `--known then`，或只按标签取值统计。",
            )
    version = read_version(home, of_day.version)
    if version is None:
        raise BadInput(
            en=f"Numbers and changes of {day} are in version {of_day.version}, which is not kept any more (kept: "
            f"{', '.join(version_ids(home))}); of that day only values of tags can be asked for.",
            zh=f"{day} 的指标与变化在版本 {of_day.version} 中，该版本已不再保留（现有："
            f"{'、'.join(version_ids(home))}）；对那一天只能按标签取值统计。",
        )
    return Workspace(replace(version, as_of=day), saved)


def _condition_on_values(rule: Rule) -> "pl.Expr":
    """Return the condition over a table with a column a tag; every row is a customer of the rule's subject."""
    import polars as pl  # heavy; counting a segment needs none of it

    match rule:
        case TagCondition(tag, codes):
            return pl.col(tag).is_in(codes).fill_null(False)
        case All(rules):
            return pl.all_horizontal([_condition_on_values(one) for one in rules])
        case Either(rules):
            return pl.any_horizontal([_condition_on_values(one) for one in rules])
        case Not(inner) | SavedRule(_, inner):
            return ~_condition_on_values(inner) if isinstance(rule, Not) else _condition_on_values(inner)
    raise TypeError(rule)


def changes_known_since(version, rule: Rule) -> date | None:
    """Return the day the history begins where `rule` looks for changes before it, which nobody knows; else None.

    A version without a history knows the changes of its own run only.
    """
    changes = [term for term in rule_conditions(rule) if isinstance(term, ChangeCondition)]
    if not changes:
        return None
    first = read_history(version).ancestry()[0].as_of
    return first if any(_first_day(term, version.as_of) <= first for term in changes) else None


def _first_day(rule: ChangeCondition, as_of: date) -> date:
    if isinstance(rule.within, str):
        return date.fromisoformat(rule.within)
    return date.min if rule.within is None else as_of - timedelta(days=rule.within - 1)
