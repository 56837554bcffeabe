"""What is wrong with the files of the taxonomy: each file by itself, then the files with one another.

Each fault is one line: where, what, and what to do.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from tagrid.catalog.model import UNKNOWN, Approval, ClassText, Example, Tag, TagClass, TagText
from tagrid.core.text import LANGUAGES, Text, nearest
from tagrid.core.yaml_lines import YamlDocument

# Columns that stand beside the tags in the published tables.
RESERVED = ("as_of", "customer_id", "customer_no", "row_hash", "subject", "tag", "value")

# The name of a class, a tag or a column.
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

# The code of a value.
CODE = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]+(_[A-Za-z0-9]+)*")

_INNER = (*LANGUAGES, *Example.model_fields, *Approval.model_fields)

# Marks what a draft's author has still to write.
TODO = "TODO:"

# What YAML calls a list and the catalog, which never changes, a tuple.
LISTS = ("examples", "derived_from", "not_applicable")

Classes = dict[str, TagClass]

Tags = dict[str, Tag]

# Group, text, and the file it stands in.
Rows = Iterable[tuple[str, Text, str]]

_ADVICE = {
    "label": Text(en="labels must differ", zh="名称不得相同"),
    "definition": Text(en="say how they differ", zh="请写明两者的区别"),
    "criterion": Text(en="one facet, one criterion", zh="一个组面只用一个分类依据"),
}


def class_faults(document: YamlDocument) -> list[Text]:
    """Return the faults of a ``_class.yml``."""
    return _schema_faults(document, ClassText)


def tag_faults(name: str, document: YamlDocument) -> list[Text]:
    """Return the faults of a tag file: of its fields first, of their sense when those are sound."""
    if faults := _schema_faults(document, TagText):
        return faults
    if name in RESERVED:
        return [
            Text(
                en=f"{document.shown}:1: {name!r} is a column of the published tables; choose another name.",
                zh=f"{document.shown}:1：“{name}”是发布表已有的列，请换一个名称。",
            )
        ]
    parts = (_value_faults, _example_faults, _status_faults, _approval_faults, _unwritten)
    return [fault for part in parts for fault in part(document)]


def _schema_faults(document: YamlDocument, model: type[BaseModel]) -> list[Text]:
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


def _fault(document: YamlDocument, model: type[BaseModel], error) -> Text:
    place = _place_in_file(document, error["loc"])
    where, last = document.at(place), error["loc"][-1]
    if error["type"] == "missing":
        field = ".".join(map(str, error["loc"]))
        return Text(
            en=f"{where}: field `{field}` is missing; every field is required.",
            zh=f"{where}：缺少字段 `{field}`；每个字段都必填。",
        )
    if error["type"] == "extra_forbidden":
        known = tuple(model.model_fields) if len(error["loc"]) == 1 else _INNER
        hint = nearest(str(last), known)
        return Text(en=f"{where}: unknown field `{last}`.{hint}", zh=f"{where}：没有字段 `{last}`。{hint.zh}")
    problem = error["msg"].replace("valid tuple", "list, such as [] or [a_tag]")
    field, problem = ".".join(map(str, place)), f"{problem[0].lower()}{problem[1:]}"
    return Text(en=f"{where}: `{field}`: {problem}.", zh=f"{where}：`{field}` 不合要求（{problem}）。")


def _place_in_file(document: YamlDocument, loc: tuple) -> tuple:
    """Return the parts of an address that the file has; pydantic adds the names of the types it tried."""
    place, node = [], document.data
    for part in loc:
        try:
            node = node[part]
        except (KeyError, IndexError, TypeError):
            break
        place.append(part)
    return tuple(place)


def _value_faults(document: YamlDocument) -> Iterable[Text]:
    values, first = document.data["values"], {}
    for code, label in values.items():
        where = document.at(("values", code))
        if code == UNKNOWN:
            yield Text(
                en=f"{where}: `{UNKNOWN}` is implied; every tag has it.",
                zh=f"{where}：`{UNKNOWN}` 每个标签都有，不必写出。",
            )
        if not CODE.fullmatch(code):
            yield Text(
                en=f"{where}: value code {code!r} must be English snake_case with at least one letter.",
                zh=f"{where}：取值代码“{code}”须为英文 snake_case，至少含一个字母。",
            )
        for key in (code.lower(), f"zh {label['zh']}", f"en {label['en'].lower()}"):
            if key in first:
                yield Text(
                    en=f"{where}: value `{code}` collides with `{first[key]}`; codes and labels must differ.",
                    zh=f"{where}：取值 `{code}` 与 `{first[key]}` 重复；代码和名称都不得相同。",
                )
            first.setdefault(key, code)


def _example_faults(document: YamlDocument) -> Iterable[Text]:
    codes = (*document.data["values"], UNKNOWN)
    for n, example in enumerate(document.data["examples"]):
        if example["gives"] not in codes:
            gives, where = example["gives"], document.at(("examples", n))
            hint = nearest(gives, codes) or Text(en=f" It has {', '.join(codes)}.", zh=f"可选：{'、'.join(codes)}。")
            yield Text(
                en=f"{where}: example gives undeclared value `{gives}`.{hint}",
                zh=f"{where}：示例给出的取值 `{gives}` 没有声明。{hint.zh}",
            )


def _status_faults(document: YamlDocument) -> Iterable[Text]:
    status, divided = document.data["status"], document.data.get("successors") or {}
    named = "successor" in document.data
    yield from _succession_faults(document, status, divided)
    named_at_all = named or bool(divided)
    if status in ("deprecated", "retired") and not named_at_all:
        where = document.at(("status",))
        yield Text(
            en=f"{where}: a {status} tag names its `successor` (a tag, or null for none).",
            zh=f"{where}：状态为 {status} 的标签要写明 `successor`（后继标签，没有则写 null）。",
        )
    if status in ("draft", "active") and named:
        where = document.at(("successor",))
        yield Text(
            en=f"{where}: only a deprecated or retired tag has a `successor`.",
            zh=f"{where}：只有停用预告或已停用的标签才有 `successor`。",
        )


def _succession_faults(document: YamlDocument, status: str, divided: dict[str, str]) -> Iterable[Text]:
    """Each value of a tag that was divided has its rule; a tag in use has rules of the values it lost alone."""
    if not divided:
        return
    where, values = document.at(("successors",)), document.data["values"]
    if status in ("deprecated", "retired"):
        for code in values.keys() ^ divided.keys():
            yield Text(
                en=f"{where}: `successors` gives a rule for each value and no other; see `{code}`.",
                zh=f"{where}：`successors` 要为每个取值各写一条规则，不多不少；请看 `{code}`。",
            )
    else:
        for code in values.keys() & divided.keys():
            yield Text(
                en=f"{where}: `{code}` is still a value; `successors` of a tag in use are of values it no longer has.",
                zh=f"{where}：`{code}` 仍是取值；在用标签的 `successors` 只写已不再有的取值。",
            )
    if document.data.get("successor"):
        yield Text(
            en=f"{where}: a tag has one `successor`, or `successors` by value, not both.",
            zh=f"{where}：`successor` 与按取值的 `successors` 只能写一种。",
        )


def _unwritten(document: YamlDocument) -> Iterable[Text]:
    """Only a draft may still have what somebody has to write, in a text or in a remark."""
    if document.data["status"] == "draft":
        return
    for number, line in enumerate(document.text.splitlines(), 1):
        if TODO in line:
            instruction = re.split(r"[\"'}]", line.partition(TODO)[2])[0].strip()
            yield Text(
                en=f"{document.shown}:{number}: still to be written ({instruction}); only a draft may say {TODO}",
                zh=f"{document.shown}:{number}：尚待填写（{instruction}）；只有草稿可以留 {TODO}",
            )


def _approval_faults(document: YamlDocument) -> Iterable[Text]:
    data, approval = document.data, document.data.get("approval")
    at_status, where = document.at(("status",)), document.at(("approval",))
    if data["status"] == "draft" and approval:
        yield Text(
            en=f"{where}: a draft has no approval yet; its owner gives it when it becomes active.",
            zh=f"{where}：草稿还没有审批；启用时由责任部门审批。",
        )
    if data["status"] == "draft":
        return
    if not approval:
        yield Text(
            en=f"{at_status}: {data['status']} without its owner's `approval: {{status, by, date}}`.",
            zh=f"{at_status}：状态为 {data['status']}，却没有责任部门的 `approval: {{status, by, date}}`。",
        )
    elif approval["status"] != data["status"]:
        yield Text(
            en=f"{where}: the approval is for {approval['status']}, the tag is {data['status']}.",
            zh=f"{where}：审批的状态是 {approval['status']}，标签的状态是 {data['status']}。",
        )
    elif approval["by"] != data["owner"]:
        yield Text(
            en=f"{where}: approved by {approval['by']}; the owner is {data['owner']}.",
            zh=f"{where}：审批人是 {approval['by']}，责任部门是 {data['owner']}。",
        )


def clashes(classes: Classes, tags: Tags) -> list[Text]:
    """Return a line for every clash: missing classes, doubled labels, definitions, facets and themes, dead names."""
    # of two files that collide, the one that came last is at fault
    tags = dict(sorted(tags.items(), key=lambda item: approved_on(item[1].approval)))
    born = {path: approved_on(tag.approval) for tag in reversed(tags.values()) for path in tag.chain}
    classes = dict(sorted(classes.items(), key=lambda item: born.get(item[0], NEVER)))
    return [
        *_missing_classes(classes, tags),
        *_differing_criteria(classes),
        *_duplicates("label", ((_parent(c), c.label, _file(c)) for c in classes.values())),
        *_duplicates("label", ((t.subject, t.label, t.path) for t in tags.values())),
        *_duplicates("definition", ((_parent(c), c.definition, _file(c)) for c in classes.values())),
        *_duplicates("definition", ((t.subject, t.definition, t.path) for t in tags.values())),
        # A tag on its way out leaves its criterion to what takes its place.
        *_duplicates("criterion", ((t.subject, t.criterion, t.path) for t in tags.values() if not t.is_outgoing)),
        *_duplicate_themes(classes),
        *_successor_faults(tags),
        *_derivation_faults(tags),
        *_relation_faults(tags),
        *_inapplicable_faults(tags),
        *_sub_facet_faults(tags),
    ]


# The day of what has no approval yet: a draft is younger than every tag in use.
NEVER = date.max


def approved_on(approval: Any) -> date:
    """Return the day of an approval, read from a file or not; the last of days where there is none."""
    found = approval.get("date") if isinstance(approval, dict) else getattr(approval, "date", None)
    return found if isinstance(found, date) else NEVER


def _parent(found: TagClass) -> str:
    return found.path.rpartition("/")[0]


def _file(found: TagClass) -> str:
    return f"taxonomy/{found.path}/_class.yml"


def _missing_classes(classes: Classes, tags: Tags) -> Iterable[Text]:
    needed = {path for tag in tags.values() for path in tag.chain}
    needed |= {path.rpartition("/")[0] for path in classes if "/" in path}
    for path in sorted(needed - set(classes)):
        yield Text(
            en=f"taxonomy/{path}: no _class.yml with the label, definition, criterion and order of the class.",
            zh=f"taxonomy/{path}：缺少 _class.yml（类的名称、定义、分类依据和次序）。",
        )


def _differing_criteria(classes: Classes) -> Iterable[Text]:
    """Siblings come of one division, and a division has one criterion."""
    first: dict[str, TagClass] = {}
    for found in classes.values():
        sibling = first.setdefault(_parent(found), found)
        for lang in ("zh", "en"):
            ours, theirs = found.criterion.in_(lang), sibling.criterion.in_(lang)
            if bare_text(ours) != bare_text(theirs):
                yield Text(
                    en=f"{_file(found)}: criterion {lang} {ours!r} is not its sibling's,"
                    f" {theirs!r} in {_file(sibling)}.",
                    zh=f"{_file(found)}：分类依据（{lang}）“{ours}”与同级的“{theirs}”（{_file(sibling)}）不一致。",
                )


def bare_text(text: str) -> str:
    """Return a text as two texts are compared: without case, outer space and the full stop."""
    return text.strip(" .。").casefold()


def _duplicates(field: str, rows: Rows) -> Iterable[Text]:
    places: dict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for group, label, path in rows:
        for lang in ("zh", "en"):
            places[group, lang, bare_text(label.in_(lang))].append((label.in_(lang), path))
    for (_, lang, _), found in places.items():
        for text, path in found[1:]:
            advice, other = _ADVICE[field], found[0][1]
            yield Text(
                en=f"{path}: {field} {lang} {text!r} is taken by {other}; {advice}.",
                zh=f"{path}：`{field}`（{lang}）“{text}”已用于 {other}；{advice.zh}。",
            )


def _duplicate_themes(classes: Classes) -> Iterable[Text]:
    first: dict[str, TagClass] = {}
    for found in classes.values():
        theme = found.path.rpartition("/")[2]
        if found.level == 3 and (sibling := first.setdefault(theme, found)) is not found:
            yield Text(
                en=f"{_file(found)}: theme {theme!r} is taken by {_file(sibling)}; a theme is one model tag_{theme}.",
                zh=f"{_file(found)}：分析主题“{theme}”已用于 {_file(sibling)}；一个主题对应一个模型 tag_{theme}。",
            )


def _successor_faults(tags: Tags) -> Iterable[Text]:
    for tag in tags.values():
        for name in tag.succeeded_by:
            if name not in tags:
                hint = nearest(name, tuple(tags))
                yield Text(
                    en=f"{tag.path}: successor {name!r} is no tag.{hint}",
                    zh=f"{tag.path}：后继标签“{name}”不存在。{hint.zh}",
                )
        if tag.successor == tag.name:
            yield Text(
                en=f"{tag.path}: a tag cannot succeed itself; name another tag, or null for none.",
                zh=f"{tag.path}：后继标签不能是自身；请写另一个标签，没有则写 null。",
            )


def _sub_facet_faults(tags: Tags) -> Iterable[Text]:
    for tag in tags.values():
        facet = tags.get(tag.sub_facet_of or "")
        if tag.sub_facet_of is None:
            continue
        if facet is None or facet is tag:
            yield _no_other_tag(tag, "sub_facet_of", tag.sub_facet_of, tags)
        elif facet.chain != tag.chain or facet.sub_facet_of:
            yield Text(
                en=f"{tag.path}: sub_facet_of {facet.name!r}: a sub-facet stands below a facet of its own theme "
                "that is no sub-facet itself.",
                zh=f"{tag.path}：sub_facet_of“{facet.name}”：亚面应在同一分析主题的组面之下，且该组面本身不是亚面。",
            )


def placement_remarks(tags: Tags) -> list[Text]:
    """Return a line for every tag of psychology that does not say what it goes by, or why it is no behaviour."""
    return [
        Text(
            en=f"{tag.path}: a psychology tag says by `evidence` (stated, observed, inferred) what it goes by, and by "
            "`placement` why it is not behaviour.",
            zh=f"{tag.path}：心理特征标签要用 `evidence` 写明是自述、观察还是推断，用 `placement` 写明为何不是行为。",
        )
        for tag in tags.values()
        if tag.dimension == "psychology" and not tag.is_outgoing and not (tag.evidence and tag.placement)
    ]


def _no_other_tag(tag: Tag, field: str, name: str, tags: Tags) -> Text:
    hint = nearest(name, tuple(tags))
    return Text(
        en=f"{tag.path}: {field} {name!r} is no other tag.{hint}",
        zh=f"{tag.path}：{field} 中的“{name}”不是另一个标签。{hint.zh}",
    )


def _derivation_faults(tags: Tags) -> Iterable[Text]:
    for tag in tags.values():
        for name in dict.fromkeys(tag.derived_from):
            if name == tag.name or name not in tags:
                yield _no_other_tag(tag, "derived_from", name, tags)
        if len(set(tag.derived_from)) < len(tag.derived_from):
            yield Text(
                en=f"{tag.path}: derived_from names a tag twice; keep one.",
                zh=f"{tag.path}：derived_from 中有重复的标签，请保留一个。",
            )


def _inapplicable_faults(tags: Tags) -> Iterable[Text]:
    for tag in tags.values():
        for code in tag.not_applicable:
            if code not in tag.values:
                yield Text(
                    en=f"{tag.path}: not_applicable {code!r} is none of its values: {', '.join(tag.values)}.",
                    zh=f"{tag.path}：not_applicable 中的 {code!r} 不是其取值；取值有：{'、'.join(tag.values)}。",
                ) + nearest(code, tuple(tag.values))
        if len(set(tag.values) - set(tag.not_applicable)) < 2:
            yield Text(
                en=f"{tag.path}: not_applicable leaves fewer than two values to divide customers by; name fewer.",
                zh=f"{tag.path}：除 not_applicable 外不足两个取值，无从划分客户；请减少。",
            )


def _relation_faults(tags: Tags) -> Iterable[Text]:
    for tag in tags.values():
        for name in tag.related_to:
            if name == tag.name or name not in tags:
                yield _no_other_tag(tag, "related_to", name, tags)
            elif name in tag.derived_from:
                yield Text(
                    en=f"{tag.path}: {name} stands in derived_from and in related_to; keep one.",
                    zh=f"{tag.path}：{name} 同时在 derived_from 与 related_to 中，请保留一处。",
                )
