"""Find similar: customers outside a segment who are like those inside, and how good the ranking is.

A logistic regression over the values of the tags separates members from the others; everyone outside is ranked by it.
The rule's own tags, and those that follow from them, are left out. Quality is measured on customers not learnt from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tagrid.catalog import Catalog
from tagrid.core.errors import BadInput
from tagrid.published import to_flags
from tagrid.segments.index import SegmentIndex
from tagrid.segments.rule import FeatureCondition, Rule, rule_conditions
from tagrid.segments.workspace import Workspace

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


FEWEST_TO_LEARN, MOST_LEARNT, FOLDS, SEED = 30, 40_000, 5, 20_260_630

STEPS = FOLDS + 2  # the table, a model a fold, the model of all; then everyone is scored

DEPTHS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)


@dataclass(frozen=True)
class RankingDepth:
    """Of the ``customers`` best ranked that the model had not seen, the share that are members, and of all members.

    ``lift``: how many times the share of members in the base.
    """

    customers: int
    score: float
    precision: float
    recall: float
    lift: float


def depths(scores: np.ndarray, member: np.ndarray, weights: np.ndarray) -> tuple[RankingDepth, ...]:
    """Return precision and recall of the best by `scores` at several depths, each row standing for its weight."""
    order = np.argsort(-scores, kind="stable")
    reach, hits = np.cumsum(weights[order]), np.cumsum((weights * member)[order])
    share, found = float(hits[-1] / reach[-1]), []
    for depth in DEPTHS:
        at = min(int(np.searchsorted(reach, depth * reach[-1])), len(reach) - 1)
        precision = float(hits[at] / reach[at])
        made = RankingDepth(
            round(reach[at]), float(scores[order[at]]), precision, float(hits[at] / hits[-1]), precision / share
        )
        found.append(made)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class SimilarCustomers:
    """Customers outside, the most similar first, as ``customer_no`` with score; and what the ranking is worth.

    ``cut`` is the depth with the best F1 (harmonic mean of precision and recall): deeper, more is lost in precision
    than is won in members. ``reasons`` are the values that speak most for (weight > 0) and against.
    """

    numbers: np.ndarray
    scores: np.ndarray
    depths: tuple[RankingDepth, ...]
    cut: RankingDepth
    reasons: tuple[tuple[str, str, float], ...]
    left_out: tuple[str, ...]


def find_similar(
    workspace: Workspace, rule: Rule, limit: int = 1_000, progress: Callable[[float], object] = lambda share: None
) -> SimilarCustomers:
    """Return up to `limit` customers outside `rule` who are most like its members.

    `progress` is called with the share that is done before each step; what it raises ends the work. Raises
    BadInput where fewer than 30 are inside or outside. The same version and rule give the same answer.
    """
    index, subject = workspace.index, workspace.index.subject(rule)
    inside, base = (to_flags(one, index.size) for one in (index.mask(rule), index.base(subject)))
    outside = base & ~inside
    if min(inside.sum(), outside.sum()) < FEWEST_TO_LEARN:
        raise BadInput(
            en=f"To learn from, a segment needs {FEWEST_TO_LEARN} customers inside and {FEWEST_TO_LEARN} outside.",
            zh=f"客群内外各须有至少 {FEWEST_TO_LEARN} 户，才能从中学习。",
        )
    left_out = implied_tags(workspace.catalog, rule)
    values = [(tag, value) for tag in index.tags if index.tags[tag].subject == subject and tag not in left_out
              for value in index.tags[tag].counts]  # fmt: skip
    if not values:
        raise BadInput(
            en="Every tag follows from those in the rule: nothing is left to be similar by.",
            zh="全部标签都由规则中的标签决定，没有可用来比较相似的标签。",
        )
    picked, weights = _sample(inside, outside)
    progress(0.0)
    depths, model = _learn(_table(index, values, picked), inside[picked], weights, progress)
    progress(STEPS / (STEPS + 1))
    scores = _scores(index, values, model.coef_[0], float(model.intercept_[0]))
    ranked = _best(scores, outside, limit)
    cut = max(depths, key=lambda one: one.precision * one.recall / ((one.precision + one.recall) or 1))
    return SimilarCustomers(
        ranked, scores[ranked], depths, cut, _leading_weights(values, model.coef_[0]), tuple(sorted(left_out))
    )


def implied_tags(catalog: Catalog, rule: Rule) -> set[str]:
    """Return the tags that follow from the rule itself: its own, and what derives from them.

    So does a tag that reads nothing but what the rule's tags read, or a feature of the rule.
    """
    found = {term.tag for term in rule_conditions(rule) if not isinstance(term, FeatureCondition)}
    read = {term.column for term in rule_conditions(rule) if isinstance(term, FeatureCondition)}
    inputs = read | {column for name in found if name in catalog.tags for column in catalog.tags[name].inputs}
    for tag in catalog.tags.values():
        if read.intersection(tag.inputs) or (tag.inputs and inputs.issuperset(tag.inputs)):
            found.add(tag.name)
    while more := {t.name for t in catalog.tags.values() if found.intersection(t.derived_from)} - found:
        found |= more
    return found


def _sample(inside: np.ndarray, outside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the customers to learn from, members and others, and how many each stands for."""
    chance = np.random.default_rng(SEED)
    rows, weights = [], []
    for group in (np.flatnonzero(inside), np.flatnonzero(outside)):
        some = chance.permutation(group)[:MOST_LEARNT]
        rows.append(some)
        weights.append(np.full(len(some), len(group) / len(some)))
    return np.concatenate(rows), np.concatenate(weights)


