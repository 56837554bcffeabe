"""The five steps, each with what it still lacks and what its author should look at, in both languages."""

from collections.abc import Callable, Iterator

import duckdb

from tagrid.catalog import UNKNOWN, Catalog, Tag, bare_text, evaluate_examples
from tagrid.core.errors import BadInput
from tagrid.core.text import Text
from tagrid.governance.workshop.draft import PartialText, TagIdea, name_fault
from tagrid.governance.workshop.nearest import same_criterion
from tagrid.governance.workshop.preview import Preview
from tagrid.governance.workshop.render import crossings

STEPS = (1, 2, 3, 4, 5)

Messages = Iterator[Text]


def open_points(idea: TagIdea, catalog: Catalog, seen: Preview | None) -> dict[int, list[Text]]:
    """Return, for each step, what it still lacks; ``seen`` is the preview of the rule, if it is one."""
    checks: dict[int, Callable[[], Messages]] = {
        1: lambda: _requirement(idea),
        2: lambda: _concept(idea, catalog),
        3: lambda: _rule(idea, seen),
        4: lambda: _classification(idea, catalog),
        5: lambda: _management(idea, catalog, seen),
    }
    return {step: list(checks[step]()) for step in STEPS}


def _requirement(idea: TagIdea) -> Messages:
    yield from _both(idea.goal, "业务目标", "the goal")
    if not idea.themes:
        yield Text(zh="选择至少一个数据主题。", en="Choose at least one theme of data.")


def _concept(idea: TagIdea, catalog: Catalog) -> Messages:
    for field, zh, en in (
        ("label", "标签名称", "the label"),
        ("definition", "定义", "the definition"),
        ("criterion", "分类依据", "the criterion"),
    ):
        words: PartialText = getattr(idea, field)
        yield from _both(words, zh, en)
        for tag in _siblings(idea, catalog):
            if words.is_whole and _same(words, getattr(tag, field)):
                same_zh = f"{zh}与已有标签“{tag.label.zh}”（{tag.name}）相同。"
                yield Text(zh=same_zh, en=f"{en.capitalize()} is that of {tag.label.en} ({tag.name}).")


def _rule(idea: TagIdea, seen: Preview | None) -> Messages:
    if seen is None:
        yield Text(zh="写出能在数据上试算的规则。", en="Write a rule that can be tried on the data.")
        return
    codes = [code for code in seen.counts if code != UNKNOWN]
    if len(codes) < 2:
        yield Text(zh="规则至少要给出两个取值。", en="A rule gives two values at least.")
    for code in seen.unreached:
        yield Text(
            zh=f"取值 {code} 不可能出现，请删去或调整次序。",
            en=f"Value {code} can never come out; drop it, or move it up.",
        )
    for code in codes:
        yield from _both(idea.values.get(code, PartialText()), f"取值 {code} 的名称", f"the name of value {code}")
    yield from _doubled([idea.values.get(code, PartialText()) for code in codes])
    yield from _examples(idea, seen, codes)


def _doubled(words: list[PartialText]) -> Messages:
    for lang, texts in (("zh", [one.zh.strip() for one in words]), ("en", [one.en.strip().lower() for one in words])):
        for text in sorted({text for text in texts if text and texts.count(text) > 1}):
            yield Text(zh=f"两个取值同名：{text}（{lang}）。", en=f"Two values have the same name: {text} ({lang}).")


def _examples(idea: TagIdea, seen: Preview, codes: list[str]) -> Messages:
    if not idea.examples:
        yield Text(zh="至少给出一个示例。", en="Give one example at least.")
        return
    try:
        with duckdb.connect() as con:
            found = evaluate_examples(con, seen.proposed.rule, idea.examples)
    except BadInput as fault:
        yield Text(zh=f"示例无法试算：{fault.text.zh}", en=f"The examples cannot be tried: {fault}")
        return
    for number, (example, gives) in enumerate(zip(idea.examples, found, strict=True), 1):
        if gives != example.gives:
            zh = f"示例 {number} 按规则得到 {gives}，而不是 {example.gives}。"
            yield Text(zh=zh, en=f"Example {number} gives {gives} by the rule, not {example.gives}.")
    for code in codes:
        if code not in {example.gives for example in idea.examples}:
            yield Text(zh=f"取值 {code} 还没有示例。", en=f"Value {code} has no example yet.")


def _classification(idea: TagIdea, catalog: Catalog) -> Messages:
    found = catalog.classes.get(idea.chain)
    if found is None or found.level != 3:
        yield Text(zh="选择它所在的分析主题（第三级）。", en="Choose the theme it stands in (level 3).")
    elif not idea.chain.startswith(f"{idea.subject}/"):
        zh = "所选主题属于另一主体类别；请与第 1 步的主体一致。"
        yield Text(zh=zh, en="The theme is of another subject than that of step 1.")
    if not idea.name:
        yield Text(zh="填写英文名称（文件名和列名）。", en="Give its name: of the file and of the column.")
    elif fault := name_fault(idea.name, catalog):
        yield fault


def _management(idea: TagIdea, catalog: Catalog, seen: Preview | None) -> Messages:
    if not idea.owner.strip():
        yield Text(zh="填写责任部门。", en="Name the department that owns it.")
    if seen and idea.precedence == "exclusive" and (crossing := crossings(seen)):
        one = crossing[0]
        zh = f"{one.first} 与 {one.second} 的条件重叠（{one.decided:,} 户），请选“可同时成立，取首个”，或修改规则。"
        both = f"{one.first} and {one.second} overlap ({one.decided:,} customers)"
        en = f"{both}: say that the first counts, or change the rule."
        yield Text(zh=zh, en=en)
    for name in idea.derived_from:
        if name not in catalog.tags and name not in catalog.shelved:
            yield Text(zh=f"目录中没有标签 {name}。", en=f"There is no tag {name} in the catalog.")


def concept_warnings(idea: TagIdea, catalog: Catalog) -> list[Text]:
    """Return what the concept should be compared with: criteria with nearly the same meaning within the subject."""
    label = idea.criterion.label()
    near = same_criterion(catalog, label, idea.subject, idea.name) if label else []
    found = [(catalog.tag(one.tag), one.nearness) for one in near]
    return [_nearly_same(tag, nearness) for tag, nearness in found if not _same(idea.criterion, tag.criterion)]


def _nearly_same(tag: Tag, nearness: float) -> Text:
    zh = f"分类依据与“{tag.label.zh}”（{tag.name}）几乎相同（{nearness:.0%}）：“{tag.criterion.zh}”。"
    en = f"The criterion is nearly ({nearness:.0%}) that of {tag.label.en} ({tag.name}), “{tag.criterion.en}”"
    return Text(zh=zh, en=f"{en}: one facet, one criterion.")


def _siblings(idea: TagIdea, catalog: Catalog) -> list[Tag]:
    return [tag for tag in catalog.all_tags.values() if tag.subject == idea.subject]


def _same(words: PartialText, label: Text) -> bool:
    return bare_text(words.zh) == bare_text(label.zh) or bare_text(words.en) == bare_text(label.en)


def _both(words: PartialText, zh: str, en: str) -> Messages:
    if not words.is_whole:
        missing = [name for name, text in (("zh", words.zh), ("en", words.en)) if not text.strip()]
        which_zh = "中文和英文" if len(missing) == 2 else {"zh": "中文", "en": "英文"}[missing[0]]
        which_en = "in both languages" if len(missing) == 2 else f"in {'Chinese' if missing == ['zh'] else 'English'}"
        yield Text(zh=f"填写{zh}（{which_zh}）。", en=f"Write {en} {which_en}.")
