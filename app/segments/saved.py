"""The saved segments: sizes, alerts, and one in full with revisions, users and the successor of a retired tag."""

import streamlit as st

from app.segments import schedule
from app.segments.query import limited_count_text
from app.shared import charts, editor_state as composing, formats, frame, links, tables
from app.shared.labels import rule_text, tag_label
from app.shared.people import people_table
from app.shared.person import current_person, is_person_named, person_label
from app.shared.words import escape_markdown, in_language, listed, t, t_markdown
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import home
from tagrid.published import all_versions
from tagrid.segments import (
    MOST_NAME,
    SavedSegment,
    SegmentSize,
    SegmentStatus,
    Workspace,
    adopt_successors,
    delete_segment,
    get_segment,
    is_disclosure_limited,
    member_facts,
    record_sizes,
    referencing_segments,
    rename_segment,
    replay_segment,
    saved_segments,
    segment_revisions,
    segment_sizes,
    segment_status,
    size_alerts,
    with_successors,
)

_FAULT = "saved_fault"


def draw_successor(workspace: Workspace, found: SegmentStatus, fault: str) -> None:
    """Draw the rule with the successor; the click saves it. The session holds what goes wrong as `fault`."""
    if not any(one.successors for one in found.retired):
        return
    try:
        rule = workspace.parse(with_successors(workspace, found.saved.expression))
    except BadInput as error:
        st.caption(escape_markdown(in_language(error)))
        return
    count = limited_count_text(
        workspace.index.count(rule), is_disclosure_limited(workspace.catalog, frame.viewer(), rule)
    )
    st.markdown(escape_markdown(t("successor_rule", rule=rule_text(workspace.catalog, rule)[:400], n=count)))
    st.button(
        t("successor_use"), icon=":material/published_with_changes:", type="primary", help=t("successor_help"),
        on_click=_use_successor, args=(workspace, found.saved.name, fault), key="saved_successor",
        disabled=not current_person(),
    )  # fmt: skip


def _use_successor(workspace: Workspace, name: str, fault: str) -> None:
    try:
        adopt_successors(home(), workspace, name, current_person())
        record_sizes(home(), workspace.version, name)
    except TagridError as error:
        st.session_state[fault] = error.text


def draw_segment(workspace: Workspace, segment: SavedSegment) -> None:
    """Draw the card of a saved segment."""
    found = segment_status(home(), workspace, segment.name)
    st.header(escape_markdown(segment.name), anchor=False)
    st.caption(" · ".join(escape_markdown(part) for part in _about(segment) if part))
    if fault := st.session_state.pop(_FAULT, None):
        st.error(escape_markdown(in_language(fault)), icon=":material/error:")
    left, right = st.columns([1.3, 1], gap="large")
    with left:
        _state(workspace, found)
        is_person_named()
        _actions(segment)
        _revisions(segment)
    with right:
        _users(workspace, segment)
        schedule.draw(workspace, segment)
        _replay(workspace, segment)


def _about(segment: SavedSegment) -> tuple[str, str, str]:
    return segment.folder, person_label(segment.owner), segment.purpose


def _state(workspace: Workspace, found: SegmentStatus) -> None:
    """Draw how many there are; where the rule cannot be read any more, why, and the last size."""
    if found.rule is not None:
        count = workspace.index.count(found.rule)
        st.html(f"<div class='tg-big'>{formats.count(count)}<span style='font-size:1rem;font-weight:400'> "
                f"{t('unit_customers')}</span></div>")  # fmt: skip
        st.markdown(escape_markdown(rule_text(workspace.catalog, found.rule)[:400]))
        _draw_outgoing(workspace, found)
    else:
        st.warning(escape_markdown(in_language(found.problem or "")), icon=":material/archive:")
        _draw_outgoing(workspace, found)
        if found.last:
            st.caption(
                t_markdown("last_result", n=formats.count(found.last.customers or 0), version=found.last.version)
            )
    st.code(found.saved.expression, language=None, wrap_lines=True)


def _draw_outgoing(workspace: Workspace, found: SegmentStatus) -> None:
    """Draw which tags or values are on their way out, what takes their place, and the button that rewrites the rule."""
    for one in found.retired:
        tag = workspace.catalog.all_tags[one.tag]
        known = [name for name in one.successors if name in workspace.catalog.all_tags]
        instead = listed([tag_label(workspace.catalog, name) for name in known])
        successor = t("successor_is", tag=instead) if known else t("no_successor")
        st.markdown(escape_markdown(t(f"{one.status}_tag", tag=in_language(tag.label), successor=successor)))
    draw_successor(workspace, found, _FAULT)


def _actions(segment: SavedSegment) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("open_composer"),
            icon=":material/edit:",
            type="primary",
            on_click=_open,
            args=(segment,),
            key="saved_open",
        )
        links.page_link(
            "workshop", t("propose"), icon=":material/new_label:", help=t("propose_help"), segment=segment.name
        )
        with st.popover(t("rename"), icon=":material/drive_file_rename_outline:"):
            new = st.text_input(t("new_name"), segment.name, max_chars=MOST_NAME, key=f"saved_new_{segment.id}")
            st.button(
                t("rename"), on_click=_tried, args=(rename_segment, segment.name, new.strip()), key="saved_rename",
                disabled=not current_person(),
            )  # fmt: skip
        with st.popover(t("delete"), icon=":material/delete:"):
            st.markdown(t("delete_sure"))
            st.button(
                t("delete"), on_click=_tried, args=(delete_segment, segment.name), key="saved_delete",
                disabled=not current_person(),
            )  # fmt: skip


