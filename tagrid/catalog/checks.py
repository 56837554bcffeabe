"""What makes one file of the taxonomy wrong, each fault as a line: where, what, and what to do."""

import re
from collections.abc import Iterable

from pydantic import BaseModel, ValidationError

from tagrid.catalog.model import UNKNOWN, Approval, ClassText, Example, Label, TagText
from tagrid.catalog.yaml_lines import Document
from tagrid.errors import Told, nearest

# Columns that stand beside the tags in the published tables.
RESERVED = ("as_of", "customer_id", "customer_no", "row_hash", "subject", "tag", "value")
CODE = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]+(_[A-Za-z0-9]+)*")
_BILINGUAL = tuple(Label.model_fields)
_INNER = (*_BILINGUAL, *Example.model_fields, *Approval.model_fields)
# Marks what a draft's author has still to write.
TODO = "TODO:"
# What YAML calls a list and the catalog, which never changes, a tuple.
LISTS = ("examples", "derived_from")


def class_faults(document: Document) -> list[Told]:
    """Return the faults of a ``_class.yml``."""
    return _schema_faults(document, ClassText)


def tag_faults(name: str, document: Document) -> list[Told]:
    """Return the faults of a tag file: of its fields first, of their sense when those are sound."""
    if faults := _schema_faults(document, TagText):
        return faults
    if name in RESERVED:
        return [
            Told(
                f"{document.shown}:1: {name!r} is a column of the published tables; choose another name.",
                f"{document.shown}:1：“{name}”是发布表已有的列，请换一个名称。",
            )
        ]
    parts = (_value_faults, _example_faults, _status_faults, _approval_faults, _unwritten)
    return [fault for part in parts for fault in part(document)]


def _schema_faults(document: Document, model: type[BaseModel]) -> list[Told]:
    data = dict(document.data)
    for field in LISTS:
        if isinstance(data.get(field), list):
            data[field] = tuple(data[field])
    try:
        model.model_validate(data)
    except ValidationError as error:
        found = [_fault(document, model, e) for e in error.errors() if e["loc"][-1:] != ("[key]",)]
        return list(dict.fromkeys(found))
    return []


def _fault(document: Document, model: type[BaseModel], error) -> Told:
    place = _place_in_file(document, error["loc"])
    where, last = document.at(place), error["loc"][-1]
    if error["type"] == "missing":
        field = ".".join(map(str, error["loc"]))
        return Told(
            f"{where}: field `{field}` is missing; every field is required.",
            f"{where}：缺少字段 `{field}`；每个字段都必填。",
        )
    if error["type"] == "extra_forbidden":
        known = tuple(model.model_fields) if len(error["loc"]) == 1 else _INNER
        hint = nearest(str(last), known)
        return Told(f"{where}: unknown field `{last}`.{hint}", f"{where}：没有字段 `{last}`。{hint.zh}")
    said = error["msg"].replace("valid tuple", "list, such as [] or [a_tag]")
    field, said = ".".join(map(str, place)), f"{said[0].lower()}{said[1:]}"
    return Told(f"{where}: `{field}`: {said}.", f"{where}：`{field}` 不合要求（{said}）。")


def _place_in_file(document: Document, loc: tuple) -> tuple:
    """Keep the parts of an address that the file has; pydantic adds the names of the types it tried."""
    kept, node = [], document.data
    for part in loc:
        try:
            node = node[part]
        except (KeyError, IndexError, TypeError):
            break
        kept.append(part)
    return tuple(kept)


def _value_faults(document: Document) -> Iterable[Told]:
    values, seen = document.data["values"], {}
    for code, label in values.items():
        where = document.at(("values", code))
        if code == UNKNOWN:
            yield Told(
                f"{where}: `{UNKNOWN}` is implied; every tag has it.", f"{where}：`{UNKNOWN}` 每个标签都有，不必写出。"
            )
        if not CODE.fullmatch(code):
            yield Told(
                f"{where}: value code {code!r} must be English snake_case with at least one letter.",
                f"{where}：取值代码“{code}”须为英文 snake_case，至少含一个字母。",
            )
        for key in (code.lower(), f"zh {label['zh']}", f"en {label['en'].lower()}"):
            if key in seen:
                yield Told(
                    f"{where}: value `{code}` collides with `{seen[key]}`; codes and labels must differ.",
                    f"{where}：取值 `{code}` 与 `{seen[key]}` 重复；代码和名称都不得相同。",
                )
            seen.setdefault(key, code)


def _example_faults(document: Document) -> Iterable[Told]:
    codes = (*document.data["values"], UNKNOWN)
    for n, example in enumerate(document.data["examples"]):
        if example["gives"] not in codes:
            gives, where = example["gives"], document.at(("examples", n))
            hint = nearest(gives, codes) or Told(f" It has {', '.join(codes)}.", f"可选：{'、'.join(codes)}。")
            yield Told(
                f"{where}: example gives undeclared value `{gives}`.{hint}",
                f"{where}：示例给出的取值 `{gives}` 没有声明。{hint.zh}",
            )


def _status_faults(document: Document) -> Iterable[Told]:
    status, named = document.data["status"], "successor" in document.data
    if status in ("deprecated", "retired") and not named:
        where = document.at(("status",))
        yield Told(
            f"{where}: a {status} tag names its `successor` (a tag, or null for none).",
            f"{where}：状态为 {status} 的标签要写明 `successor`（后继标签，没有则写 null）。",
        )
    if status in ("draft", "active") and named:
        where = document.at(("successor",))
        yield Told(
            f"{where}: only a deprecated or retired tag has a `successor`.",
            f"{where}：只有停用预告或已停用的标签才有 `successor`。",
        )


def _unwritten(document: Document) -> Iterable[Told]:
    """Only a draft may still have what somebody has to write, in a text or in a remark."""
    if document.data["status"] == "draft":
        return
    for number, line in enumerate(document.text.splitlines(), 1):
        if TODO in line:
            told = re.split(r"[\"'}]", line.partition(TODO)[2])[0].strip()
            yield Told(
                f"{document.shown}:{number}: still to be written ({told}); only a draft may say {TODO}",
                f"{document.shown}:{number}：尚待填写（{told}）；只有草稿可以留 {TODO}",
            )


def _approval_faults(document: Document) -> Iterable[Told]:
    data, approval = document.data, document.data.get("approval")
    at_status, where = document.at(("status",)), document.at(("approval",))
    if data["status"] == "draft" and approval:
        yield Told(
            f"{where}: a draft has no approval yet; its owner gives it when it becomes active.",
            f"{where}：草稿还没有审批；启用时由责任部门审批。",
        )
    if data["status"] == "draft":
        return
    if not approval:
        yield Told(
            f"{at_status}: {data['status']} without its owner's `approval: {{status, by, date}}`.",
            f"{at_status}：状态为 {data['status']}，却没有责任部门的 `approval: {{status, by, date}}`。",
        )
    elif approval["status"] != data["status"]:
        yield Told(
            f"{where}: the approval is for {approval['status']}, the tag is {data['status']}.",
            f"{where}：审批的状态是 {approval['status']}，标签的状态是 {data['status']}。",
        )
    elif approval["by"] != data["owner"]:
        yield Told(
            f"{where}: approved by {approval['by']}; the owner is {data['owner']}.",
            f"{where}：审批人是 {approval['by']}，责任部门是 {data['owner']}。",
        )
