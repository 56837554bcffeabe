"""The portrait's own charts, in the style of `app.shared.charts`; as Vega-Lite, which a page draws at every click."""

from datetime import date

import polars as pl
import streamlit as st

from app.shared import charts, theme
from app.shared.words import t

_MONTHS = {"format": "%Y-%m", "tickCount": "month", "labelOverlap": True}


def field(name: str, kind: str, title: str | None = None, **more) -> dict:
    """Return a column as a channel; ``kind`` is temporal, quantitative, nominal or ordinal, ``more`` is its own."""
    return {"field": name, "type": kind, "title": title, **more}


def tip(name: str, kind: str, title: str, form: str | None = None) -> dict:
    """Return a column as a line of a tooltip, its numbers or days written in the form given."""
    return field(name, kind, title, **({"format": form} if form else {}))


def _colors(names: list[str], colors: list[str], column: str = "kind") -> dict:
    return field(column, "nominal", scale={"domain": names, "range": colors})


def _values(table: pl.DataFrame) -> dict:
    """Return a small table as a part of a specification: a layer of its own besides the chart's table."""
    return {"values": table.with_columns(pl.col(pl.Date).dt.strftime("%Y-%m-%dT00:00:00")).to_dicts()}


def days(table: pl.DataFrame, holidays: pl.DataFrame, outages: pl.DataFrame) -> None:
    """Draw daily energy with its 7-day mean over the holidays, and a mark above each outage.

    Columns: ``date``, ``kwh``, ``mean``; ``from``, ``until``, ``name``; ``date``, ``what``, ``minutes``.
    """
    x, day = field("date", "temporal", axis=_MONTHS), tip("date", "temporal", t("date"), "%Y-%m-%d")
    kwh = tip("kwh", "quantitative", t("kwh"), ",.1f")
    bands = {
        "data": _values(holidays),
        "mark": {"type": "rect", "color": theme.SECOND, "opacity": 0.2},
        "encoding": {
            "x": field("from", "temporal", axis=_MONTHS),
            "x2": {"field": "until"},
            "tooltip": [tip("name", "nominal", t("holiday"))],
        },
    }
    line = {
        "mark": {"type": "line", "color": theme.BASE, "strokeWidth": 1},
        "encoding": {"x": x, "y": field("kwh", "quantitative", t("kwh")), "tooltip": [day, kwh]},
    }
    mean = {
        "mark": {"type": "line", "color": theme.ACCENT, "strokeWidth": 2},
        "encoding": {"x": x, "y": field("mean", "quantitative", t("kwh"))},
    }
    what, minutes = tip("what", "nominal", t("what")), tip("minutes", "quantitative", t("minutes"), ",.0f")
    marks = {
        "data": _values(outages),
        "mark": {
            "type": "point", "shape": "triangle-down", "filled": True, "size": 60, "color": theme.BAD, "opacity": 1
        },
        "encoding": {"x": x, "y": {"value": 5}, "tooltip": [day, what, minutes]},
    }  # fmt: skip
    charts.vega_lite(table, {"layer": [bands, line, mean, marks], "height": 250})
    st.html(
        f"<div class='tg-legend'><span><b style='color:{theme.ACCENT}'>━</b> {t('rolling')}</span>"
        f"<span><b style='color:{theme.SECOND}'>▮</b> {t('holiday')}</span>"
        f"<span><b style='color:{theme.BAD}'>▼</b> {t('outage_mark')}</span></div>"
    )


def outages(table: pl.DataFrame, kinds: dict[str, str], first: date, last: date) -> None:
    """Draw each outage as long as it lasted on the days from ``first`` to ``last``, in the colour of its kind.

    Columns: ``at``, ``minutes``, ``kind``; ``kinds`` gives the name of each kind that there is by its code.
    """
    fixed = {"planned": theme.ACCENT, "fault": theme.BAD, "sensed": theme.ATTENTION}
    ends = [{"year": day.year, "month": day.month, "date": day.day} for day in (first, last)]
    minutes = tip("minutes", "quantitative", t("minutes"), ",.0f")
    spec = {
        "mark": {"type": "bar", "width": 7, "cornerRadiusEnd": 2},
        "encoding": {
            "x": field("at", "temporal", axis=_MONTHS, scale={"domain": ends}),
            "y": field("minutes", "quantitative", t("minutes")),
            "color": _colors(list(kinds.values()), [fixed.get(code, theme.BASE) for code in kinds]),
            "tooltip": [
                tip("at", "temporal", t("outage_began"), "%Y-%m-%d %H:%M"),
                minutes,
                tip("kind", "nominal", t("what")),
            ],
        },
        "height": 190,
    }
    charts.vega_lite(table, spec)