def _table(index: SegmentIndex, values: list[tuple[str, str]], rows: np.ndarray) -> "csr_matrix":
    from scipy.sparse import csr_matrix  # heavy; only the search for similar customers needs it

    columns = [
        (index.value_masks(tag)[value][rows // 64] >> (rows % 64).astype(np.uint64) & np.uint64(1))
        for tag, value in values
    ]
    return csr_matrix(np.stack(columns, axis=1).astype(np.float32))


def _learn(table: "csr_matrix", member: np.ndarray, weights: np.ndarray, progress: Callable[[float], object]):
    """Return what the ranking is worth on customers it had not seen, and the model of all."""
    from sklearn.linear_model import LogisticRegression  # heavy; only the search for similar customers needs it
    from sklearn.model_selection import StratifiedKFold  # as above

    def fitted(rows: np.ndarray) -> LogisticRegression:
        return LogisticRegression(C=0.3, max_iter=300).fit(table[rows], member[rows])

    unseen = np.zeros(len(member))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(table, member)
    for step, (learn, judge) in enumerate(folds, start=1):
        progress(step / (STEPS + 1))
        unseen[judge] = fitted(learn).decision_function(table[judge])
    progress((STEPS - 1) / (STEPS + 1))
    return depths(unseen, member, weights), fitted(np.arange(len(member)))


def _scores(index: SegmentIndex, values: list[tuple[str, str]], weights: np.ndarray, start: float) -> np.ndarray:
    """Return everyone's score, value by value: a million customers by 500 values are never a table."""
    scores = np.full(index.size, start, dtype=np.float32)
    for (tag, value), weight in zip(values, weights, strict=True):
        if weight:
            scores += np.float32(weight) * to_flags(index.value_masks(tag)[value], index.size)
    return scores


def _best(scores: np.ndarray, outside: np.ndarray, limit: int) -> np.ndarray:
    numbers = np.flatnonzero(outside)
    return numbers[np.argsort(-scores[numbers], kind="stable")[:limit]]


def _leading_weights(
    values: list[tuple[str, str]], weights: np.ndarray, most: int = 12
) -> tuple[tuple[str, str, float], ...]:
    order = np.argsort(-np.abs(weights), kind="stable")[:most]
    return tuple((*values[at], float(weights[at])) for at in order)
