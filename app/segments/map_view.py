"""Where a segment is: a map of districts or feeders over everyone's coordinates; no tiles, so that it works offline."""

import html
from math import cos, log2, log10, radians, sqrt
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from app.segments.query import SegmentQuery, small_count_text
from app.segments.rule_edits import add_rule
from app.shared import charts, editor_state as state, formats, frame, theme
from app.shared.words import t
from tagrid.published import CUSTOMER
from tagrid.segments import SMALL_GROUP, SMALLEST_GROUP, FeatureCondition
from tagrid.segments.insight import PLACE_KINDS, PlaceCount, PlaceMap, place_map

KM = 111.32  # a degree of latitude

WIDTH, LOWEST, HIGHEST = 450, 240, 440  # pixels of a narrow panel; a wider one has room to spare

LARGEST = 16  # radius of a dot, pixels

LINE = 16  # height of a label, pixels

TGI_ENDS = (67, 150)  # of the colours at least; the ends reach as far as the places do

# What an end of the colours is rounded outwards to, times a power of ten.
_STEPS = (1, 1.5, 2, 3, 5, 7, 10)


class _Frame:
    """The land that is drawn, in degrees, and how many pixels it takes."""

    def __init__(self, land: PlaceMap, shown: list[PlaceCount]) -> None:
        west, south, east, north = _bounds(land, shown)
        self.narrow = cos(radians((south + north) / 2))
        pad = 0.06 * max((east - west) * self.narrow, north - south) or 0.01
        self.west, self.east = west - pad / self.narrow, east + pad / self.narrow
        self.south, self.north = south - pad, north + pad
        wide, high = (self.east - self.west) * self.narrow, self.north - self.south
        self.height = min(max(WIDTH * high / wide, LOWEST), HIGHEST)
        self.pixels = min(WIDTH / wide, self.height / high)  # a degree of latitude

    def pixel(self, one: PlaceCount) -> tuple[float, float]:
        """Return where a place is, in pixels east and north."""
        return (one.longitude or 0) * self.narrow * self.pixels, (one.latitude or 0) * self.pixels

    def scale(self) -> tuple[int, float]:
        """Return a round number of kilometres that takes up to a quarter of the width, and its degrees of longitude."""
        most = (self.east - self.west) * self.narrow * KM / 4
        power = 10 ** int(log10(max(most, 1)))
        km = max((n * power for n in (1, 2, 5) if n * power <= most), default=1)
        return km, km / KM / self.narrow


def draw_picture(land: PlaceMap, found: list[PlaceCount]) -> bool:
    """Draw the places that have coordinates; returns whether there were any."""
    shown = [one for one in found if one.longitude is not None]
    if not shown:
        return False
    seen = _Frame(land, shown)
    steps = colour_steps([one.tgi for one in shown if _is_coloured(one) and one.tgi])
    layers = [*_land(land, seen), *_scale(seen), *_dots(shown, steps), *_labels(shown, seen)]
    # Altair types its marks through a decorator that no checker follows.
    made: Any = alt.layer(*layers).project("mercator").properties(height=seen.height)
    _key(steps)
    st.altair_chart(theme.styled(made))
    return True


def colour_steps(found: list[float]) -> list[float]:
    """Return the TGI of each of the five colours: 100 in the middle, the ends as far as the places reach.

    The ratio grows evenly on either side, so that 184 and 2,337 are different colours, and 90 and 184 are too.
    """
    least, most = min([TGI_ENDS[0], *found]), max([TGI_ENDS[1], *found])
    low, high = 10_000 / _rounded_up(10_000 / max(least, 1)), _rounded_up(most)
    return [low, sqrt(low * 100), 100, sqrt(high * 100), high]


def _rounded_up(number: float) -> float:
    power = 10 ** int(log10(number))
    return next(step * power for step in _STEPS if step * power >= number * (1 - 1e-9))


def _is_coloured(one: PlaceCount) -> bool:
    """Return whether a place has customers enough for a colour: those of the segment, and those it is a share of."""
    return one.tgi is not None and one.everyone >= SMALL_GROUP


