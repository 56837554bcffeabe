"""The stored evaluation of a version, cached, and the chart of the outcomes of a score's bands."""

from types import SimpleNamespace

import altair as alt
import polars as pl
import streamlit as st

from app.shared import charts, formats, frame, theme
from app.shared.words import message, t
from tagrid.catalog import UNKNOWN
from tagrid.core.project import home
from tagrid.governance.evaluation import Evaluation, TagOutcome, evaluations_folder, saved_evaluation as read
from tagrid.published import Version


def outcome_chart(name: str, found: TagOutcome, labels: dict[str, str]) -> None:
    """Draw for how many customers of each band it came true; of an amount, how large it was on average."""
    if found.missing:
        st.caption(message(found.missing))
        return
    is_amount = found.target == "amount"
    rate_label, written = (t("ev_mean"), "+.1%") if is_amount else (t("ev_rate"), ".1%")
    top = max(found.bands, key=lambda one: one.rate)
    fills = {"day": found.as_of, "until": found.until, "share": formats.share(top.rate)}
    charts.chart_title(t("ev_outcome_amount" if is_amount else "ev_outcome", value=labels[top.code], **fills))
    rows = [
        {"label": labels[one.code], "rate": one.rate, "cases": one.cases, "customers": one.customers}
        for one in found.bands
    ]
    table = pl.DataFrame(rows)
    order = table["label"].to_list()
    colors = theme.value_colors(SimpleNamespace(values=[one.code for one in found.bands if one.code != UNKNOWN]))
    scale = alt.Scale(domain=order, range=[colors[one.code] for one in found.bands])
    base = alt.Chart(table).encode(
        y=alt.Y("label:N", sort=order, title=None),
        x=alt.X("rate:Q", title=rate_label, axis=alt.Axis(format="%", tickCount=6)),
        tooltip=[
            alt.Tooltip("label:N", title=t("value")),
            *([] if is_amount else [alt.Tooltip("cases:Q", title=t("ev_cases"), format=",")]),
            alt.Tooltip("customers:Q", title=t("count"), format=","),
            alt.Tooltip("rate:Q", title=rate_label, format=written),
        ],
    )
    bars = base.mark_bar(height=18, cornerRadiusEnd=2).encode(color=alt.Color("label:N", scale=scale, legend=None))  # ty: ignore[missing-attribute]
    texts = base.mark_text(align="left", dx=6, color=theme.INK).encode(text=alt.Text("rate:Q", format=written))  # ty: ignore[missing-attribute]
    st.altair_chart(theme.styled((bars + texts).properties(height=30 * len(rows) + 40)))
    names = {"label": t("value"), "rate": rate_label, "cases": t("ev_cases"), "customers": t("count")}
    table = table.drop("cases") if is_amount else table
    charts.data_popover(table.rename(names, strict=False), f"{name}_outcome", f"outcome_{name}")


def stored_evaluation(version: Version) -> Evaluation | None:
    """Return the stored evaluation of a version, its advice at most a minute old; None where it was never evaluated."""
    path = evaluations_folder(home()) / f"{version.id}.json"
    return _read_evaluation(frame.cache_key(version), path.stat().st_mtime_ns if path.exists() else 0, version)


@st.cache_resource(ttl=60, max_entries=4, show_spinner=False)
def _read_evaluation(key: tuple[str, str], changed: int, _version: Version) -> Evaluation | None:
    return read(home(), _version)
