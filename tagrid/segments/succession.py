"""Rules saved on tags or values that are on their way out, rewritten to ask what takes their place.

A tag may have one `successor`, whose values go by the same code or label; or each of its values became a rule over
other tags (`successors`), as where a tag of several criteria was divided. A value that a tag in use no longer has is
named there too.
"""

from tagrid.catalog import UNKNOWN, Catalog, Tag
from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.text import Text, nearest
from tagrid.segments.language import NAME_KINDS, Token, parse, tokenize
from tagrid.segments.rule import (
    KEYWORDS,
    All,
    ChangeCondition,
    Either,
    Not,
    Rule,
    TagCondition,
    quote,
    to_text,
)
from tagrid.segments.saved import SavedSegment, get_segment
from tagrid.segments.saving import save_segment
from tagrid.segments.workspace import Workspace

# What follows the name of a tag or feature, and what stands before a value that the same words may follow.
_AFTER_NAME = ("=", "!=", "<", "<=", ">", ">=", "in", "not")

_AFTER_NAME_WORDS = ("is", "changed", "between")

_BEFORE_VALUE = ("from", "to")


def outgoing_tags(catalog: Catalog) -> dict[str, Tag]:
    """Return the tags that are retired or will be, drafts too: the names a rule should no longer use."""
    return catalog.shelved | {name: tag for name, tag in catalog.tags.items() if tag.status == "deprecated"}


def current_successor(catalog: Catalog, name: str) -> str:
    """Return the tag in use that an outgoing one leads to; raises BadInput where there is none."""
    outgoing = outgoing_tags(catalog)
    seen, at = {name}, outgoing[name].successor
    while at in outgoing and at not in seen:
        seen.add(at)
        at = outgoing[at].successor
    if at not in catalog.tags:
        raise BadInput(
            en=f"Tag {name} has no successor that is in use; change the rule by hand.",
            zh=f"标签 {name} 没有在用的后继标签，请手工修改规则。",
        )
    return at


def with_successors(workspace: Workspace, expression: str) -> str:
    """Return `expression` with its outgoing tags and former values replaced by what takes their place.

    Values of a tag with one successor keep their codes, or go by their label where the successor codes them otherwise;
    the rest of the text stands as it is. Where values became rules, the whole is written anew. Raises BadInput where a
    tag has no successor, a value no counterpart, a change of values is asked of what became rules, or the outgoing tag
    stands in another segment that this one uses.
    """
    text = _renamed(workspace.catalog, expression)
    reading = _reading(workspace.catalog)
    if any(tag.successors for tag in reading.tags.values()):
        rule = parse(text, reading, workspace.saved, workspace.features)
        divided = _divided(rule, reading, workspace)
        text = text if divided == rule else to_text(divided)
    if text == expression:
        raise BadInput(
            en="The retired tag is not named by this segment but by one that it uses; change that one.",
            zh="停用的标签不在本客群的规则中，而在它引用的客群中，请修改那个客群。",
        )
    workspace.parse(text)
    return text


def _renamed(catalog: Catalog, expression: str) -> str:
    """Return an expression in which each tag with one successor, and its values, are the successor's."""
    found, text, outgoing = tokenize(expression), expression, outgoing_tags(catalog)
    tag: str | None = None
    put: list[tuple[Token, str]] = []
    for before, one, after in zip([None, *found], found, [*found[1:], found[-1]], strict=False):
        if one.kind in ("and", "or", "segment"):
            tag = None
        elif _names_subject_of_condition(before, one, after):
            is_outgoing = one.text in outgoing and not (before and before.kind == ".")
            if tag := one.text if is_outgoing and not outgoing[one.text].successors else None:
                put.append((one, current_successor(catalog, tag)))
        elif tag and one.kind in NAME_KINDS and one.text in outgoing[tag].values:
            put.append((one, _successor_value(catalog, outgoing[tag], one.text)))
    for one, new in reversed(put):
        at = one.position - 1
        quotes = 2 if one.kind == "text" else 0
        word = quote(new) if new in KEYWORDS else new
        text = f"{text[:at]}{word}{text[at + len(one.text) + quotes :]}"
    return text


def _names_subject_of_condition(before: Token | None, one: Token, after: Token) -> bool:
    """Return whether a token names the tag or feature that a condition is on."""
    if one.kind not in NAME_KINDS or (before and any(before.is_word(word) for word in _BEFORE_VALUE)):
        return False
    return after.kind in _AFTER_NAME or any(after.is_word(word) for word in _AFTER_NAME_WORDS)


