"""Dialogs that hold work: only their own buttons close them.

Escape closes a list that is open within a dialog, and would close the dialog with all that was entered; so would a
click beside it.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from app.shared.words import escape_markdown, t


def open_dialog(title: str, draw: Callable[..., None], *arguments: Any) -> None:
    """Open a dialog under ``title`` that ``draw`` fills; below it stands the button that closes it."""
    st.dialog(escape_markdown(title), width="large", dismissible=False)(_with_close)(draw, arguments)


def _with_close(draw: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    draw(*arguments)
    if st.button(t("close"), icon=":material/close:", type="tertiary", key="dialog_close"):
        st.rerun()
