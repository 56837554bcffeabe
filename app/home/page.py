"""Today 今日: how fresh the tags are, what moved since the version before, and the lists that await action."""

import streamlit as st

from app.home import sections
from app.shared import editor_state as state, frame
from app.shared.words import t
from tagrid.core.project import home as project_home
from tagrid.overview import overview

st.title(t("home"), anchor=False)
workspace = state.workspace(frame.opened())

with st.spinner(t("home_wait"), show_time=False):
    found = overview(project_home(), workspace)

sections.draw_facts(found)
left, right = st.columns([1.12, 1], gap="large")

with left:
    sections.draw_lists(found)

with right:
    sections.draw_moved_tags(found)
    sections.draw_moved_segments(found)
