"""Why a tag has its value: the branch that applies, with the customer's own numbers, and the model's reasons."""

import html

import polars as pl
import streamlit as st

from app import charts, frame, person_reasons, person_review
from app.tag_card import value_name
from app.words import language, named, t
from tagrid.portrait.leave import HIDDEN
from tagrid.portrait.why import Why, why

FIRST = ("fee_recovery_risk", "value_tier", "arrears_status")


def draw(version, catalog, seen: dict) -> None:
    """Ask for a tag, and draw why it has its value."""
    held = {row["tag"]: row for row in seen["tags"] if row["tag"] in catalog.tags and row["value"] != HIDDEN}
    st.subheader(t("why_title"), anchor=False)
    if not held:
        st.caption(t("why_no_tags"))
        return
    tag, row = _choose(catalog, held)
    with version.connect() as con:
        found = why(con, catalog, tag, seen["customer"]["customer_id"])
    if found is None:
        st.caption(t("why_not_published"))
        return
    person_reasons.draw(version, tag, row, seen, _output(found, tag))
    _numbers(found, tag, row)
    _steps(found, tag)
    _behind(found, tag, seen)
    person_review.draw(version, tag, seen)


def _choose(catalog, held: dict[str, dict]) -> tuple:
    wanted = frame.linked("why")
    first = next((name for name in (wanted, *FIRST) if name in held), next(iter(held)))
    names = list(held)
    labels = {name: _said(catalog.tags[name], row["value"]) for name, row in held.items()}
    chosen = st.selectbox(
        t("why_choose"), names, index=names.index(first), format_func=lambda one: labels.get(one, one),
        key=f"why_{','.join(names)[:40]}", label_visibility="collapsed",
    )  # fmt: skip
    frame.link(why=chosen if chosen != next((name for name in FIRST if name in held), None) else None)
    return catalog.tags[chosen], held[chosen]


def _said(tag, code: str) -> str:
    return f"{named(tag.label)}{t('colon')}{value_name(tag, code)}"


def _output(found: Why, tag) -> float | str | None:
    """Return what a score said, as the rule read it."""
    score = person_reasons.score_of(tag)
    return next((one.value for one in found.numbers if score and one.name == score.output), None)


def _numbers(found: Why, tag, row: dict) -> None:
    said = language()
    charts.titled(t("why_because", tag=named(tag.label), value=value_name(tag, found.value)))
    if found.value != row["value"]:
        st.caption(t("why_held", value=value_name(tag, row["value"])))
    shown = found.decisive or found.numbers
    cells = "".join(
        f"<span>{html.escape(one.label[said])}</span><b>{html.escape(one.said[said])}</b><code>{one.name}</code>"
        for one in shown
    )
    st.html(f"<div class='tg-numbers'>{cells}</div>")


def _steps(found: Why, tag) -> None:
    """Draw the branches in the rule's order: those passed over, the one that applies, and those not come to."""
    lines, decided = [], False
    for step in found.steps:
        mark, kind = ("✓", "now") if step.applies else ("·", "rest") if decided else ("✗", "past")
        decided = decided or step.applies
        words = step.condition[language()] if step.condition else t("why_else")
        given = value_name(tag, step.value) if step.value else t("why_any")
        state = "yes" if step.applies else kind
        lines.append(
            f"<span class='{state}'>{mark}</span><span class='{kind}' title='{html.escape(step.sql, quote=True)}'>"
            f"{html.escape(words)}</span><span class='{kind}'>{html.escape(given)}</span>"
        )
    if not decided:
        lines.append(f"<span class='yes'>✓</span><span class='now'>{t('why_none')}</span><span></span>")
    if len(found.steps) == 1 and found.steps[0].condition is None:
        st.caption(t("why_straight"))
        return
    st.caption(t("why_order"))
    st.html(f"<div class='tg-steps'>{''.join(lines)}</div>")


def _behind(found: Why, tag, seen: dict) -> None:
    said = language()
    table = pl.DataFrame(
        [(one.label[said], one.said[said], one.name) for one in found.numbers],
        schema=[t("why_number"), t("value"), t("code")],
        orient="row",
    )
    with st.container(horizontal=True):
        charts.behind(table, f"why_{tag.name}_{seen['customer']['customer_id']}", "why")
        with st.popover(t("why_rule"), icon=":material/code:"):
            st.code(tag.rule_sql, language="sql")
