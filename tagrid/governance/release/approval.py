"""An owner's approval, written into the tag's file: its state, who approved it and when; all else stays as it is.

The places are taken from the syntax tree of the YAML reader, and only those
characters are replaced: comments, order, quotes and alignment stay to the letter.
"""

import datetime
from dataclasses import dataclass
from pathlib import Path

from yaml.nodes import MappingNode, Node

from tagrid.catalog import RELEASES, Catalog, Tag, load, tag_faults
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.files import replace_text
from tagrid.core.overlay import content_file, own_project
from tagrid.core.settings import today
from tagrid.core.text import Text, lines, nearest
from tagrid.core.yaml_files import compose_yaml
from tagrid.core.yaml_lines import YamlDocument
from tagrid.governance.release.lifecycle import step_fault

# Names no tag where a successor is to be given.
NO_SUCCESSOR = "none"


@dataclass(frozen=True)
class ApprovalRequest:
    """An owner's approval of a tag's state. ``successor``: a tag's name, ``none``, or None where it is not given."""

    tag: str
    status: str
    by: str
    date: datetime.date
    successor: str | None = None


def approve(request: ApprovalRequest, project: Path | None = None) -> Path:
    """Write an approval into the tag's file and return the file.

    ``BadInput``, and nothing is written, where the tag is not there, ``by`` is not its owner, the step is not
    allowed, the day lies before the last approval or in the future, or a tag on its way out has no successor named.
    """
    root = own_project(project)
    catalog = load(root / "taxonomy")
    tag = catalog.tag(request.tag)
    _refuse_request(tag, request, catalog)
    path = root / tag.path  # of a reference tag, a copy of the project's own
    edited = _edited(content_file(tag.path, root).read_text(encoding="utf-8"), tag, request)
    aside = root / "taxonomy" / RELEASES
    try:
        aside.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        _refuse_damage(edited, tag, aside)
        replace_text(path, edited, aside)
    except OSError as error:
        raise TagridError(en=f"{tag.path} cannot be written: {error}.", zh=f"无法写入 {tag.path}：{error}。") from None
    return path


def _refuse_request(tag: Tag, request: ApprovalRequest, catalog: Catalog) -> None:
    if request.by != tag.owner:
        raise BadInput(
            en=f"{tag.path}: {request.by} does not own {tag.name}; its owner, {tag.owner}, approves.",
            zh=f"{tag.path}：{request.by} 不是 {tag.name} 的责任部门；应由责任部门 {tag.owner} 审批。",
        )
    if request.status == tag.status:
        raise BadInput(
            en=f"{tag.path}: {tag.name} is {tag.status} already; nothing to approve.",
            zh=f"{tag.path}：{tag.name} 的状态已是 {tag.status}，无需审批。",
        )
    if fault := step_fault(tag.path, tag.status, request.status):
        raise BadInput(fault)
    if tag.approval and request.date < tag.approval.date:
        raise BadInput(
            en=f"{tag.path}: {request.date} lies before the last approval, of {tag.approval.date}.",
            zh=f"{tag.path}：{request.date} 早于上一次审批（{tag.approval.date}）。",
        )
    if request.date > today():
        raise BadInput(
            en=f"{tag.path}: {request.date} has not come yet (today is {today()}); write the day of the approval.",
            zh=f"{tag.path}：{request.date} 尚未到来（今天是 {today()}）；请写实际审批的那一天。",
        )
    _refuse_successor(tag, request, catalog)


def _refuse_successor(tag: Tag, request: ApprovalRequest, catalog: Catalog) -> None:
    ends = request.status in ("deprecated", "retired")
    if ends and request.successor is None and tag.status != "deprecated":
        raise BadInput(
            en=f"{tag.path}: a {request.status} tag names what replaces it: --successor TAG, "
            f"or --successor {NO_SUCCESSOR}.",
            zh=f"{tag.path}：状态为 {request.status} 的标签要写明后继标签：--successor 标签，"
            f"没有则 --successor {NO_SUCCESSOR}。",
        )
    if request.successor is None:
        return
    if not ends:
        raise BadInput(
            en=f"{tag.path}: only a deprecated or retired tag has a successor; leave --successor out.",
            zh=f"{tag.path}：只有停用预告或已停用的标签才有后继标签；请去掉 --successor。",
        )
    served = [name for name in catalog.tags if name != tag.name]
    if request.successor not in (NO_SUCCESSOR, *served):
        hint = nearest(request.successor, served)
        raise BadInput(
            en=f"{tag.path}: successor {request.successor!r} is no other tag that customers have.{hint}",
            zh=f"{tag.path}：后继标签“{request.successor}”不是另一个在用的标签。{hint.zh}",
        )


def _edited(text: str, tag: Tag, request: ApprovalRequest) -> str:
    """Return the file's text with the new state, its approval and, where one is named, the successor."""
    fields = {"status": request.status, "approval": _flow(request)}
    if request.successor is not None:
        fields["successor"] = "null" if request.successor == NO_SUCCESSOR else request.successor
    for name, value in fields.items():
        text = _with(text, name, value)
    return text


def _flow(request: ApprovalRequest) -> str:
    by = request.by if request.by.replace("_", "").isalnum() and not request.by.isdigit() else f'"{request.by}"'
    return f"{{status: {request.status}, by: {by}, date: {request.date}}}"


def _with(text: str, name: str, value: str) -> str:
    root = compose_yaml(text, name)
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
    """Read what would be written before it is: an approval must never damage a file."""
    part = aside / f".{tag.name}.check"
    try:
        part.write_text(edited, encoding="utf-8")
        if faults := tag_faults(tag.name, YamlDocument(part, tag.path)):
            head = Text(en="The file would not pass its check:", zh="文件将无法通过检查：")
            raise BadInput(lines([head, *faults]))
    finally:
        part.unlink(missing_ok=True)
