"""Why a customer is in a segment, or is not: the branches of the rule, each true or false for this customer."""

from dataclasses import dataclass
from typing import Any

from tagrid.core.errors import BadInput
from tagrid.published import bits
from tagrid.segments.names import subject_label_zh
from tagrid.segments.rule import (
    All,
    ChangeCondition,
    Either,
    FeatureCondition,
    Not,
    Rule,
    SavedRule,
    TagCondition,
    children,
    to_text,
)
from tagrid.segments.workspace import Workspace


@dataclass(frozen=True)
class RuleBranch:
    """One rule of the tree for one customer.

    ``kind`` is value, feature, changed, all, any, not or segment; ``found`` the customer's value of a tag, its number,
    or its changes within the time; ``decides``: the whole would be otherwise if this branch (with its like) were.
    """

    kind: str
    text: str
    holds: bool
    decides: bool
    found: Any = None
    branches: "tuple[RuleBranch, ...]" = ()

    def described(self) -> dict:
        """Return as JSON-able values."""
        return {**vars(self), "branches": [one.described() for one in self.branches]}


_KINDS = {
    TagCondition: "value",
    FeatureCondition: "feature",
    ChangeCondition: "changed",
    All: "all",
    Either: "any",
    Not: "not",
}


def explain_membership(workspace: Workspace, customer_id: str, rule: Rule) -> RuleBranch:
    """Return the branches of `rule` for a customer of the version.

    Raises BadInput for an unknown customer, and for one of another subject than the rule is about.
    """
    (customer_id, number), subject = workspace.customer(customer_id), workspace.index.subject(rule)
    membership = _Membership(workspace, customer_id, number, workspace.index.base(subject))
    if not membership.is_in(workspace.index.base(subject)):
        raise BadInput(
            en=f"Customer {customer_id} is none of the {subject} this segment is about.",
            zh=f"客户 {customer_id} 不属于这个客群的主体类别“{subject_label_zh(workspace.catalog, subject)}”。",
        )
    return membership.branch(rule, True)


class _Membership:
    """One customer; ``base`` is the population of the rule."""

    def __init__(self, workspace: Workspace, customer_id: str, number: int, base: bits.Mask) -> None:
        self._index, self._customer_id, self._number, self._base = workspace.index, customer_id, number, base

    def branch(self, rule: Rule, decides: bool) -> RuleBranch:
        holds = self._holds(rule)
        below = tuple(self.branch(one, decides and self._is_decisive(rule, one, holds)) for one in children(rule))
        return RuleBranch(_KINDS.get(type(rule), "segment"), to_text(rule), holds, decides, self._found(rule), below)

    def is_in(self, mask: bits.Mask) -> bool:
        return bool(int(mask[self._number // 64]) >> self._number % 64 & 1)

    def _holds(self, rule: Rule) -> bool:
        """Read the bit of the very mask that counts: never another opinion than the list of members."""
        return self.is_in(self._index.mask(rule, self._base))

    def _is_decisive(self, rule: Rule, below: Rule, holds: bool) -> bool:
        """What is false decides an ``all`` that is false, what is true an ``any`` that is true; else all do."""
        return isinstance(rule, Not | SavedRule) or self._holds(below) == holds

    def _found(self, rule: Rule) -> Any:
        match rule:
            case TagCondition(tag, _):
                return next((value for value, mask in self._index.value_masks(tag).items() if self.is_in(mask)), None)
            case FeatureCondition():
                return self._index.feature_columns.value(rule, self._customer_id)
            case ChangeCondition():
                return self._index.feature_columns.changes_of(rule, self._customer_id)
        return None
