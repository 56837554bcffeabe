"""Find a customer, and who it is: the header with the highlights, every tag by theme, and its saved segments."""

import html
from collections.abc import Collection
from datetime import date, timedelta
from itertools import groupby

import polars as pl
import streamlit as st

from app.portrait import points
from app.shared import charts, formats, frame, links, tables, theme
from app.shared.labels import rule_text, value_label
from app.shared.person import person_label
from app.shared.words import escape_markdown, in_language, listed, message, t, t_markdown
from tagrid.catalog import HIDDEN
from tagrid.core.errors import TagridError
from tagrid.core.project import home
from tagrid.portrait import Memberships, chosen_highlights, highlights, memberships
from tagrid.published import MOST_LIST, account_number, account_numbers, search_customers
from tagrid.segments import Workspace, saved_segments
from tagrid.segments.export import uses_refused

MAX_FOUND, MAX_FIRST, MAX_RECENT, MAX_LINKS = 12, 6, 6, 12  # customers found, highlights, recent changes, segments

RECENT = timedelta(days=31)


@st.cache_resource(max_entries=3, show_spinner=False)
def _connection(key: tuple[str, str], _version):
    # Connections that are opened meanwhile share what this one holds open.
    return _version.connect()


def hold_open(version) -> None:
    """Hold the database of a version open, once a server."""
    _connection(frame.cache_key(version), version)


def find_customer(version, key: str, without: str | None = None) -> str | None:
    """Draw a search and what it finds; return the account number that was clicked."""
    text = st.text_input(
        t("find_customer"), placeholder=t("find_customer"), key=f"{key}_text", label_visibility="collapsed",
        max_chars=MOST_LIST, icon=":material/search:",
    ).strip()  # fmt: skip
    found = search_customers(version, text, MAX_FOUND, viewer=frame.viewer())
    rows = [row for row in found if row["customer_id"] != without]
    if text and not rows:
        st.info(t("no_customer_found", text=escape_markdown(text)), icon=":material/person_search:")
        return None
    # Nobody else is meant by a whole number.
    if text and len(rows) == 1 and account_number(text) in account_numbers(version, rows[0]["customer_id"]):
        st.session_state.pop(f"{key}_text", None)
        return rows[0]["customer_id"]
    st.caption(t("found", n=f"{len(rows)}{'+' if len(rows) == MAX_FOUND else ''}") if text else t("find_how"))
    if not text:
        st.markdown(f"**{t('some_to_start')}**")
    return _clicked(rows, key)


def _clicked(rows: list[dict], key: str) -> str | None:
    for row in rows:
        if st.button(
            _found_line(row), key=f"found_{key}_{row['customer_id']}", type="tertiary", icon=":material/person:"
        ):
            st.session_state.pop(f"{key}_text", None)
            return row["customer_id"]
    return None


def _found_line(row: dict) -> str:
    parts = [row["customer_id"], row["customer_name"], row["district"], row.get("address")]
    used = formats.kwh(row["annual_kwh"]) if row.get("annual_kwh") else None
    return " · ".join(escape_markdown(str(part)) for part in (*parts, used) if part)


def chip(tag, code: str) -> str:
    """Return the HTML of a tag's value; the code shows on hover."""
    if code == HIDDEN:
        return f"<span class='tg-value hidden' title='{html.escape(t('hidden_why'), quote=True)}'>{t('hidden')}</span>"
    dot = _dot(tag, code)
    kind = "tg-value unknown" if code == "unknown" else "tg-value"
    return f"<span class='{kind}' title='{code}'>{dot}{html.escape(value_label(tag, code))}</span>"


def _dot(tag, code: str) -> str:
    """Return the HTML of a grade's colour; a value that is no grade has none, as a colour would judge it."""
    color = theme.grade_colors(tag).get(code)
    return f"<i style='background:{color}'></i>" if color else ""


def draw_header(catalog, seen: dict, version) -> None:
    """Draw who the customer is: name, what to raise with it, what a caller needs, the chosen tags and what changed.

    ``version`` is that of the day, None where only the history has it.
    """
    who = seen["customer"]
    st.title(escape_markdown(who.get("customer_name") or who["customer_id"]), anchor=False)
    refused, refused_words = _refused(who["customer_id"])
    raised = points.of(catalog, seen, version, refused)
    points.draw(catalog, raised)
    facts = [
        (t("customer_id"), who["customer_id"]),
        (t("address"), who.get("address")),
        (t("district"), who.get("district")),
        (t("phone"), who.get("phone")),
        (t("opened_on"), who.get("opened_on")),
        (t("manager"), who.get("manager_name")),
        (t("usage_year"), formats.kwh(who["annual_kwh"]) if who.get("annual_kwh") is not None else None),
        (t("merged_from"), seen.get("merged_from")),
        (t("refused_uses"), refused_words),
        (t("contact"), None if frame.viewer().may_see_restricted else t("contact_hidden")),
    ]
    spans = "".join(f"<span><span>{k}</span>{html.escape(str(v))}</span>" for k, v in facts if v)
    st.html(f"<div class='tg-facts'>{spans}</div>")
    held = {row["tag"]: row for row in seen["tags"] if row["tag"] in catalog.tags}
    repeated = {one.tag for one in raised} - set(chosen_highlights().always)
    first = highlights([row for row in held.values() if row["tag"] not in repeated], MAX_FIRST)
    st.html(f"<div class='tg-first'>{''.join(_card(catalog.tags[row['tag']], row) for row in first)}</div>")
    _recent(catalog, seen, {one.tag for one in raised} | {row["tag"] for row in first})


