"""Composite tags restate the rules of the tags they combine: whether those still read as they are restated."""

from collections.abc import Iterable

from sqlglot import exp

from tagrid.catalog.model import Catalog, Tag
from tagrid.catalog.release.meaning import same
from tagrid.catalog.rules import Rule, results


def restated_faults(catalog: Catalog, rules: dict[str, Rule]) -> list[str]:
    """Return a line for each rule inside another tag's rule that its tag, named in `derived_from`, has no more.

    What is restated is a whole CASE that is asked for its values: ``(case … end) in ('vip', 'major')``.
    """
    return [
        f"{tag.path}: its rule restates that of {name}, which reads otherwise now; write the rule of {name} into it "
        f"as it is in {rules[name].place}, or propose its segment again."
        for tag in catalog.tags.values()
        if tag.name in rules
        for name in _outdated(tag, rules)
    ]


def _outdated(tag: Tag, rules: dict[str, Rule]) -> Iterable[str]:
    known = {name: rules[name] for name in tag.derived_from if name in rules}
    for case, codes in _asked(rules[tag.name].expression):
        text = case.sql(dialect="duckdb")
        if any(same(text, rule.expression.sql(dialect="duckdb")) for rule in known.values()):
            continue
        given = {one.this for one in results(case) if isinstance(one, exp.Literal)}
        yield from (name for name, rule in known.items() if given and given == rule.gives[0] and codes <= given)


def _asked(expression: exp.Expr) -> Iterable[tuple[exp.Case, set[str]]]:
    """Yield each CASE that stands inside a comparison with texts, and those texts."""
    for found in expression.find_all(exp.EQ, exp.In):
        given = found.this.unnest()
        given = given.this.unnest() if isinstance(given, exp.Coalesce) else given
        sides = found.expressions if isinstance(found, exp.In) else [found.expression]
        if isinstance(given, exp.Case):
            yield given, {one.this for one in sides if isinstance(one, exp.Literal)} - {"unknown"}
