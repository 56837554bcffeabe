"""The Streamlit app: `tagrid app` starts it. Each page asks the engine and draws; no business rule lives here."""

import sys
from pathlib import Path

# Streamlit puts app/ on the path, not the project's root.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import streamlit as st

from app.shared import browser, frame, theme
from app.shared.words import t

# Each page's icon, in the order of the navigation: on a narrow screen the last ones fold into a menu.
PAGES = {
    "home": ":material/today:",
    "segments": ":material/filter_alt:",
    "portrait": ":material/person_search:",
    "catalog": ":material/account_tree:",
    "models": ":material/model_training:",
    "evaluation": ":material/fact_check:",
    "compare": ":material/compare_arrows:",
    "workshop": ":material/handyman:",
}

ICON = Path(__file__).with_name("icon.png")

# Before the navigation: a page's own icon would be the tab's until then, and is fetched from another host.
st.set_page_config(page_icon=str(ICON), layout="wide")
frame.choose_language()
page = st.navigation(
    [
        st.Page(f"{name}/page.py", url_path=name, title=t(name), icon=icon, default=name == "home")
        for name, icon in PAGES.items()
    ],
    position="top",
)
st.set_page_config(page_title=f"{page.title} · tagrid")
theme.apply()
browser.apply()
frame.header(page.url_path)
frame.run(page)
