"""What a search in the catalog found: each tag with the words around the match, the match marked."""

import html

import streamlit as st

from app import tree
from app.words import t
from tagrid.catalog.search import Hit, search

AROUND = 24  # characters shown on either side of a match
MOST = 40
_FIELDS = {
    "name": "tag_name",
    "code": "code",
    "value": "value",
    "definition": "definition",
    "criterion": "criterion",
    "requirement": "requirement",
}


def excerpt(hit: Hit) -> str:
    """Return the words around a match as HTML, the match marked, cut where the text is long."""
    start, end = max(hit.start - AROUND, 0), hit.end + AROUND
    before, match, after = hit.text[start : hit.start], hit.text[hit.start : hit.end], hit.text[hit.end : end]
    dots = ("…" if start else "", "…" if end < len(hit.text) else "")
    return f"{dots[0]}{html.escape(before)}<mark>{html.escape(match)}</mark>{html.escape(after)}{dots[1]}"


def results(catalog, text: str, selected: str | None) -> str | None:
    """Draw the tags that were found, the best first; return the name of the tag that is chosen."""
    hits = search(catalog, text)
    if not hits:
        st.info(t("no_tag_found", text=text), icon=":material/search_off:")
        return selected
    st.caption(t("tags_found", n=len(hits)))
    tags = catalog.tags | catalog.shelved
    for hit in hits[:MOST]:
        tag = tags[hit.tag]
        with st.container(key=f"hit_{hit.tag}", gap=None):
            if tree.button(tag, selected, f"found_{hit.tag}"):
                selected = hit.tag
            status = "" if tag.status == "active" else f"<b>{t(tag.status)}</b> · "
            st.html(f"<div class='tg-hit'>{status}{t(_FIELDS[hit.field])}: {excerpt(hit)}</div>")
    if len(hits) > MOST:
        st.caption(t("tags_more", n=len(hits) - MOST))
    return selected
