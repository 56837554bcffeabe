"""What a model reads: how much it leans on each number, and how far the numbers have moved since it was tested."""

import polars as pl
import streamlit as st

from app.shared import charts, frame, scores, theme
from app.shared.words import t, t_markdown
from tagrid.core.project import home
from tagrid.scoring import ModelRecord, ScoreStatus, input_shift, score_drift

MOST = 12

MOST_PSI = 1.0


def draw(one: ScoreStatus, record: ModelRecord, figures: dict, opened: frame.OpenedVersion) -> None:
    """Draw importance and drift side by side, then one input's numbers at the test and now."""
    left, right = st.columns(2, gap="large")
    with left:
        _importance(one, figures)
    with right:
        shown = _drift(one, record, opened)
    if shown:
        _numbers(one, record, shown, opened)


def _importance(one: ScoreStatus, figures: dict) -> None:
    found = figures.get("importance") or []
    if not found:
        st.caption(t("md_importance_none"))
        return
    rows = [
        {"label": scores.input_name(one.score, row["feature"]), "loss": row["loss"],
         "low": row["loss"] - row["spread"], "high": row["loss"] + row["spread"], "spread": row["spread"]}
        for row in found
    ]  # fmt: skip
    charts.chart_title(t("md_importance", first=rows[0]["label"]))
    st.caption(t_markdown("md_importance_how", measure=scores.measure_label(figures["judged"]).partition("（")[0]))
    shown = rows[:MOST]
    x = {"type": "quantitative", "title": t("md_loss"), "axis": {"tickCount": 5}}
    tip = [{"field": "label", "title": t("md_feature")}]
    tip += [{"field": "loss", "type": "quantitative", "format": ".4f", "title": t("md_loss")}]
    spec = {
        "height": {"step": 26},
        "encoding": {"y": _names([row["label"] for row in shown])},
        "layer": [
            {"mark": {"type": "bar", "height": 14, "cornerRadiusEnd": 2, "color": theme.ACCENT},
             "encoding": {"x": {**x, "field": "loss"}, "tooltip": tip}},
            {"mark": {"type": "rule", "color": theme.MUTED},
             "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}}},
        ],
    }  # fmt: skip
    charts.vega_lite(pl.DataFrame(shown), spec)
    heads = {"label": t("md_feature"), "loss": t("md_loss"), "spread": t("md_spread")}
    table = pl.DataFrame(rows).select(list(heads)).rename(heads)
    charts.data_popover(table, f"{one.score.name}_importance", "importance")


def _names(labels: list[str]) -> dict:
    axis = {"ticks": False, "domain": False, "labelOverlap": False, "labelLimit": 250}
    return {"field": "label", "type": "nominal", "sort": labels, "title": None, "axis": axis}


def _drift(one: ScoreStatus, record: ModelRecord, opened: frame.OpenedVersion) -> str | None:
    """Draw the PSI of every input and of the score; return the chosen input."""
    gave = one.state["model_id"]
    if one.counted and gave and gave != record.model_id:
        st.caption(t_markdown("md_drift_other", id=gave))
        return None
    found = score_drift(opened.version, one.score.name)
    if not found:
        st.caption(t_markdown("md_drift_none", version=opened.version.id))
        return None
    rows = [_row(one, row) for row in found]
    top = max(rows, key=lambda row: (row["moved"], row["psi"]))
    charts.chart_title(t("md_drift_title", input=top["label"], band=top["band"]))
    st.caption(t_markdown("md_drift_how", version=opened.version.id))
    _bars(rows[:MOST])
    heads = {"label": t("md_feature"), "psi": t("psi"), "usual": t("md_usual_psi"), "band": t("md_band")}
    heads["then"] = t("md_missing_then")
    table = pl.DataFrame(rows).select([*heads, "now"]).rename({**heads, "now": t("md_missing_now")})
    charts.data_popover(table, f"{one.score.name}_drift", "drift")
    names = {row["input"]: row["label"] for row in rows if row["input"] != "score"}
    return st.selectbox(
        t("md_look_at"), list(names), format_func=lambda name: names.get(name, name), key="models_input"
    )


def _row(one: ScoreStatus, row: dict) -> dict:
    usual = row.get("usual") or 0.0
    text, color = scores.drift_text(row["psi"], usual, row.get("moved"))
    missing = {"then": row["missing_then"], "now": row["missing_now"]}
    named = {"input": row["input"], "label": scores.input_name(one.score, row["input"])}
    return {
        **named,
        "psi": row["psi"],
        "band": text,
        "color": color,
        "ink": max(theme.INK, theme.PAPER, key=lambda ink: theme.contrast(ink, color)),
        "moved": bool(row.get("moved")),
        "usual": usual,
        **missing,
    }


def _bars(rows: list[dict]) -> None:
    # A very large shift would squeeze the bounds; its figure is written on its bar.
    ends = {"domain": [0, min(max(row["psi"] for row in rows) * 1.15 + 0.02, MOST_PSI)], "clamp": True}
    x = {"type": "quantitative", "title": t("psi"), "axis": {"tickCount": 5}, "scale": ends}
    tip = [{"field": "label", "title": t("md_feature")}, {"field": "band", "title": t("md_band")}]
    shapes = {"psi": ("PSI", ".3f"), "then": (t("md_missing_then"), ".1%"), "now": (t("md_missing_now"), ".1%")}
    tip += [
        {"field": key, "type": "quantitative", "format": shape, "title": word} for key, (word, shape) in shapes.items()
    ]
    bounds = [{"at": scores.PSI_MOVING}, {"at": scores.PSI_MOVED}]
    spec = {
        "height": {"step": 26},
        "layer": [
            {"mark": {"type": "bar", "height": 14, "cornerRadiusEnd": 2},
             "encoding": {"x": {**x, "field": "psi"}, "y": _names([row["label"] for row in rows]), "tooltip": tip,
                          "color": {"field": "color", "type": "nominal", "scale": None}}},
            {"mark": {"type": "text", "align": "right", "dx": -6},
             "transform": [{"filter": f"datum.psi >= {0.1 * ends['domain'][1]}"}],
             "encoding": {"x": {**x, "field": "psi"}, "y": _names([row["label"] for row in rows]),
                          "text": {"field": "psi", "type": "quantitative", "format": ".2f"},
                          "color": {"field": "ink", "type": "nominal", "scale": None}}},
            {"data": {"values": bounds}, "mark": {"type": "rule", "color": theme.MUTED, "strokeDash": [4, 4]},
             "encoding": {"x": {**x, "field": "at"}}},
        ],
    }  # fmt: skip
    charts.vega_lite(pl.DataFrame(rows), spec)


def _numbers(one: ScoreStatus, record: ModelRecord, name: str, opened: frame.OpenedVersion) -> None:
    """Draw the shares of customers in each part of an input, at the test and now."""
    found = input_shift(home(), opened.version, one.score, record.model_id, name)
    if found is None:
        return
    write = scores.value_format(one.score, name)
    labels = [
        _part(low, high, write, at == found.height - 1)
        for at, (low, high) in enumerate(found.select("low", "high").rows())
    ]
    rows = [
        {"part": label, "when": t(f"md_{when}"), "share": share}
        for label, then, now in zip(labels, found["then"], found["now"], strict=True)
        for when, share in (("then", then), ("now", now))
    ]
    charts.chart_title(t("md_parts_of", input=scores.input_name(one.score, name)))
    whens = [t("md_then"), t("md_now")]
    share = {"field": "share", "type": "quantitative", "title": t("share")}
    spec = {
        "height": 220,
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "x": {"field": "part", "type": "nominal", "sort": labels, "title": None,
                  "axis": {"labelAngle": 0, "labelLimit": 110}},
            "xOffset": {"field": "when", "type": "nominal", "sort": whens},
            "y": {**share, "axis": {"format": "%", "tickCount": 5}},
            "color": {"field": "when", "type": "nominal", "sort": whens,
                      "scale": {"domain": whens, "range": [theme.BASE, theme.ACCENT]}},
            "tooltip": [{"field": "part", "title": t("value")}, {"field": "when"}, {**share, "format": ".1%"}],
        },
    }  # fmt: skip
    charts.vega_lite(pl.DataFrame(rows), spec)
    columns = {t("value"): labels, whens[0]: found["then"], whens[1]: found["now"]}
    charts.data_popover(pl.DataFrame(columns), f"{one.score.name}_{name}", "parts")


def _part(low: float | None, high: float | None, write, is_last: bool) -> str:
    if is_last:
        return t("md_no_number")
    if low is None:
        return f"≤ {write(high)}" if high is not None else t("md_known")
    return f"> {write(low)}" if high is None else f"– {write(high)}"
