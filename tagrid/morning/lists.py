"""The work lists: rules that a utility keeps in app/lists.yml, read strictly and counted in a version."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from tagrid.catalog.model import Label, Strict, Tag, Words
from tagrid.catalog.yaml_lines import Document
from tagrid.errors import BadInput, TagridError, Told, nearest
from tagrid.home import PROJECT
from tagrid.segments.desk import Desk
from tagrid.segments.rule import Feature, Rule, terms

FILE = PROJECT / "app" / "lists.yml"


class ListText(Strict):
    """What the file says of a list."""

    label: Label
    why: Label
    rule: Words


@dataclass(frozen=True)
class WorkList:
    """One list of the file; ``where`` is the file and line of its rule."""

    name: str
    text: ListText
    where: str


@dataclass(frozen=True)
class Counted:
    """A list in one version: its customers, those of the version before, or why there is no count.

    ``missing`` are the tags of its rule that no customer has a value of; ``fault`` says what is wrong in the file.
    """

    list: WorkList
    customers: int | None = None
    before: int | None = None
    missing: tuple[Tag, ...] = ()
    fault: str | None = None


def work_lists(path: Path | None = None) -> list[WorkList]:
    """Return the lists in the file's order, none where there is no file; ``BadInput`` names line and field."""
    found = path or FILE
    if not found.is_file():
        return []
    document = Document(found, f"{found.parent.name}/{found.name}")
    return [
        WorkList(name, _text(document, name, fields), document.at((name, "rule")))
        for name, fields in document.data.items()
    ]


def _text(document: Document, name: str, fields: object) -> ListText:
    try:
        return ListText.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        at, known = first["loc"], list(ListText.model_fields)
        hint = nearest(str(at[0]), known) if first["type"] == "extra_forbidden" and at else Told("")
        field = ".".join(map(str, (name, *at)))
        raise BadInput(
            f"{document.at((name, *at))}: {field}: {first['msg']}.{hint}",
            f"{document.at((name, *at))}：{field} 不合要求（{first['msg']}）。{hint.zh}",
        ) from None


def counted(one: WorkList, now: Desk, before: Desk | None) -> Counted:
    """Return the list as it stands in a version and the one before; never raises for a rule that cannot be read."""
    try:
        rule = now.parse(one.text.rule)
        missing = _missing(rule, now)
        customers = None if missing else now.index.count(rule)
    except TagridError as error:
        return Counted(one, fault=Told(f"{one.where}: ", f"{one.where}：") + error.both)
    return Counted(one, customers, _then(one, before), missing)


def _missing(rule: Rule, now: Desk) -> tuple[Tag, ...]:
    names = dict.fromkeys(term.tag for term in terms(rule) if not isinstance(term, Feature))
    return tuple(now.catalog.tags[name] for name in names if not now.catalog.tags[name].available)


def _then(one: WorkList, before: Desk | None) -> int | None:
    if before is None:
        return None
    try:
        rule = before.parse(one.text.rule)
        return None if _missing(rule, before) else before.index.count(rule)
    except TagridError:  # the catalog of that time cannot read it
        return None
