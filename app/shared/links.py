"""Links from one page to another: the one way to make them, so that each carries the language and what it shows.

Each is a link of the browser, which opens in another tab too and says where it leads.

Whoever opens a link, goes back to it or reloads it sees the same page in the same language: nothing of what a link
shows is handed over by the session alone.
"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.shared.words import language


def _query(state: dict[str, str | None]) -> dict[str, str]:
    """Return the query of a link: the language in force and what the page is to show; None is left out."""
    return {"lang": language(), **{key: value for key, value in state.items() if value is not None}}


def page_link(
    page: str,
    label: str,
    *,
    icon: str | None = None,
    help: str | None = None,
    place: DeltaGenerator | None = None,
    **state: str | None,
) -> None:
    """Draw a link to a page, named as in its address; ``label`` and ``help`` are Markdown, ``state`` its keys."""
    draw = place.page_link if place else st.page_link
    draw(f"{page}/page.py", label=label, icon=icon, help=help, query_params=_query(state))
