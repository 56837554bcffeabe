"""A model by group of customers: which groups it overlooks, and which gaps are more than chance."""

import polars as pl
import streamlit as st

from app.shared import charts, formats, frame, scores, tables, theme
from app.shared.words import escape_markdown, t
from tagrid.core.statistics import wilson_interval
from tagrid.scoring import ModelRecord, ScoreStatus, uneven_groups


def draw(one: ScoreStatus, record: ModelRecord, figures: dict, opened: frame.OpenedVersion) -> None:
    """Draw every grouping of the customers a model was tested on."""
    groups = figures.get("groups") or {}
    if not groups:
        st.caption(t("md_groups_none"))
        return
    if figures["target"] == "amount":
        _amounts(one, groups, opened.catalog)
        return
    beyond = uneven_groups(groups)
    charts.chart_title(_finding(groups, beyond, opened.catalog))
    st.caption(t("md_groups_how"))
    with st.container(key="md_groups"):
        for column, found in groups.items():
            st.header(escape_markdown(scores.group_column_label(opened.catalog, column)), anchor=False)
            _found(one, column, found, beyond, opened.catalog)


def _finding(groups: dict, beyond: set, catalog) -> str:
    gaps = [(one, column) for column, found in groups.items() for one in found if (column, one["group"]) in beyond]
    if not gaps:
        return t("md_groups_even")
    worst, column = min(gaps, key=lambda gap: gap[0]["recall_gap"])
    name = scores.group_label(catalog, column, worst["group"])
    return t("md_groups_uneven", group=name, gap=f"{100 * worst['recall_gap']:+.0f} pp")


def _found(one: ScoreStatus, column: str, found: list[dict], beyond: set, catalog) -> None:
    rows = []
    for own in found:
        is_judged, is_beyond = own["recall"] is not None, (column, own["group"]) in beyond
        low, high = (
            wilson_interval(own["recall"] * own["positives"], own["positives"], z=1.96) if is_judged else (None, None)
        )
        word = t("md_beyond" if is_beyond else "md_within" if is_judged else "md_unjudged")
        rows.append({**own, "label": scores.group_label(catalog, column, own["group"]), "low": low, "high": high,
                     "word": word})  # fmt: skip
    left, right = st.columns([1, 1.35], gap="large")
    with left:
        _recalls([row for row in rows if row["recall"] is not None])
    with right:
        tables.html_table(_row(row) for row in rows)
        table = pl.DataFrame([_row(row) for row in rows], infer_schema_length=None)
        charts.data_popover(table, f"{one.score.name}_{column}", column)


def _row(row: dict) -> dict:
    ends = f"{row['low']:.0%}–{row['high']:.0%}" if row["low"] is not None else None
    beyond = f" · {row['word']}" if row["word"] == t("md_beyond") else ""
    return {
        t("md_group"): tables.CodedValue(row["label"], row["group"]),
        t("count"): row["customers"],
        t("md_cases"): row["positives"],
        t("md_expected"): formats.share(row["expected"]),
        t("md_actual"): formats.share(row["actual"]),
        t("md_recall_ends"): f"{row['recall']:.0%} [{ends}]{beyond}" if ends else row["word"],
    }


def _recalls(rows: list[dict]) -> None:
    """Draw the share of cases found in every group with its interval; a gap beyond chance has its own colour."""
    if not rows:
        st.caption(t("md_unjudged"))
        return
    rows = sorted(rows, key=lambda row: row["recall"])
    names, everyone = [row["label"] for row in rows], rows[0]["recall"] - rows[0]["recall_gap"]
    words = {t("md_within"): theme.ACCENT, t("md_beyond"): theme.BAD}
    color = {"field": "word", "type": "nominal", "legend": {"title": None, "columns": 1},
             "scale": {"domain": list(words), "range": list(words.values())}}  # fmt: skip
    x = {"type": "quantitative", "title": t("md_recall"), "axis": {"format": "%"}, "scale": {"domain": [0, 1]}}
    y = {"field": "label", "type": "nominal", "sort": names, "title": None,
         "axis": {"ticks": False, "domain": False, "labelOverlap": False}}  # fmt: skip
    tip = [{"field": "label", "title": t("md_group")}, {"field": "word", "title": t("md_judged")}]
    tip += [{"field": "recall", "type": "quantitative", "format": ".0%", "title": t("md_recall")}]
    spec = {
        "height": {"step": 26},
        "layer": [
            {"data": {"values": [{"all": everyone}]},
             "mark": {"type": "rule", "color": theme.BASE, "strokeDash": [4, 4]},
             "encoding": {"x": {**x, "field": "all"}}},
            {"mark": {"type": "rule", "strokeWidth": 2},
             "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y, "color": color}},
            {"mark": {"type": "circle", "size": 90, "opacity": 1},
             "encoding": {"x": {**x, "field": "recall"}, "y": y, "color": color, "tooltip": tip}},
        ],
    }  # fmt: skip
    keys = ("label", "recall", "low", "high", "word")
    charts.vega_lite(pl.DataFrame([{key: row[key] for key in keys} for row in rows]), spec)


def _amounts(one: ScoreStatus, groups: dict, catalog) -> None:
    judged = [(own, column) for column, found in groups.items() for own in found if own["mae"] is not None]
    if judged:
        worst, column = max(judged, key=lambda gap: gap[0]["mae"])
        name = scores.group_label(catalog, column, worst["group"])
        charts.chart_title(t("md_groups_amount", group=name, error=scores.measure_text("mae", worst["mae"])))
    for column, found in groups.items():
        st.header(escape_markdown(scores.group_column_label(catalog, column)), anchor=False)
        rows = [
            {
                t("md_group"): tables.CodedValue(scores.group_label(catalog, column, own["group"]), own["group"]),
                t("count"): own["customers"],
                t("md_expected"): f"{own['expected']:+.1%}",
                t("md_actual"): f"{own['actual']:+.1%}",
                t("md_error"): scores.measure_text("mae", own["mae"]) if own["mae"] is not None else t("md_unjudged"),
            }
            for own in found
        ]
        tables.html_table(rows)
        charts.data_popover(pl.DataFrame(rows, infer_schema_length=None), f"{one.score.name}_{column}", column)
