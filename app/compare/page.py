"""Compare versions 版本比较: two releases, or one and the files as they are; what changed, and for which customers."""

import polars as pl
import streamlit as st

from app.compare import changes
from app.shared import charts, formats, frame, tables
from app.shared.words import escape_markdown, in_language, message, t
from tagrid.core.errors import BadInput
from tagrid.governance.release import WORKING, Change, Diff

_MOST = 430  # pixels of the list of changes

_SIZES = {
    "major": ("size_major", "size_major_why"),
    "minor": ("size_minor", "size_minor_why"),
    "patch": ("size_patch", "size_patch_why"),
}


def _choose(known: dict[str, str]) -> tuple[str, str]:
    names = list(known)
    usual = {"from": names[-3] if len(names) > 2 else names[0], "to": names[-2] if len(names) > 2 else names[-1]}
    chosen, titles = {}, {"from": t("compare_from"), "to": t("compare_to")}
    for side in titles:
        if (linked := frame.link_value(side)) and linked not in known:
            st.warning(t("compare_missing", version=escape_markdown(linked)), icon=":material/link_off:")
    for side, column in zip(titles, st.columns(2), strict=True):
        frame.follow_link(side, f"compare_{side}", known, usual[side])
        chosen[side] = column.selectbox(
            titles[side],
            names,
            format_func=lambda name: known.get(name, name),
            key=f"compare_{side}",
        )
    frame.write_link(**chosen)
    return chosen["from"], chosen["to"]


def _summary(found: Diff) -> None:
    """The answer first: how many changes of which size, how many customers they move, what they touch."""
    effect = found.effect
    tags = {change.name for change in found.changes if change.of == "tag"}
    moved = sum(migration.moved for migration in effect.migrations) if effect else 0
    touched = len(effect.segments) if effect else 0
    sizes = {bump: sum(change.bump == bump for change in found.changes) for bump in _SIZES}
    facts = [
        *((t(name), sizes[bump], t(why)) for bump, (name, why) in _SIZES.items()),
        (t("compare_tags_changed"), len(tags), ""),
        (t("customers_moved"), moved, t("customers_moved_why")),
        (t("segments_touched"), touched, ""),
    ]
    for column, (name, number, why) in zip(st.columns(len(facts)), facts, strict=True):
        column.metric(name, formats.count(number), help=why or None)


def _changes(found: Diff, old, new, known: dict[str, str]) -> None:
    first, second = (known[name].partition("  ·")[0] for name in (found.before, found.after))
    charts.chart_title(t("changes_title", first=first, second=second, count=len(found.changes)))
    rows = [
        {
            t("compare_size"): t(_SIZES[change.bump][0]),
            t("compare_tag"): changes.changed_name(change, old, new),
            t("compare_change"): _begun(changes.change_text(change, old, new)),
        }
        for change in found.changes
    ]
    codes = [change.name for change in found.changes]
    name = t("compare_tag")
    what = t("compare_change")
    coded = [
        {**row, name: tables.CodedValue(row[name], change.name), what: _with_models(row[what], change)}
        for row, change in zip(rows, found.changes, strict=True)
    ]
    tables.html_table(coded, _MOST)
    table = pl.DataFrame(rows).with_columns(pl.Series(t("code"), codes))
    charts.data_popover(table, f"changes_{found.before}_{found.after}", "changes")


def _begun(text: str) -> str:
    """Return a text that stands alone, which begins with a capital letter."""
    return text[:1].upper() + text[1:]


def _with_models(text: str, change: Change) -> str | tables.CodedValue:
    """Return what happened, with the dbt models of a change below the rule on hover."""
    return tables.CodedValue(text, change.after) if change.kind == "below" and change.after else text


def _segments(found: Diff) -> None:
    effect = found.effect
    if not effect or not effect.segments:
        charts.chart_title(t("touched_none"))
        return
    charts.chart_title(t("touched_title", count=len(effect.segments)))
    rows = [
        {
            t("compare_segment"): one.segment,
            t("compare_before"): one.before,
            t("compare_after"): one.after,
            t("compare_why"): in_language(one.why) if one.why else None,
            t("expression"): one.expression,
        }
        for one in effect.segments
    ]
    tables.html_table(rows)
    charts.data_popover(
        pl.DataFrame(rows, infer_schema_length=None), f"segments_{found.before}_{found.after}", "touched"
    )


st.title(t("compare"), anchor=False)
version = frame.opened().version
known = changes.known_versions()

if list(known) == [WORKING]:
    st.info(t("compare_none"), icon=":material/history:")
    st.stop()

first, second = _choose(known)

if first == second:
    st.info(t("compare_same"), icon=":material/info:")
    st.stop()

try:
    with st.spinner(t("compare_wait"), show_time=False):
        found = changes.compared(version, first, second)
        old, new = changes.catalog(first), changes.catalog(second)
except BadInput as error:
    st.error(f"{t('compare_fault')}\n\n{message(error)}", icon=":material/error:")
    st.stop()

if not found.changes:
    st.success(t("compare_equal"), icon=":material/check:")
    st.stop()

_summary(found)
_changes(found, old, new, known)
changes.draw_tag_change(found, old, new)
_segments(found)
