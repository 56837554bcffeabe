"""Who a customer is: the header with the few tags that matter now, and every tag by theme with when it last changed."""

import html
from datetime import date, timedelta
from itertools import groupby

import streamlit as st

from app import numbers, theme
from app.tag_card import value_name
from app.words import language, named, t
from tagrid.portrait.leave import HIDDEN, may_see_restricted
from tagrid.portrait.matters import matters

MOST_FIRST = 6
LATELY = timedelta(days=31)
MOST_LATELY = 6


def chip(tag, code: str) -> str:
    """Return the HTML of a tag's value, marked with the value's colour; the code shows on hover."""
    if code == HIDDEN:
        return f"<span class='tg-value hidden' title='{html.escape(t('hidden_why'), quote=True)}'>{t('hidden')}</span>"
    dot = f"<i style='background:{theme.value_colors(tag)[code]}'></i>"
    kind = "tg-value unknown" if code == "unknown" else "tg-value"
    return f"<span class='{kind}' title='{code}'>{dot}{html.escape(value_name(tag, code))}</span>"


def header(catalog, seen: dict) -> None:
    """Draw who the customer is: name, number, what a caller needs, the tags that matter now and what changed lately."""
    who = seen["customer"]
    st.header(who.get("customer_name") or who["customer_id"], anchor=False)
    facts = [
        (t("customer_id"), who["customer_id"]),
        (t("address"), who.get("address")),
        (t("district"), who.get("district")),
        (t("phone"), who.get("phone")),
        (t("opened_on"), who.get("opened_on")),
        (t("manager"), who.get("manager_name")),
        (t("usage_year"), numbers.kwh(who["annual_kwh"]) if who.get("annual_kwh") is not None else None),
        (t("contact"), None if may_see_restricted() else t("contact_hidden")),
    ]
    spans = "".join(f"<span><span>{k}</span>{html.escape(str(v))}</span>" for k, v in facts if v)
    st.html(f"<div class='tg-facts'>{spans}</div>")
    held = {row["tag"]: row for row in seen["tags"] if row["tag"] in catalog.tags}
    first = matters(list(held.values()), MOST_FIRST)
    st.html(f"<div class='tg-first'>{''.join(_card(catalog.tags[row['tag']], row) for row in first)}</div>")
    _lately(catalog, seen, {row["tag"] for row in first})


def _card(tag, row: dict) -> str:
    since = f"{t('since')} {row['since']}" if row.get("since") else ""
    dot = f"<i style='background:{theme.value_colors(tag)[row['value']]}'></i>"
    return (
        f"<div title='{html.escape(named(tag.definition), quote=True)}'><span>{html.escape(named(tag.label))}</span>"
        f"<b>{dot}{html.escape(value_name(tag, row['value']))}</b><span class='since'>{since}</span></div>"
    )


def _lately(catalog, seen: dict, told: set[str]) -> None:
    """Draw the tags that changed within the last month, the newest first, but those ``told`` already."""
    since: date = seen["as_of"] - LATELY
    known = [row for row in seen["tags"] if row["tag"] in catalog.tags and row["tag"] not in told]
    moved = [row for row in known if row["since"] and row["since"] > since]
    moved.sort(key=lambda row: row["since"], reverse=True)
    if not moved:
        st.html(f"<div class='tg-now'><span><span>{t('lately')}</span>{t('lately_none')}</span></div>")
        return
    chips = "".join(
        f"<span title='{row['since']}'><span>{html.escape(row['label'][language()])}</span>"
        f"{chip(catalog.tags[row['tag']], row['value'])}</span>"
        for row in moved[:MOST_LATELY]
    )
    more = (
        f"<span class='tg-quiet'>{t('lately_more', n=len(moved) - MOST_LATELY)}</span>"
        if len(moved) > MOST_LATELY
        else ""
    )
    st.html(f"<div class='tg-now'><span><span>{t('lately')}</span></span>{chips}{more}</div>")


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
