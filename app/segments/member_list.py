"""Members of a segment by name, and why one customer is in it or is not."""

import html

import polars as pl
import streamlit as st

from app.segments.query import SegmentQuery
from app.shared import charts, frame, links
from app.shared.labels import rule_text, value_label
from app.shared.words import listed, t
from tagrid.segments import ChangeCondition, TagCondition, member_facts
from tagrid.segments.insight import RuleBranch, explain_membership

MAX_MEMBERS = 50


MAX_LETTERS = 120


def draw_members(query: SegmentQuery) -> None:
    """Draw the first members."""
    rows = member_facts(query.workspace.version, query.workspace.index, query.mask, limit=MAX_MEMBERS)
    charts.chart_title(t("members", n=min(MAX_MEMBERS, query.count)))
    people_table(rows, "segment_members")


def people_table(rows: list[dict], key: str, **more: pl.Series) -> None:
    """Draw customers as a table, with `more` columns behind; choosing one opens its portrait."""
    table = pl.DataFrame(
        {
            t("customer_id"): [row["customer_id"] for row in rows],
            t("name"): [row["customer_name"] for row in rows],
            t("district"): [row["district"] for row in rows],
            t("annual_kwh"): [row["annual_kwh"] and round(row["annual_kwh"]) for row in rows],
            **more,
        }
    )
    st.caption(t("click_for_portrait"))
    chosen = st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        on_select="rerun",
        selection_mode="single-row",
        height=min(420, 38 + 35 * max(len(rows), 1)),
        column_config={
            t("name"): st.column_config.TextColumn(width=150),
            t("annual_kwh"): st.column_config.NumberColumn(format="localized", width=110),
        },
        key=key,
    )
    if chosen.selection.rows:
        links.go("portrait", id=rows[chosen.selection.rows[0]]["customer_id"])


def draw_why(query: SegmentQuery) -> None:
    """Ask for a customer and draw the branches."""
    frame.follow_text("who", "why_customer")
    wanted = st.text_input(t("why_customer"), key="why_customer", placeholder=t("why_such"), max_chars=60).strip()
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
