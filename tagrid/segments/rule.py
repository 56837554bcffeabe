"""What a segment is: a tree of conditions on tags and features, with its JSON form.

``Value`` asks for one of some values of a tag, ``Feature`` compares a number (or date, flag, text) that the rules of
the tags read, ``Changed`` asks what a tag was before; ``All``, ``Either`` and ``Not`` combine; ``Saved`` stands for a
segment saved under a name, with the rule that name had when the expression was read. ``Not`` is the rest of the
*base population*: every customer of the subject the rule is about, those whose value is ``unknown`` included.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Operator = Literal["=", "<", "<=", ">", ">=", "between", "in", "known"]
# A date is the text of its ISO form, in the expression as in JSON.
Operand = bool | int | float | str


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
class Feature:
    """Customers whose ``column`` of ``theme`` compares so; one whose column is empty is in none but ``Not``.

    ``between`` takes both ends; ``known`` no operand; ``in`` at least two, one of which is ``=``.
    """

    theme: str
    column: str
    operator: Operator
    operands: tuple[Operand, ...] = ()

    def __post_init__(self) -> None:
        if self.operator == "in":
            several = tuple({(type(one), one): one for one in self.operands}.values())
            object.__setattr__(self, "operands", several)
            object.__setattr__(self, "operator", "in" if len(several) > 1 else "=")
        wanted = {"known": 0, "between": 2, "in": len(self.operands)}.get(self.operator, 1)
        if len(self.operands) != wanted:
            raise ValueError(f"{self.operator} takes {wanted} operands")

    @property
    def name(self) -> str:
        """Theme and column, ``usage.zero_run_days``."""
        return f"{self.theme}.{self.column}"


@dataclass(frozen=True)
class Changed:
    """Customers whose ``tag`` went from one of ``before`` to one of ``after`` (any, where empty) ``within`` a time.

    The time is a number of days up to the version's as-of day, the ISO date of its first day, or None for all the
    log holds. Who had no value before (a new customer, a new tag) has not changed.
    """

    tag: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    within: int | str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "before", tuple(dict.fromkeys(self.before)))
        object.__setattr__(self, "after", tuple(dict.fromkeys(self.after)))


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


Term = Value | Feature | Changed
Rule = Term | All | Either | Not | Saved


def children(rule: Rule) -> tuple[Rule, ...]:
    """Return the rules directly below `rule`."""
    if isinstance(rule, All | Either):
        return rule.rules
    return (rule.rule,) if isinstance(rule, Not | Saved) else ()


def terms(rule: Rule) -> Iterator[Term]:
    """Yield every condition of the tree from left to right, those inside saved segments too."""
    if isinstance(rule, Term):
        yield rule
    for child in children(rule):
        yield from terms(child)


def leaves(rule: Rule) -> Iterator[Value | Changed]:
    """Yield every condition on a tag; there is none in a rule that is only about features."""
    return (term for term in terms(rule) if not isinstance(term, Feature))


def height(rule: Rule) -> int:
    """Return the number of rules on the longest way down, 1 for a single condition."""
    return 1 + max((height(child) for child in children(rule)), default=0)


def to_json(rule: Rule) -> dict:
    """Return `rule` as a JSON tree, whose forms `tagrid.segments.tree` lists."""
    match rule:
        case Value(tag, values):
            return {"tag": tag, "in": list(values)}
        case Feature(_, _, "known", _):
            return {"feature": rule.name, "is": "known"}
        case Feature(_, _, operator, operands):
            return {"feature": rule.name, "is": operator, "to": list(operands)}
        case Changed():
            return _changed(rule)
        case All(rules):
            return {"all": [to_json(one) for one in rules]}
        case Either(rules):
            return {"any": [to_json(one) for one in rules]}
        case Not(inner):
            return {"not": to_json(inner)}
        case Saved(name):
            return {"segment": name}


def _changed(rule: Changed) -> dict:
    parts = {"changed": rule.tag, "from": list(rule.before), "to": list(rule.after)}
    window = {"since": rule.within} if isinstance(rule.within, str) else {"last_days": rule.within}
    return {key: part for key, part in (parts | window).items() if part or key == "changed"}
