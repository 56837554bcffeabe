"""Links from one page to another: the one way to make them, so that each carries the language and what it shows.

Whoever opens a link, goes back to it or reloads it sees the same page in the same language: nothing of what a link
shows is handed over by the session alone.
"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.shared.words import language


def _file(page: str) -> str:
    return f"{page}/page.py"


def _query(state: dict[str, str | None]) -> dict[str, str]:
    """Return the query of a link: the language in force and what the page is to show; None is left out."""
    return {"lang": language(), **{key: value for key, value in state.items() if value is not None}}


def page_link(
    page: str,
    label: str,
    *,
    icon: str | None = None,
    place: DeltaGenerator | None = None,
    **state: str | None,
) -> None:
    """Draw a link to a page, named as in its address; ``label`` is Markdown, ``state`` the keys of its link."""
    draw = place.page_link if place else st.page_link
    draw(_file(page), label=label, icon=icon, query_params=_query(state))


def go(page: str, **state: str | None) -> None:
    """Open a page, named as in its address, with ``state`` as the keys of its link; the run ends here."""
    st.switch_page(_file(page), query_params=_query(state))
