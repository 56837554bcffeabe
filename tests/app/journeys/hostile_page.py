"""A page that draws hostile texts through every kind of chart and grid that the app has; `test_drawn_text.py` opens it.

Run by Streamlit, so that what is tested is what a browser draws, in seconds and without a utility.
"""

from datetime import date

import polars as pl
import streamlit as st

from app.portrait import vega_charts
from app.shared import charts, tables, theme
from tests.app.journeys.conftest import HOSTILE

st.set_page_config(layout="wide")

DAYS = {"from": [date(2026, 1, 1)], "until": [date(2026, 2, 1)], "end": [date(2026, 2, 1)], "holds": [False]}

st.title("drawn")
tables.grid(pl.DataFrame({HOSTILE: [HOSTILE]}), key="grid")
tables.html_table([{HOSTILE: HOSTILE, "code": tables.CodedValue(HOSTILE, HOSTILE)}], helps={HOSTILE: HOSTILE})
charts.chart_title(HOSTILE)
with st.container(key="altair"):
    charts.share_bars([{"label": HOSTILE, "customers": 7, "share": 1.0}], {HOSTILE: theme.ACCENT})
with st.container(key="vega"):
    spec = {
        "mark": {"type": "bar", "height": 18},
        "encoding": {
            "y": vega_charts.field("name", "nominal", HOSTILE),
            "x": vega_charts.field("n", "quantitative", HOSTILE),
            "tooltip": [vega_charts.tip("name", "nominal", HOSTILE)],
        },
    }
    charts.vega_lite(pl.DataFrame({"name": [HOSTILE], "n": [1]}), spec)
with st.container(key="others"):
    charts.ranked_bars([{"label": HOSTILE, "share": 0.5}], HOSTILE)
    charts.versions_area([{"version": HOSTILE, "label": HOSTILE, "share": 1.0, "order": 1}], {HOSTILE: theme.ACCENT})
    texts = {key: [HOSTILE] for key in ("line", "value", "cause", "catalog")}
    charts.value_intervals(pl.DataFrame({**texts, **DAYS}), [HOSTILE])
