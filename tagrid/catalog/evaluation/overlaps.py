"""Which values' own conditions hold for the same customers, and what is wrong with that.

Conditions are compared before the rule's order hides anything. Two values that both hold are no fault where one lies
inside the other by ordered thresholds of the same columns (`>= 20`, `>= 10`) or by logic (`a and b`, `a`), where an
earlier value takes everybody they share (`both`, `cooling`, `heating`), or where the later one is the rule's last
branch and asks only whether something is known. The rest cross: the order alone decides whom they share.
"""

from itertools import combinations

from tagrid.catalog.evaluation.branches import Branch
from tagrid.catalog.evaluation.model import Overlap, Relation
from tagrid.catalog.evaluation.patterns import Pattern, Patterns


def overlaps(data: Patterns, logic: Patterns | None, codes: tuple[str, ...]) -> tuple[Overlap, ...]:
    """Return every pair of values that share customers; ``logic`` are the same patterns over all inputs there are."""
    ranked = sorted(codes, key=lambda code: _rank(data.branches, code))
    pairs = [_overlap(data, logic, first, second) for first, second in combinations(ranked, 2)]
    return tuple(sorted((pair for pair in pairs if pair), key=lambda pair: -pair.decided))


def _rank(branches: list[Branch], code: str) -> int:
    return min((n for n, branch in enumerate(branches) if branch in _giving(branches, code)), default=len(branches))


def _giving(branches: list[Branch], code: str) -> list[Branch]:
    """Return the branches that name a value or, where none does, those that give whatever a column says."""
    return [one for one in branches if one.code == code] or [one for one in branches if one.is_open]


def _valued(patterns: Patterns) -> list[tuple[Pattern, frozenset[str], str]]:
    """Return the patterns whose rows get a value, with every value that holds and the one given.

    A branch that gives null takes its rows before any value may: between them, the order decides nothing.
    """
    found = [(pattern, patterns.held(pattern), patterns.value(pattern)) for pattern in patterns.found]
    return [(pattern, held, given) for pattern, held, given in found if given is not None]


def _overlap(data: Patterns, logic: Patterns | None, first: str, second: str) -> Overlap | None:
    valued = _valued(data)
    both = sum(p.rows for p, held, _ in valued if first in held and second in held)
    if not both:
        return None
    decided = sum(p.rows for p, held, given in valued if {first, second} <= held and given in (first, second))
    relation = _relation(data, logic, first, second, decided)
    return Overlap(first=first, second=second, both=both, decided=decided, relation=relation)


def _relation(data: Patterns, logic: Patterns | None, first: str, second: str, decided: int) -> Relation:
    if logic and _inside(logic, first, second):
        return "nested"
    if _inside(data, first, second) and _reads(data.branches, first) == _reads(data.branches, second):
        return "nested"
    if not decided:
        return "earlier"
    return "remainder" if _is_remainder(data.branches, second) else "crossing"


def _inside(patterns: Patterns, first: str, second: str) -> bool:
    """Whether everybody of one of the two is in the other, on either side."""
    held = [held for _, held, _ in _valued(patterns)]
    alone = [
        any(one in each and other not in each for each in held) for one, other in ((first, second), (second, first))
    ]
    return not all(alone)


def _reads(branches: list[Branch], code: str) -> frozenset[str]:
    return frozenset().union(*(branch.columns for branch in _giving(branches, code)))


def _is_remainder(branches: list[Branch], code: str) -> bool:
    valued = [branch for branch in branches if not branch.is_null]
    return valued[-1].code == code and valued[-1].asks_only_if_known