def _key(steps: list[float]) -> None:
    """Draw what the colours mean."""
    swatch = "display:inline-block;width:1.1rem;height:.5rem;border-radius:2px;margin-right:.3rem"
    colours = zip(steps, theme.palette().risk, strict=True)
    parts = "".join(f"<span><i style='{swatch};background:{colour}'></i>{tgi:,.0f}</span>" for tgi, colour in colours)
    few = t("map_key_few", n=SMALLEST_GROUP, base=SMALL_GROUP)
    grey = f"<span><i style='{swatch};background:{theme.MUTED}'></i>{html.escape(few)}</span>"
    st.html(f"<div class='tg-line'><span>TGI</span>{parts}{grey}</div>")


def _bounds(land: PlaceMap, shown: list[PlaceCount]) -> tuple[float, float, float, float]:
    dots = [(one.longitude, one.latitude) * 2 for one in shown]
    west, south, east, north = zip(*[*land.cells, *dots], strict=True)
    return min(west), min(south), max(east), max(north)


def _land(land: PlaceMap, seen: _Frame) -> list[alt.Chart]:
    """Return the squares where customers are, and unseen corners that fix the frame."""
    squares = [[[[w, s], [w, n], [e, n], [e, s], [w, s]]] for w, s, e, n in land.cells]
    corners = [[seen.west, seen.south], [seen.east, seen.north]]
    shapes: list[Any] = [
        alt.Chart(alt.Data(values=[{"type": "Feature", "geometry": {"type": kind, "coordinates": where}}]))
        for kind, where in (("MultiPolygon", squares), ("MultiPoint", corners))
    ]
    return [
        shapes[0].mark_geoshape(fill=theme.LINE, stroke=theme.LINE, opacity=0.55, aria=False),
        shapes[1].mark_geoshape(opacity=0, aria=False),
    ]


def _scale(seen: _Frame) -> list[alt.Chart]:
    km, degrees = seen.scale()
    south = seen.south + 0.02 * (seen.north - seen.south)
    row = {"from": seen.west, "to": seen.west + degrees, "south": south, "text": f"{km} km"}
    base: Any = alt.Chart(pl.DataFrame([row]))
    line = base.mark_rule(color=theme.MUTED, strokeWidth=1.5).encode(
        longitude="from:Q", latitude="south:Q", longitude2="to:Q", latitude2="south:Q"
    )
    text = base.mark_text(color=theme.MUTED, align="left", dy=-8).encode(
        longitude="from:Q", latitude="south:Q", text="text:N"
    )
    return [line, text]


def _radius(one: PlaceCount, most: int) -> float:
    return max(LARGEST * sqrt((one.customers or 0) / most), 4.0)


def _dots(shown: list[PlaceCount], steps: list[float]) -> list[alt.Chart]:
    """Return a dot a place, its area by customers, its colour by TGI; grey where it is of too few, a ring of fewer."""
    most = max([one.customers or 0 for one in shown] + [1])
    rows = [
        {"name": one.name, "longitude": one.longitude, "latitude": one.latitude, "tgi": one.tgi, "share": one.share,
         "heat": log2(one.tgi / 100) if one.tgi and _is_coloured(one) else None,
         "everyone": one.everyone, "shown": small_count_text(one.customers or 0), "certain": one.is_certain,
         "area": 4 * _radius(one, most) ** 2}
        for one in shown
    ]  # fmt: skip
    types = dict.fromkeys(("tgi", "share", "heat"), pl.Float64)
    base: Any = alt.Chart(pl.DataFrame(rows, schema_overrides=types)).encode(
        longitude="longitude:Q",
        latitude="latitude:Q",
        tooltip=[
            alt.Tooltip("name:N", title=t("place")),
            alt.Tooltip("shown:N", title=t("count")),
            alt.Tooltip("everyone:Q", title=t("base_there"), format=",d"),
            alt.Tooltip("share:Q", title=t("share_there"), format=".1%"),
            alt.Tooltip("tgi:Q", title="TGI", format=",.0f"),
        ],
    )
    scale = alt.Scale(domain=[log2(tgi / 100) for tgi in steps], range=list(theme.palette().risk), clamp=True)
    dots = base.transform_filter("isValid(datum.heat)").mark_circle(stroke=theme.INK, strokeWidth=0.8)
    grey = base.transform_filter("isValid(datum.tgi) && !isValid(datum.heat)").mark_circle(
        color=theme.MUTED, opacity=0.6
    )
    few = base.transform_filter("!isValid(datum.tgi)").mark_point(color=theme.MUTED, size=40)
    area = alt.Size("area:Q", scale=None)
    pale = alt.condition("datum.certain", alt.value(0.95), alt.value(0.6))
    return [
        few,
        grey.encode(size=area),
        dots.encode(size=area, color=alt.Color("heat:Q", scale=scale, legend=None), fillOpacity=pale),
    ]


