"""Portrait 客户画像: find one customer, and see who it is, its tags and why, use, bills, service and documents."""

from datetime import date

import streamlit as st

from app import (
    frame,
    person,
    person_beside,
    person_changes,
    person_documents,
    person_find,
    person_history,
    person_outages,
    person_peers,
    person_segments,
    person_style,
    person_usage,
    person_warm,
    person_why,
)
from app.words import t, told
from tagrid.errors import BadInput
from tagrid.home import home
from tagrid.portrait import portrait, portrait_on
from tagrid.portrait.leave import masked
from tagrid.refresh.versions import find

DAYS = 730  # two years, so that the last one can be compared with the one before
PARTS = (
    "part_why",
    "part_usage",
    "part_bills",
    "part_outages",
    "part_service",
    "part_changes",
    "part_segments",
    "part_documents",
)


def _find(version) -> None:
    """Draw the search, and open whom it chooses."""
    if chosen := person_find.choose(version, "portrait"):
        frame.link(id=chosen, as_of=None, known=None)
        st.rerun()


def _parts() -> str:
    frame.follow("view", "person_part", PARTS, PARTS[0])
    part = st.segmented_control(
        t("person_parts"), PARTS, format_func=t, key="person_part", required=True, label_visibility="collapsed"
    )
    frame.link(view=part if part != PARTS[0] else None)
    return part or PARTS[0]


def _usage(told_by, seen: dict) -> None:
    person_usage.days(seen)
    left, right = st.columns(2, gap="medium")
    with left:
        person_usage.week(seen)
    with right:
        person_usage.load(seen)
    if told_by:
        person_peers.draw(told_by, seen)


def _part(part: str, opened: frame.Opened, told_by, catalog, seen: dict) -> None:
    """Draw the part that is chosen; ``told_by`` is the version that tells all of it, None where the history does."""
    who = seen["customer"]["customer_id"]
    if part == "part_usage":
        _usage(told_by, seen)
    elif part == "part_changes":
        person_changes.changes(opened.version, opened.catalog, who)
    elif told_by is None:
        st.caption(t("past_not_kept"))
    elif part == "part_why":
        person_why.draw(told_by, catalog, seen)
    elif part == "part_bills":
        person_history.bills(seen)
    elif part == "part_outages":
        person_outages.draw(told_by, seen)
    elif part == "part_service":
        person_history.events(seen)
    elif part == "part_segments":
        person_segments.draw(told_by, who)
    elif seen["customer"].get("subject") != "power_customer":
        st.caption(t("documents_for_power"))
    else:
        person_documents.draw(told_by, who)


def _bar(version) -> tuple[bool, date, str]:
    """Draw the way back, the way to a comparison and the choice of the day, in a line.

    Return whether a comparison is asked for, the day, and whether it is told as known then or now.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button(t("another"), icon=":material/arrow_back:", type="tertiary"):
            frame.link(id=None, as_of=None, known=None, view=None, why=None, **{"with": None})
            st.rerun()
        beside = st.query_params.get("with") is not None
        if st.button(t("beside_end" if beside else "beside"), icon=":material/compare:", type="tertiary"):
            frame.link(**{"with": None})
            if not beside:
                st.query_params["with"] = ""
            st.rerun()
        return beside, *((version.as_of, "now") if beside else person_changes.choose_day(version))


person_style.apply()
opened = frame.opened()
person_warm.hold(opened.version)
if "portrait_id" in st.session_state:
    frame.link(id=st.session_state.pop("portrait_id"))
wanted = frame.linked("id")
if not wanted:
    st.title(t("portrait"), anchor=False)
    _find(opened.version)
    st.stop()
beside, day, known = _bar(opened.version)
try:
    if day == opened.version.as_of:
        seen, catalog, told_by = portrait(opened.version, wanted, opened.catalog, DAYS), opened.catalog, opened.version
    else:
        seen, catalog = portrait_on(home(), wanted, day, known, DAYS)
        # The history keeps tags and readings; what else was known that day went with its version.
        told_by = None if seen["source"] == "history" else find(home(), seen["known"])
        person_changes.told_by(seen)
except BadInput as error:
    st.title(t("portrait"), anchor=False)
    st.error(told(error), icon=":material/error:")
    _find(opened.version)
    st.stop()
seen = masked(seen, catalog)
person.header(catalog, seen)
if beside:
    person_beside.draw(opened, seen, frame.linked("with") or "", DAYS)
    st.stop()
left, right = st.columns([1, 1.9], gap="large")
with left:
    person.tags(catalog, seen)
with right:
    _part(_parts(), opened, told_by, catalog, seen)