def _successor_value(catalog: Catalog, old: Tag, code: str) -> str:
    """Return the successor's code for a value: the same, or the one of the same label."""
    new = catalog.tags[current_successor(catalog, old.name)]
    if code in new.codes:
        return code
    label = old.values[code]
    same = [at for at, one in new.values.items() if label.zh == one.zh or label.en.casefold() == one.en.casefold()]
    if len(same) == 1:
        return same[0]
    hint = nearest(code, new.codes)
    known = ", ".join(new.values)
    raise BadInput(
        en=f"The successor {new.name} has no value for {old.name} = {code} ({label.en}); it has {known}.{hint} "
        "Change the rule by hand.",
        zh=f"后继标签 {new.name} 没有与 {old.name} = {code}（{label.zh}）对应的取值；可选：{known}。"
        f"{hint.zh}请手工修改规则。",
    )


def _reading(catalog: Catalog) -> Catalog:
    """Return the catalog by which rules of before are read: with the tags that became rules, and the former values."""
    found = {name: tag for name, tag in outgoing_tags(catalog).items() if tag.successors}
    for name, tag in catalog.tags.items():
        if former := {code: Text(zh=code, en=code) for code in tag.successors if code not in tag.values}:
            found[name] = tag.model_copy(update={"values": {**tag.values, **former}})
    return catalog.model_copy(update={"tags": {**catalog.tags, **found}})


def _divided(rule: Rule, reading: Catalog, workspace: Workspace) -> Rule:
    """Return a rule with each condition on a value that became a rule replaced by that rule."""
    if isinstance(rule, All | Either):
        return type(rule)(tuple(_divided(one, reading, workspace) for one in rule.rules))
    if isinstance(rule, Not):
        return Not(_divided(rule.rule, reading, workspace))
    if not isinstance(rule, TagCondition | ChangeCondition) or not (tag := reading.tags[rule.tag]).successors:
        return rule
    return _change(rule, tag, workspace) if isinstance(rule, ChangeCondition) else _values(rule, tag, workspace)


def _values(rule: TagCondition, tag: Tag, workspace: Workspace) -> Rule:
    became = {code: workspace.parse(text) for code, text in tag.successors.items()}
    without_rule = [code for code in rule.values if code not in became]
    found = [became[code] for code in rule.values if code in became]
    if tag.is_outgoing and UNKNOWN in without_rule:
        without_rule.remove(UNKNOWN)
        found.append(Not(_either(list(became.values()))))
    if without_rule:
        found.insert(0, TagCondition(tag.name, tuple(without_rule)))
    return _either(found)


def _either(rules: list[Rule]) -> Rule:
    """Return who is in one of the rules: conditions on one tag as one, alternatives side by side."""
    flat = [one for rule in rules for one in (rule.rules if isinstance(rule, Either) else (rule,))]
    by_tag: dict[str, list[str]] = {}
    for one in flat:
        if isinstance(one, TagCondition):
            by_tag.setdefault(one.tag, []).extend(one.values)
    conditions: list[Rule] = [TagCondition(name, tuple(codes)) for name, codes in by_tag.items()]
    found = conditions + [one for one in flat if not isinstance(one, TagCondition)]
    return found[0] if len(found) == 1 else Either(tuple(dict.fromkeys(found)))


def _change(rule: ChangeCondition, tag: Tag, workspace: Workspace) -> Rule:
    """Return a condition on changes by the values' new names; a change between rules cannot be asked."""
    names = {}
    for code in {*rule.before, *rule.after} & set(tag.successors):
        one = workspace.parse(tag.successors[code])
        if not (isinstance(one, TagCondition) and one.tag == tag.name and len(one.values) == 1):
            raise _no_change(tag)
        names[code] = one.values[0]
    if tag.is_outgoing:
        raise _no_change(tag)
    before, after = ([names.get(code, code) for code in codes] for codes in (rule.before, rule.after))
    return ChangeCondition(tag.name, tuple(before), tuple(after), rule.within)


def _no_change(tag: Tag) -> BadInput:
    several = ", ".join(tag.succeeded_by)
    return BadInput(
        en=f"The values of {tag.name} became rules over {several}: a change of them cannot be asked. "
        "Change the rule by hand.",
        zh=f"标签 {tag.name} 的取值已改为 {several} 的组合，无法再按变化查询，请手工修改规则。",
    )


def adopt_successors(home: Home, workspace: Workspace, name: str, by: str | None = None) -> SavedSegment:
    """Save the segment `name` with what takes the place of its outgoing tags; raises BadInput as `with_successors`."""
    saved = get_segment(home, name)
    text = with_successors(workspace, saved.expression)
    return save_segment(home, name, text, workspace.catalog, True, saved.revision, workspace.features, by=by)
