"""Catalog 标签目录: walk the five levels, see a tag's meaning, rule and live distribution, and the versions."""

import streamlit as st

from app import frame, tag_card, tree
from app.words import t
from tagrid.home import home
from tagrid.refresh.versions import versions


def _matches(tag, text: str) -> bool:
    words = [tag.name, tag.label.zh, tag.label.en, tag.definition.zh, tag.definition.en]
    words += [w for label in tag.values.values() for w in (label.zh, label.en)]
    return text.casefold() in " ".join(words).casefold()


def _choose_version(newest):
    kept = {version.id: version for version in [newest, *versions(home())]}
    words = {key: f"{key}  ({t('catalog_version')} {v.manifest['catalog_version']})" for key, v in kept.items()}
    chosen = st.selectbox(
        t("version"),
        list(kept),
        format_func=lambda key: words.get(key, key),
        label_visibility="collapsed",
        key="catalog_version",
    )
    return kept.get(chosen, newest)


st.title(t("catalog"))
newest = frame.opened().version
search, choice = st.columns([3, 1.3])
text = search.text_input(
    t("search_tag"), placeholder=t("search_tag"), label_visibility="collapsed", key="catalog_search"
)
with choice:
    version = _choose_version(newest)
catalog = frame.catalog_of(version)
selected = frame.linked("tag")
if selected not in catalog.tags:
    selected = None

left, right = st.columns([1, 2.7], gap="large")
with left:
    shown = {name: tag for name, tag in catalog.tags.items() if not text or _matches(tag, text.strip())}
    if shown:
        selected = tree.walk(catalog, shown, selected, opened=bool(text))
    else:
        st.info(t("no_tag_found", text=text), icon=":material/search_off:")
frame.link(tag=selected)
with right:
    if selected:
        if st.button(t("whole_tree"), icon=":material/arrow_back:", type="tertiary"):
            frame.link(tag=None)
            st.rerun()
        tag_card.draw(catalog, catalog.tags[selected])
    else:
        tree.picture(catalog)
        tree.released(newest)
