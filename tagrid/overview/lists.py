"""The work lists and segment templates: rules of ``app/lists.yml`` and ``app/templates.yml``, files of the utility's.

They are read strictly and counted in a version.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tagrid.catalog import NonEmptyStr, Strict, Tag
from tagrid.core.errors import TagridError
from tagrid.core.overlay import content_file
from tagrid.core.text import Text
from tagrid.core.yaml_lines import YamlDocument
from tagrid.segments import FeatureCondition, Rule, Workspace, rule_conditions

FILE, TEMPLATES = "app/lists.yml", "app/templates.yml"


class ListText(Strict):
    """The fields of a list in the file."""

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
    return [*_read(found, found.stat().st_mtime_ns)]


@lru_cache(maxsize=4)
def _read(path: Path, _state: int) -> tuple[WorkList, ...]:
    document = YamlDocument(path, f"{path.parent.name}/{path.name}")
    return tuple(
        WorkList(name, document.as_model(ListText, name), document.at((name, "rule"))) for name in document.data
    )


def segment_templates() -> list[WorkList]:
    """Return the segments to begin with, in the order of ``app/templates.yml``; ``BadInput`` names line and field."""
    return work_lists(content_file(TEMPLATES))


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
