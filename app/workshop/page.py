"""Tag workshop 标签工坊: a tag in five steps, each checked as it is made, and a file handed over for review."""

import streamlit as st

from app.shared import editor_state, frame
from app.shared.words import escape_markdown, in_language, t
from app.workshop import rule, sidebar, step_forms
from app.workshop.state import (
    BEGUN_WITH,
    STEP_WORDS,
    begin,
    draft_idea,
    follow_draft,
    keep_draft,
    previewed,
    start_again,
)
from tagrid.core.errors import TagridError
from tagrid.core.project import home
from tagrid.governance.workshop import draft_from_segment, open_points

STEPS = tuple(STEP_WORDS)

QUESTIONS = {
    "1": "workshop_ask_1",
    "2": "workshop_ask_2",
    "3": "workshop_ask_3",
    "4": "workshop_ask_4",
    "5": "workshop_ask_5",
    "6": "workshop_ask_6",
}

FORMS = {
    "1": step_forms.draw_requirement,
    "2": step_forms.draw_concept,
    "3": rule.draw_rule,
    "4": step_forms.draw_classification,
    "5": step_forms.draw_management,
    "6": step_forms.draw_file,
}


def _draft() -> None:
    """Go on with the draft of the link; say so where it is not there any more."""
    if follow_draft() is None:
        st.warning(t("workshop_draft_gone"), icon=":material/link_off:")


def _proposed(opened: frame.OpenedVersion) -> None:
    """Begin with the saved segment of the link, once; where it cannot be used draw why, and lose nothing."""
    name = frame.link_value("segment")
    if not name:
        return
    if st.session_state.get(BEGUN_WITH) != name:
        try:
            made = draft_from_segment(home(), editor_state.workspace(opened), name)
        except TagridError as fault:
            st.error(escape_markdown(in_language(fault)), icon=":material/error:")
            return
        begin(made)
        st.session_state[BEGUN_WITH] = name
    st.info(t("workshop_from_segment", name=escape_markdown(name)), icon=":material/bookmarks:")


def _again() -> None:
    start_again()
    frame.write_link(segment=None, draft=None, step=None)


def _go(step: str) -> None:
    st.session_state["workshop_step"] = step


def _choose_step() -> str:
    """Draw the five steps and the hand-over as one line; the link names the step."""
    frame.follow_link("step", "workshop_step", STEPS, STEPS[0])
    names = {step: t(words) if step == "6" else f"{step}  {t(words)}" for step, words in STEP_WORDS.items()}
    steps, again = st.columns([6, 1], vertical_alignment="center")
    chosen = steps.segmented_control(
        t("workshop_steps"),
        STEPS,
        format_func=lambda step: names[step],
        key="workshop_step",
        required=True,
        label_visibility="collapsed",
        width="stretch",
    )
    again.button(t("workshop_again"), icon=":material/restart_alt:", type="tertiary", on_click=_again)
    frame.write_link(step=chosen if chosen != STEPS[0] else None)
    return chosen or STEPS[0]


def _turn(step: str) -> None:
    """Draw the buttons to the step before and after."""
    back, _, on = st.columns([1, 3, 1])
    at = STEPS.index(step)
    if at:
        before = STEPS[at - 1]
        back.button(t("workshop_back"), icon=":material/arrow_back:", on_click=_go, args=(before,), width="stretch")
    if at + 1 < len(STEPS):
        after = STEPS[at + 1]
        on.button(
            t("workshop_on"),
            icon=":material/arrow_forward:",
            on_click=_go,
            args=(after,),
            width="stretch",
            type="primary",
        )


st.title(t("workshop"), anchor=False)
opened = frame.opened()
st.caption(t("workshop_what"))
_draft()
_proposed(opened)
step = _choose_step()
form, side = st.columns([2.1, 1], gap="large")

with form:
    st.header(t(QUESTIONS[step]), anchor=False)
    FORMS[step](opened)
    _turn(step)

seen, _ = previewed(opened)
made = draft_idea()

with side:
    sidebar.draw(opened, step, made, seen, open_points(made, opened.catalog, seen))

keep_draft()
