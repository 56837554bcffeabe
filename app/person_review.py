"""What people said of a customer's risk, and the form in which a person says it."""

import streamlit as st

from app import charts, models_facts, tables
from app.person_reasons import score_of
from app.tag_card import value_name
from app.words import t, told
from models_ml.harness.declaration import Score
from tagrid.errors import TagridError
from tagrid.home import home
from tagrid.refresh.versions import current
from tagrid.review import VERDICTS, add, reviews

WORDS = {"confirmed": "rv_confirmed", "refuted": "rv_refuted"}


def draw(version, tag, seen: dict) -> None:
    """Draw the reviews of a customer's tag and, on today's version, the form for another."""
    score = score_of(tag)
    if not isinstance(score, Score):
        return
    who = seen["customer"]["customer_id"]
    charts.titled(t("rv_title"))
    try:
        found = reviews(home(), who, tag.name)
    except TagridError as error:
        st.error(told(error), icon=":material/error:")
        return
    if st.session_state.pop("review_kept", None):
        st.success(t("rv_kept"), icon=":material/check:")
    if found:
        listed(found, tag)
    else:
        st.caption(t("rv_none"))
    if version.id == current(home()).id:
        _form(tag, score, who)


def listed(found: list[dict], tag, has_customer: bool = False) -> None:
    """Draw reviews of one tag, the newest first."""
    rows = []
    for one in found:
        told_of = {t("rv_customer"): one["customer_id"]} if has_customer else {}
        then = value_name(tag, one["value"]) + (f" ({one['output']:.1%})" if one["output"] is not None else "")
        said = {t("rv_verdict"): t(WORDS[one["verdict"]]), t("rv_because"): one["because"], t("rv_by"): one["by"]}
        rows.append({t("rv_day"): str(one["reviewed_on"]), **told_of, t("rv_then"): then, **said})
    tables.listed(rows)


def _form(tag, score: Score, who: str) -> None:
    key = f"{tag.name}_{who}"
    labels = {verdict: t(WORDS[verdict]) for verdict in VERDICTS}
    with st.expander(t("rv_add"), icon=":material/rate_review:"), st.form(f"review_{key}", border=False):
        st.caption(t("rv_what", label=models_facts.both(score, "label")))
        verdict = st.segmented_control(
            t("rv_verdict"), list(labels), format_func=lambda one: labels.get(one, one), default=VERDICTS[0],
            key=f"review_verdict_{key}", required=True,
        )  # fmt: skip
        because = st.text_area(
            t("rv_because"), key=f"review_because_{key}", height=80, placeholder=t("rv_because_help"), max_chars=1000
        )
        by = st.text_input(
            t("rv_by"), value=st.session_state.get("reviewer", ""), key=f"review_by_{key}", max_chars=100
        )
        if st.form_submit_button(t("rv_send"), icon=":material/check:"):
            _record(who, tag.name, verdict or VERDICTS[0], because, by)


def _record(who: str, tag: str, verdict: str, because: str, by: str) -> None:
    try:
        add(home(), who, tag, verdict, because, by)
    except TagridError as error:
        st.error(told(error), icon=":material/error:")
        return
    st.session_state["reviewer"], st.session_state["review_kept"] = by, True
    st.rerun()
