"""What a segment is: a tree of values combined across facets, with its text and its JSON form.

``Value`` asks for one of some values of a tag; ``All``, ``Either`` and ``Not`` combine; ``Saved`` stands for
a segment saved under a name, with the rule that name had when the expression was read. ``Not`` is the rest of
the *base population*: every customer of the subject the rule's tags belong to, those whose value is
``unknown`` included.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

KEYWORDS = frozenset({"and", "or", "not", "in", "segment"})


@dataclass(frozen=True)
class Value:
    """Customers whose value of ``tag`` is one of ``values`` (codes, in the order given, none twice)."""

    tag: str
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("a Value needs at least one value")
        object.__setattr__(self, "values", tuple(dict.fromkeys(self.values)))


@dataclass(frozen=True)
class _Several:
    rules: "tuple[Rule, ...]"

    def __post_init__(self) -> None:
        if len(self.rules) < 2:
            raise ValueError(f"{type(self).__name__} combines at least two rules")


@dataclass(frozen=True)
class All(_Several):
    """Customers in every one of ``rules``."""


@dataclass(frozen=True)
class Either(_Several):
    """Customers in at least one of ``rules``."""


@dataclass(frozen=True)
class Not:
    """Customers of the base population who are not in ``rule``."""

    rule: "Rule"


@dataclass(frozen=True)
class Saved:
    """Customers of the segment saved as ``name``."""

    name: str
    rule: "Rule"


Rule = Value | All | Either | Not | Saved


def children(rule: Rule) -> tuple[Rule, ...]:
    """Return the rules directly below `rule`."""
    if isinstance(rule, All | Either):
        return rule.rules
    return () if isinstance(rule, Value) else (rule.rule,)


def leaves(rule: Rule) -> Iterator[Value]:
    """Yield every ``Value`` of the tree from left to right, those inside saved segments too."""
    if isinstance(rule, Value):
        yield rule
    for child in children(rule):
        yield from leaves(child)


def height(rule: Rule) -> int:
    """Return the number of rules on the longest way down, 1 for a single ``Value``."""
    return 1 + max((height(child) for child in children(rule)), default=0)


def quoted(text: str) -> str:
    """Return `text` in double quotes, the quotes and backslashes in it escaped."""
    return '"' + re.sub(r'(["“”\\])', r"\\\1", text) + '"'


def _word(code: str) -> str:
    return code if re.fullmatch(r"\w+", code) and code.lower() not in KEYWORDS else quoted(code)


def _grouped(rule: Rule) -> str:
    text = to_text(rule)
    return f"({text})" if isinstance(rule, All | Either) else text


def to_text(rule: Rule) -> str:
    """Return the canonical expression of `rule`; reading it again gives an equal rule."""
    match rule:
        case Value(tag, (value,)):
            return f"{_word(tag)} = {_word(value)}"
        case Value(tag, values):
            return f"{_word(tag)} in ({', '.join(map(_word, values))})"
        case All(rules):
            return " and ".join(map(_grouped, rules))
        case Either(rules):
            return " or ".join(map(_grouped, rules))
        case Not(inner):
            return f"not {_grouped(inner)}"
        case Saved(name):
            return f"segment({quoted(name)})"


def to_json(rule: Rule) -> dict:
    """Return `rule` as a JSON tree: {tag, in} | {all} | {any} | {not} | {segment}."""
    match rule:
        case Value(tag, values):
            return {"tag": tag, "in": list(values)}
        case All(rules):
            return {"all": [to_json(one) for one in rules]}
        case Either(rules):
            return {"any": [to_json(one) for one in rules]}
        case Not(inner):
            return {"not": to_json(inner)}
        case Saved(name):
            return {"segment": name}
