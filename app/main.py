"""The Streamlit app: `tagrid app` starts it. Each page asks the engine and draws; no business rule lives here."""

import sys
from pathlib import Path

# Streamlit puts app/ on the path, not the project's root.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import streamlit as st

from app.shared import frame, theme
from app.shared.words import t

st.set_page_config(page_title="tagrid", page_icon=":material/sell:", layout="wide")
frame.choose_language()
theme.apply()
page = st.navigation(
    [
        st.Page("home/page.py", url_path="home", title=t("home"), icon=":material/today:", default=True),
        st.Page("catalog/page.py", url_path="catalog", title=t("catalog"), icon=":material/account_tree:"),
        st.Page("workshop/page.py", url_path="workshop", title=t("workshop"), icon=":material/handyman:"),
        st.Page("evaluation/page.py", url_path="evaluation", title=t("evaluation"), icon=":material/fact_check:"),
        st.Page("compare/page.py", url_path="compare", title=t("compare"), icon=":material/compare_arrows:"),
        st.Page("segments/page.py", url_path="segments", title=t("segments"), icon=":material/filter_alt:"),
        st.Page("models/page.py", url_path="models", title=t("models"), icon=":material/model_training:"),
        st.Page("portrait/page.py", url_path="portrait", title=t("portrait"), icon=":material/person_search:"),
    ],
    position="top",
)
frame.header(page.url_path)
frame.run(page)
