"""Tag workshop 标签工坊: a tag in five steps, each checked as it is made, and a file handed over for review."""

import streamlit as st

from app import frame, segment_state, workshop_file, workshop_rule, workshop_side, workshop_steps
from app.segment_words import plain
from app.words import t, told
from app.workshop_state import STEP_WORDS, begin, idea, start_again, tried
from tagrid.catalog.workshop.proposal import proposal
from tagrid.catalog.workshop.steps import lacks
from tagrid.errors import TagridError
from tagrid.home import home

# The saved segment that the form was filled from.
_FROM = "workshop_from"
STEPS = tuple(STEP_WORDS)
ASKED = {
    "1": "workshop_ask_1",
    "2": "workshop_ask_2",
    "3": "workshop_ask_3",
    "4": "workshop_ask_4",
    "5": "workshop_ask_5",
    "6": "workshop_ask_6",
}
DRAWN = {
    "1": workshop_steps.requirement,
    "2": workshop_steps.concept,
    "3": workshop_rule.draw,
    "4": workshop_steps.classification,
    "5": workshop_steps.management,
    "6": workshop_file.draw,
}


def _proposed(opened: frame.Opened) -> None:
    """Begin with the saved segment that the link names, once; what is wrong with it is told, and nothing is lost."""
    name = frame.linked("segment")
    if not name:
        return
    if st.session_state.get(_FROM) != name:
        try:
            made = proposal(home(), segment_state.desk(opened), name)
        except TagridError as fault:
            st.error(plain(told(fault)), icon=":material/error:")
            return
        begin(made)
        st.session_state[_FROM] = name
    st.info(t("workshop_from_segment", name=plain(name)), icon=":material/bookmarks:")


def _again() -> None:
    start_again()
    frame.link(segment=None)


def _go(step: str) -> None:
    st.session_state["workshop_step"] = step


def _choose_step() -> str:
    """Draw the five steps and the hand-over as one line; the link says where somebody stands."""
    if "workshop_step" not in st.session_state:
        wanted = frame.linked("step")
        st.session_state["workshop_step"] = wanted if wanted in STEPS else "1"
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
    frame.link(step=chosen)
    return chosen or STEPS[0]


def _turn(step: str) -> None:
    """Draw the way to the step before and after."""
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
_proposed(opened)
step = _choose_step()
form, side = st.columns([2.1, 1], gap="large")
with form:
    st.subheader(t(ASKED[step]), anchor=False)
    DRAWN[step](opened)
    _turn(step)
seen, _ = tried(opened)
made = idea()
with side:
    workshop_side.draw(opened, step, made, seen, lacks(made, opened.catalog, seen))
