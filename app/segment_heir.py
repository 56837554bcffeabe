"""A saved segment whose tag was retired: what its rule would be with the successor, and one click to have it so."""

import streamlit as st

from app import segment_guard
from app.segment_save import who
from app.segment_words import plain, said
from app.words import t, told
from tagrid.errors import BadInput, TagridError
from tagrid.home import home
from tagrid.segments.desk import Desk
from tagrid.segments.keep.refreshed import record_sizes
from tagrid.segments.keep.state import State
from tagrid.segments.keep.successor import rewritten, succeed


def draw(desk: Desk, found: State, fault: str) -> None:
    """Draw the rule with the successor; the click saves it. What goes wrong is left in the session as `fault`."""
    if not any(one.successor for one in found.retired):
        return
    try:
        rule = desk.parse(rewritten(desk, found.kept.expression))
    except BadInput as error:
        st.caption(plain(told(error)))
        return
    count = segment_guard.count(desk.index.count(rule), segment_guard.is_closed(desk.catalog, rule))
    st.markdown(plain(t("heir_rule", rule=said(desk.catalog, rule)[:400], n=count)))
    st.button(
        t("heir_use"), icon=":material/published_with_changes:", type="primary", help=t("heir_help"),
        on_click=_use, args=(desk, found.kept.name, fault), key="saved_heir",
    )  # fmt: skip


def _use(desk: Desk, name: str, fault: str) -> None:
    try:
        succeed(home(), desk, name, who())
        record_sizes(home(), desk.version, name)
    except TagridError as error:
        st.session_state[fault] = error.both
