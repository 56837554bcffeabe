"""The three documents of a customer: made on request, in the language in force, as PDF or HTML."""

import streamlit as st

from app.shared.words import language, message, t, t_markdown
from tagrid.core.errors import TagridError
from tagrid.documents.render import pdf, render

_MADE = "portrait_documents"

_DOCUMENTS = {
    "usage": ("document_usage", "document_usage_what"),
    "health": ("document_health", "document_health_what"),
    "outage": ("document_outage", "document_outage_what"),
}

_FORMS = {"pdf": ("PDF", "application/pdf"), "html": ("HTML", "text/html")}


@st.fragment
def draw(version, customer_id: str) -> None:
    """Draw a button a document; once made, the button to download it takes its place."""
    st.header(t("documents"), anchor=False)
    st.caption(t_markdown("documents_how", day=version.as_of))
    form = st.segmented_control(
        t("documents_form"), list(_FORMS), format_func=lambda one: _FORMS.get(one, _FORMS["pdf"])[0],
        default="pdf", key="document_form", required=True, label_visibility="collapsed",
    )  # fmt: skip
    for column, kind in zip(st.columns(len(_DOCUMENTS)), _DOCUMENTS, strict=True):
        with column.container(border=True):
            _one(version, customer_id, kind, form)


def _one(version, customer_id: str, kind: str, form: str) -> None:
    title, what = map(t, _DOCUMENTS[kind])
    st.markdown(f"**{title}**")
    st.caption(what)
    made = st.session_state.setdefault(_MADE, {})
    key = (version.id, customer_id, kind, language(), form)
    place = st.empty()
    if key not in made:
        if not place.button(t("document_make"), key=f"make_{kind}", icon=":material/description:", width="stretch"):
            return
        with place, st.spinner(t("document_making"), show_time=True):
            made.clear()  # one at a time: a session holds no pile of files
            if not _make(made, key, version):
                return
    name = f"{title}-{customer_id}-{version.as_of}.{form}"
    place.download_button(
        t("document_download", size=f"{len(made[key]) / 1024:,.0f}"), made[key], name, _FORMS[form][1],
        key=f"get_{kind}", icon=":material/download:", type="primary", width="stretch", on_click="ignore",
    )  # fmt: skip


def _make(made: dict, key: tuple, version) -> bool:
    _, customer_id, kind, lang, form = key
    try:
        made[key] = (pdf if form == "pdf" else render)(version, customer_id, kind, lang)
    except TagridError as error:
        st.error(message(error), icon=":material/error:")
        return False
    return True
