"""One saved segment: whether it can be read, its rules over time, who uses it, and as it was in an earlier version."""

import streamlit as st

from app import charts, frame, numbers, segment_heir, segment_members, segment_schedule, tables
from app import segment_state as composing
from app.segment_save import who
from app.segment_words import plain, said, tag_name
from app.words import named, t, told
from tagrid.errors import TagridError
from tagrid.home import home
from tagrid.refresh.versions import versions
from tagrid.segments.desk import Desk
from tagrid.segments.keep.read import Kept, revisions, users
from tagrid.segments.keep.state import State, replay, state
from tagrid.segments.keep.write import MOST_NAME, delete, rename
from tagrid.segments.profile import members

_SAID = "saved_fault"


def draw(desk: Desk, kept: Kept) -> None:
    """Draw the card of a saved segment."""
    found = state(home(), desk, kept.name)
    st.subheader(plain(kept.name), anchor=False)
    st.caption(" · ".join(plain(part) for part in (kept.folder, kept.owner, kept.purpose) if part))
    if fault := st.session_state.pop(_SAID, None):
        st.error(plain(told(fault)), icon=":material/error:")
    left, right = st.columns([1.3, 1], gap="large")
    with left:
        _standing(desk, found)
        _actions(kept)
        _revisions(kept)
    with right:
        _users(desk, kept)
        segment_schedule.draw(desk, kept)
        _replay(desk, kept)


def _standing(desk: Desk, found: State) -> None:
    """Say how many there are now; where the rule cannot be read any more say why, and what it was last."""
    if found.rule is not None:
        count = desk.index.count(found.rule)
        st.html(f"<div class='tg-big'>{numbers.count(count)}<span style='font-size:1rem;font-weight:400'> "
                f"{t('unit_customers')}</span></div>")  # fmt: skip
        st.markdown(plain(said(desk.catalog, found.rule)[:400]))
    else:
        st.warning(plain(told(found.problem or "")), icon=":material/archive:")
        for one in found.retired:
            shelved = desk.catalog.shelved[one.tag]
            heir = t("successor_is", tag=tag_name(desk.catalog, one.successor)) if one.successor else t("no_successor")
            st.markdown(plain(t("retired_tag", tag=named(shelved.label), heir=heir)))
        segment_heir.draw(desk, found, _SAID)
        if found.last:
            st.caption(t("last_result", n=numbers.count(found.last.customers or 0), version=found.last.version))
    st.code(found.kept.expression, language=None, wrap_lines=True)


def _actions(kept: Kept) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("open_composer"), icon=":material/edit:", type="primary", on_click=_open, args=(kept,), key="saved_open"
        )
        if st.button(t("propose"), icon=":material/new_label:", help=t("propose_help"), key="saved_propose"):
            st.switch_page("views/workshop.py", query_params={"segment": kept.name})
        with st.popover(t("rename"), icon=":material/drive_file_rename_outline:"):
            new = st.text_input(t("new_name"), kept.name, max_chars=MOST_NAME, key=f"saved_new_{kept.id}")
            st.button(t("rename"), on_click=_tried, args=(rename, kept.name, new.strip()), key="saved_rename")
        with st.popover(t("delete"), icon=":material/delete:"):
            st.markdown(t("delete_sure"))
            st.button(t("delete"), on_click=_tried, args=(delete, kept.name), key="saved_delete")


def _open(kept: Kept) -> None:
    composing.open_segment(kept)
    st.session_state["segment_go"] = "room_compose"


def _tried(act, *names: str) -> None:
    try:
        act(home(), *names, by=who())
    except TagridError as error:
        st.session_state[_SAID] = error.both
        return
    frame.link(saved=names[1] if act is rename else None)
    was = composing.opened_segment()
    if was and was.name == names[0]:
        composing.saved_as(None)


def _revisions(kept: Kept) -> None:
    found = revisions(home(), kept.name)
    charts.titled(t("revisions", n=len(found)))
    rows = [
        {t("revision_short"): one.number, t("saved_on"): numbers.moment(one.saved_at), t("by"): one.saved_by,
         t("catalog_version"): one.catalog_version, t("expression"): one.expression}
        for one in reversed(found)
    ]  # fmt: skip
    tables.listed(rows, 240)


def _users(desk: Desk, kept: Kept) -> None:
    charts.titled(t("used_by"))
    using = users(desk.saved, kept.name)
    st.markdown(" · ".join(plain(one) for one in using) or t("used_by_none"))


def _replay(desk: Desk, kept: Kept) -> None:
    charts.titled(t("replay"))
    ids = {one.id: one for one in versions(home())}
    chosen = st.selectbox(t("replay_version"), list(ids), key=f"replay_{kept.id}", label_visibility="collapsed")
    try:
        earlier = Desk(ids[chosen], desk.saved)
        found = replay(home(), earlier, kept.name)
    except TagridError as error:
        st.info(plain(told(error)), icon=":material/info:")
        return
    st.markdown(
        t("replayed", n=numbers.count(found.customers), revision=found.revision.number, day=ids[chosen].as_of,
          catalog=earlier.catalog.version)
    )  # fmt: skip
    if found.revision.expression != kept.expression:
        st.code(found.revision.expression, language=None, wrap_lines=True)
    if found.customers:
        segment_members.people(members(ids[chosen], earlier.index, found.mask, 20), f"replayed_{kept.id}")
