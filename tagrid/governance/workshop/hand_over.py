"""The finished draft, checked: its file, and the column and joins that its theme's model needs, as text to paste."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlglot import exp, parse_one

from tagrid.catalog import (
    KEY,
    LISTS,
    MODELS,
    PREFIX,
    STEP,
    Catalog,
    Tag,
    TagText,
    clashes,
    load,
    parse_model,
    pedigrees,
    tag_faults,
    tagged_step,
)
from tagrid.catalog.lineage import lineage
from tagrid.catalog.rules import rules
from tagrid.core.errors import BadInput
from tagrid.core.overlay import content_file, current_project
from tagrid.core.text import Text
from tagrid.core.yaml_lines import YamlDocument
from tagrid.governance.workshop.draft import TagIdea, TagPlace, tag_file
from tagrid.governance.workshop.preview import Preview

STUB = "case when column_name is null then null when column_name >= 1 then 'first_value' else 'second_value' end"

_INDENT = " " * 12


def sql_column(
    name: str,
    rule_sql: str = STUB,
    theme: str = "",
    project: Path | None = None,
    joined: Mapping[str, str] | None = None,
) -> str:
    """Return ``rule_sql as name`` in the project's style, its columns qualified as the theme's model has them.

    ``joined``: of which table a column is that the model has not read so far.
    """
    expression = parse_one(rule_sql, dialect="duckdb")
    tables = {**(joined or {}), **(qualifiers(theme, project) if theme else {})}
    for column in expression.find_all(exp.Column):
        if table := tables.get(column.name):
            column.set("table", exp.to_identifier(table))
    lines = expression.sql(dialect="duckdb", pretty=True, indent=4, pad=4, comments=False).splitlines()
    text = "\n".join(_INDENT + _small(line) for line in lines)
    return f"{text} as {name}"


def not_read(columns: Iterable[str], theme: str, project: Path | None = None) -> tuple[str, ...]:
    """Return those of ``columns`` that no rule of the theme's model reads yet: their relation may have to be joined."""
    known = qualifiers(theme, project)
    return tuple(column for column in columns if column not in known)


def qualifiers(theme: str, project: Path | None = None) -> dict[str, str]:
    """Return the columns that the rules of a theme's model read, each with the name of its table there, or none."""
    path = content_file(f"{MODELS}/tags/{PREFIX}{theme}.sql", project)
    if not path.is_file():
        return {}
    step = tagged_step(parse_model(path, project))
    found = step.expressions if step else []
    return {column.name: column.table for selected in found for column in selected.find_all(exp.Column)}


def _small(line: str) -> str:
    """Write keywords small, as the project does; what stands in quotes stays."""
    parts = re.split(r"('(?:[^']|'')*'|\"[^\"]*\")", line)
    return "".join(part if at % 2 else part.lower() for at, part in enumerate(parts))


@dataclass(frozen=True)
class Joins:
    """``tables``: which table of the step `tagged` has each column. ``steps`` and ``joins``: lines to add for them.

    ``open``: columns that a step of another theme's own makes, with that theme; a person has to move that step.
    """

    tables: Mapping[str, str]
    steps: tuple[str, ...]
    joins: tuple[str, ...]
    open: Mapping[str, str]


def joins(homes: Mapping[str, str], theme: str, project: Path | None = None) -> Joins:
    """Return what the model of ``theme`` lacks for the columns of ``homes``, each with the theme that reads it."""
    path = content_file(f"{MODELS}/tags/{PREFIX}{theme}.sql", project)
    if not homes or not path.is_file():
        return Joins({}, (), (), dict(homes))
    tree = parse_model(path, project)
    first, known, taken = _relations(tree)
    bare = _bare(tree)
    tables, steps, lines, unclear = {}, [], [], {}
    for column, model in _models(homes, project).items():
        if not model:
            unclear[column] = homes[column]
            continue
        if model not in known:
            known[model] = alias = _alias(model, taken)
            steps.append(f'    {alias} as (select {_star(model, bare, project)} from {{{{ ref("{model}") }}}}),')
            lines.append(f"        left join {alias} on {first}.customer_id = {alias}.customer_id")
        tables[column] = known[model]
    return Joins(tables, tuple(steps), tuple(lines), unclear)


