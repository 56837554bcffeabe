"""The search for a customer: what is typed, and those it fits."""

import streamlit as st

from app import numbers
from app.segment_words import plain
from app.words import t
from tagrid.portrait import search
from tagrid.portrait.leave import masked_contact

FOUND = 12


def choose(version, key: str, without: str | None = None) -> str | None:
    """Draw a search and what it finds; return the account number that was clicked."""
    text = st.text_input(
        t("find_customer"), placeholder=t("find_customer"), key=f"{key}_text", label_visibility="collapsed",
        max_chars=100, icon=":material/search:",
    ).strip()  # fmt: skip
    rows = [row for row in search(version, text, limit=FOUND) if row["customer_id"] != without]
    if text and not rows:
        st.info(t("no_customer_found", text=plain(text)), icon=":material/person_search:")
        return None
    if text and [row["customer_id"] for row in rows] == [text]:  # a whole number: nobody else is meant
        st.session_state.pop(f"{key}_text", None)
        return text
    st.caption(t("found", n=f"{len(rows)}{'+' if len(rows) == FOUND else ''}") if text else t("find_how"))
    if not text:
        st.markdown(f"**{t('some_to_start')}**")
    return _clicked(rows, key)


def _clicked(rows: list[dict], key: str) -> str | None:
    for row in map(masked_contact, rows):
        if st.button(_line(row), key=f"found_{key}_{row['customer_id']}", type="tertiary", icon=":material/person:"):
            st.session_state.pop(f"{key}_text", None)
            return row["customer_id"]
    return None


def _line(row: dict) -> str:
    parts = [row["customer_id"], row["customer_name"], row["district"], row.get("address")]
    used = numbers.kwh(row["annual_kwh"]) if row.get("annual_kwh") else None
    return " · ".join(plain(str(part)) for part in (*parts, used) if part)
