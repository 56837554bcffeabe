"""Where a segment is: its customers by district, and the share they are of everyone there."""

from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from app import charts, numbers, theme
from app import segment_state as state
from app.segment_asked import FEWEST, Asked
from app.segment_tree import added
from app.words import t
from tagrid.segments.features import CUSTOMER
from tagrid.segments.insight.usage import Place, places
from tagrid.segments.rule import Feature

MOST = 40
COLUMN = "district"


def draw(asked: Asked) -> None:
    """Draw a bar a district, where the published version knows districts."""
    if COLUMN not in asked.desk.features.themes.get(CUSTOMER, {}):
        st.info(t("no_districts"), icon=":material/info:")
        return
    table = _table(asked)
    if table.is_empty():
        st.info(t("too_few", n=FEWEST), icon=":material/groups:")
        return
    top = table.row(0, named=True)
    charts.titled(
        t(
            "district_finding",
            district=top["district"],
            share=numbers.share(top["share"]),
            n=numbers.count(top["customers"]),
        )
    )
    st.caption(t("district_help", n=FEWEST))
    st.altair_chart(theme.styled(_chart(table, asked.count / asked.base)))
    shown = {"district": t("district"), "customers": t("count"), "share": t("share_there"), "base": t("base_there")}
    charts.behind(table.rename(shown), "districts", "districts")
    _narrow(asked, table["district"].to_list())


@st.cache_data(max_entries=60, show_spinner=False)
def _places(key: tuple, _asked: Asked) -> list[Place]:
    return places(_asked.desk, _asked.mask, _asked.desk.index.base(_asked.subject), COLUMN)


def _table(asked: Asked) -> pl.DataFrame:
    """Return a row a district with customers enough of the segment, those with the greatest share first."""
    found = [one for one in _places(asked.key, asked) if one.customers >= FEWEST and one.name]
    rows = [
        {"district": one.name, "customers": one.customers, "share": one.share, "base": one.everyone} for one in found
    ]
    types = {"district": pl.String, "customers": pl.Int64, "share": pl.Float64, "base": pl.Int64}
    return pl.DataFrame(rows, schema=types, orient="row").sort("share", descending=True).head(MOST)


def _chart(table: pl.DataFrame, everywhere: float) -> alt.LayerChart:
    # Altair types its marks through a decorator that no checker follows.
    base: Any = alt.Chart(table).encode(
        y=alt.Y("district:N", sort=table["district"].to_list(), title=None, axis=alt.Axis(ticks=False, domain=False)),
        x=alt.X("share:Q", title=t("share_there"), axis=alt.Axis(format="%", tickCount=4)),
        tooltip=[
            alt.Tooltip("district:N", title=t("district")),
            alt.Tooltip("customers:Q", title=t("count"), format=","),
            alt.Tooltip("share:Q", title=t("share_there"), format=".1%"),
        ],
    )
    bars = base.mark_bar(height=16, cornerRadiusEnd=2, color=theme.SEGMENT)
    texts = base.mark_text(align="left", dx=6, color=theme.INK).encode(text=alt.Text("customers:Q", format=","))
    whole: Any = alt.Chart(pl.DataFrame({"share": [everywhere]}))
    line = whole.mark_rule(strokeDash=[4, 3], color=theme.INK).encode(x="share:Q")
    return (bars + texts + line).properties(height=28 * table.height + 40)


def _narrow(asked: Asked, districts: list[str]) -> None:
    with st.form("district_narrow", border=False):
        boxes = st.columns([2, 1], vertical_alignment="bottom")
        place = boxes[0].selectbox(t("district_narrow"), districts, key="district_chosen")
        if boxes[1].form_submit_button(t("take"), width="stretch"):
            rule = Feature(CUSTOMER, COLUMN, "=", (place,))
            state.put_rule(added(asked.rule, (), rule, "all"))
            st.rerun()
