"""A customer and its peers: its own number on the range of their middle half."""

import polars as pl
import streamlit as st

from app.portrait.vega_charts import field, tip
from app.shared import charts, formats, frame, theme
from app.shared.words import in_language, t
from tagrid.core.formats import in_currency
from tagrid.portrait import METRICS, PeerComparison, compare_with_peers, peer_group, peer_quartiles, supply_of


@st.cache_data(max_entries=500, show_spinner=False)
def _peers(key: tuple, of: tuple, _con, _customer: dict, _supply: dict) -> dict | None:
    """Return the quartiles of a kind of customer: read once a version, whoever of the kind is looked at."""
    return peer_quartiles(_con, _customer, _supply)


def draw(version, seen: dict) -> None:
    """Draw the customer against its peers, metric by metric."""
    with version.connect() as con:
        supply = supply_of(con, seen["customer"]["customer_id"])
        found = supply and _peers(
            frame.cache_key(version), peer_group(seen["customer"], supply), con, seen["customer"], supply
        )
        peers = compare_with_peers(con, seen, supply, found) if supply and found else None
    if peers is None or not peers.rows:
        charts.chart_title(t("peers_question"))
        st.caption(t("peers_none"))
        return
    charts.chart_title(_title(peers))
    _picture(table := pl.DataFrame([_row(one) for one in peers.rows]))
    shown = table.select(
        pl.col("name").alias(t("metric")), pl.col("own_text").alias(t("own")),
        pl.col("low_text").alias(t("quarter_low")), pl.col("median_text").alias(t("median")),
        pl.col("high_text").alias(t("quarter_high")),
    )  # fmt: skip
    charts.data_popover(shown, f"peers_{seen['customer']['customer_id']}", "peers")


def _picture(table: pl.DataFrame) -> None:
    """Draw a line a metric: the middle half of the others as a bar, their median as a tick, the customer as a dot.

    Columns: ``name``, ``at`` and ``middle`` (0 to 1 is the middle half), ``own_text``, ``median_text``, ``outside``.
    """
    names = table["name"].to_list()
    scale = {"domain": [-1.3, 3.5]}
    axis = {"ticks": False, "domain": False, "labelLimit": 240}
    texts = {"own_text": "own", "low_text": "quarter_low", "median_text": "median", "high_text": "quarter_high"}
    tips = [tip(name, "nominal", t(word)) for name, word in ({"name": "metric"} | texts).items()]
    outside = {"condition": {"test": "datum.outside", "value": theme.ATTENTION}, "value": theme.ACCENT}

    def at(name: str) -> dict:
        return field(name, "quantitative", scale=scale, axis=None)

    layers = [
        {
            "mark": {"type": "bar", "height": 10, "color": theme.BASE, "cornerRadius": 3},
            "encoding": {"x": at("zero"), "x2": {"field": "one"}},
        },
        {"mark": {"type": "tick", "color": theme.INK, "thickness": 2, "size": 16}, "encoding": {"x": at("middle")}},
        {"mark": {"type": "circle", "size": 110, "opacity": 1}, "encoding": {"x": at("at"), "color": outside}},
        {
            "mark": {"type": "text", "align": "left", "color": theme.INK},
            "encoding": {"x": at("words"), "text": {"field": "own_text", "type": "nominal"}},
        },
    ]
    common = {"y": field("name", "nominal", sort=names, axis=axis), "tooltip": tips}
    shown = table.with_columns(zero=pl.lit(0.0), one=pl.lit(1.0), words=pl.lit(2.35))
    charts.vega_lite(shown, {"encoding": common, "layer": layers, "height": 27 * len(names) + 20})
    st.html(
        f"<div class='tg-legend'><span><b style='color:{theme.ACCENT}'>●</b> {t('own')}</span>"
        f"<span><i class='bar' style='background:{theme.BASE}'></i>{t('middle_half')}</span>"
        f"<span><b>|</b> {t('median')}</span></div>"
    )


def _title(peers: PeerComparison) -> str:
    low, high = (sum(_place(one) == side for one in peers.rows) for side in (-1, 1))
    of = t("peers_industry" if peers.by_industry else "peers_kind", n=formats.count(peers.customers))
    return t("peers_title", of=of, high=high, low=low, all=len(peers.rows))


def _place(row: dict) -> int:
    low, _, high = row["quartiles"]
    return (row["own"] > high) - (row["own"] < low)


def _row(one: dict) -> dict:
    """Return a line: everything on a scale where the middle half lies from 0 to 1, cut off far outside."""
    name, write = METRICS[one["metric"]]
    low, median, high = map(float, one["quartiles"])
    width = (high - low) or abs(median) or 1.0
    scaled = {key: (value - low) / width for key, value in (("at", one["own"]), ("middle", median))}
    return {
        "name": in_language(in_currency(name)),
        "at": max(-1.2, min(2.2, scaled["at"])),
        "middle": max(-1.2, min(2.2, scaled["middle"])),
        "own_text": write(one["own"]),
        "low_text": write(low),
        "median_text": write(median),
        "high_text": write(high),
        "outside": _place(one) != 0,
    }