def week(table: pl.DataFrame) -> None:
    """Draw the mean of each weekday; columns ``day``, ``kwh``, ``days``, from Monday."""
    names = table["day"].to_list()
    spec = {
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "x": field(
                "day", "nominal", sort=names, scale={"padding": 0.2},
                axis={"labelAngle": 0, "ticks": False, "labelOverlap": False},
            ),
            "y": field("kwh", "quantitative", t("mean_kwh")),
            "color": {
                "condition": {"test": {"field": "day", "oneOf": names[5:]}, "value": theme.BASE},
                "value": theme.ACCENT,
            },
            "tooltip": [
                tip("day", "nominal", t("weekday")),
                tip("kwh", "quantitative", t("mean_kwh"), ",.1f"),
                tip("days", "quantitative", t("days_read")),
            ],
        },
        "height": 210,
    }  # fmt: skip
    charts.vega_lite(table, spec)


def load(table: pl.DataFrame, kinds: list[str]) -> None:
    """Draw mean load curves; columns ``at``, ``kw``, ``kind``."""
    spec = {
        "mark": {"type": "line", "strokeWidth": 2, "interpolate": "step-after"},
        "encoding": {
            "x": field("at", "temporal", axis={"format": "%H:%M", "tickCount": 8}),
            "y": field("kw", "quantitative", "kW"),
            "color": _colors(kinds, [theme.ACCENT, theme.SECOND][: len(kinds)]) | {"legend": {"columns": 1}},
            "tooltip": [
                tip("at", "temporal", t("time"), "%H:%M"),
                tip("kw", "quantitative", "kW", ",.2f"),
                tip("kind", "nominal", t("kind_of_day")),
            ],
        },
        "height": 250,
    }
    charts.vega_lite(table, spec)


def two_customers(table: pl.DataFrame, names: list[str]) -> None:
    """Draw the days of two customers, each by its own mean day; columns ``date``, ``name``, ``index``, ``kwh``."""
    spec = {
        "mark": {"type": "line", "strokeWidth": 1.5},
        "encoding": {
            "x": field("date", "temporal", axis=_MONTHS),
            "y": field("index", "quantitative", t("own_mean_day"), axis={"format": "%"}),
            "color": _colors(names, [theme.ACCENT, theme.SECOND], "name"),
            "tooltip": [
                tip("name", "nominal", t("name")),
                tip("date", "temporal", t("date"), "%Y-%m-%d"),
                tip("kwh", "quantitative", t("kwh"), ",.1f"),
            ],
        },
        "height": 240,
    }
    charts.vega_lite(table, spec)


def bills(table: pl.DataFrame, colors: dict[str, str]) -> None:
    """Draw the amount of each bill in the colour of how it was paid; columns ``month``, ``yuan``, ``state``."""
    shown = [state for state in colors if state in set(table["state"])]
    spec = {
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "x": field(
                "month", "ordinal", timeUnit="yearmonth",
                axis={"format": "%Y-%m", "labelAngle": 0, "labelOverlap": True},
            ),
            "y": field("yuan", "quantitative", t("amount")),
            "color": _colors(shown, [colors[state] for state in shown], "state"),
            "tooltip": [
                tip("month", "temporal", t("bill_month"), "%Y-%m"),
                tip("yuan", "quantitative", t("amount"), ",.2f"),
                tip("state", "nominal", t("state")),
            ],
        },
        "height": 190,
    }  # fmt: skip
    charts.vega_lite(table, spec)
