"""What is related to a tag: nearest in meaning, most related in data, and everything that uses it.

`preload` loads in a thread what lineage and neighbours need.
"""

from threading import Thread

import polars as pl
import streamlit as st

from app.shared import charts, frame, links, tables
from app.shared.evaluation import stored_evaluation
from app.shared.words import escape_markdown, in_language, listed, message, t
from tagrid.catalog.uses import uses
from tagrid.core.errors import TagridError
from tagrid.core.project import home
from tagrid.governance.where_used import where_used
from tagrid.governance.workshop import in_meaning
from tagrid.landing import source_contracts
from tagrid.scoring import scores

MOST = 6

_DECLARED = {"derived": "declared_derived", "common": "declared_common"}


def _preload() -> None:
    # Imported to be there, not to be used here: the nearest tags need it, and it takes the longest to load.
    import sklearn.feature_extraction.text  # noqa: F401

    source_contracts()
    scores()


@st.cache_resource(show_spinner=False)
def preload() -> Thread:
    """Start loading in a thread; call it when the page is drawn."""
    thread = Thread(target=_preload, daemon=True)
    thread.start()
    return thread


def draw(catalog, tag, version) -> None:
    """Draw both kinds of nearness side by side, and below them where the tag is used."""
    meaning, data = st.columns(2, gap="large")
    with meaning:
        _in_meaning(catalog, tag, version)
    with data:
        _in_data(catalog, tag, version)
    _used(catalog, tag)


def _links(catalog, names: list[str], key: str) -> None:
    """Draw tags as links to their pages."""
    tags = catalog.tags | catalog.shelved
    with st.container(horizontal=True, gap="small", key=f"links_{key}"):
        for name in names:
            if name in tags and st.button(
                message(tags[name].label), key=f"{key}_{name}", help=escape_markdown(name), type="tertiary"
            ):
                frame.write_link(tag=name)
                st.rerun()


@st.cache_data(max_entries=512, show_spinner=False)
def _nearest(key: tuple[str, str], name: str, _catalog, _tag) -> list[tuple[str, float]]:
    texts = [_tag.label, _tag.definition, _tag.criterion, *_tag.values.values()]
    near = in_meaning(_catalog, texts, _tag.subject, most=MOST + 1)
    return [(one.tag, one.nearness) for one in near if one.tag != name][:MOST]


def _in_meaning(catalog, tag, version) -> None:
    near = _nearest(frame.cache_key(version), tag.name, catalog, tag)
    if not near:
        charts.chart_title(t("near_none"))
        return
    charts.chart_title(t("near_title", tag=_label(catalog, near[0][0])))
    charts.ranked_bars([{"label": _label(catalog, name), "share": value} for name, value in near], t("nearness"))
    _links(catalog, [name for name, _ in near], "near")
    labels = [_label(catalog, name) for name, _ in near]
    table = pl.DataFrame({t("tag_name"): labels, t("code"): [n for n, _ in near], t("nearness"): [v for _, v in near]})
    charts.data_popover(table, f"{tag.name}_nearest", "nearest")


def _in_data(catalog, tag, version) -> None:
    if not tag.is_served:
        charts.chart_title(t("no_customers_yet"))
        return
    found = stored_evaluation(version)
    pairs = found.related(tag.name, MOST) if found else []
    if not pairs:
        charts.chart_title(t("related_title_none"))
        st.caption(t("related_how"))
        links.page_link("evaluation", t("evaluation"), icon=":material/fact_check:", tag=tag.name)
        return
    top = pairs[0]
    charts.chart_title(t("related_title", tag=_label(catalog, top.other(tag.name)), v=f"{top.v:.2f}"))
    charts.ranked_bars(
        [{"label": _label(catalog, p.other(tag.name)), "share": p.v} for p in pairs], t("related_strength")
    )
    _links(catalog, [pair.other(tag.name) for pair in pairs], "related")
    rows = [
        {
            t("tag_name"): _label(catalog, p.other(tag.name)),
            t("code"): p.other(tag.name),
            t("related_strength"): p.v,
            t("nmi"): p.nmi,
            t("declared"): t(_DECLARED[p.declared]) if p.declared else "–",
        }
        for p in pairs
    ]
    charts.data_popover(pl.DataFrame(rows), f"{tag.name}_related", "related")


def _label(catalog, name: str) -> str:
    tag = (catalog.tags | catalog.shelved).get(name)
    return in_language(tag.label) if tag else name


def _used(catalog, tag) -> None:
    found = where_used(home(), catalog, tag)
    counted = _counted(tag.name)
    charts.chart_title(
        t("used_title", segments=len(found.segments), tags=len(found.derived), scores=len(found.scores), **counted)
    )
    rows = [{t("kind"): t("segment_saved"), t("name"): n, t("how_used"): text} for n, text in found.segments]
    rows += [
        {t("kind"): t("derived_tag"), t("name"): _label(catalog, n), t("how_used"): t("derived_how")}
        for n in found.derived
    ]
    rows += [{t("kind"): t("score"), t("name"): in_language(s.label), t("how_used"): _score(s)} for s in found.scores]
    if rows:
        tables.html_table(rows)
        _links(catalog, list(found.derived), "derived")
    if tag.derived_from:
        st.markdown(f"**{t('derived_from')}**")
        _links(catalog, list(tag.derived_from), "from")
    if tag.related_to:
        st.markdown(f"**{t('related_to')}**")
        for at, (name, cause) in enumerate(tag.related_to.items()):
            st.caption(message(cause))
            _links(catalog, [name], f"cause{at}")


def _score(use) -> str:
    reads = t("score_reads", columns=listed(use.shared)) if use.shared else ""
    return listed((part for part in (t("score_gives") if use.gives else "", reads) if part), zh="；", en="; ")


def _counted(name: str) -> dict[str, int]:
    try:
        seen = uses(home()).get(name, {})
    except TagridError:
        seen = {}
    return {"views": seen.get("view", 0), "counts": seen.get("segment", 0), "exports": seen.get("export", 0)}
