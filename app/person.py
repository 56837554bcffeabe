"""Who a customer is: the header, every tag by theme with when it last changed, and why the risk is what it is."""

import html
from itertools import groupby

import streamlit as st

from app import charts, numbers, theme
from app.tag_card import value_name
from app.words import language, named, t

FIRST_TAGS = (
    "fee_recovery_risk",
    "value_tier",
    "arrears_status",
    "usage_trend",
    "weekly_change",
    "service_class",
    "origin",
    "application_stage",
    "scheme_deadline",
)


def chip(tag, code: str) -> str:
    """Return the HTML of a tag's value, marked with the value's colour; the code shows on hover."""
    dot = f"<i style='background:{theme.value_colors(tag)[code]}'></i>"
    kind = "tg-value unknown" if code == "unknown" else "tg-value"
    return f"<span class='{kind}' title='{code}'>{dot}{html.escape(value_name(tag, code))}</span>"


def header(catalog, seen: dict) -> None:
    """Draw who the customer is: name, number, what it is, and the few facts a caller needs."""
    who = seen["customer"]
    name = who.get("customer_name") or who["customer_id"]
    st.header(name, anchor=False)
    facts = [
        (t("customer_id"), who["customer_id"]),
        (t("address"), who.get("address")),
        (t("district"), who.get("district")),
        (t("phone"), who.get("phone")),
        (t("opened_on"), who.get("opened_on")),
        (t("manager"), who.get("manager_name")),
        (t("usage_year"), numbers.kwh(who["annual_kwh"]) if who.get("annual_kwh") is not None else None),
    ]
    spans = "".join(f"<span><span>{k}</span>{html.escape(str(v))}</span>" for k, v in facts if v)
    st.html(f"<div class='tg-facts'>{spans}</div>")
    values = {row["tag"]: row["value"] for row in seen["tags"]}
    now = [(catalog.tags[name], values[name]) for name in FIRST_TAGS if values.get(name, "unknown") != "unknown"]
    chips = "".join(f"<span><span>{html.escape(named(tag.label))}</span>{chip(tag, code)}</span>" for tag, code in now)
    st.html(f"<div class='tg-now'>{chips}</div>")


def tags(catalog, seen: dict) -> None:
    """Draw every tag of the customer by dimension and theme, with its value and since when."""
    st.subheader(t("all_tags"), anchor=False)
    held = [(catalog.tags[row["tag"]], row) for row in seen["tags"] if row["tag"] in catalog.tags]
    for (subject, dimension, facet), rows in groupby(held, key=lambda x: (x[0].subject, x[0].dimension, x[0].theme)):
        rows = list(rows)
        known = sum(row["value"] != "unknown" for _, row in rows)
        label = named(catalog.classes[f"{subject}/{dimension}/{facet}"].label)
        with st.expander(f"{label}  ({known}/{len(rows)})", expanded=known > 0):
            st.html("<div class='tg-tags'>" + "".join(_line(tag, row) for tag, row in rows) + "</div>")


def _line(tag, row: dict) -> str:
    since = f"{t('since')} {row['since']}" if row.get("since") else ""
    label = html.escape(named(tag.label))
    return (
        f"<span title='{html.escape(named(tag.definition))}'>{label}</span>{chip(tag, row['value'])}"
        f"<span class='since'>{since}</span>"
    )


def reasons(catalog, seen: dict) -> None:
    """Draw the fee-recovery risk and what raises it, with the customer's own numbers."""
    tag = catalog.tags.get("fee_recovery_risk")
    if tag is None or not any(row["tag"] == tag.name for row in seen["tags"]):
        return
    st.subheader(t("reasons"), anchor=False)
    value = next(row["value"] for row in seen["tags"] if row["tag"] == tag.name)
    chance = seen["customer"].get("default_chance")
    if value == "unknown" or chance is None:
        st.caption(t("no_score", why=t("no_score_why")))
        return
    charts.titled(t("reasons_title", band=value_name(tag, value), chance=numbers.share(chance)))
    if not seen["reasons"]:
        st.caption(t("reasons_low", band=value_name(tag, value)))
    for row in seen["reasons"]:
        text = row["text"][language()]
        st.markdown(f"- {text} — {t('effect', points=numbers.points(row['effect']))}")
