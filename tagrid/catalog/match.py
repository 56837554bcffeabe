"""The two-way match of catalog and SQL: tags and columns, values and literals, each with its other half."""

from pathlib import Path

from tagrid.catalog.model import Catalog, Tag
from tagrid.catalog.rules import PREFIX, Rule
from tagrid.catalog.sql import MODELS
from tagrid.errors import Told, nearest
from tagrid.home import PROJECT

_STATUS = {"draft": "尚为草稿", "retired": "已停用"}


def match_faults(catalog: Catalog, rules: dict[str, Rule], project: Path = PROJECT) -> list[Told]:
    """Return a line for everything that stands in the catalog or in the tag models only."""
    faults = [_column_fault(tag, rules, project) for tag in catalog.tags.values()]
    faults += [_tag_fault(rule, catalog) for rule in rules.values()]
    for tag in catalog.tags.values():
        if tag.name in rules:
            faults += value_faults(tag, rules[tag.name])
    return [fault for fault in faults if fault]


def value_faults(tag: Tag, rule: Rule) -> list[Told]:
    """Return a line for each value that the rule gives and the tag lacks, or the other way round."""
    codes, closed = rule.gives
    known = tuple(tag.values)
    extra = [
        Told(
            f"{rule.place}: {tag.name} gives {code!r}, which {tag.path} does not declare.",
            f"{rule.place}：{tag.name} 给出取值“{code}”，但 {tag.path} 没有声明。",
        )
        + nearest(code, known)
        for code in sorted(codes - set(known))
    ]
    dead = [
        Told(
            f"{tag.path}: value {code!r} is never given by the rule in {rule.place}.",
            f"{tag.path}：{rule.place} 的规则从不给出取值“{code}”。",
        )
        for code in known
        if closed and code not in codes
    ]
    return extra + dead


def _column_fault(tag: Tag, rules: dict[str, Rule], project: Path) -> Told | None:
    model = f"{MODELS}/tags/{PREFIX}{tag.theme}.sql"
    if tag.name in rules:
        place = rules[tag.name].place
        moved = Told(
            f"{tag.path}: its column is in {place}; move it to {model}.",
            f"{tag.path}：它的列在 {place} 中，应移到 {model}。",
        )
        return None if place == model else moved
    if not (project / model).exists():
        return Told(
            f"{tag.path}: its theme has no model; write {model} with a column {tag.name}.",
            f"{tag.path}：所属分析主题没有模型，请编写 {model}，并含列 {tag.name}。",
        )
    columns = tuple(rule.tag for rule in rules.values() if rule.theme == tag.theme)
    lacking = Told(f"{tag.path}: {model} has no column {tag.name}.", f"{tag.path}：{model} 没有列 {tag.name}。")
    return lacking + nearest(tag.name, columns)


def _tag_fault(rule: Rule, catalog: Catalog) -> Told | None:
    if rule.tag in catalog.tags:
        return None
    if rule.tag in catalog.shelved:
        shelved = catalog.shelved[rule.tag]
        return Told(
            f"{rule.place}: column {rule.tag} is a {shelved.status} tag; activate it or drop the column.",
            f"{rule.place}：列 {rule.tag} 对应的标签{_STATUS.get(shelved.status, '未启用')}，请启用标签或删去该列。",
        )
    homeless = Told(f"{rule.place}: column {rule.tag} has no tag file.", f"{rule.place}：列 {rule.tag} 没有标签文件。")
    return homeless + nearest(rule.tag, tuple(catalog.tags))
