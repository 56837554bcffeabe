"""Members of a segment by name, and why one customer is in it or is not."""

import html

import streamlit as st

from app.segments.query import SegmentQuery
from app.shared import charts, formats, frame
from app.shared.labels import rule_text, value_label
from app.shared.people import people_table
from app.shared.words import listed, t
from tagrid.published import account_number
from tagrid.segments import ChangeCondition, TagCondition, member_facts
from tagrid.segments.insight import RuleBranch, explain_membership

MAX_LETTERS = 120


def draw_members(query: SegmentQuery) -> None:
    """Draw the members, a page at a time."""
    charts.chart_title(t("members", n=formats.count(query.count)))
    st.caption(t("members_by_export"))

    def read(offset: int, limit: int) -> list[dict]:
        return member_facts(query.workspace.version, query.workspace.index, query.mask, limit, offset)

    people_table("segment_members", query.count, read, query.key, link="members")


def draw_why(query: SegmentQuery) -> None:
    """Ask for a customer and draw the branches."""
    frame.follow_text("who", "why_customer")
    wanted = account_number(
        st.text_input(t("why_customer"), key="why_customer", placeholder=t("why_such"), max_chars=60)
    )
    frame.write_link(who=wanted or None)
    if not wanted:
        st.caption(t("why_begin"))
        return
    assert query.rule is not None
    branch = explain_membership(query.workspace, wanted, query.rule)
    charts.chart_title(t("why_in" if branch.holds else "why_not", customer=wanted))
    st.html(f"<div class='tg-why'>{''.join(_lines(query, branch, 0))}</div>")
    st.caption(t("why_help"))


def _lines(query: SegmentQuery, branch: RuleBranch, depth: int) -> list[str]:
    inner = [line for one in branch.branches for line in _lines(query, one, depth + 1)]
    mark, kind = ("✓", "yes") if branch.holds else ("✗", "no")
    bold = " decides" if branch.decides else ""
    line = (
        f"<div style='padding-left:{1.3 * depth:.1f}rem' class='{bold.strip()}'><span class='{kind}'>{mark}</span> "
        f"{html.escape(_words(query, branch))}<span class='found'>{html.escape(_found(query, branch))}</span></div>"
    )
    return [line, *inner]


def _words(query: SegmentQuery, branch: RuleBranch) -> str:
    groups = {"all": "all_of", "any": "any_of", "not": "none_of"}
    if branch.kind in groups:
        return t(groups[branch.kind])
    words = rule_text(query.workspace.catalog, query.workspace.parse(branch.text))
    return words if len(words) <= MAX_LETTERS else f"{words[:MAX_LETTERS]}…"


def _found(query: SegmentQuery, branch: RuleBranch) -> str:
    """Return the customer's own value of a condition, in words."""
    if branch.kind not in ("value", "feature", "changed"):
        return ""
    rule, found = query.workspace.parse(branch.text), branch.found
    if isinstance(rule, TagCondition):
        text = value_label(query.workspace.catalog.tags[rule.tag], found) if found else "–"
    elif isinstance(rule, ChangeCondition):
        tag = query.workspace.catalog.tags[rule.tag]
        steps = [f"{one['on']} {value_label(tag, one['from'])} → {value_label(tag, one['to'])}" for one in found or []]
        text = listed(steps, zh="；", en="; ") or t("no_change")
    elif isinstance(found, bool):
        text = t("yes" if found else "no")
    elif isinstance(found, int | float):
        text = f"{round(found, 2):,}"
    else:
        text = t("empty") if found is None else str(found)
    return t("its_value", value=text)