def _open(segment: SavedSegment) -> None:
    composing.open_segment(segment)
    st.session_state["segment_go"] = "view_compose"


def _tried(act, *names: str) -> None:
    try:
        act(home(), *names, by=current_person())
    except TagridError as error:
        st.session_state[_FAULT] = error.text
        return
    frame.write_link(saved=names[1] if act is rename_segment else None)
    was = composing.opened_segment()
    if was and was.name == names[0]:
        composing.saved_as(None)


def _revisions(segment: SavedSegment) -> None:
    found = segment_revisions(home(), segment.name)
    charts.chart_title(t("revisions", n=len(found)))
    rows = [
        {
            t("revision_short"): one.number,
            t("saved_on"): formats.timestamp(one.saved_at),
            t("by"): person_label(one.saved_by),
            t("catalog_version"): one.catalog_version,
            t("expression"): one.expression,
        }
        for one in reversed(found)
    ]
    tables.html_table(rows, 240)


def _users(workspace: Workspace, segment: SavedSegment) -> None:
    charts.chart_title(t("used_by"))
    using = referencing_segments(workspace.saved, segment.name)
    st.markdown(" · ".join(escape_markdown(one) for one in using) or t("used_by_none"))


def _replay(workspace: Workspace, segment: SavedSegment) -> None:
    charts.chart_title(t("replay"))
    ids = {one.id: one for one in all_versions(home())}
    chosen = st.selectbox(t("replay_version"), list(ids), key=f"replay_{segment.id}", label_visibility="collapsed")
    try:
        earlier = Workspace(ids[chosen], workspace.saved)
        found = replay_segment(home(), earlier, segment.name)
    except TagridError as error:
        st.info(escape_markdown(in_language(error)), icon=":material/info:")
        return
    st.markdown(
        t_markdown("replayed", n=formats.count(found.customers), revision=found.revision.number, day=ids[chosen].as_of,
          catalog=earlier.catalog.version)
    )  # fmt: skip
    if found.revision.expression != segment.expression:
        st.code(found.revision.expression, language=None, wrap_lines=True)
    if found.customers:

        def read(offset: int, limit: int) -> list[dict]:
            return member_facts(ids[chosen], earlier.index, found.mask, limit, offset)

        people_table(f"replayed_{segment.id}", found.customers, read, chosen)


def draw_saved(workspace: Workspace) -> None:
    """Draw the list, and below it the chosen one."""
    segments = saved_segments(home())
    if not segments:
        st.info(t("none_saved_yet"), icon=":material/bookmarks:")
        return
    moved = {one.name: row for one, row in size_alerts(home(), workspace.version)}
    if moved:
        st.warning(
            t(
                "alerts_now",
                n=len(moved),
                names=listed(map(escape_markdown, moved)),
            ),
            icon=":material/notifications:",
        )
    wanted = st.text_input(
        t("search_saved"), key="saved_search", placeholder=t("search_saved"), label_visibility="collapsed",
        icon=":material/search:", max_chars=100,
    ).strip().casefold()  # fmt: skip
    shown = [one for one in segments if wanted in " ".join((one.name, *_about(one))).casefold()]
    shown.sort(key=lambda one: (one.folder, one.name))
    opened = _table(shown, {one.name: segment_sizes(home(), one.name) for one in shown}, moved)
    if chosen := _named(opened):
        frame.write_link(saved=chosen.name)
        draw_segment(workspace, chosen)
    else:
        st.caption(t("choose_saved"))


def _named(name: str | None) -> SavedSegment | None:
    """Return the segment of a name; where it was deleted, say by whom."""
    if name:
        try:
            return get_segment(home(), name)
        except BadInput as error:
            st.error(escape_markdown(in_language(error)), icon=":material/link_off:")
    return None


def _table(segments: list[SavedSegment], found: dict[str, list[SegmentSize]], moved: dict) -> str | None:
    """Draw a line a segment; return the name of the one that is open."""
    rows = [_row(one, [size for size in found[one.name] if size.customers is not None], moved) for one in segments]
    picked = tables.grid(
        rows,
        on_select="rerun",
        selection_mode="single-row",
        height=min(420, 36 + 33 * max(len(rows), 1)),
        column_config={
            t("course"): st.column_config.LineChartColumn(width=120, y_min=0),
            t("count"): st.column_config.NumberColumn(format="localized", width=90),
            t("moved"): st.column_config.TextColumn(width=80),
            t("revision_short"): st.column_config.NumberColumn(width=60),
        },
        key="saved_table",
    )
    return frame.follow_row("saved", picked.selection.rows, [one.name for one in segments])


def _row(one: SavedSegment, had: list[SegmentSize], moved: dict) -> dict:
    last = had[-1] if had else None
    change = last.moved_share if last else None
    mark = "▲ " if one.name in moved else ""
    return {
        t("folder"): one.folder,
        t("name"): one.name,
        t("count"): last.customers if last else None,
        t("course"): [size.customers for size in had],
        t("moved"): "" if change is None else f"{mark}{change:+.0%}",
        t("segment_owner"): person_label(one.owner),
        t("purpose"): one.purpose,
        t("revision_short"): one.revision,
        t("saved_on"): formats.timestamp(one.saved_at),
    }
