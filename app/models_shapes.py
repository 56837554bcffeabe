"""Clusters of load curves: the centre of each with its name, how well they part, and whether names stay."""

from datetime import date, datetime, time, timedelta

import polars as pl
import streamlit as st

from app import charts, frame, models_results, numbers, tables, theme
from app.words import language, t
from models_ml.told import Kept, Standing


def draw(one: Standing, kept: Kept, figures: dict, opened: frame.Opened) -> None:
    """Draw measures, centres and the steadiness of names."""
    models_results.measured(one, kept, figures)
    found = figures.get("clusters") or []
    if found:
        _centres(one, found)
    fills = {
        "share": numbers.share(figures.get("as_own", 0)),
        "unknown": numbers.share(figures.get("unknown_share", 0)),
    }
    st.caption(t("md_own", **fills))
    _steady(one, figures)


def _name(one: Standing, code: str | None) -> str:
    words = getattr(one.score, "words", {})
    return words[code][language() == "en"] if code in words else t("md_unnamed" if not code else "unknown")


def _centres(one: Standing, found: list[dict]) -> None:
    """Draw the centre of each cluster as a small curve, the largest first."""
    labels = [f"{_name(one, own['name'])} · {own['share']:.0%}" for own in found]
    labels = [f"{label} ({n})" if labels.count(label) > 1 else label for n, label in enumerate(labels, 1)]
    charts.titled(t("md_shapes", name=_name(one, found[0]["name"]), share=numbers.share(found[0]["share"], digits=0)))
    st.caption(t("md_shapes_how"))
    rows = [
        {"cluster": label, "at": _at(step, len(own["curve"])), "times": times}
        for label, own in zip(labels, found, strict=True)
        for step, times in enumerate(own["curve"])
    ]
    x = {"field": "at", "type": "temporal", "title": None, "axis": {"format": "%H:%M", "tickCount": 4, "grid": False}}
    y = {"field": "times", "type": "quantitative", "title": None, "axis": {"tickCount": 3}}
    tip = [
        {"field": "cluster", "title": t("md_cluster")},
        {**x, "axis": None, "format": "%H:%M", "title": t("md_hour")},
    ]
    tip = [{k: v for k, v in one.items() if k != "axis"} for one in tip]
    tip += [{"field": "times", "type": "quantitative", "format": ".2f", "title": t("md_times_mean")}]
    head = {"labelColor": theme.INK, "labelFontSize": 12, "title": None}
    spec = {
        "mark": {"type": "area", "line": {"color": theme.ACCENT}, "color": theme.SEQUENCE[0], "opacity": 0.7},
        "width": 185,
        "height": 100,
        "encoding": {
            "facet": {"field": "cluster", "type": "nominal", "columns": 4, "sort": labels, "header": head},
            "x": x,
            "y": y,
            "tooltip": tip,
        },
    }
    charts.drawn(pl.DataFrame(rows), spec)
    shown = pl.DataFrame(rows).select(
        pl.col("cluster").alias(t("md_cluster")),
        pl.col("at").dt.strftime("%H:%M").alias(t("md_hour")),
        pl.col("times").alias(t("md_times_mean")),
    )
    charts.behind(shown, f"{one.score.name}_centres", "centres")


def _at(step: int, steps: int) -> datetime:
    return datetime.combine(date(2000, 1, 1), time()) + timedelta(days=step / steps)


def _steady(one: Standing, figures: dict) -> None:
    told = figures.get("against_champion")
    if not told:
        st.caption(t("md_steady_first"))
        return
    counts = {"n": numbers.count(told["customers"]), "changed": numbers.count(told["changed"])}
    charts.titled(t("md_steady", share=numbers.share(told["share"]), **counts))
    rows = [
        {t("md_before"): _name(one, old), t("md_after"): _name(one, new), t("count"): n}
        for old, new, n in told["moves"]
    ]
    tables.listed(rows)
    if rows:
        charts.behind(pl.DataFrame(rows), f"{one.score.name}_moves", "moves")
