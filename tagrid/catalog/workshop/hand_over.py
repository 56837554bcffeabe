"""The finished draft: its file, where it goes, the column to add; checked by what checks the catalog's files."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tagrid.catalog.checks import LISTS, tag_faults
from tagrid.catalog.clashes import clashes
from tagrid.catalog.files import load
from tagrid.catalog.model import Catalog, Tag, TagText
from tagrid.catalog.workshop.idea import Idea
from tagrid.catalog.workshop.joins import joins
from tagrid.catalog.workshop.new import Place
from tagrid.catalog.workshop.preview import Preview
from tagrid.catalog.workshop.sql_column import not_read, sql_column
from tagrid.catalog.workshop.tag_file import tag_file
from tagrid.catalog.yaml_lines import Document
from tagrid.errors import BadInput, Told
from tagrid.home import PROJECT


@dataclass(frozen=True)
class HandedOver:
    """What goes to the reviewer: the file, the column, and the steps and joins that the model lacks for it.

    ``open``: columns that nobody can join by themselves, with the theme whose model makes them in a step of its own.
    """

    place: Place
    text: str
    column: str
    steps: str
    joins: str
    open: dict[str, str]
    faults: tuple[Told, ...]


def hand_over(idea: Idea, seen: Preview, project: Path = PROJECT) -> HandedOver:
    """Return the file and the column of ``idea``, with every fault that the taxonomy of ``project`` finds in them."""
    place, text = idea.place, tag_file(idea.fields())
    rule = seen.proposed.rule
    lacking = {name: seen.proposed.homes[name] for name in not_read(rule.inputs, place.theme, project)}
    found = joins(lacking, place.theme, project)
    column = sql_column(place.name, rule.sql, place.theme, project, found.tables)
    steps, lines = "\n".join(found.steps), "\n".join(found.joins)
    return HandedOver(place, text, column, steps, lines, dict(found.open), tuple(_faults(place, text, project)))


def _faults(place: Place, text: str, project: Path) -> list[Told]:
    try:
        catalog = load(project / "taxonomy")
        if place.name in {**catalog.tags, **catalog.shelved}:
            other = catalog.tag(place.name).path
            return [
                Told(
                    f"{place.path}: the name {place.name!r} is taken by {other}.",
                    f"{place.path}：名称“{place.name}”已被 {other} 使用。",
                )
            ]
        document = _document(place, text)
        return tag_faults(place.name, document) or _clashes(place, document, catalog)
    except BadInput as fault:
        return [fault.both]


def _document(place: Place, text: str) -> Document:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tag.yml"
        path.write_text(text, encoding="utf-8")
        return Document(path, place.path)


def _clashes(place: Place, document: Document, catalog: Catalog) -> list[Told]:
    data = document.data | {field: tuple(document.data[field]) for field in LISTS}
    said = TagText.model_validate(data)
    chain = dict(zip(("subject", "dimension", "theme"), place.chain.split("/"), strict=True))
    fields = {name: getattr(said, name) for name in TagText.model_fields}
    tag = Tag(**fields, name=place.name, path=place.path, **chain)
    return clashes(catalog.classes, {**catalog.tags, **catalog.shelved, tag.name: tag})
