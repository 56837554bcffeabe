"""What a segment is: how many, what sets it apart from everyone, and who is in it."""

import altair as alt
import polars as pl
import streamlit as st

from app import charts, numbers, theme
from app.tag_card import value_name
from app.words import named, t
from tagrid.segments.profile import members, profile

SHOWN = 50
FEWEST = 10  # below this a share says more of single persons than of a group


def draw(opened, rule, subject: str) -> None:
    """Draw the panel of `rule`; None stands for everyone of `subject`."""
    index = opened.index
    mask = index.base(subject) if rule is None else index.mask(rule)
    count, base = index.population(mask), index.population(index.base(subject))
    st.html(
        f"<div class='tg-big'>{numbers.count(count)}"
        f"<span style='font-size:1rem;font-weight:400'> {t('unit_customers')}</span></div>"
    )
    everyone = f"{numbers.count(base)} {t('unit_customers')} ({named(opened.catalog.classes[subject].label)})"
    st.caption(t("of_base", share=numbers.share(count, base), base=everyone))
    st.progress(count / base if base else 0.0)
    if not count:
        st.info(t("no_members"), icon=":material/group_off:")
        return
    if rule is not None and count < FEWEST:
        st.caption(t("too_few", n=FEWEST))
    elif rule is not None:
        _distinguishes(opened, mask, subject)
    _members(opened, mask, count)


def _distinguishes(opened, mask, subject: str) -> None:
    rows = profile(opened.index, opened.catalog, mask, subject)[:8]
    table = pl.DataFrame([_profile_row(opened.catalog, row) for row in rows])
    charts.titled(t("distinguishes"))
    st.caption(t("tgi_help"))
    if table.is_empty():
        return
    labels = table["label"].to_list()
    base = alt.Chart(table).encode(
        y=alt.Y("label:N", sort=labels, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=210))
    )
    tip = [
        alt.Tooltip("label:N", title=t("value")),
        alt.Tooltip("segment:Q", title=t("segment_share"), format=".1%"),
        alt.Tooltip("base:Q", title=t("base_share"), format=".1%"),
        alt.Tooltip("tgi:Q", title="TGI", format=".0f"),
    ]
    axis = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1])
    bars = base.mark_bar(height=12, color=theme.SEGMENT, cornerRadiusEnd=2).encode(
        x=alt.X("segment:Q", title=t("segment_share"), axis=axis), tooltip=tip
    )
    ticks = base.mark_tick(color=theme.INK, thickness=2, size=18).encode(x="base:Q", tooltip=tip)
    texts = base.mark_text(align="left", dx=6, color=theme.INK).encode(
        x="segment:Q", text=alt.Text("tgi:Q", format=".0f")
    )
    st.altair_chart(theme.styled((bars + ticks + texts).properties(height=28 * len(rows) + 40)))
    st.caption(f"▏{t('base_share')} · TGI")
    charts.behind(table, "profile", "profile")


def _profile_row(catalog, row) -> dict:
    tag = catalog.tags[row.tag]
    return {
        "label": f"{named(tag.label)} · {value_name(tag, row.value)}",
        "tgi": row.tgi,
        "segment": row.share,
        "base": row.base_share,
        "customers": row.customers,
    }


def _members(opened, mask, count: int) -> None:
    rows = members(opened.version, opened.index, mask, limit=SHOWN)
    charts.titled(t("members", n=min(SHOWN, count)))
    table = pl.DataFrame(rows).select(
        pl.col("customer_id").alias(t("customer_id")),
        pl.col("customer_name").alias(t("name")),
        pl.col("district").alias(t("district")),
        pl.col("annual_kwh").round(0).alias(t("annual_kwh")),
    )
    chosen = st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        on_select="rerun",
        selection_mode="single-row",
        height=min(320, 38 + 35 * len(rows)),
        column_config={
            t("name"): st.column_config.TextColumn(width=150),
            t("annual_kwh"): st.column_config.NumberColumn(format="localized", width=110),
        },
        key="segment_members",
    )
    if chosen.selection.rows:
        st.session_state["portrait_id"] = rows[chosen.selection.rows[0]]["customer_id"]
        st.switch_page("views/portrait.py")