def _labels(shown: list[PlaceCount], seen: _Frame) -> list[alt.Chart]:
    """Return the names with their TGI above the dots, the most significant first, none over another."""
    most, drawn = max([one.customers or 0 for one in shown] + [1]), []
    for one in sorted(shown, key=lambda one: (not one.is_certain, -(one.customers or 0))):
        if one.tgi is None or not _is_coloured(one):
            continue
        (x, y), radius, text = seen.pixel(one), _radius(one, most), f"{one.name} {one.tgi:,.0f}"
        box = x, y + radius, sum(11 if ord(letter) > 255 else 6 for letter in text) / 2 + 4
        if all(
            abs(box[0] - left) > box[2] + half or abs(box[1] - up) > LINE for left, up, half in (b for b, _ in drawn)
        ):
            drawn.append((box, _label(one, radius, text)))
    return [label for _, label in drawn]


def _label(one: PlaceCount, radius: float, text: str) -> alt.Chart:
    row = {"longitude": one.longitude, "latitude": one.latitude, "text": text}
    base: Any = alt.Chart(pl.DataFrame([row]))
    return base.mark_text(color=theme.INK, dy=-(radius + 8), fontSize=11).encode(
        longitude="longitude:Q", latitude="latitude:Q", text="text:N"
    )


def draw_map(query: SegmentQuery) -> None:
    """Ask for districts or feeders, and draw them."""
    labels = dict(zip(PLACE_KINDS, (t("by_district"), t("by_feeder")), strict=True))
    frame.follow_link("by", "map_by", labels, "district")
    kind = st.segmented_control(
        t("map_by"), list(labels), format_func=lambda x: labels.get(x, x), key="map_by", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    kind = kind or "district"
    frame.write_link(by=kind if kind != "district" else None)
    with st.spinner(t("working"), show_time=True):
        land = _ground((*frame.cache_key(query.workspace.version), query.subject, kind), query)
    found = land.counts_within(query.mask)
    counted = [one for one in found if one.customers is not None and one.code]
    if not counted:
        st.info(t("map_few", n=SMALLEST_GROUP), icon=":material/groups:")
        return
    charts.chart_title(_finding(counted, labels[kind]))
    st.caption(t("map_help"))
    if not draw_picture(land, found):
        st.info(t("no_coordinates"), icon=":material/location_off:")
    charts.data_popover(_table(found, labels[kind]), f"map_{kind}", "map")
    if kind == "district":
        _narrow(query, [str(one.code) for one in counted])


@st.cache_resource(max_entries=8, show_spinner=False)
def _ground(key: tuple, _query: SegmentQuery) -> PlaceMap:
    return place_map(_query.workspace, _query.subject, key[-1])


def _finding(counted: list[PlaceCount], kind: str) -> str:
    certain = [one for one in counted if one.is_certain and _is_coloured(one)]
    if not certain:
        return t("map_even", kind=kind.lower())
    top = max(certain, key=lambda one: abs((one.tgi or 0) - 100))
    return t(
        "map_finding", place=top.name, share=formats.share(top.share or 0), tgi=f"{top.tgi:,.0f}",
        n=formats.count(top.customers or 0),
    )  # fmt: skip


def _table(found: list[PlaceCount], kind: str) -> pl.DataFrame:
    """Return a row a place; the counts of few customers are empty."""
    columns = {kind: "name", t("count"): "customers", t("base_there"): "everyone", t("share_there"): "share",
               t("lowest"): "low", t("highest"): "high", "TGI": "tgi", t("beyond_chance"): "is_certain"}  # fmt: skip
    return pl.DataFrame({head: [getattr(one, field) for one in found] for head, field in columns.items()}).with_columns(
        pl.col(kind).fill_null(t("place_unknown"))
    )


def _narrow(query: SegmentQuery, districts: list[str]) -> None:
    with st.form("district_narrow", border=False):
        boxes = st.columns([2, 1], vertical_alignment="bottom")
        place = boxes[0].selectbox(t("district_narrow"), districts, key="district_chosen")
        if boxes[1].form_submit_button(t("take"), width="stretch"):
            rule = FeatureCondition(CUSTOMER, "district", "=", (place,))
            state.set_rule(add_rule(query.rule, (), rule, "all"))
            st.rerun()
