"""Today 今日: how fresh the tags are, what moved since the version before, and the lists that await action."""

import streamlit as st

from app import frame, home_facts, home_lists, home_moved
from app import segment_state as state
from app.words import t
from tagrid.home import home
from tagrid.morning import morning

st.title(t("home"), anchor=False)
desk = state.desk(frame.opened())
with st.spinner(t("home_wait"), show_time=False):
    found = morning(home(), desk)
home_facts.draw(found)
left, right = st.columns([1.12, 1], gap="large")
with left:
    home_lists.draw(found)
with right:
    home_moved.tags(found)
    home_moved.segments(found)
