"""Portrait 客户画像: find one customer, and see who it is, its tags, use, bills, service and risk."""

import streamlit as st

from app import frame, person, person_changes, person_history
from app.words import t
from tagrid.errors import BadInput
from tagrid.home import home
from tagrid.portrait import portrait, portrait_on, search

FOUND = 12
DAYS = 730  # two years, so that the last one can be compared with the one before


def _choose(rows: list[dict]) -> None:
    for row in rows:
        words = "   ".join(str(row[key]) for key in ("customer_id", "customer_name", "district") if row.get(key))
        if st.button(words, key=f"found_{row['customer_id']}", type="tertiary", icon=":material/person:"):
            frame.link(id=row["customer_id"])
            st.session_state.pop("portrait_text", None)
            st.rerun()


def _find(opened) -> None:
    """Draw the search; choosing a customer puts it in the link."""
    text = st.text_input(
        t("find_customer"), placeholder=t("find_customer"), key="portrait_text", label_visibility="collapsed"
    ).strip()
    rows = search(opened.version, text, limit=FOUND)
    if text and not rows:
        st.info(t("no_customer_found", text=text), icon=":material/person_search:")
        return
    st.caption(t("found", n=f"{len(rows)}{'+' if len(rows) == FOUND else ''}") if text else t("find_how"))
    if not text:
        st.markdown(f"**{t('some_to_start')}**")
    _choose(rows)


st.title(t("portrait"))
opened = frame.opened()
if "portrait_id" in st.session_state:
    frame.link(id=st.session_state.pop("portrait_id"))
wanted = frame.linked("id")
if not wanted:
    _find(opened)
    st.stop()
if st.button(t("another"), icon=":material/arrow_back:", type="tertiary"):
    frame.link(id=None, as_of=None, known=None)
    st.rerun()
day, known = person_changes.choose_day(opened.version)
try:
    if day == opened.version.as_of:
        seen, catalog = portrait(opened.version, wanted, opened.catalog, days=DAYS), opened.catalog
    else:
        seen, catalog = portrait_on(home(), wanted, day, known, DAYS)
        person_changes.told_by(seen)
except BadInput as error:
    st.error(str(error), icon=":material/error:")
    st.stop()
person.header(catalog, seen)
left, right = st.columns([1, 1.9], gap="large")
with left:
    person.tags(catalog, seen)
with right:
    # The history keeps tags and readings; what else was known that day went with its version.
    whole = seen.get("source") != "history"
    if whole:
        person.reasons(catalog, seen)
    person_changes.changes(opened.version, wanted)
    person_history.usage(seen)
    if whole:
        person_history.bills(seen)
        person_history.events(seen)
