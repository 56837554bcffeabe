"""Where a tag, or a pair of tags, breaks the method: one message with its counts for each fault."""

from tagrid.catalog.evaluation.model import Fault, Overlap, Pair, TagFigures, ValueFigures
from tagrid.catalog.model import Label

# From V = 0.7 on, V squared, the share of the possible chi2 that is there, is a half and more. Two facets that far from
# independence are nearer to one facet seen twice than to two, and one of them has to say so.
DEPENDENT_V = 0.7


def of_tag(tag: TagFigures) -> list[Fault]:
    """Return the faults of one tag's rule on the data."""
    if tag.conditions is None:
        return []
    found = [_overlap(tag, one) for one in _crossing(tag)] if tag.precedence == "exclusive" else []
    found += [fault for value in tag.values if (fault := _unreachable(tag, value))]
    return found + ([_hole(tag)] if tag.conditions.holes else [])


def _crossing(tag: TagFigures) -> list[Overlap]:
    return [one for one in tag.conditions.overlaps if one.relation == "crossing"] if tag.conditions else []


def of_pair(pair: Pair, minimum: float = DEPENDENT_V) -> Fault | None:
    """Return the fault of two tags that go together and do not say so."""
    if pair.v < minimum or pair.declared:
        return None
    figures = f"V {pair.v:.2f}, NMI {pair.nmi:.2f}"
    return Fault(
        kind="association",
        tag=pair.first,
        other=pair.second,
        figures={"v": pair.v, "nmi": pair.nmi, "customers": pair.customers},
        message=Label(
            zh=f"{pair.first} 与 {pair.second} 不独立（{figures}，{pair.customers:,} 户），却未声明 derived_from。",
            en=f"{pair.first} and {pair.second} are not independent ({figures}, {pair.customers:,} customers), and "
            "neither says derived_from the other.",
        ),
    )


def _overlap(tag: TagFigures, overlap: Overlap) -> Fault:
    first, second, n = overlap.first, overlap.second, overlap.decided
    return Fault(
        kind="overlap",
        tag=tag.name,
        figures={"both": overlap.both, "decided": n},
        message=Label(
            zh=f"{tag.name}：{n:,} 户同时满足 {first} 与 {second}，只由规则次序决定取值，但声明为 exclusive。",
            en=f"{tag.name}: {n:,} customers meet both {first} and {second}; only the rule's order decides, yet it "
            "says precedence: exclusive.",
        ),
    )


def _unreachable(tag: TagFigures, value: ValueFigures) -> Fault | None:
    """A value no input leads to; or, where values exclude one another, one that others have taken from everybody."""
    code, holds = value.code, value.holds or 0
    if value.is_reachable is False:
        return Fault(
            kind="unreachable",
            tag=tag.name,
            figures={"holds": holds},
            message=Label(
                zh=f"{tag.name}：取值 {code} 永远无法得到：前面的条件已包含它，或其条件自相矛盾"
                f"（满足自身条件 {holds:,} 户）。",
                en=f"{tag.name}: {code} can never be given; conditions before it take everything, or its own "
                f"contradicts itself ({holds:,} customers meet its own).",
            ),
        )
    taken = [one for one in _crossing(tag) if one.second == code]
    if value.customers or not taken or tag.precedence != "exclusive":
        return None
    return Fault(
        kind="unreachable",
        tag=tag.name,
        figures={"holds": holds},
        message=Label(
            zh=f"{tag.name}：{holds:,} 户满足 {code} 的条件，却全部被前面的取值占去。",
            en=f"{tag.name}: {holds:,} customers meet {code}, and values before it take every one of them.",
        ),
    )


def _hole(tag: TagFigures) -> Fault:
    holes = tag.conditions.holes if tag.conditions else 0
    return Fault(
        kind="hole",
        tag=tag.name,
        figures={"customers": holes},
        message=Label(
            zh=f"{tag.name}：{holes:,} 户的输入全部已知，却没有任何条件包含他们。",
            en=f"{tag.name}: every input of {holes:,} customers is known, and no condition takes them.",
        ),
    )
