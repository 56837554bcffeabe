"""The way on from what a segment was understood by: rules that carry the finding further, chosen in one click."""

from collections.abc import Mapping

import streamlit as st

from app.segments.query import SegmentQuery, limited_count_text
from app.segments.rule_edits import add_rule
from app.shared import editor_state as state, frame
from app.shared.words import t
from tagrid.segments import Not, Rule, is_disclosure_limited


def narrowed(rule: Rule | None, *more: Rule) -> Rule:
    """Return `rule` with further conditions, of which all hold."""
    for one in more:
        rule = add_rule(rule, (), one, "all")
    assert rule is not None
    return rule


def without(rule: Rule | None, other: Rule | None) -> Rule | None:
    """Return the customers of `rule` who are not of `other`; None for either is everyone."""
    if other is None:
        return None
    return Not(other) if rule is None else narrowed(rule, Not(other))


def draw(query: SegmentQuery, options: Mapping[str, Rule | None], key: str) -> None:
    """Offer rules by what each is; the one that is chosen becomes the rule that is composed, one step of undo away."""
    sized = {name: _count(query, rule) for name, rule in options.items() if rule is not None}
    offered = [name for name, (customers, _) in sized.items() if customers]
    if not offered:
        return
    words = {name: f"{name} · {sized[name][1]} {t('unit_customers')}".strip() for name in offered}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"onward_{key}"):
        chosen = st.selectbox(t("onward"), offered, format_func=lambda one: words.get(one, one), key=f"onward_of_{key}")
        if st.button(t("onward_go"), icon=":material/arrow_forward:", key=f"onward_go_{key}"):
            state.set_rule(options[chosen])
            frame.rerun()


def _count(query: SegmentQuery, rule: Rule) -> tuple[int, str]:
    index = query.workspace.index
    customers = index.population(index.mask(rule, index.base(query.subject)))
    limited = is_disclosure_limited(query.workspace.catalog, frame.viewer(), rule)
    return customers, limited_count_text(customers, limited)
