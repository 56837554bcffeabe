"""Evaluates rules on the bitset index of a version: a rule tree to a mask, and the counts of each facet.

Conditions on tags are bitwise operations on the index; `tagrid.segments.feature_columns` answers all others.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Self

import numpy as np

from tagrid.core.errors import BadInput, TagridError
from tagrid.published import IndexRows, Mask, TagIndex, Version, bits, read_index_files
from tagrid.segments.feature_columns import FeatureColumns
from tagrid.segments.rule import (
    All,
    ChangeCondition,
    Condition,
    Either,
    FeatureCondition,
    Not,
    Rule,
    SavedRule,
    TagCondition,
    rule_conditions,
)

Selection = Mapping[str, tuple[str, ...]]


class SegmentIndex(TagIndex):
    """The bits of one version, and the evaluation of rules on them.

    ``columns`` answers conditions on features and changes, which have no bits of their own.
    """

    def __init__(self, about: dict, array: IndexRows, columns: FeatureColumns | None = None) -> None:
        super().__init__(about, array)
        self._columns = columns

    @classmethod
    def open(cls, folder: Path, columns: FeatureColumns | None = None) -> Self:
        """Memory-map the index in `folder`; raises TagridError when it is missing, cut or of another form."""
        return cls(*read_index_files(folder), columns)

    @property
    def feature_columns(self) -> FeatureColumns:
        """The version's feature columns and changes; raises TagridError for an index opened alone."""
        if self._columns is None:
            raise TagridError(
                en="This index was opened without its version: only conditions on tags can be answered.",
                zh="打开位图索引时没有指定版本，只能计算标签条件。",
            )
        return self._columns

    def subject(self, rule: Rule) -> str:
        """Return the subject `rule` is about; raises BadInput for two, or what is not in this version.

        A rule that names only facts any customer has is about the first subject.
        """
        subjects = {self._subject(term) for term in rule_conditions(rule)} - {None}
        if len(subjects) > 1:
            several = sorted(map(str, subjects))
            raise BadInput(
                en=f"A segment holds customers of one subject; this rule mixes {' and '.join(several)}.",
                zh=f"一个客群只含同一主体类别的客户，这条规则混用了 {' 与 '.join(several)}。",
            )
        return next(iter(subjects), None) or next(iter(self.subjects))

    def _subject(self, term: Condition) -> str | None:
        if isinstance(term, FeatureCondition):
            return self.feature_columns.subject(term.theme)
        return self.facet_of(term.tag).subject

    def count(self, rule: Rule) -> int:
        """Return the number of customers of `rule`."""
        if isinstance(rule, TagCondition):
            # The values of a tag exclude one another, so their stored counts add up.
            counts = self.facet_of(rule.tag).counts
            return sum(counts[self.check_value(rule.tag, value)] for value in rule.values)
        return bits.count(self.mask(rule))

    def mask(self, rule: Rule, base: Mask | None = None) -> Mask:
        """Return the customers of `rule` as a mask; ``base`` is given for a part of a rule: the base of the whole."""
        return self._mask(rule, self.base(self.subject(rule)) if base is None else base)

    def _mask(self, rule: Rule, base: Mask) -> Mask:
        match rule:
            case TagCondition(tag, values):
                return _fold(np.bitwise_or, (self.value_mask(tag, value) for value in values))
            case FeatureCondition() | ChangeCondition():
                self._check_values(rule)
                return np.bitwise_and(base, self.feature_columns.mask(rule, self.size, self.words))
            case All(rules):
                return _fold(np.bitwise_and, (self._mask(one, base) for one in rules))
            case Either(rules):
                return _fold(np.bitwise_or, (self._mask(one, base) for one in rules))
            case Not(inner):
                return np.bitwise_xor(base, self._mask(inner, base))
            case SavedRule(_, inner):
                return self._mask(inner, base)

    def _check_values(self, rule: FeatureCondition | ChangeCondition) -> None:
        if isinstance(rule, ChangeCondition):
            for value in (*rule.before, *rule.after):
                self.check_value(rule.tag, value)


def open_index(version: Version) -> SegmentIndex:
    """Open the index of a version with what rules need beyond its tags."""
    return SegmentIndex(*version.index_files(), FeatureColumns(version))


def _fold(combine: Callable, masks: Iterable[Mask]) -> Mask:
    """Combine masks into a new array where there are several; a single one is handed on as it is."""
    first, *others = masks
    if others:
        first = combine(first, others[0])
    for other in others[1:]:
        combine(first, other, out=first)
    return first


def rule_of_facets(selection: Selection, beside: tuple[Rule, ...] = ()) -> Rule | None:
    """Return the rule of a selection of values per tag and of what stands beside; None where there is neither."""
    terms = (*(TagCondition(tag, tuple(values)) for tag, values in selection.items() if values), *beside)
    return All(terms) if len(terms) > 1 else next(iter(terms), None)


def split_facets(rule: Rule | None) -> tuple[dict[str, tuple[str, ...]], tuple[Rule, ...]]:
    """Return the selection that facets show of `rule`, and the conditions beside it that hold as well.

    A facet is OR inside a tag and AND across tags; exclusions, alternatives and conditions on features stand beside
    them. `rule_of_facets` of both has the same customers.
    """
    selection: dict[str, tuple[str, ...]] = {}
    beside: list[Rule] = []
    for term in rule.rules if isinstance(rule, All) else () if rule is None else (rule,):
        if isinstance(term, TagCondition) and term.tag not in selection:
            selection[term.tag] = term.values
        else:
            beside.append(term)
    return selection, tuple(beside)


def facet_counts(
    index: SegmentIndex, selection: Selection, subject: str, beside: tuple[Rule, ...] = ()
) -> dict[str, dict[str, int]]:
    """Return, for every tag of `subject`, the customers left in the selection and what is beside it by each value.

    A tag's own choice does not narrow its own counts, so that its other values can be added.
    """
    counts = index.facets(_selection_mask(index, selection, subject, beside), subject)
    for tag in selection:
        rest = {other: values for other, values in selection.items() if other != tag}
        counts[tag] = index.facet(tag, _selection_mask(index, rest, subject, beside))
    return counts


def _selection_mask(index: SegmentIndex, selection: Selection, subject: str, beside: tuple[Rule, ...]) -> Mask:
    rule = rule_of_facets(selection, beside)
    return index.base(subject) if rule is None else index.mask(rule)
