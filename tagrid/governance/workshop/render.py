"""A preview in words: remarks in sentences of both languages, the lines of a terminal, and data for a program."""

from collections.abc import Iterator
from typing import Any

from tagrid.core.text import Text
from tagrid.governance.evaluation.model import Cause, ValueOverlap
from tagrid.governance.workshop.nearest import NearTag
from tagrid.governance.workshop.preview import Preview
from tagrid.published import Version


def remarks(seen: Preview) -> list[Text]:
    """Return the sentences, what is wrong first; none for a rule that gives everybody a value and needs no order."""
    return [*objections(seen), *_causes(seen), *_rest(seen)]


def objections(seen: Preview) -> list[Text]:
    """Return what is wrong with the rule as it is: values nobody can reach, conditions that cross."""
    dead = [
        Text(
            zh=f"取值 {code} 不可能出现：前面的条件已包含它。",
            en=f"Value {code} can never come out: what is before it takes all.",
        )
        for code in seen.unreached
    ]
    return [*dead, *map(_crossing, crossings(seen))]


def crossings(seen: Preview) -> list[ValueOverlap]:
    """Return the overlaps that only the order of the rule decides: its precedence has to be ``ordered``."""
    return [overlap for overlap in seen.overlaps if overlap.relation == "crossing"]


def _crossing(one: ValueOverlap) -> Text:
    both, first = f"{one.first} and {one.second}", one.first
    return Text(
        zh=f"{one.decided:,} 户同时满足 {first} 和 {one.second} 的条件，由先后次序决定归入 {first}。",
        en=f"{one.decided:,} customers meet the conditions of both {both}; order alone makes them {first}.",
    )


def _causes(seen: Preview) -> Iterator[Text]:
    for cause in seen.causes:
        zh, en = _why(cause)
        yield Text(zh=f"未知 {cause.customers:,} 户：{zh}。", en=f"{cause.customers:,} unknown: {en}.")


def _why(cause: Cause) -> tuple[str, str]:
    if cause.kind == "no_row":
        return "本主题没有这些客户的数据", "the theme has no row of them"
    if cause.kind == "hole":
        return "没有一个条件成立，也没有 else", "no condition holds, and there is no else"
    if cause.kind == "condition":
        return f"规则对 {cause.condition} 给出 null", f"the rule gives null where {cause.condition}"
    return f"{'、'.join(cause.inputs)} 为空", f"{' and '.join(cause.inputs)} is null"


def _rest(seen: Preview) -> Iterator[Text]:
    if seen.else_value is None or not seen.else_customers:
        return
    share = seen.else_customers / seen.customers
    zh = f"{seen.else_customers:,} 户（{share:.1%}）由 else 归入 {seen.else_value}"
    en = f"{seen.else_customers:,} customers ({share:.1%}) fall into else, {seen.else_value}"
    if seen.else_null:
        zh, en = f"{zh}，其中 {seen.else_null:,} 户有输入为空", f"{en}; an input is null for {seen.else_null:,} of them"
    yield Text(zh=f"{zh}。", en=f"{en}.")


def preview_data(version: Version, seen: Preview, near: list[NearTag]) -> dict[str, Any]:
    """Return everything in a preview: counts and shares by value, causes of unknown, overlaps, nearest tags."""
    return {
        "version": version.id,
        "rule": seen.proposed.rule.sql,
        "themes": list(seen.proposed.themes),
        "subject": seen.subject,
        "customers": seen.customers,
        "values": {
            code: {"customers": count, "share": round(seen.shares[code], 6)} for code, count in seen.counts.items()
        },
        "unknown_because": [cause.model_dump() for cause in seen.causes],
        "overlaps": [overlap.model_dump() for overlap in seen.overlaps],
        "unreached": list(seen.unreached),
        "else": {"value": seen.else_value, "customers": seen.else_customers, "with_null": seen.else_null},
        "nearest_in_data": {one.tag: one.nearness for one in near},
    }


def preview_text(version: Version, seen: Preview, near: list[NearTag]) -> str:
    """Return a preview as lines to read."""
    width = max(map(len, seen.counts))
    lines = [f"{seen.customers:,} customers of {seen.subject} in version {version.id}; nothing is published.", ""]
    lines += [f"  {code.ljust(width)}  {n:>9,}  {seen.shares[code]:>6.1%}" for code, n in seen.counts.items()]
    lines += ["", *(remark.en for remark in remarks(seen))]
    lines += ["", "Nearest existing tags by their values (Cramér's V):"]
    lines += [f"  {one.tag}  {one.nearness:.2f}" for one in near]
    return "\n".join(lines)
