"""What a preview shows about a proposed rule, in sentences of both languages: unknown, else, overlaps, dead values."""

from collections.abc import Iterator

from tagrid.catalog.evaluation.model import Cause, Overlap
from tagrid.catalog.model import Label
from tagrid.catalog.workshop.preview import Preview


def remarks(seen: Preview) -> list[Label]:
    """Return the sentences, what is wrong first; none for a rule that leaves nobody out and divides by itself."""
    return [*wrong(seen), *_causes(seen), *_rest(seen)]


def wrong(seen: Preview) -> list[Label]:
    """Return what speaks against the rule as it stands: values nobody can reach, conditions that cross."""
    dead = [
        Label(
            zh=f"取值 {code} 不可能出现：前面的条件已包含它。",
            en=f"Value {code} can never come out: what is before it takes all.",
        )
        for code in seen.unreached
    ]
    return [*dead, *map(_crossing, crossings(seen))]


def crossings(seen: Preview) -> list[Overlap]:
    """Return the overlaps that only the order of the rule decides: its precedence has to be ``ordered``."""
    return [overlap for overlap in seen.overlaps if overlap.relation == "crossing"]


def _dead(code: str) -> Label:
    en = f"Value {code} can never come out: the conditions before it take everyone."
    return Label(zh=f"取值 {code} 不可能出现：前面的条件已包含它。", en=en)


def _crossing(one: Overlap) -> Label:
    both, first = f"{one.first} and {one.second}", one.first
    return Label(
        zh=f"{one.decided:,} 户同时满足 {first} 和 {one.second} 的条件，由先后次序决定归入 {first}。",
        en=f"{one.decided:,} customers meet the conditions of both {both}; order alone makes them {first}.",
    )


def _causes(seen: Preview) -> Iterator[Label]:
    for cause in seen.causes:
        zh, en = _why(cause)
        yield Label(zh=f"未知 {cause.customers:,} 户：{zh}。", en=f"{cause.customers:,} unknown: {en}.")


def _why(cause: Cause) -> tuple[str, str]:
    if cause.kind == "no_row":
        return "本主题没有这些客户的数据", "the theme has no row of them"
    if cause.kind == "hole":
        return "没有一个条件成立，也没有 else", "no condition holds, and there is no else"
    if cause.kind == "condition":
        return f"规则对 {cause.condition} 给出 null", f"the rule gives null where {cause.condition}"
    return f"{'、'.join(cause.inputs)} 为空", f"{' and '.join(cause.inputs)} is null"


def _rest(seen: Preview) -> Iterator[Label]:
    if seen.else_value is None or not seen.else_customers:
        return
    share = seen.else_customers / seen.customers
    zh = f"{seen.else_customers:,} 户（{share:.1%}）由 else 归入 {seen.else_value}"
    en = f"{seen.else_customers:,} customers ({share:.1%}) fall into else, {seen.else_value}"
    if seen.else_null:
        zh, en = f"{zh}，其中 {seen.else_null:,} 户有输入为空", f"{en}; an input is null for {seen.else_null:,} of them"
    yield Label(zh=f"{zh}。", en=f"{en}.")