def _refused(customer_id: str) -> tuple[Collection[str], str | None]:
    """Return the uses that the customer refused up to now, and the same in words, or that they cannot be read.

    Where they cannot be read nothing may be offered: marketing counts as refused.
    """
    try:
        refused = uses_refused(home(), customer_id) or ()
    except TagridError:  # what is damaged and where, `tagrid doctor` says: not for whoever calls
        return ("marketing",), t("refused_unread")
    return refused, listed(t(f"consent_{one}") for one in refused) or None


def _card(tag, row: dict) -> str:
    since = f"{t('since')} {row['since']}" if row.get("since") else ""
    dot = _dot(tag, row["value"])
    return (
        f"<div title='{html.escape(in_language(tag.definition), quote=True)}'>"
        f"<span>{html.escape(in_language(tag.label))}</span>"
        f"<b>{dot}{html.escape(value_label(tag, row['value']))}</b><span class='since'>{since}</span></div>"
    )


def _recent(catalog, seen: dict, without: set[str]) -> None:
    """Draw the tags that changed within the last month, the newest first, without those drawn already."""
    since: date = seen["as_of"] - RECENT
    known = [row for row in seen["tags"] if row["tag"] in catalog.tags and row["tag"] not in without]
    moved = [row for row in known if row["since"] and row["since"] > since]
    moved.sort(key=lambda row: row["since"], reverse=True)
    if not moved:
        st.html(f"<div class='tg-now'><span><span>{t('lately')}</span>{t('lately_none')}</span></div>")
        return
    chips = "".join(
        f"<span title='{row['since']}'><span>{html.escape(in_language(row['label']))}</span>"
        f"{chip(catalog.tags[row['tag']], row['value'])}</span>"
        for row in moved[:MAX_RECENT]
    )
    more = (
        f"<span class='tg-quiet'>{t('lately_more', n=len(moved) - MAX_RECENT)}</span>"
        if len(moved) > MAX_RECENT
        else ""
    )
    st.html(f"<div class='tg-now'><span><span>{t('lately')}</span></span>{chips}{more}</div>")


def draw_tags(catalog, seen: dict) -> None:
    """Draw every tag of the customer by dimension and theme, with its value and since when."""
    st.header(t("all_tags"), anchor=False)
    held = [(catalog.tags[row["tag"]], row) for row in seen["tags"] if row["tag"] in catalog.tags]
    for (subject, dimension, facet), rows in groupby(held, key=lambda x: (x[0].subject, x[0].dimension, x[0].theme)):
        rows = list(rows)
        known = sum(row["value"] != "unknown" for _, row in rows)
        label = message(catalog.classes[f"{subject}/{dimension}/{facet}"].label)
        with st.expander(f"{label}  ({known}/{len(rows)})", expanded=known > 0):
            st.html("<div class='tg-tags'>" + "".join(_line(tag, row) for tag, row in rows) + "</div>")


def _line(tag, row: dict) -> str:
    since = f"{t('since')} {row['since']}" if row.get("since") else ""
    label = html.escape(in_language(tag.label))
    return (
        f"<span title='{html.escape(in_language(tag.definition))}'>{label}</span>{chip(tag, row['value'])}"
        f"<span class='since'>{since}</span>"
    )


def draw_segments(version, customer_id: str) -> None:
    """Draw the segments, or why there are none."""
    st.header(t("in_segments"), anchor=False)
    if not (segments := saved_segments(home())):
        st.caption(t("in_no_saved"))
        return
    workspace = Workspace(version, {one.name: one.expression for one in segments})
    found = memberships(workspace, segments, customer_id, viewer=frame.viewer())
    charts.chart_title(t("in_title", n=len(found.segments), all=found.considered))
    if found.segments:
        _segment_table(workspace, found, customer_id)
    if found.hidden:
        st.caption(t_markdown("in_restricted", n=found.hidden))
    if found.unreadable:
        st.caption(t("in_unreadable", names=listed(map(escape_markdown, found.unreadable))))


def _segment_table(workspace: Workspace, found: Memberships, customer_id: str) -> None:
    rows = [
        {
            t("name"): one.name,
            t("in_rule"): rule_text(workspace.catalog, rule),
            t("in_purpose"): one.purpose,
            t("in_owner"): person_label(one.owner),
            t("expression"): one.expression,
        }
        for one, rule in found.segments
    ]
    table = pl.DataFrame(rows)
    tables.grid(table.drop(t("expression")), highest=320)
    with st.container(horizontal=True):
        for one, _ in found.segments[:MAX_LINKS]:
            links.page_link(
                "segments", escape_markdown(one.name), icon=":material/filter_alt:", at="saved", saved=one.name
            )
    charts.data_popover(table, f"segments_{customer_id}", "in_segments")
