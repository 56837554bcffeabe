"""The end of the workshop: the tag's file and its column, to download and to paste, and where both go."""

import streamlit as st

from app.words import named, t, told
from app.workshop_state import STEP_WORDS, idea, tried
from tagrid.catalog.workshop.hand_over import hand_over
from tagrid.catalog.workshop.steps import lacks


def draw(opened) -> None:
    """Draw the file once every step is complete; before that, what is open in which step."""
    made, (seen, _) = idea(), tried(opened)
    lacking = {step: points for step, points in lacks(made, opened.catalog, seen).items() if points}
    if lacking or seen is None:
        st.info(t("workshop_not_yet"), icon=":material/pending:")
        for step, points in lacking.items():
            st.markdown(f"**{step}  {t(STEP_WORDS[str(step)])}**")
            st.markdown("\n".join(f"- {named(point)}" for point in points))
        return
    handed = hand_over(made, seen)
    for fault in handed.faults:
        st.error(told(fault), icon=":material/error:")
    if not handed.faults:
        st.success(t("workshop_checked"), icon=":material/verified:")
    st.markdown(f"**1** {t('workshop_save', path=f'`{handed.place.path}`')}")
    st.code(handed.text, language="yaml", wrap_lines=True)
    st.download_button(
        t("workshop_download", name=f"{handed.place.name}.yml"),
        handed.text.encode(),
        f"{handed.place.name}.yml",
        "application/yaml",
        icon=":material/download:",
        type="primary",
    )
    st.markdown(f"**2** {t('workshop_paste', model=f'`{handed.place.model}`')}")
    st.code(handed.column, language="sql")
    if handed.joins:
        st.markdown(t("workshop_steps_add"))
        st.code(handed.steps, language="sql")
        st.markdown(t("workshop_joins_add"))
        st.code(handed.joins, language="sql")
    for column, theme in handed.open.items():
        st.warning(t("workshop_join", column=column, theme=theme), icon=":material/join:")
    st.markdown(f"**3** {t('workshop_then')}")
