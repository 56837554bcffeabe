"""The panel next to the workshop's form: what the step still lacks, what to look at, and the tags that are nearest."""

import polars as pl
import streamlit as st

from app.shared import charts
from app.shared.words import code_span, in_language, message, t
from app.workshop.state import similar_in_data, similar_in_meaning
from tagrid.governance.workshop import concept_warnings, objections, remarks

NEAR = 0.05  # below this the words have nothing to do with one another


def draw(opened, step: str, made, seen, lacking: dict[int, list]) -> None:
    """Draw the panel for ``step``; ``lacking`` holds every step's open points."""
    _progress(lacking)
    if step != "6":
        _open_points(lacking[int(step)])
    if step == "2":
        for warning in concept_warnings(made, opened.catalog):
            st.warning(message(warning), icon=":material/content_copy:")
    if step in ("1", "2", "4"):
        _nearest(
            opened.catalog, t("workshop_near_meaning"), similar_in_meaning(opened.catalog, made), t("workshop_cosine")
        )
    if step == "3" and seen:
        _remarks(seen)
    if step in ("3", "5") and seen:
        _nearest(opened.catalog, t("workshop_near_data"), similar_in_data(opened, seen), "Cramér's V")


def _progress(lacking: dict[int, list]) -> None:
    done = sum(not points for points in lacking.values())
    st.progress(done / len(lacking), t("workshop_done", n=done, all=len(lacking)))


def _open_points(points: list) -> None:
    if not points:
        st.success(t("workshop_complete"), icon=":material/check_circle:")
        return
    st.markdown(f"**{t('workshop_lacks')}**")
    st.markdown("\n".join(f"- {message(point)}" for point in points))


def _remarks(seen) -> None:
    for remark in objections(seen):
        st.warning(message(remark), icon=":material/warning:")
    rest = [remark for remark in remarks(seen) if remark not in objections(seen)]
    if rest:
        st.markdown("\n".join(f"- {message(remark)}" for remark in rest))


def _nearest(catalog, title: str, near: list, axis: str) -> None:
    found = [one for one in near if one.nearness >= NEAR and one.tag in {**catalog.tags, **catalog.shelved}]
    if not found:
        return
    charts.chart_title(title)
    rows = [{"label": in_language(catalog.tag(one.tag).label), "share": one.nearness} for one in found]
    charts.ranked_bars(rows, axis)
    table = [
        {t("name"): row["label"], t("code"): one.tag, axis: one.nearness} for row, one in zip(rows, found, strict=True)
    ]
    charts.data_popover(pl.DataFrame(table), "nearest", "nearest")
    best = catalog.tag(found[0].tag)
    st.caption(f"**{message(best.label)}** {code_span(best.name)} · {message(best.definition)}")
