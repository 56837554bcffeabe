"""The work lists: rules that a utility keeps in app/lists.yml, read strictly and counted in a version."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from tagrid.catalog import NonEmptyStr, Strict, Tag
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.overlay import content_file
from tagrid.core.text import Text, as_text, nearest
from tagrid.core.yaml_lines import YamlDocument
from tagrid.segments import FeatureCondition, Rule, Workspace, rule_conditions

FILE = "app/lists.yml"


class ListText(Strict):
    """What the file says of a list."""

    label: Text
    why: Text
    rule: NonEmptyStr


@dataclass(frozen=True)
class WorkList:
    """One list of the file; ``where`` is the file and line of its rule."""

    name: str
    text: ListText
    where: str


@dataclass(frozen=True)
class ListCount:
    """A list in one version: its customers, those of the version before, or why there is no count.

    ``missing`` are the tags of its rule that no customer has a value of; ``fault`` says what is wrong in the file.
    """

    list: WorkList
    customers: int | None = None
    before: int | None = None
    missing: tuple[Tag, ...] = ()
    fault: Text | None = None


def work_lists(path: Path | None = None) -> list[WorkList]:
    """Return the lists in the file's order, none where there is no file; ``BadInput`` names line and field."""
    found = path or content_file(FILE)
    if not found.is_file():
        return []
    document = YamlDocument(found, f"{found.parent.name}/{found.name}")
    return [
        WorkList(name, _list_text(document, name, fields), document.at((name, "rule")))
        for name, fields in document.data.items()
    ]


def _list_text(document: YamlDocument, name: str, fields: object) -> ListText:
    try:
        return ListText.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        at, known = first["loc"], list(ListText.model_fields)
        hint = nearest(str(at[0]), known) if first["type"] == "extra_forbidden" and at else as_text("")
        field = ".".join(map(str, (name, *at)))
        raise BadInput(
            en=f"{document.at((name, *at))}: {field}: {first['msg']}.{hint}",
            zh=f"{document.at((name, *at))}：{field} 不合要求（{first['msg']}）。{hint.zh}",
        ) from None


def count_list(one: WorkList, now: Workspace, before: Workspace | None) -> ListCount:
    """Return the list as it stands in a version and the one before; never raises for a rule that cannot be read."""
    try:
        rule = now.parse(one.text.rule)
        missing = _missing(rule, now)
        customers = None if missing else now.index.count(rule)
    except TagridError as error:
        return ListCount(one, fault=Text(en=f"{one.where}: ", zh=f"{one.where}：") + error.text)
    return ListCount(one, customers, _count_before(one, before), missing)


def _missing(rule: Rule, now: Workspace) -> tuple[Tag, ...]:
    names = dict.fromkeys(term.tag for term in rule_conditions(rule) if not isinstance(term, FeatureCondition))
    return tuple(now.catalog.tags[name] for name in names if not now.catalog.tags[name].available)


def _count_before(one: WorkList, before: Workspace | None) -> int | None:
    if before is None:
        return None
    try:
        rule = before.parse(one.text.rule)
        return None if _missing(rule, before) else before.index.count(rule)
    except TagridError:  # the catalog of that time cannot read it
        return None
