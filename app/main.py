"""The Streamlit app: `tagrid app` starts it. Each page asks the engine and draws; no business rule lives here."""

import sys
from pathlib import Path

# Streamlit puts app/ on the path, not the project's root.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import streamlit as st

from app import frame, theme
from app.words import t

st.set_page_config(page_title="tagrid", page_icon=":material/sell:", layout="wide")
frame.choose_language()
theme.apply()
page = st.navigation(
    [
        st.Page("views/home.py", title=t("home"), icon=":material/today:", default=True),
        st.Page("views/catalog.py", title=t("catalog"), icon=":material/account_tree:"),
        st.Page("views/workshop.py", title=t("workshop"), icon=":material/handyman:"),
        st.Page("views/evaluation.py", title=t("evaluation"), icon=":material/fact_check:"),
        st.Page("views/compare.py", title=t("compare"), icon=":material/compare_arrows:"),
        st.Page("views/segments.py", title=t("segments"), icon=":material/filter_alt:"),
        st.Page("views/models.py", title=t("models"), icon=":material/model_training:"),
        st.Page("views/portrait.py", title=t("portrait"), icon=":material/person_search:"),
    ],
    position="top",
)
frame.header(page.url_path)
page.run()
