"""Where a segment is: a map of districts or feeders over everyone's coordinates; no tiles, so that it works offline."""

import polars as pl
import streamlit as st

from app import charts, frame, map_picture, numbers
from app import segment_state as state
from app.segment_asked import FEWEST, Asked
from app.segment_tree import added
from app.words import t
from tagrid.segments.features import CUSTOMER
from tagrid.segments.insight.places import KINDS, Ground, Place, ground
from tagrid.segments.rule import Feature


def draw(asked: Asked) -> None:
    """Ask by what to tell places apart, and draw them."""
    labels = dict(zip(KINDS, (t("by_district"), t("by_feeder")), strict=True))
    linked = frame.linked("by")
    kind = st.segmented_control(
        t("map_by"), list(labels), format_func=lambda x: labels.get(x, x), key="map_by", required=True,
        default=linked if linked in labels else "district", label_visibility="collapsed",
    )  # fmt: skip
    frame.link(by=kind if kind != "district" else None)
    with st.spinner(t("working"), show_time=True):
        land = _ground((*frame.key_of(asked.desk.version), asked.subject, kind), asked)
    found = land.of(asked.mask)
    told = [one for one in found if one.customers is not None and one.code]
    if not told:
        st.info(t("map_few", n=FEWEST), icon=":material/groups:")
        return
    charts.titled(_finding(told, labels[kind]))
    st.caption(t("map_help", n=FEWEST))
    if not map_picture.draw(land, found):
        st.info(t("no_coordinates"), icon=":material/location_off:")
    charts.behind(_table(found, labels[kind]), f"map_{kind}", "map")
    if kind == "district":
        _narrow(asked, [str(one.code) for one in told])


@st.cache_resource(max_entries=8, show_spinner=False)
def _ground(key: tuple, _asked: Asked) -> Ground:
    return ground(_asked.desk, _asked.subject, key[-1])


def _finding(told: list[Place], kind: str) -> str:
    certain = [one for one in told if one.is_certain]
    if not certain:
        return t("map_even", kind=kind.lower())
    top = max(certain, key=lambda one: abs((one.tgi or 0) - 100))
    return t(
        "map_finding", place=top.name, share=numbers.share(top.share or 0), tgi=f"{top.tgi:,.0f}",
        n=numbers.count(top.customers or 0),
    )  # fmt: skip


def _table(found: list[Place], kind: str) -> pl.DataFrame:
    """Return a row a place; what a few would tell is left empty."""
    columns = {kind: "name", t("count"): "customers", t("base_there"): "everyone", t("share_there"): "share",
               t("lowest"): "low", t("highest"): "high", "TGI": "tgi", t("beyond_chance"): "is_certain"}  # fmt: skip
    return pl.DataFrame({head: [getattr(one, field) for one in found] for head, field in columns.items()}).with_columns(
        pl.col(kind).fill_null(t("place_unknown"))
    )


def _narrow(asked: Asked, districts: list[str]) -> None:
    with st.form("district_narrow", border=False):
        boxes = st.columns([2, 1], vertical_alignment="bottom")
        place = boxes[0].selectbox(t("district_narrow"), districts, key="district_chosen")
        if boxes[1].form_submit_button(t("take"), width="stretch"):
            rule = Feature(CUSTOMER, "district", "=", (place,))
            state.put_rule(added(asked.rule, (), rule, "all"))
            st.rerun()
