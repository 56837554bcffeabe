"""Two customers side by side: their figures, where their tags differ, and their days."""

import html

import polars as pl
import streamlit as st

from app.portrait import customer, vega_charts
from app.portrait.customer import chip
from app.shared import charts, formats, frame
from app.shared.words import in_language, message, t
from tagrid.core.errors import BadInput
from tagrid.portrait import compare_days, compare_facts, compare_tags, portrait

_WORDS = {
    "annual_kwh": ("usage_year", formats.kwh),
    "amount_yuan_12m": ("amount_year", lambda yuan: f"{yuan:,.2f}"),
    "contract_capacity_kva": ("capacity", lambda kva: f"{kva:,.0f} kVA"),
    "default_chance": ("chance", formats.share),
}


def draw_side_by_side(opened, seen: dict, wanted: str, days: int) -> None:
    """Draw the customer and another one, or the search for that one where ``wanted`` is empty."""
    here = seen["customer"]["customer_id"]
    if not wanted:
        st.header(t("beside_choose"), anchor=False)
        if chosen := customer.find_customer(opened.version, "beside", without=here):
            frame.write_link(**{"with": chosen})
            st.rerun()
        return
    try:
        other = portrait(opened.version, wanted, opened.catalog, days, viewer=frame.viewer())
    except BadInput as error:
        st.error(message(error), icon=":material/error:")
        return
    names = [_name(one) for one in (seen, other)]
    if names[0] == names[1]:
        names = [f"{name} · {one['customer']['customer_id']}" for name, one in zip(names, (seen, other), strict=True)]
    _facts(seen, other, names)
    _tags(opened.catalog, seen, other, names)
    _days(seen, other, names)


def _name(seen: dict) -> str:
    return seen["customer"].get("customer_name") or seen["customer"]["customer_id"]


def _facts(one: dict, other: dict, names: list[str]) -> None:
    rows = "".join(
        f"<span class='label'>{t(word)}</span><span>{_fact_text(write, row['left'])}</span>"
        f"<span>{_fact_text(write, row['right'])}</span>"
        for row in compare_facts(one, other)
        for word, write in (_WORDS[row["fact"]],)
    )
    who = "".join(
        f"<span class='head'>{html.escape(name)} <span class='tg-quiet'>{seen['customer']['customer_id']}</span></span>"
        for name, seen in zip(names, (one, other), strict=True)
    )
    st.html(f"<div class='tg-beside'><span class='head'></span>{who}{rows}</div>")


def _fact_text(write, value) -> str:
    return "–" if value is None else html.escape(write(value))


def _tags(catalog, one: dict, other: dict, names: list[str]) -> None:
    found = [row for row in compare_tags(one, other) if row["tag"] in catalog.tags]
    differ = [row for row in found if row["differs"]]
    charts.chart_title(t("beside_title", n=len(differ), all=len(found)))
    cells = "".join(
        f"<span class='label'>{html.escape(in_language(row['label']))}</span>"
        + "".join(_chip(catalog.tags[row["tag"]], row[side]) for side in ("left", "right"))
        for row in differ
    )
    heads = "".join(f"<span class='head'>{html.escape(name)}</span>" for name in names)
    st.html(f"<div class='tg-beside'><span class='head'>{t('past_changed_tag')}</span>{heads}{cells}</div>")
    table = pl.DataFrame(
        [
            [in_language(catalog.tags[row["tag"]].label), *(_label(row[side]) for side in ("left", "right"))]
            for row in found
        ],
        schema=[t("past_changed_tag"), names[0], names[1]],
        orient="row",
    )
    ids = [seen["customer"]["customer_id"] for seen in (one, other)]
    charts.data_popover(table, f"compare_{'_'.join(ids)}", "beside_tags", is_file=False)


def _chip(tag, row: dict | None) -> str:
    return chip(tag, row["value"]) if row else "<span class='tg-quiet'>–</span>"


def _label(row: dict | None) -> str | None:
    return in_language(row["value_label"]) if row else None


def _days(one: dict, other: dict, names: list[str]) -> None:
    rows = compare_days(one, other, one["as_of"])
    charts.chart_title(t("beside_days"))
    if not rows:
        st.caption(t("no_usage"))
        return
    table = pl.DataFrame(rows).with_columns(
        name=pl.col("who").replace_strict({0: names[0], 1: names[1]}, return_dtype=pl.String)
    )
    vega_charts.two_customers(table, names)
    shown = table.select(
        pl.col("date").alias(t("date")), pl.col("name").alias(t("name")), pl.col("kwh").alias(t("kwh"))
    )
    charts.data_popover(shown, f"days_{one['customer']['customer_id']}", "beside_days", is_file=False)
