"""What follows from the figures: faults of the method, and the advice to keep, merge, split or retire a tag.

Each constant has its reason beside it. An advice is a question to the owner: it changes nothing.
"""

from collections.abc import Mapping
from datetime import date

from tagrid.core.text import Text
from tagrid.governance.evaluation.associations import SAME_NMI
from tagrid.governance.evaluation.model import (
    Action,
    MethodFault,
    Pair,
    TagAdvice,
    TagFigures,
    ValueFigures,
    ValueOverlap,
)

# From V = 0.7 on, V squared, the share of the possible chi2 that is there, is a half and more. Two facets that far from
# independence are nearer to one facet seen twice than to two, and one of them has to say so.
DEPENDENT_V = 0.7

# A tag that says it derives from another is meant to share most of it; it is too much only where it adds nothing.
ADDS_NOTHING = 0.99

# One value for nearly everybody: a segment by it is the whole base.
DOMINANT = 0.95

# Percentiles 90 / 10 within the most frequent value: ten times apart, one treatment hardly suits both ends.
WIDE = 10.0

# Half of the customers or more in a value that wide is a division not finished.
WIDE_SHARE = 0.5

# Values of fewer customers than this are too few to work with one by one, whatever their share: fewer than the 30 from
# which a mean is commonly thought steady.
TINY = 30

# A share so small that a marketer's segment of it is nobody's campaign; above the value tier's smallest, the top 1 %.
TINY_SHARE = 0.005

# A quarter of a year in which nobody looked, counted, or exported: every monthly and quarterly routine has passed.
UNUSED_DAYS = 90

# Below it, `unknown` is the most frequent value.
FEW_KNOWN = 0.5

# N. Siddiqi's reading of the population stability index.
SHIFTED_PSI = 0.25


def tag_method_faults(tag: TagFigures) -> list[MethodFault]:
    """Return the faults of one tag's rule on the data."""
    if tag.conditions is None:
        return []
    found = [_overlap(tag, one) for one in _crossing(tag)] if tag.precedence == "exclusive" else []
    found += [fault for value in tag.values if (fault := _unreachable(tag, value))]
    return found + ([_hole(tag)] if tag.conditions.holes else [])


def _crossing(tag: TagFigures) -> list[ValueOverlap]:
    return [one for one in tag.conditions.overlaps if one.relation == "crossing"] if tag.conditions else []


def pair_fault(pair: Pair, minimum: float = DEPENDENT_V) -> MethodFault | None:
    """Return the fault of two tags that go together and do not say so."""
    if pair.v < minimum or pair.declared:
        return None
    figures = f"V {pair.v:.2f}, NMI {pair.nmi:.2f}"
    return MethodFault(
        kind="association",
        tag=pair.first,
        other=pair.second,
        figures={"v": pair.v, "nmi": pair.nmi, "customers": pair.customers},
        message=Text(
            zh=f"{pair.first} 与 {pair.second} 不独立（{figures}，{pair.customers:,} 户），却未声明一个源于另一个。",
            en=f"{pair.first} and {pair.second} are not independent ({figures}, {pair.customers:,} customers), and "
            "neither is declared to follow from the other.",
        ),
    )


def _overlap(tag: TagFigures, overlap: ValueOverlap) -> MethodFault:
    named, n = {value.code: value.label for value in tag.values}, overlap.decided
    first, second = named[overlap.first], named[overlap.second]
    return MethodFault(
        kind="overlap",
        tag=tag.name,
        figures={"both": overlap.both, "decided": n},
        message=Text(
            zh=f"{tag.name}：{n:,} 户同时满足“{first.zh}”与“{second.zh}”，只由规则次序决定取值，但声明为互不重叠。",
            en=f"{tag.name}: {n:,} customers meet both “{first.en}” and “{second.en}”; only the rule's order decides, "
            "yet they are declared to exclude one another.",
        ),
    )


def _unreachable(tag: TagFigures, value: ValueFigures) -> MethodFault | None:
    """A value no input leads to; or, where values exclude one another, one that others have taken from everybody."""
    code, label, holds = value.code, value.label, value.holds or 0
    if value.is_reachable is False:
        return MethodFault(
            kind="unreachable",
            tag=tag.name,
            figures={"holds": holds},
            message=Text(
                zh=f"{tag.name}：取值“{label.zh}”永远无法得到：前面的条件已包含它，或其条件自相矛盾"
                f"（满足自身条件 {holds:,} 户）。",
                en=f"{tag.name}: “{label.en}” can never be given; conditions before it take everything, or its own "
                f"contradicts itself ({holds:,} customers meet its own).",
            ),
        )
    taken = [one for one in _crossing(tag) if one.second == code]
    if value.customers or not taken or tag.precedence != "exclusive":
        return None
    return MethodFault(
        kind="unreachable",
        tag=tag.name,
        figures={"holds": holds},
        message=Text(
            zh=f"{tag.name}：{holds:,} 户满足“{label.zh}”的条件，却全部被前面的取值占去。",
            en=f"{tag.name}: {holds:,} customers meet “{label.en}”, and values before it take every one of them.",
        ),
    )


