"""Catalog 标签目录: walk or search the five levels, see a tag's meaning, customers and origin, and the versions."""

import streamlit as st

from app import frame, tag_card, tree, tree_picture, tree_search, warm
from app.words import t
from tagrid.home import home
from tagrid.refresh.versions import versions


def _choose_version(newest):
    kept = {version.id: version for version in [newest, *versions(home())]}
    words = {key: f"{key}  ({t('catalog_version')} {v.manifest['catalog_version']})" for key, v in kept.items()}
    wanted = frame.linked("version")
    chosen = st.selectbox(
        t("version"),
        list(kept),
        index=list(kept).index(wanted) if wanted in kept else 0,
        format_func=lambda key: words.get(key, key),
        label_visibility="collapsed",
        key="catalog_version",
    )
    frame.link(version=chosen if chosen != newest.id else None)
    return kept.get(chosen, newest)


st.title(t("catalog"))
newest = frame.opened().version
search, choice = st.columns([3, 1.3])
text = search.text_input(
    t("search_tag"),
    value=frame.linked("q") or "",
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
if selected not in everything:
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
