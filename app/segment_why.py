"""Why one customer is in a segment, or is not: the rule's branches with the customer's own values."""

import html

import streamlit as st

from app import charts, frame
from app.segment_asked import Asked
from app.segment_words import said
from app.tag_card import value_name
from app.words import t
from tagrid.segments.insight.why import Branch, why
from tagrid.segments.rule import Changed, Value

MOST_LETTERS = 120


def draw(asked: Asked) -> None:
    """Ask for a customer and draw the branches."""
    wanted = st.text_input(
        t("why_customer"), frame.linked("who") or "", key="why_customer", placeholder=t("why_such"), max_chars=60
    ).strip()
    frame.link(who=wanted or None)
    if not wanted:
        st.caption(t("why_begin"))
        return
    assert asked.rule is not None
    branch = why(asked.desk, wanted, asked.rule)
    charts.titled(t("why_in" if branch.holds else "why_not", customer=wanted))
    st.html(f"<div class='tg-why'>{''.join(_lines(asked, branch, 0))}</div>")
    st.caption(t("why_help"))


def _lines(asked: Asked, branch: Branch, depth: int) -> list[str]:
    below = [line for one in branch.branches for line in _lines(asked, one, depth + 1)]
    mark, kind = ("✓", "yes") if branch.holds else ("✗", "no")
    bold = " decides" if branch.decides else ""
    line = (
        f"<div style='padding-left:{1.3 * depth:.1f}rem' class='{bold.strip()}'><span class='{kind}'>{mark}</span> "
        f"{html.escape(_words(asked, branch))}<span class='found'>{html.escape(_found(asked, branch))}</span></div>"
    )
    return [line, *below]


def _words(asked: Asked, branch: Branch) -> str:
    groups = {"all": "all_of", "any": "any_of", "not": "none_of"}
    if branch.kind in groups:
        return t(groups[branch.kind])
    words = said(asked.desk.catalog, asked.desk.parse(branch.text))
    return words if len(words) <= MOST_LETTERS else f"{words[:MOST_LETTERS]}…"


def _found(asked: Asked, branch: Branch) -> str:
    """Return the customer's own value of a condition, in words."""
    if branch.kind not in ("value", "feature", "changed"):
        return ""
    rule, found = asked.desk.parse(branch.text), branch.found
    if isinstance(rule, Value):
        text = value_name(asked.desk.catalog.tags[rule.tag], found) if found else "–"
    elif isinstance(rule, Changed):
        tag = asked.desk.catalog.tags[rule.tag]
        steps = [f"{one['on']} {value_name(tag, one['from'])} → {value_name(tag, one['to'])}" for one in found or []]
        text = "；".join(steps) or t("no_change")
    elif isinstance(found, bool):
        text = t("yes" if found else "no")
    elif isinstance(found, int | float):
        text = f"{round(found, 2):,}"
    else:
        text = t("empty") if found is None else str(found)
    return t("its_value", value=text)
