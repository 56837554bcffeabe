"""An owner's approval, written into the tag's file: its state, who approved it and when; all else stays as it is.

The places are taken from the syntax tree ruamel.yaml reads, and only those
characters are replaced: comments, order, quotes and alignment stay to the letter.
"""

import datetime
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node

from tagrid.catalog import RELEASES, Catalog, Tag, load, tag_faults
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.files import replace_text
from tagrid.core.overlay import content_file, own_project
from tagrid.core.text import nearest
from tagrid.core.yaml_lines import YamlDocument
from tagrid.governance.release.lifecycle import step_fault

# What stands for "no tag" where a successor is asked for.
NO_SUCCESSOR = "none"


@dataclass(frozen=True)
class ApprovalRequest:
    """What an owner says of a tag. ``successor``: a tag's name, ``none``, or None where it is not said."""

    tag: str
    status: str
    by: str
    date: datetime.date
    successor: str | None = None


def approve(asked: ApprovalRequest, project: Path | None = None) -> Path:
    """Write an approval into the tag's file and return the file.

    ``BadInput``, and nothing is written, where the tag is not there, ``by`` is not its owner, the step is not
    allowed, the day lies before the last approval, or a tag on its way out has no successor named.
    """
    root = own_project(project)
    catalog = load(root / "taxonomy")
    tag = catalog.tag(asked.tag)
    _refuse_request(tag, asked, catalog)
    path = root / tag.path  # of a reference tag, a copy of the project's own
    edited = _edited(content_file(tag.path, root).read_text(encoding="utf-8"), tag, asked)
    aside = root / "taxonomy" / RELEASES
    try:
        aside.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        _refuse_damage(edited, tag, aside)
        replace_text(path, edited, aside)
    except OSError as error:
        raise TagridError(f"{tag.path} cannot be written: {error}.") from None
    return path


def _refuse_request(tag: Tag, asked: ApprovalRequest, catalog: Catalog) -> None:
    if asked.by != tag.owner:
        raise BadInput(f"{tag.path}: {asked.by} does not own {tag.name}; its owner, {tag.owner}, approves.")
    if asked.status == tag.status:
        raise BadInput(f"{tag.path}: {tag.name} is {tag.status} already; nothing to approve.")
    if fault := step_fault(tag.path, tag.status, asked.status):
        raise BadInput(fault)
    if tag.approval and asked.date < tag.approval.date:
        raise BadInput(f"{tag.path}: {asked.date} lies before the last approval, of {tag.approval.date}.")
    _refuse_successor(tag, asked, catalog)


def _refuse_successor(tag: Tag, asked: ApprovalRequest, catalog: Catalog) -> None:
    leaves = asked.status in ("deprecated", "retired")
    if leaves and asked.successor is None and tag.status != "deprecated":
        raise BadInput(
            f"{tag.path}: a {asked.status} tag names what replaces it: --successor TAG, or --successor {NO_SUCCESSOR}."
        )
    if asked.successor is None:
        return
    if not leaves:
        raise BadInput(f"{tag.path}: only a deprecated or retired tag has a successor; leave --successor out.")
    served = [name for name in catalog.tags if name != tag.name]
    if asked.successor not in (NO_SUCCESSOR, *served):
        hint = nearest(asked.successor, served)
        raise BadInput(f"{tag.path}: successor {asked.successor!r} is no other tag that customers have.{hint}")


def _edited(text: str, tag: Tag, asked: ApprovalRequest) -> str:
    """Return the file's text with the new state, its approval and, where one is named, the successor."""
    fields = {"status": asked.status, "approval": _flow(asked)}
    if asked.successor is not None:
        fields["successor"] = "null" if asked.successor == NO_SUCCESSOR else asked.successor
    for name, value in fields.items():
        text = _with(text, name, value)
    return text


def _flow(asked: ApprovalRequest) -> str:
    by = asked.by if asked.by.replace("_", "").isalnum() and not asked.by.isdigit() else f'"{asked.by}"'
    return f"{{status: {asked.status}, by: {by}, date: {asked.date}}}"


def _with(text: str, name: str, value: str) -> str:
    root = YAML(typ="safe").compose(text)
    assert isinstance(root, MappingNode)  # it was loaded before
    found = next((pair for pair in root.value if pair[0].value == name), None)
    if found is None:
        return f"{text.rstrip()}\n{name}: {value}\n"
    start, end = _span(found[1])
    # a block mapping begins on a line of its own; what replaces it stands beside the name
    lead = " " if text[found[0].end_mark.index : start].count("\n") else ""
    start = found[0].end_mark.index + 1 if lead else start
    return text[:start] + lead + value + text[end:]


def _span(node: Node) -> tuple[int, int]:
    """Return where a value's characters begin and end; of a block, without the lines that follow it."""
    last = node
    while isinstance(last, MappingNode) and not last.flow_style and last.value:
        last = last.value[-1][1]
    return node.start_mark.index, last.end_mark.index


def _refuse_damage(edited: str, tag: Tag, aside: Path) -> None:
    """Read what would be written before it is: a file must never leave here worse than it came."""
    part = aside / f".{tag.name}.check"
    try:
        part.write_text(edited, encoding="utf-8")
        if faults := tag_faults(tag.name, YamlDocument(part, tag.path)):
            raise BadInput("\n  ".join(["The file would not pass its check:", *faults]))
    finally:
        part.unlink(missing_ok=True)
