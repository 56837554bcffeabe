"""How things look: one palette with fixed meanings, and the charts' common style."""

import altair as alt
import plotly.graph_objects as go
import streamlit as st

ACCENT = "#0f6e84"
SEGMENT, BASE = "#0f6e84", "#b8c7cd"
INK, MUTED, LINE, PAPER, GRID = "#17252b", "#5d7078", "#d5dfe3", "#ffffff", "#e7edf0"
UNKNOWN = "#d9dfe2"
GOOD, ATTENTION, BAD = "#2a7f9e", "#d9a441", "#b4432f"
# Blue to red by way of sand: told apart with the common kinds of colour blindness, and in grey.
RISK = {"A": "#2a7f9e", "B": "#7fb2bf", "C": "#e3cf9c", "D": "#d98b4a", "E": "#b4432f"}
SEQUENCE = ["#cfe3e8", "#a3cbd5", "#74b0bf", "#4593a8", "#1f7690", "#0b5770", "#063d51"]
# Nobody has a value: grey; from there on the more, the darker.
COVERAGE = [[0, UNKNOWN], [0.01, SEQUENCE[0]], [1, SEQUENCE[4]]]
FONT = "Noto Sans SC, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, Source Sans, sans-serif"

_CSS = """
<style>
  .block-container {padding-top: 4.6rem; padding-bottom: 3rem; max-width: 1560px;}
  [data-testid="stVerticalBlock"] {gap: .7rem;}
  /* the tree of the catalog: a compact list, read from the left */
  [data-testid="stExpander"] [data-testid="stVerticalBlock"] {gap: .1rem;}
  [data-testid="stExpander"] .stButton button {justify-content: flex-start; min-height: 1.9rem; padding: .1rem .5rem;}
  [data-testid="stExpander"] .stButton button > div {justify-content: flex-start; width: 100%;}
  [data-testid="stExpander"] summary {padding-top: .35rem; padding-bottom: .35rem;}
  [data-testid="stButtonGroup"] > div {flex-wrap: wrap; row-gap: .3rem;}
  .tg-path {color: #5d7078; font-size: .86rem; margin-bottom: .1rem;}
  .tg-big {font-size: 2.6rem; font-weight: 650; line-height: 1.1; font-variant-numeric: tabular-nums;}
  .tg-title {font-size: 1.0rem; font-weight: 600; margin: .2rem 0 .1rem;}
  .tg-value {display: inline-block; padding: .05rem .6rem .05rem .5rem; border-radius: .8rem; font-size: .86rem;
             border: 1px solid #d5dfe3; background: #fff; white-space: nowrap; justify-self: start;}
  .tg-value i {display: inline-block; width: .58rem; height: .58rem; border-radius: 50%; margin-right: .4rem;}
  .tg-value.unknown {color: #5d7078; border-style: dashed;}
  .tg-now {display: flex; flex-wrap: wrap; gap: .35rem .9rem; margin: .1rem 0 .3rem; font-size: .9rem;}
  .tg-now > span > span:first-child {color: #5d7078; margin-right: .35rem;}
  .tg-tags {display: grid; grid-template-columns: minmax(6.5rem, 1fr) minmax(6rem, 1fr) auto; gap: .32rem .6rem;
            align-items: center; font-size: .9rem;}
  .tg-tags .since {color: #5d7078; font-size: .78rem; text-align: right; white-space: nowrap;}
  .tg-facts {display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; font-size: .92rem; margin: .1rem 0 .5rem;}
  .tg-facts span span {color: #5d7078; margin-right: .35rem;}
  /* the card of a tag: five numbered steps, its place in the levels, its life */
  .tg-step {display: flex; gap: .75rem; margin: .15rem 0 .35rem; font-size: .93rem; line-height: 1.5;}
  .tg-step > b {flex: none; width: 1.6rem; height: 1.6rem; border-radius: 50%; background: #0f6e84; color: #fff;
                text-align: center; line-height: 1.6rem; font-size: .85rem;}
  .tg-step > div {flex: 1; min-width: 0;}
  .tg-step h4 {font-size: .95rem; margin: .1rem 0 .15rem; padding: 0;}
  .tg-step .tg-facts {margin: .2rem 0 0;}
  .tg-quiet {color: #5d7078;}
  .tg-levels > div {line-height: 1.55;}
  .tg-levels > div > span {color: #5d7078; font-size: .78rem; margin-right: .45rem;}
  .tg-life {display: flex; flex-wrap: wrap; gap: .35rem; margin: .1rem 0 .25rem; font-size: .82rem;}
  .tg-life span {padding: .05rem .6rem; border-radius: .8rem; border: 1px solid #d5dfe3; color: #5d7078;}
  .tg-life span.now {background: #0f6e84; border-color: #0f6e84; color: #fff;}
  .tg-examples {display: grid; grid-template-columns: auto 1fr; gap: .25rem .8rem; font-size: .86rem;
                align-items: baseline;}
  .tg-examples > span {white-space: nowrap;}
  .tg-examples code {color: #5d7078; background: none; padding: 0; font-size: .8rem; white-space: normal;}
  /* a search's results */
  .tg-hit {font-size: .8rem; color: #5d7078; padding: 0 .5rem .35rem; line-height: 1.35; overflow-wrap: anywhere;}
  .tg-hit mark {background: #f5dfae; color: inherit; padding: 0 .1rem;}
  [class*="st-key-hit_"] .stButton button {justify-content: flex-start; min-height: 1.7rem; padding: .1rem .5rem;}
  [class*="st-key-hit_"] .stButton button > div {justify-content: flex-start; width: 100%;}
</style>
"""


def apply() -> None:
    """Put the page's style in force; called once a run, before anything is drawn."""
    st.html(_CSS)


def value_colors(tag) -> dict[str, str]:
    """Return the colour of every value of ``tag``, the same wherever the value is shown."""
    codes = list(tag.values)
    if set(codes) <= set(RISK):
        colors = {code: RISK[code] for code in codes}
    else:
        step = (len(SEQUENCE) - 1) / max(len(codes) - 1, 1)
        colors = {code: SEQUENCE[round(i * step)] for i, code in enumerate(codes)}
    return {**colors, "unknown": UNKNOWN}


def plain(figure: go.Figure, height: int) -> go.Figure:
    """Return a plotly figure in the house style: no frame, the page's font, see-through."""
    return figure.update_layout(
        margin={"l": 4, "r": 4, "t": 24, "b": 4},
        height=height,
        font={"family": FONT, "size": 13, "color": INK},
        paper_bgcolor="rgba(0,0,0,0)",
    )


def styled(chart: alt.Chart | alt.LayerChart) -> alt.Chart | alt.LayerChart:
    """Return ``chart`` in the house style: quiet grid, readable axes, the page's font."""
    return (
        chart.configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=MUTED,
            titleColor=MUTED,
            gridColor=GRID,
            domainColor=LINE,
            tickColor=LINE,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            labelLimit=220,
        )
        .configure_legend(labelColor=INK, titleColor=MUTED, labelFontSize=12, orient="top", title=None)
    )
