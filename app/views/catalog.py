"""Catalog 标签目录: walk or search the five levels, see a tag's meaning, customers and origin, and the versions."""

import streamlit as st

from app import frame, tag_card, tree, tree_picture, tree_search, warm
from app.words import t, told
from tagrid.errors import BadInput
from tagrid.home import home
from tagrid.refresh.versions import versions


def _choose_version(newest):
    kept = {version.id: version for version in [newest, *versions(home())]}
    words = {key: f"{key}  ({t('catalog_version')} {v.manifest['catalog_version']})" for key, v in kept.items()}
    frame.follow("version", "catalog_version", kept, newest.id)
    # Who looks at the newest goes on with the one that comes after it.
    if st.session_state.get("catalog_newest", newest.id) != newest.id and not frame.linked("version"):
        st.session_state["catalog_version"] = newest.id
    st.session_state["catalog_newest"] = newest.id
    chosen = st.selectbox(
        t("version"),
        list(kept),
        format_func=lambda key: words.get(key, key),
        label_visibility="collapsed",
        key="catalog_version",
    )
    frame.link(version=chosen if chosen != newest.id else None)
    return kept.get(chosen, newest)


st.title(t("catalog"), anchor=False)
newest = frame.opened().version
search, choice = st.columns([3, 1.3])
if "catalog_search" not in st.session_state or frame.went("q"):
    st.session_state["catalog_search"] = frame.linked("q") or ""
text = search.text_input(
    t("search_tag"),
    placeholder=t("search_tag"),
    label_visibility="collapsed",
    key="catalog_search",
).strip()
frame.link(q=text or None)
with choice:
    version = _choose_version(newest)
catalog = frame.catalog_of(version)
everything = catalog.tags | catalog.shelved
selected = frame.linked("tag")
if selected and selected not in everything:
    try:
        catalog.tag(selected)
    except BadInput as error:
        st.warning(told(error), icon=":material/link_off:")
    selected = None

left, right = st.columns([1, 2.7], gap="large")
with left:
    selected = tree_search.results(catalog, text, selected) if text else tree.walk(catalog, selected)
frame.link(tag=selected)
with right:
    if selected:
        tag_card.draw(catalog, everything[selected], version)
    else:
        tree_picture.picture(catalog)
        tree.released(newest)
warm.ahead()
