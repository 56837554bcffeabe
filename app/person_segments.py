"""The saved segments a customer is in, each with its rule in words and the way to it."""

import polars as pl
import streamlit as st

from app import charts
from app.segment_words import plain, said
from app.words import t
from tagrid.home import home
from tagrid.portrait.membership import Memberships, memberships
from tagrid.segments.desk import Desk
from tagrid.segments.saved import saved_segments

MOST_LINKS = 12


def draw(version, customer_id: str) -> None:
    """Draw the segments, or why there are none."""
    st.subheader(t("in_segments"), anchor=False)
    if not (kept := saved_segments(home())):
        st.caption(t("in_no_saved"))
        return
    desk = Desk(version, {one.name: one.expression for one in kept})
    found = memberships(desk, kept, customer_id)
    charts.titled(t("in_title", n=len(found.segments), all=found.asked))
    if found.segments:
        _table(desk, found, customer_id)
    if found.closed:
        st.caption(t("in_closed", n=found.closed))
    if found.unread:
        st.caption(t("in_unread", names="、".join(plain(name) for name in found.unread)))


def _table(desk: Desk, found: Memberships, customer_id: str) -> None:
    rows = [
        {
            t("name"): one.name,
            t("in_rule"): said(desk.catalog, rule),
            t("in_purpose"): one.purpose,
            t("in_owner"): one.owner,
            t("expression"): one.expression,
        }
        for one, rule in found.segments
    ]
    table = pl.DataFrame(rows)
    st.dataframe(table.drop(t("expression")), hide_index=True, width="stretch", height=min(36 * len(rows) + 40, 320))
    with st.container(horizontal=True):
        for one, _ in found.segments[:MOST_LINKS]:
            st.page_link(
                "views/segments.py",
                label=plain(one.name),
                icon=":material/filter_alt:",
                query_params={"at": "saved", "saved": one.name},
            )
    charts.behind(table, f"segments_{customer_id}", "in_segments")
