"""What was taken away, and what a campaign on it brought against those held out."""

from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from app import charts, numbers, theme
from app.segment_words import plain
from app.words import t, told
from tagrid.errors import TagridError
from tagrid.home import home
from tagrid.segments.desk import Desk
from tagrid.segments.export.audit import tampering
from tagrid.segments.export.lift import Lift, lift
from tagrid.segments.export.make import exports
from tagrid.segments.export.tables import Export


def draw(desk: Desk) -> None:
    """Draw the list, the last first, and the chosen export below."""
    made = list(reversed(exports(home())))
    if not made:
        st.info(t("no_exports"), icon=":material/inbox:")
        return
    wrong = tampering(home())
    if wrong:
        st.error(t("tampered") + plain("; ".join(map(told, wrong))), icon=":material/gpp_bad:")
    else:
        st.caption(t("intact"))
    picked = st.dataframe(
        pl.DataFrame([_row(one) for one in made], infer_schema_length=None),
        hide_index=True,
        width="stretch",
        on_select="rerun",
        selection_mode="single-row",
        height=min(420, 40 + 35 * len(made)),
        column_config={t("rows"): st.column_config.NumberColumn(format="localized")},
        key="exports_table",
    )
    if picked.selection.rows:
        _one(desk, made[picked.selection.rows[0]])
    else:
        st.caption(t("choose_export"))


def _row(one: Export) -> dict:
    return {
        "#": one.id,
        t("saved_on"): f"{one.at:%Y-%m-%d %H:%M}",
        t("by"): one.who,
        t("purpose"): one.purpose,
        t("segment_word"): one.segment or "",
        t("version"): one.version,
        t("rows"): one.rows,
        t("held_out"): one.held_out,
        t("expression"): one.rule,
    }


def _one(desk: Desk, one: Export) -> None:
    charts.titled(t("export_n", id=one.id, purpose=one.purpose))
    st.code(one.rule, language=None, wrap_lines=True)
    capped = f" · {one.capped}" if one.capped else ""
    st.caption(plain(f"{', '.join(one.columns)} · {one.file} · SHA-256 {one.sha256[:16]}…{capped}"))
    if not one.held_out:
        st.caption(t("nobody_held_out"))
        return
    boxes = st.columns(2)
    campaign = (
        boxes[0].text_input(t("campaign"), key="lift_campaign", placeholder=t("campaign_any"), max_chars=60).strip()
    )
    outcome = (
        boxes[1].text_input(t("outcome"), key="lift_outcome", placeholder=t("outcome_such"), max_chars=10_000).strip()
    )
    try:
        _lifted(lift(home(), desk, one.id, campaign or None, outcome or None))
    except TagridError as error:
        st.info(plain(told(error)), icon=":material/info:")


def _lifted(found: Lift) -> None:
    low, high = found.bounds
    sure = t("lift_sure") if low > 0 or high < 0 else t("lift_chance")
    charts.titled(
        t(
            "lift_finding",
            lift=f"{100 * found.lift:+.1f}",
            low=f"{100 * low:+.1f}",
            high=f"{100 * high:+.1f}",
            sure=sure,
        )
    )
    rows = [(t("in_file"), found.treated, found.shares[0]), (t("held_out"), found.held_out, found.shares[1])]
    table = pl.DataFrame(rows, schema=["group", "customers", "share"], orient="row")
    # Altair types its marks through a decorator that no checker follows.
    base: Any = alt.Chart(table).encode(
        y=alt.Y("group:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False)),
        x=alt.X("share:Q", title=t("share"), axis=alt.Axis(format="%", tickCount=4)),
        tooltip=["group", alt.Tooltip("customers:Q", format=","), alt.Tooltip("share:Q", format=".1%")],
    )
    color = alt.Color(
        "group:N", scale=alt.Scale(domain=[r[0] for r in rows], range=[theme.SEGMENT, theme.BASE]), legend=None
    )
    texts = base.mark_text(align="left", dx=6, color=theme.INK).encode(text=alt.Text("share:Q", format=".1%"))
    st.altair_chart(theme.styled((base.mark_bar(height=18).encode(color=color) + texts).properties(height=100)))
    st.caption(
        t("lift_help", outcome=plain(told(found.outcome)), day=found.as_of, treated=numbers.count(found.treated),
          held=numbers.count(found.held_out), extra=f"{found.extra:,.0f}", gone=found.gone)
    )  # fmt: skip
    charts.behind(table, "lift", "lift")
