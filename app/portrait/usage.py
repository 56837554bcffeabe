"""How a customer uses: its days with holidays and outages, the rhythm of the week, and the load of the day."""

from datetime import date, timedelta

import polars as pl
import streamlit as st

from app.portrait import vega_charts
from app.shared import charts, formats
from app.shared.words import in_language, t, t_markdown
from tagrid.portrait import holidays, outage_days, quarters, rhythm


def _change_words(days: pl.DataFrame) -> str | None:
    """Return the change of the last 365 days on the year before in words, where both are covered.

    How much a year is stands in the head of the page, by complete months: the days read add up to less.
    """
    last: date = days["date"].to_list()[-1]
    year = days.filter(pl.col("date") > last - timedelta(days=365))["kwh"]
    before = days.filter(pl.col("date").is_between(last - timedelta(days=729), last - timedelta(days=365)))["kwh"]
    if before.len() - before.null_count() < 300 or not before.sum():
        return None
    change = float(year.sum()) / float(before.sum()) - 1
    return t("more" if change >= 0 else "less", share=formats.share(abs(change)))


def days(seen: dict) -> None:
    """Draw the days of use, as a line with holidays and outages or as a calendar."""
    st.header(t("usage"), anchor=False)
    if not seen["usage"]:
        st.caption(t("no_usage"))
        return
    table = pl.DataFrame(seen["usage"], schema={"date": pl.Date, "kwh": pl.Float64}).sort("date")
    words = _change_words(table)
    year = table.tail(365)
    read = {"days": year.height, "read": year["kwh"].count(), "kwh": formats.kwh(float(year["kwh"].sum()))}
    charts.chart_title(t("usage_title", change=words) if words else t("usage_title_short", **read))
    view = st.segmented_control(
        t("usage"), ["usage_days", "usage_calendar"], format_func=t, default="usage_days", key="usage_view",
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    table = table.with_columns(mean=pl.col("kwh").rolling_mean(7, min_samples=4))
    if view == "usage_days":
        first, last = table["date"][0], table["date"][-1]
        vega_charts.days(table, _marked(holidays(first, last)), _cut(outage_days(seen["events"], first)))
    else:
        charts.calendar(table)
    if missing := table["kwh"].null_count():
        st.caption(t_markdown("missing_days", n=missing))
    charts.data_popover(table.select("date", "kwh"), f"usage_{seen['customer']['customer_id']}", "usage")


def _marked(found: list[dict]) -> pl.DataFrame:
    rows = [(one["first"], one["last"] + timedelta(days=1), in_language(one["name"])) for one in found]
    return pl.DataFrame(rows, schema={"from": pl.Date, "until": pl.Date, "name": pl.String}, orient="row")


def _cut(found: list[dict]) -> pl.DataFrame:
    rows = [(one["date"], in_language(one["what"]), one["minutes"]) for one in found]
    return pl.DataFrame(rows, schema={"date": pl.Date, "what": pl.String, "minutes": pl.Float64}, orient="row")


def week(seen: dict) -> None:
    """Draw the mean of each weekday over the last three months."""
    found = rhythm(seen["usage"], seen["as_of"])
    read = [one for one in found if one["kwh"] is not None]
    if len(read) < len(found):
        charts.chart_title(t("week_question"))
        st.caption(t("week_none"))
        return
    names = t("weekdays").split()
    work = sum(one["kwh"] for one in found[:5]) / 5
    rest = sum(one["kwh"] for one in found[5:]) / 2
    ratio = f"{rest / work:.2f}" if work else "–"
    charts.chart_title(t("week_title", ratio=ratio))
    table = pl.DataFrame([{"day": names[one["weekday"] - 1], "kwh": one["kwh"], "days": one["days"]} for one in found])
    vega_charts.week(table)
    heads = {"day": t("weekday"), "kwh": t("mean_kwh"), "days": t("days_read")}
    charts.data_popover(table.rename(heads), f"week_{seen['customer']['customer_id']}", "week")


def load(seen: dict) -> None:
    """Draw the mean load curve of workdays and days of rest, where the customer's meter records one."""
    if not seen["load"]:
        charts.chart_title(t("load_question"))
        st.caption(t("load_none"))
        return
    rows = [
        {"at": at, "kw": kw, "kind": kind}
        for one, kind in ((one, _kind(one)) for one in seen["load"])
        for at, kw in zip(quarters(), one["mean_kw"], strict=False)
        if kw is not None
    ]
    top = max(rows, key=lambda row: row["kw"])
    charts.chart_title(t("load_title", kw=f"{top['kw']:,.1f}", at=f"{top['at']:%H:%M}"))
    table = pl.DataFrame(rows)
    vega_charts.load(table, [_kind(one) for one in seen["load"]])
    shown = table.select(pl.col("at").dt.strftime("%H:%M").alias(t("time")), pl.col("kw").alias("kW"), "kind")
    charts.data_popover(shown.rename({"kind": t("kind_of_day")}), f"load_{seen['customer']['customer_id']}", "load")


def _kind(one: dict) -> str:
    return t("load_work" if one["is_workday"] else "load_rest", n=one["days"])
