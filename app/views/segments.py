"""Segments 客群: compose by facets or as text, with the exact count, what sets the segment apart, and its members."""

import streamlit as st

from app import composer, frame, segment_panel
from app.words import t

st.title(t("segments"))
opened = frame.opened()
left, right = st.columns([1.7, 1], gap="large")
with left:
    rule, subject = composer.compose(opened)
with right:
    segment_panel.draw(opened, rule, subject)
