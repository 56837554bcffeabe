"""Who works at the app: asked for once and remembered by this browser, or set for the installation (`user`).

No page shows an account of the machine that serves it. Where a login names the person, it is to be read here.
"""

from urllib.parse import quote, unquote

import streamlit as st

from app.shared.words import in_language, t
from tagrid.core.settings import settings
from tagrid.segments import MOST_DETAIL, user_text

_COOKIE = "tagrid_person"

_NAME, _STORED = "person_name", "person_stored"


def current_person() -> str:
    """Return who works here: named in this session, by the settings, or last in this browser; empty for nobody yet."""
    return st.session_state.get(_NAME) or settings().user or _clean(unquote(st.context.cookies.get(_COOKIE) or ""))


def remember_person(name: str) -> None:
    """Take a name for the next time; an empty one changes nothing."""
    if name := _clean(name):
        st.session_state[_NAME] = name


def store_person() -> None:
    """Have the browser remember who was named in this session; called once a run."""
    name = st.session_state.get(_NAME)
    if name and st.session_state.get(_STORED) != name:
        st.session_state[_STORED] = name
        cookie = f"{_COOKIE}={quote(name, safe='')}; path=/; max-age=31536000; SameSite=Strict"
        st.html(f'<script>document.cookie = "{cookie}";</script>', unsafe_allow_javascript=True)


def is_person_named() -> bool:
    """Return whether it is known who works here; where it is not, draw the field to say so."""
    if current_person():
        return True
    st.text_input(
        t("person_first"), key="person_first", max_chars=MOST_DETAIL, icon=":material/badge:",
        on_change=lambda: remember_person(st.session_state["person_first"]),
    )  # fmt: skip
    return False


def person_label(name: str) -> str:
    """Return a recorded name as pages show it."""
    return name if name == current_person() else in_language(user_text(name))


def _clean(name: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in name).split())[:MOST_DETAIL]