def _hole(tag: TagFigures) -> MethodFault:
    holes = tag.conditions.holes if tag.conditions else 0
    return MethodFault(
        kind="hole",
        tag=tag.name,
        figures={"customers": holes},
        message=Text(
            zh=f"{tag.name}：{holes:,} 户的输入全部已知，却没有任何条件包含他们。",
            en=f"{tag.name}: every input of {holes:,} customers is known, and no condition takes them.",
        ),
    )


def advise(tag: TagFigures, idle_days: int | None, labels: Mapping[str, Text]) -> TagAdvice:
    """Return the advice; ``idle_days`` is how long the tag was not used, None where uses are not counted for long;
    ``labels`` are the names of all tags.

    The first action with a reason, from the strongest: retire, merge, split, keep. The values of a statutory tag are
    nobody's here to merge or to split.
    """
    reasons: dict[Action, list[Text]] = {"retire": [], "merge": [], "split": [], "keep": []}
    idle = idle_days is not None and idle_days >= UNUSED_DAYS
    near = tag.strongest
    same = near if near and near.nmi >= (ADDS_NOTHING if near.declared == "derived" else SAME_NMI) else None
    if idle and not tag.available:
        reasons["retire"] += [_never_available(), _unused(idle_days)]
    if same:
        reasons["retire" if idle else "merge"].append(_redundant(same, labels[same.other(tag.name)]))
        reasons["retire"] += [_unused(idle_days)] if idle else []
    if tag.available and not tag.statutory:
        reasons["merge"] += _tiny_values(tag)
        reasons["split"] += _one_for_all(tag) + _wide(tag)
    action: Action = next((one for one, given in reasons.items() if given), "keep")
    all_reasons = [reason for one in reasons.values() for reason in one]
    return TagAdvice(action=action, reasons=(*all_reasons, *_remarks(tag)))


def idle_days(tag: str, since: date | None, last: dict[str, date], today: date) -> int | None:
    """Return for how many days a tag was not used; None where nothing was ever counted."""
    day = last.get(tag, since)
    return (today - day).days if day else None


def _unused(days: int | None) -> Text:
    return Text(zh=f"已有 {days} 天无人使用。", en=f"Nobody has used it for {days} days.")


def _never_available() -> Text:
    return Text(zh="没有任何客户有取值。", en="No customer has a value of it.")


def _redundant(same: Pair, other: Text) -> Text:
    figures = f"NMI {same.nmi:.2f}, V {same.v:.2f}"
    return Text(
        zh=f"与“{other.zh}”几乎是同一划分（{figures}）。", en=f"Divides customers as “{other.en}” does ({figures})."
    )


def _tiny_values(tag: TagFigures) -> list[Text]:
    """Two values or more that are small together: there is something to merge them with."""
    tiny = [v for v in tag.values if 0 < v.customers < TINY and v.customers < TINY_SHARE * tag.known]
    if len(tiny) < 2:
        return []
    zh = "、".join(f"{value.label.zh} {value.customers:,} 户" for value in tiny)
    en = "; ".join(f"{value.label.en}: {value.customers:,}" for value in tiny)
    return [Text(zh=f"取值过小，可合并：{zh}。", en=f"Values too small to work with, to merge: {en}.")]


def _one_for_all(tag: TagFigures) -> list[Text]:
    """One value for nearly everybody is left alone where the others mark exceptions that do occur."""
    if tag.top_share <= DOMINANT or _marks_exceptions(tag):
        return []
    label, share = tag.top.label, f"{tag.top_share:.1%}"
    zh, en = f"几乎所有客户同一取值：{label.zh} {share}。", f"Nearly every customer is “{label.en}”: {share}."
    return [Text(zh=zh, en=en)]


def _marks_exceptions(tag: TagFigures) -> bool:
    return tag.known - tag.top.customers >= TINY


def _wide(tag: TagFigures) -> list[Text]:
    ratio = tag.conditions.spread if tag.conditions else None
    if ratio is None or ratio < WIDE or tag.top_share < WIDE_SHARE:
        return []
    label, share = tag.top.label, f"{tag.top_share:.1%}"
    return [
        Text(
            zh=f"“{label.zh}”（{share}）的客户差异过大：第90百分位是第10百分位的 {ratio:.1f} 倍。",
            en=f"Customers of “{label.en}” ({share}) differ much: their 90th percentile is {ratio:.1f} times the 10th.",
        )
    ]


def _remarks(tag: TagFigures) -> list[Text]:
    """What an owner should know, whatever the action."""
    remarks = [tag.reason] if tag.reason else []
    if tag.available and tag.coverage < FEW_KNOWN:
        remarks.append(Text(zh=f"只有 {tag.coverage:.1%} 的客户有取值。", en=f"Known of {tag.coverage:.1%} only."))
    if tag.available and tag.top_share > DOMINANT and _marks_exceptions(tag):
        rest = tag.known - tag.top.customers
        remarks.append(Text(zh=f"用于标出例外：{rest:,} 户。", en=f"It marks exceptions: {rest:,} customers."))
    if tag.stability and tag.stability.psi > SHIFTED_PSI:
        moved = f"PSI {tag.stability.psi:.2f}"
        remarks.append(
            Text(zh=f"分布自 {tag.stability.as_of} 以来明显变化（{moved}）。",
                  en=f"Its distribution shifted since {tag.stability.as_of} ({moved}).")
        )  # fmt: skip
    return remarks
