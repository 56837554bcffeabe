"""Catalog 标签目录: walk or search the five levels, see a tag's meaning, customers and origin, and the versions."""

import streamlit as st

from app.catalog import related, tag_page, tree
from app.shared import frame
from app.shared.words import message, t
from tagrid.core.errors import BadInput
from tagrid.core.project import home
from tagrid.published import all_versions


def _choose_version(newest):
    versions = {version.id: version for version in [newest, *all_versions(home())]}
    words = {key: f"{key}  ({t('catalog_version')} {v.manifest['catalog_version']})" for key, v in versions.items()}
    frame.follow_link("version", "catalog_version", versions, newest.id)
    # Who looks at the newest goes on with the one that comes after it.
    if st.session_state.get("catalog_newest", newest.id) != newest.id and not frame.link_value("version"):
        st.session_state["catalog_version"] = newest.id
    st.session_state["catalog_newest"] = newest.id
    chosen = st.selectbox(
        t("version"),
        list(versions),
        format_func=lambda key: words.get(key, key),
        label_visibility="collapsed",
        key="catalog_version",
    )
    frame.write_link(version=chosen if chosen != newest.id else None)
    return versions.get(chosen, newest)


st.title(t("catalog"), anchor=False)
newest = frame.opened().version
search, choice = st.columns([3, 1.3])

frame.follow_text("q", "catalog_search")
text = search.text_input(
    t("search_tag"),
    placeholder=t("search_tag"),
    label_visibility="collapsed",
    key="catalog_search",
).strip()
frame.write_link(q=text or None)

with choice:
    version = _choose_version(newest)

catalog = frame.catalog_of(version)
everything = catalog.tags | catalog.shelved
selected = frame.link_value("tag")

if selected and selected not in everything:
    try:
        catalog.tag(selected)
    except BadInput as error:
        st.warning(message(error), icon=":material/link_off:")
    selected = None


left, right = st.columns([1, 2.7], gap="large")

with left:
    selected = tree.draw_results(catalog, text, selected) if text else tree.walk(catalog, selected)

frame.write_link(tag=selected)

with right:
    if selected:
        with st.container(key="catalog_tag"):
            tag_page.draw(catalog, everything[selected], version)
    else:
        tree.draw_picture(catalog)
        tree.released(newest)

related.preload()
