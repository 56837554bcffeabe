"""Models 模型: what every score foretells, how good it is beside simpler rules, and whether it still holds."""

import streamlit as st

from app import frame, models_facts, models_one, models_overview
from app.words import t

opened = frame.opened()
found = models_facts.standings(opened.version)
wanted = frame.linked("score")
chosen = next((one for one in found if one.score.name == wanted), None)
if chosen is None:
    st.title(t("models"), anchor=False)
    if wanted:
        st.warning(t("md_unknown", score=wanted), icon=":material/search_off:")
    models_overview.draw(found, opened)
else:
    models_one.draw(chosen, opened)