def _models(homes: Mapping[str, str], project: Path | None) -> dict[str, str]:
    """Return the model that gives each column in its theme; empty where a step of the theme itself does."""
    found = rules(project)
    found_pedigrees = pedigrees(found, project)
    read = {
        (found[tag].theme, place.rpartition(".")[2]): place.rpartition(".")[0]
        for tag, one in found_pedigrees.items()
        for place in one
    }
    return {column: read.get((theme, column), "") for column, theme in homes.items()}


def _relations(tree: exp.Expr) -> tuple[str, dict[str, str], set[str]]:
    """Return the first table of the step `tagged`, the alias there of each model, and every name in use."""
    steps = {cte.alias: cte.this for cte in tree.find_all(exp.CTE)}
    reads = {alias: [table.name for table in query.find_all(exp.Table)] for alias, query in steps.items()}
    joined = [table.name for table in steps[STEP].find_all(exp.Table)]
    known = {reads[alias][0]: alias for alias in joined if _is_whole(steps.get(alias), reads.get(alias, []))}
    return joined[0], known, {*steps, *(name for names in reads.values() for name in names)}


def _is_whole(step: exp.Expr | None, read: list[str]) -> bool:
    """Return whether a step is all of one relation."""
    return isinstance(step, exp.Select) and len(read) == 1 and step.selects == [exp.Star()]


def _bare(tree: exp.Expr) -> set[str]:
    """Return the columns that the rules read without saying of which table."""
    step = tagged_step(tree)
    return {column.name for column in step.find_all(exp.Column) if not column.table} if step else set()


def _star(model: str, bare: set[str], project: Path | None) -> str:
    """Return `*` without the columns that would make a bare name in the model mean two."""
    twice = sorted(bare & set(lineage(project).columns(model)) - {KEY})
    return f"* exclude ({', '.join(twice)})" if twice else "*"


def _alias(model: str, taken: set[str]) -> str:
    """Return a short name for a model: ``int_customer_payment`` is ``payment``."""
    parts = model.split("_")
    short = "_".join(parts[2:]) or model if parts[0] == "int" else "_".join(parts[1:]) or model
    alias = next(one for one in (short, model, f"{model}_too") if one not in taken)
    taken.add(alias)
    return alias


@dataclass(frozen=True)
class Handover:
    """What goes to the reviewer: the file, the column, and the steps and joins that the model lacks for it.

    ``open``: columns that nobody can join by themselves, with the theme whose model makes them in a step of its own.
    """

    place: TagPlace
    text: str
    column: str
    steps: str
    joins: str
    open: dict[str, str]
    faults: tuple[Text, ...]


def hand_over(idea: TagIdea, seen: Preview, project: Path | None = None) -> Handover:
    """Return the file and the column of ``idea``, with every fault that the taxonomy of ``project`` finds in them."""
    place, text = idea.place, tag_file(idea.fields())
    rule = seen.proposed.rule
    lacking = {name: seen.proposed.homes[name] for name in not_read(rule.inputs, place.theme, project)}
    found = joins(lacking, place.theme, project)
    column = sql_column(place.name, rule.sql, place.theme, project, found.tables)
    steps, lines = "\n".join(found.steps), "\n".join(found.joins)
    return Handover(place, text, column, steps, lines, dict(found.open), tuple(_faults(place, text, project)))


def _faults(place: TagPlace, text: str, project: Path | None) -> list[Text]:
    try:
        catalog = load((project or current_project()) / "taxonomy")
        if place.name in catalog.all_tags:
            other = catalog.tag(place.name).path
            return [
                Text(
                    en=f"{place.path}: the name {place.name!r} is taken by {other}.",
                    zh=f"{place.path}：名称“{place.name}”已被 {other} 使用。",
                )
            ]
        document = _document(place, text)
        return tag_faults(place.name, document) or _clashes(place, document, catalog)
    except BadInput as fault:
        return [fault.text]


def _document(place: TagPlace, text: str) -> YamlDocument:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tag.yml"
        path.write_text(text, encoding="utf-8")
        return YamlDocument(path, place.path)


def _clashes(place: TagPlace, document: YamlDocument, catalog: Catalog) -> list[Text]:
    data = document.data | {field: tuple(document.data[field]) for field in LISTS if field in document.data}
    tag_text = TagText.model_validate(data)
    chain = dict(zip(("subject", "dimension", "theme"), place.chain.split("/"), strict=True))
    fields = {name: getattr(tag_text, name) for name in TagText.model_fields}
    tag = Tag(**fields, name=place.name, path=place.path, **chain)
    return clashes(catalog.classes, catalog.all_tags | {tag.name: tag})
