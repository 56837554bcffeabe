"""What makes one file of the taxonomy wrong, each fault as a line: where, what, and what to do."""

import re
from collections.abc import Iterable

from pydantic import BaseModel, ValidationError

from tagrid.catalog.model import UNKNOWN, Approval, ClassText, Example, Label, TagText
from tagrid.catalog.yaml_lines import Document
from tagrid.errors import nearest

# Columns that stand beside the tags in the published tables.
RESERVED = ("as_of", "customer_id", "customer_no", "row_hash", "subject", "tag", "value")
CODE = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]+(_[A-Za-z0-9]+)*")
_BILINGUAL = tuple(Label.model_fields)
_INNER = (*_BILINGUAL, *Example.model_fields, *Approval.model_fields)
# Marks what a draft's author has still to write.
TODO = "TODO:"
# What YAML calls a list and the catalog, which never changes, a tuple.
LISTS = ("examples", "derived_from")


def class_faults(document: Document) -> list[str]:
    """Return the faults of a ``_class.yml``."""
    return _schema_faults(document, ClassText)


def tag_faults(name: str, document: Document) -> list[str]:
    """Return the faults of a tag file: of its fields first, of their sense when those are sound."""
    if faults := _schema_faults(document, TagText):
        return faults
    if name in RESERVED:
        return [f"{document.shown}:1: {name!r} is a column of the published tables; choose another name."]
    parts = (_value_faults, _example_faults, _status_faults, _approval_faults, _unwritten)
    return [fault for part in parts for fault in part(document)]


def _schema_faults(document: Document, model: type[BaseModel]) -> list[str]:
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


def _fault(document: Document, model: type[BaseModel], error) -> str:
    place = _place_in_file(document, error["loc"])
    where, last = document.at(place), error["loc"][-1]
    if error["type"] == "missing":
        return f"{where}: field `{'.'.join(map(str, error['loc']))}` is missing; every field is required."
    if error["type"] == "extra_forbidden":
        known = tuple(model.model_fields) if len(error["loc"]) == 1 else _INNER
        return f"{where}: unknown field `{last}`.{nearest(str(last), known)}"
    said = error["msg"].replace("valid tuple", "list, such as [] or [a_tag]")
    return f"{where}: `{'.'.join(map(str, place))}`: {said[0].lower()}{said[1:]}."


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


def _value_faults(document: Document) -> Iterable[str]:
    values, seen = document.data["values"], {}
    for code, label in values.items():
        where = document.at(("values", code))
        if code == UNKNOWN:
            yield f"{where}: `{UNKNOWN}` is implied; every tag has it."
        if not CODE.fullmatch(code):
            yield f"{where}: value code {code!r} must be English snake_case with at least one letter."
        for key in (code.lower(), f"zh {label['zh']}", f"en {label['en'].lower()}"):
            if key in seen:
                yield f"{where}: value `{code}` collides with `{seen[key]}`; codes and labels must differ."
            seen.setdefault(key, code)


def _example_faults(document: Document) -> Iterable[str]:
    codes = (*document.data["values"], UNKNOWN)
    for n, example in enumerate(document.data["examples"]):
        if example["gives"] not in codes:
            hint = nearest(example["gives"], codes) or f" It has {', '.join(codes)}."
            where = document.at(("examples", n))
            yield f"{where}: example gives undeclared value `{example['gives']}`.{hint}"


def _status_faults(document: Document) -> Iterable[str]:
    status, named = document.data["status"], "successor" in document.data
    if status in ("deprecated", "retired") and not named:
        yield f"{document.at(('status',))}: a {status} tag names its `successor` (a tag, or null for none)."
    if status in ("draft", "active") and named:
        yield f"{document.at(('successor',))}: only a deprecated or retired tag has a `successor`."


def _unwritten(document: Document) -> Iterable[str]:
    """Only a draft may still have what somebody has to write, in a text or in a remark."""
    if document.data["status"] == "draft":
        return
    for number, line in enumerate(document.text.splitlines(), 1):
        if TODO in line:
            told = re.split(r"[\"'}]", line.partition(TODO)[2])[0].strip()
            yield f"{document.shown}:{number}: still to be written ({told}); only a draft may say {TODO}"


def _approval_faults(document: Document) -> Iterable[str]:
    data, approval = document.data, document.data.get("approval")
    if data["status"] == "draft" and approval:
        yield f"{document.at(('approval',))}: a draft has no approval yet; its owner gives it when it becomes active."
    if data["status"] == "draft":
        return
    if not approval:
        yield f"{document.at(('status',))}: {data['status']} without its owner's `approval: {{status, by, date}}`."
    elif approval["status"] != data["status"]:
        yield f"{document.at(('approval',))}: the approval is for {approval['status']}, the tag is {data['status']}."
    elif approval["by"] != data["owner"]:
        yield f"{document.at(('approval',))}: approved by {approval['by']}; the owner is {data['owner']}."
