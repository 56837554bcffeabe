"""Models 模型: what every score predicts, how good it is against simpler rules, and whether it still holds."""

import streamlit as st

from app.models import overview, score
from app.shared import frame, scores
from app.shared.words import t, t_markdown

opened = frame.opened()
found = scores.score_statuses(opened.version)
wanted = frame.link_value("score")
chosen = next((one for one in found if one.score.name == wanted), None)

if chosen is None:
    st.title(t("models"), anchor=False)
    if wanted:
        st.warning(t_markdown("md_unknown", score=wanted), icon=":material/search_off:")
    overview.draw(found, opened)
else:
    score.draw_score(chosen, opened)
