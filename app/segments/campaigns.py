"""What was exported, and what a campaign on it brought against those held out."""

from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from app.segments.export import capped_words, column_words
from app.shared import charts, formats, frame, tables, theme
from app.shared.person import person_label
from app.shared.words import escape_markdown, in_language, listed, t, t_markdown
from tagrid.core.errors import TagridError
from tagrid.core.project import home
from tagrid.core.statistics import wilson_interval
from tagrid.segments import Workspace, tampering
from tagrid.segments.export import Export, Lift, campaigns, exports_made, measure_lift


def draw(workspace: Workspace) -> None:
    """Draw the list, the last first, and the chosen export below."""
    made = list(reversed(exports_made(home())))
    if not made:
        st.info(t("no_exports"), icon=":material/inbox:")
        return
    wrong = tampering(home())
    if wrong:
        st.error(
            t("tampered") + escape_markdown(listed(map(in_language, wrong), zh="；", en="; ")),
            icon=":material/gpp_bad:",
        )
    else:
        st.caption(t("intact"))
    picked = tables.grid(
        [_row(one) for one in made],
        on_select="rerun",
        selection_mode="single-row",
        height=min(420, 36 + 33 * len(made)),
        column_config={t("rows"): st.column_config.NumberColumn(format="localized")},
        key="exports_table",
    )
    opened = frame.follow_row("export", picked.selection.rows, [str(one.id) for one in made])
    if chosen := _named(made, opened):
        frame.write_link(export=str(chosen.id))
        _one(workspace, chosen)
    else:
        st.caption(t("choose_export"))


def _named(made: list[Export], wanted: str | None) -> Export | None:
    """Return the export of a number; draw an error where there is none."""
    found = next((one for one in made if str(one.id) == wanted), None)
    if wanted and found is None:
        st.error(t("export_missing", id=escape_markdown(wanted[:20])), icon=":material/link_off:")
    return found


def _row(one: Export) -> dict:
    return {
        "#": one.id,
        t("saved_on"): formats.timestamp(one.at),
        t("by"): person_label(one.who),
        t("purpose"): one.purpose,
        t("segment_word"): one.segment or "",
        t("version"): one.version,
        t("rows"): one.rows,
        t("held_out"): one.held_out,
        t("expression"): one.rule,
    }


def _one(workspace: Workspace, one: Export) -> None:
    charts.chart_title(t("export_n", id=one.id, purpose=one.purpose))
    st.code(one.rule, language=None, wrap_lines=True)
    capped = f" · {_capped(one.capped)}" if one.capped else ""
    words = column_words(workspace)
    columns = listed(words.get(name, name) for name in one.columns)
    st.caption(escape_markdown(f"{columns} · {Path(one.file).name} · SHA-256 {one.sha256[:16]}…{capped}"))
    if not one.held_out:
        st.caption(t("nobody_held_out"))
        return
    left, right = st.columns(2)
    known = {one.id: one for one in campaigns(workspace, one.as_of)}
    labels = {key: f"{found.name} · {key}" if found.name else key for key, found in known.items()}
    campaign = left.selectbox(
        t("campaign"), [None, *known], format_func=lambda x: labels.get(x, t("campaign_any")),
        key=f"lift_campaign_{one.id}", help=t_markdown("campaign_help", day=one.as_of),
    )  # fmt: skip
    outcome = right.text_input(
        t("outcome"), key=f"lift_outcome_{one.id}", placeholder=t("outcome_such"), max_chars=10_000
    ).strip()
    try:
        _lifted(measure_lift(home(), workspace, one.id, campaign, outcome or None))
    except TagridError as error:
        st.info(escape_markdown(in_language(error)), icon=":material/info:")


def _capped(cap: str) -> str:
    """Return the cap of a record, ``random 100`` or ``top 100 by annual_kwh``, in the reader's words."""
    kind, most, *by = cap.split(maxsplit=3)
    return capped_words(int(most), None) if kind == "random" else capped_words(None, (int(most), by[-1]))


def _lifted(found: Lift) -> None:
    low, high = found.bounds
    sure = t("lift_sure") if low > 0 or high < 0 else t("lift_chance")
    charts.chart_title(
        t(
            "lift_finding",
            lift=f"{100 * found.lift:+.1f}",
            low=f"{100 * low:+.1f}",
            high=f"{100 * high:+.1f}",
            sure=sure,
        )
    )
    groups = [
        (t("in_file"), found.treated_hits, found.treated), (t("held_out"), found.held_out_hits, found.held_out)
    ]  # fmt: skip
    rows = [(name, of, hits, hits / (of or 1), *wilson_interval(hits, of)) for name, hits, of in groups]
    heads = ("group", "customers", "hits", "share", "low", "high")
    table = pl.DataFrame(rows, schema=heads, orient="row")
    st.altair_chart(theme.styled(_bars(table, [name for name, *_ in groups])))
    st.caption(
        t_markdown("lift_help", outcome=escape_markdown(in_language(found.outcome)), day=found.as_of,
          treated=formats.count(found.treated), held=formats.count(found.held_out), extra=f"{found.extra:,.0f}",
          gone=found.gone)
    )  # fmt: skip
    words = (t("group"), t("count"), t("lift_hits"), t("share"), t("lowest"), t("highest"))
    charts.data_popover(table.rename(dict(zip(heads, words, strict=True))), "lift", "lift")


def _bars(table: pl.DataFrame, groups: list[str]) -> alt.LayerChart:
    """Draw the share of either group with the interval it lies in."""
    # Altair types its marks through a decorator that no checker follows.
    base: Any = alt.Chart(table).encode(
        y=alt.Y("group:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False)),
        tooltip=[
            alt.Tooltip("group", title=t("group")), alt.Tooltip("customers:Q", format=",", title=t("count")),
            alt.Tooltip("share:Q", format=".1%", title=t("share")),
        ],
    )  # fmt: skip
    axis = alt.X("share:Q", title=t("lift_axis"), axis=alt.Axis(format="%", tickCount=5), scale=alt.Scale(zero=True))
    color = alt.Color("group:N", scale=alt.Scale(domain=groups, range=[theme.SEGMENT, theme.BASE]), legend=None)
    bars = base.mark_bar(height=18).encode(x=axis, color=color)
    bounds = base.mark_rule(color=theme.INK, strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
    texts = base.mark_text(align="left", dx=6, color=theme.INK).encode(
        x="high:Q", text=alt.Text("share:Q", format=".1%")
    )
    return (bars + bounds + texts).properties(height=alt.Step(30))
