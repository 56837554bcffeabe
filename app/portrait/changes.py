"""What a customer's tags were: a line a tag with the values one after another, and the day the page shows."""

from datetime import date, timedelta

import polars as pl
import streamlit as st

from app.shared import charts, frame
from app.shared.words import in_language, t, t_markdown
from tagrid.portrait import timeline
from tagrid.published import read_history

MAX_TAGS = 12

CAUSES = {"data": "past_cause_data", "correction": "past_cause_correction", "definition": "past_cause_definition"}


def choose_day(version) -> tuple[date, str]:
    """Draw the choice of a day of the history; return it, and ``then`` or ``now`` for what was known."""
    first = read_history(version).ancestry()[0].as_of
    day = st.date_input(
        t("past_on_day"), _linked(first, version.as_of), min_value=first, max_value=version.as_of, width=170,
        label_visibility="collapsed", help=t("past_on_day"), format="YYYY-MM-DD",
    )  # fmt: skip
    frame.write_link(as_of=day.isoformat() if day != version.as_of else None)
    if day == version.as_of:
        frame.write_link(known=None)
        return day, "now"
    names = {"then": t("past_known_then"), "now": t("past_known_now")}
    wanted = frame.link_value("known")
    known = st.segmented_control(
        t("past_known"),
        list(names),
        format_func=names.__getitem__,
        default="now" if wanted == "now" else "then",
        label_visibility="collapsed",
    )
    frame.write_link(known=known if known == "now" else None)
    return day, known or "then"


def _linked(first: date, last: date) -> date:
    try:
        wanted = date.fromisoformat(frame.link_value("as_of") or "")
    except ValueError:
        return last
    return min(max(wanted, first), last)


def shown_version(seen: dict) -> None:
    """Draw which version and catalog describe the earlier day, and what the history does not hold."""
    text = t_markdown("past_described_by", day=seen["as_of"], version=seen["known"], catalog=seen["catalog_version"])
    st.caption(text + (t("past_described_by_history") if seen["source"] == "history" else ""))


def changes(version, customer_id: str) -> None:
    """Draw since when and until when the customer had each value, of the tags that changed last."""
    st.header(t("past_tag_history"), anchor=False)
    first = read_history(version).ancestry()[0].as_of
    if not (rows := _rows(timeline(version, customer_id, viewer=frame.viewer()), version.as_of)):
        st.caption(t_markdown("past_history_none", day=first))
        return
    lines = list(dict.fromkeys(row["line"] for row in rows))
    charts.chart_title(t("past_history_title", n=len(lines), day=first))
    shown = [row for row in rows if row["line"] in lines[:MAX_TAGS]]
    charts.value_intervals(pl.DataFrame(shown), lines[:MAX_TAGS])
    names = ("label", "value", "from", "until", "cause", "version", "catalog")
    past = ("past_valid_from", "past_valid_until", "past_cause")
    heads = [t(key) for key in ("past_changed_tag", "value", *past, "version", "catalog_version")]
    table = pl.DataFrame(rows).select(names).rename(dict(zip(names, heads, strict=True)))
    charts.data_popover(table, f"tag_changes_{customer_id}", "tag_changes")


def _rows(intervals: list[dict], last: date) -> list[dict]:
    """Return the intervals of the tags that ever changed, the one that changed last first."""
    newest: dict[str, date] = {}
    for one in intervals:
        if one["cause"] is not None or one["valid_to"] is not None:
            newest[one["tag"]] = max(newest.get(one["tag"], date.min), one["valid_to"] or one["valid_from"])
    changed = sorted((s for s in intervals if s["tag"] in newest), key=lambda s: s["valid_from"])
    changed.sort(key=lambda s: (-newest[s["tag"]].toordinal(), s["tag"]))
    holds = {s["tag"]: in_language(s["value_label"]) for s in changed if s["valid_to"] is None}
    return [_row(one, holds.get(one["tag"], "–"), last) for one in changed]


def _row(one: dict, holds: str, last: date) -> dict:
    return {
        "line": f"{in_language(one['label'])} · {holds}",
        "label": in_language(one["label"]),
        "value": in_language(one["value_label"]),
        "from": one["valid_from"],
        "until": one["valid_to"],
        # A value that holds goes on to the end of the day the page shows.
        "end": one["valid_to"] or last + timedelta(days=1),
        "holds": one["valid_to"] is None,
        "cause": t(CAUSES[one["cause"]]) if one["cause"] else "",
        "version": one["version"],
        "catalog": one["catalog_version"],
    }
