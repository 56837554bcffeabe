"""The parts of the evaluation page: the headline, the faults, the table of tags, and one tag in full."""

import re

import polars as pl
import streamlit as st

from app.evaluation import condition_charts
from app.shared import charts, formats, frame, links, scores, tables
from app.shared.words import escape_markdown, in_language, message, t, t_markdown
from tagrid.catalog import USE_KINDS as KINDS_OF_USE
from tagrid.core.errors import TagridError
from tagrid.core.project import home
from tagrid.governance.evaluation import Evaluation, MethodFault, TagFigures, evaluate, saved_evaluation
from tagrid.published import Version

ACTIONS = {"keep": "ev_keep", "merge": "ev_merge", "split": "ev_split", "retire": "ev_retire"}

PARTS = {
    "associations": "ev_part_associations",
    "conditions": "ev_part_conditions",
    "stability": "ev_part_stability",
    "outcomes": "ev_part_outcomes",
}

KINDS = {
    "overlap": "ev_fault_overlap",
    "unreachable": "ev_fault_unreachable",
    "hole": "ev_fault_hole",
    "association": "ev_fault_association",
}


def current_evaluation(version: Version) -> Evaluation:
    """Return the stored evaluation of the version; where there is none make it, and draw how far it is."""
    if found := saved_evaluation(home(), version):
        return found
    place = st.empty()
    with place.status(t_markdown("ev_running", id=version.id), expanded=True) as status:
        try:
            found = evaluate(home(), version, say=lambda part: status.write(t(PARTS[part])))
        except TagridError as error:
            st.error(message(error), icon=":material/error:")
            st.stop()
    place.empty()
    return found


def draw_headline(found: Evaluation) -> None:
    """Draw how many tags and faults there are, and how many tags each advice has."""
    counts = dict.fromkeys(ACTIONS, 0)
    for tag in found.tags.values():
        counts[tag.advice.action] += 1
    shown = [(t("tags"), len(found.tags)), (t("ev_faults"), len(found.faults))]
    shown += [(t("ev_advised", action=t(ACTIONS[action])), n) for action, n in counts.items()]
    for column, (label, n) in zip(st.columns(len(shown)), shown, strict=True):
        column.metric(label, formats.count(n))


def draw_faults(found: Evaluation) -> None:
    """Draw the faults, or that there are none."""
    if not found.faults:
        st.success(t("ev_no_faults"), icon=":material/verified:")
        return
    rows = [{t("ev_faults"): t(KINDS[one.kind]), t("ev_reasons"): _worded(found, one)} for one in found.faults]
    with st.expander(f"{t('ev_faults')} ({len(rows)})", expanded=len(rows) <= 10, icon=":material/error:"):
        tables.html_table(rows)


def _worded(found: Evaluation, fault: MethodFault) -> str:
    """Return a fault with the names of its tags where the message has their codes."""
    names = {code: in_language(found.tags[code].label) for code in (fault.tag, fault.other) if code in found.tags}
    return re.sub(r"\b\w+\b", lambda word: names.get(word[0], word[0]), in_language(fault.message), flags=re.ASCII)


def _row(found: Evaluation, tag: TagFigures, tag_of) -> dict:
    near, moved = tag.strongest, tag.stability
    return {
        t("ev_tag"): in_language(tag.label),
        t("coverage"): tag.coverage,
        t("ev_evenness"): tag.evenness,
        t("ev_top"): in_language(tag_of.value_label(tag.top.code)) if tag.known else None,
        t("ev_top_share"): tag.top_share if tag.known else None,
        t("psi"): moved.psi if moved else None,
        t("ev_changed"): moved.changed if moved else None,
        t("ev_nearest"): in_language(found.tags[near.other(tag.name)].label) if near else None,
        t("nmi"): near.nmi if near else None,
        t("ev_used"): sum(tag.uses.values()),
        t("ev_advice"): t(ACTIONS[tag.advice.action]),
        t("ev_reasons"): " ".join(map(in_language, tag.advice.reasons)),
    }


def draw_table(found: Evaluation, tags: list[TagFigures], catalog) -> str | None:
    """Draw the tags as a table; return the name of the one that was just clicked, else that of the link."""
    rows = pl.DataFrame([_row(found, tag, catalog.tags[tag.name]) for tag in tags], infer_schema_length=None)
    share = st.column_config.NumberColumn(format="percent")
    event = tables.grid(
        rows,
        height=430,
        key="ev_table",
        placeholder="–",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            t("coverage"): st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1),
            t("ev_evenness"): st.column_config.NumberColumn(format="%.2f", help=t("ev_evenness_help")),
            t("ev_top_share"): share,
            t("ev_changed"): share,
            t("psi"): st.column_config.NumberColumn(format="%.3f", help=t("ev_psi_help")),
            t("nmi"): st.column_config.NumberColumn(format="%.2f", help=t("nmi_help")),
            t("ev_used"): st.column_config.NumberColumn(format="localized"),
            t("ev_reasons"): st.column_config.TextColumn(width="large"),
        },
    )
    codes = pl.Series(t("code"), [tag.name for tag in tags])
    charts.data_popover(rows.insert_column(1, codes), "evaluation", "evaluation")
    return frame.follow_row("tag", event.selection.rows, [tag.name for tag in tags])


def draw_missing(tags: list[TagFigures]) -> None:
    """Draw the tags that have no values, with the reason."""
    if not tags:
        return
    rows = [
        {
            t("ev_tag"): tables.CodedValue(in_language(tag.label), tag.name),
            t("ev_reasons"): in_language(tag.reason) if tag.reason else None,
        }
        for tag in tags
    ]
    with st.expander(t("ev_missing", n=len(tags)), icon=":material/hourglass_empty:"):
        tables.html_table(rows)


def draw_tag(found: Evaluation, tag: TagFigures, labels: dict[str, str]) -> None:
    """Draw one tag: its faults and advice, its values and conditions, and related tags."""
    st.header(message(tag.label), anchor=False)
    links.page_link("catalog", t("to_tag"), icon=":material/sell:", tag=tag.name)
    for fault in found.faults_of(tag.name):
        st.error(escape_markdown(_worded(found, fault)), icon=":material/error:")
    st.markdown(f"**{t(ACTIONS[tag.advice.action])}** " + " ".join(message(one) for one in tag.advice.reasons))
    moved = tag.stability
    fills = (
        {"version": moved.version, "word": scores.movement(moved.psi)[0], "changed": f"{moved.changed:.1%}"}
        if moved
        else {}
    )
    used = {kind: formats.count(tag.uses.get(kind, 0)) for kind in (*KINDS_OF_USE, "saved")}
    st.caption(f"{t_markdown('ev_since', **fills) if moved else t('ev_alone')} {t('ev_uses', **used)}")
    left, right = st.columns([1.3, 1], gap="large")
    with left:
        condition_charts.values(tag, labels)
    with right:
        condition_charts.unknowns(tag, labels)
        _related(found, tag)
    condition_charts.outcome(tag, labels)


def _related(found: Evaluation, tag: TagFigures) -> None:
    related = found.related(tag.name)
    if not related:
        return
    charts.chart_title(t("ev_related"))
    rows = [
        {
            t("ev_tag"): tables.CodedValue(in_language(found.tags[one.other(tag.name)].label), one.other(tag.name)),
            t("strength"): one.v,
            t("nmi"): one.nmi,
            t("count"): one.customers,
            t("ev_declared"): condition_charts.association_label(one.declared),
        }
        for one in related
    ]
    tables.html_table(rows, helps={t("strength"): t("strength_help"), t("nmi"): t("nmi_help")})
