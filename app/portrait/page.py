"""Portrait 客户画像: find one customer, and see who it is, its tags and why, use, bills, service and documents."""

from datetime import date

import streamlit as st

from app.portrait import bill_lines, changes, customer, documents, history, peers, side_by_side, supply_file, usage, why
from app.shared import frame, theme
from app.shared.words import message, t
from tagrid.core.errors import BadInput
from tagrid.core.project import home
from tagrid.portrait import portrait, portrait_on
from tagrid.published import find_version

DAYS = 730  # two years, so that the last one can be compared with the one before

PARTS = (
    "part_why",
    "part_usage",
    "part_bills",
    "part_outages",
    "part_service",
    "part_file",
    "part_changes",
    "part_segments",
    "part_documents",
)


def _find(version) -> None:
    """Draw the search, and open the customer it chooses."""
    if chosen := customer.find_customer(version, "portrait"):
        frame.write_link(id=chosen, as_of=None, known=None)
        st.rerun()


def _parts() -> str:
    frame.follow_link("view", "person_part", PARTS, PARTS[0])
    part = st.segmented_control(
        t("person_parts"), PARTS, format_func=t, key="person_part", required=True, label_visibility="collapsed"
    )
    frame.write_link(view=part if part != PARTS[0] else None)
    return part or PARTS[0]


def _usage(full_version, seen: dict) -> None:
    usage.days(seen)
    left, right = st.columns(2, gap="medium")
    with left:
        usage.week(seen)
    with right:
        usage.load(seen)
    if full_version:
        peers.draw(full_version, seen)


def _part(part: str, opened: frame.OpenedVersion, full_version, catalog, seen: dict) -> None:
    """Draw the chosen part; ``full_version`` is the version of that day, None where only the history has it."""
    who = seen["customer"]["customer_id"]
    if part == "part_usage":
        _usage(full_version, seen)
    elif part == "part_changes":
        changes.changes(opened.version, who)
    elif full_version is None:
        st.caption(t("past_not_held"))
    elif part == "part_why":
        why.draw_why(full_version, catalog, seen)
    elif part == "part_bills":
        history.bills(seen)
        bill_lines.draw(full_version, seen)
    elif part == "part_outages":
        history.draw_outages(full_version, seen)
    elif part == "part_service":
        history.events(seen)
    elif part == "part_file":
        supply_file.draw(full_version, seen)
    elif part == "part_segments":
        customer.draw_segments(full_version, who)
    elif seen["customer"].get("subject") != "power_customer":
        st.caption(t("documents_for_power"))
    else:
        documents.draw(full_version, who)


def _bar(version) -> tuple[bool, date, str]:
    """Draw the buttons back and to a comparison and the choice of the day, in a line.

    Return whether a comparison is wanted, the day, and ``then`` or ``now`` for what was known.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button(t("another"), icon=":material/arrow_back:", type="tertiary"):
            frame.write_link(id=None, as_of=None, known=None, view=None, why=None, bill=None, **{"with": None})
            st.rerun()
        beside = frame.link_value("with") is not None
        if st.button(t("beside_end" if beside else "beside"), icon=":material/compare:", type="tertiary"):
            frame.write_link(**{"with": None if beside else ""})
            st.rerun()
        return beside, *((version.as_of, "now") if beside else changes.choose_day(version))


theme.apply_page("portrait")
opened = frame.opened()
customer.hold_open(opened.version)

wanted = frame.link_value("id")

if not wanted:
    st.title(t("portrait"), anchor=False)
    _find(opened.version)
    st.stop()

beside, day, known = _bar(opened.version)

try:
    if day == opened.version.as_of:
        catalog, full_version = opened.catalog, opened.version
        seen = portrait(full_version, wanted, catalog, DAYS, viewer=frame.viewer())
    else:
        seen, catalog = portrait_on(home(), wanted, day, known, DAYS, viewer=frame.viewer())
        # The history holds tags and readings; what else was known that day was removed with its version.
        full_version = None if seen["source"] == "history" else find_version(home(), seen["known"])
        changes.shown_version(seen)
except BadInput as error:
    st.title(t("portrait"), anchor=False)
    st.error(message(error), icon=":material/error:")
    _find(opened.version)
    st.stop()

customer.draw_header(catalog, seen, full_version)

if beside:
    side_by_side.draw_side_by_side(opened, seen, frame.link_value("with") or "", DAYS)
    st.stop()

left, right = st.columns([1, 1.9], gap="large")

with left:
    customer.draw_tags(catalog, seen)

with right:
    _part(_parts(), opened, full_version, catalog, seen)
