"""The two-way match of catalog and SQL: tags and columns, values and literals, each with its other half."""

from pathlib import Path

from tagrid.catalog.model import Catalog, Tag
from tagrid.catalog.rules import PREFIX, Rule
from tagrid.catalog.sql import MODELS
from tagrid.errors import nearest
from tagrid.home import PROJECT


def match_faults(catalog: Catalog, rules: dict[str, Rule], project: Path = PROJECT) -> list[str]:
    """Return a line for everything that stands in the catalog or in the tag models only."""
    faults = [_column_fault(tag, rules, project) for tag in catalog.tags.values()]
    faults += [_tag_fault(rule, catalog) for rule in rules.values()]
    for tag in catalog.tags.values():
        if tag.name in rules:
            faults += value_faults(tag, rules[tag.name])
    return [fault for fault in faults if fault]


def value_faults(tag: Tag, rule: Rule) -> list[str]:
    """Return a line for each value that the rule gives and the tag lacks, or the other way round."""
    codes, closed = rule.gives
    known = tuple(tag.values)
    extra = [
        f"{rule.place}: {tag.name} gives {code!r}, which {tag.path} does not declare.{nearest(code, known)}"
        for code in sorted(codes - set(known))
    ]
    dead = [
        f"{tag.path}: value {code!r} is never given by the rule in {rule.place}."
        for code in known
        if closed and code not in codes
    ]
    return extra + dead


def _column_fault(tag: Tag, rules: dict[str, Rule], project: Path) -> str | None:
    model = f"{MODELS}/tags/{PREFIX}{tag.theme}.sql"
    if tag.name in rules:
        place = rules[tag.name].place
        return None if place == model else f"{tag.path}: its column is in {place}; move it to {model}."
    if not (project / model).exists():
        return f"{tag.path}: its theme has no model; write {model} with a column {tag.name}."
    columns = tuple(rule.tag for rule in rules.values() if rule.theme == tag.theme)
    return f"{tag.path}: {model} has no column {tag.name}.{nearest(tag.name, columns)}"


def _tag_fault(rule: Rule, catalog: Catalog) -> str | None:
    if rule.tag in catalog.tags:
        return None
    if rule.tag in catalog.shelved:
        shelved = catalog.shelved[rule.tag]
        return f"{rule.place}: column {rule.tag} is a {shelved.status} tag; activate it or drop the column."
    return f"{rule.place}: column {rule.tag} has no tag file.{nearest(rule.tag, tuple(catalog.tags))}"
