"""One concept tag: its head, its card in the five steps of the method, and the choice among the parts of its page."""

import html
from collections.abc import Iterable

import streamlit as st

from app.catalog import lineage, related, value_counts
from app.shared import frame, tables
from app.shared.evaluation import stored_evaluation
from app.shared.labels import owner_label
from app.shared.words import in_language, listed, message, t, t_markdown
from tagrid.catalog import record
from tagrid.core.errors import TagridError
from tagrid.core.project import home
from tagrid.published import version_feed_notes

_LIFE = ("draft", "active", "deprecated", "retired")


def draw_steps(catalog, tag, version) -> None:
    """Draw the five steps on the left, who has which value and the examples on the right."""
    steps, values = st.columns([1.25, 1], gap="large")
    with steps:
        _block(1, "step_requirement", html.escape(in_language(tag.requirement)))
        _block(2, "step_concept", _concept(tag))
        _block(3, "step_rule", _rule_facts(tag))
        if tag.rule_sql:
            st.code(tag.rule_sql, language="sql", wrap_lines=True)
        _block(4, "step_classification", _place(catalog, tag))
        _block(5, "step_management", _management(catalog, tag) + _advice(tag, version))
    with values:
        if tag.is_served:
            value_counts.distribution(tag)
        else:
            _future_values(tag)
        _examples(tag)


def _block(number: int, key: str, body: str) -> None:
    st.html(f"<div class='tg-step'><b>{number}</b><div><h3>{t(key)}</h3>{body}</div></div>")


def _facts(pairs: list[tuple[str, str]]) -> str:
    return _spans((name, html.escape(value)) for name, value in pairs)


def _spans(pairs: Iterable[tuple[str, str]]) -> str:
    """Return facts in a line: names as text, values as HTML."""
    spans = "".join(f"<span><span>{html.escape(name)}</span>{value}</span>" for name, value in pairs)
    return f"<div class='tg-facts'>{spans}</div>"


def _concept(tag) -> str:
    return html.escape(in_language(tag.definition)) + _facts([(t("criterion"), in_language(tag.criterion))])


def _rule_facts(tag) -> str:
    pairs = [(t("method"), t(tag.method)), (t("precedence"), t(tag.precedence))]
    facts = _facts(pairs)
    return facts if tag.rule_sql else facts + f"<div class='tg-quiet'>{t('no_rule_yet')}</div>"


def _place(catalog, tag) -> str:
    """The five levels as a staircase; the values are the fifth."""
    names = [*(in_language(catalog.classes[path].label) for path in tag.chain), in_language(tag.label)]
    names.append(t("values_of", n=len(tag.values)))
    lines = "".join(
        f"<div style='padding-left:{n * 1.1}rem'><span>{n + 1}</span>{html.escape(name)}</div>"
        for n, name in enumerate(names)
    )
    found = f"<div class='tg-levels'>{lines}</div>"
    if facet := catalog.all_tags.get(tag.sub_facet_of or ""):
        found += _facts([(t("sub_facet_of"), in_language(facet.label))])
    if tag.evidence:
        found += _facts([(t("evidence"), t(f"evidence_{tag.evidence}"))])
    return found + (f"<div class='tg-quiet'>{html.escape(in_language(tag.placement))}</div>" if tag.placement else "")


def _management(catalog, tag) -> str:
    approved = tag.approval
    pairs = [
        (t("owner"), owner_label(tag.owner)),
        (t("cadence"), t(tag.cadence)),
        (t("sensitivity"), t(tag.sensitivity)),
        (t("catalog_version"), catalog.version),
        (t("approval"), f"{owner_label(approved.by)} · {approved.date}" if approved else t("not_approved")),
    ]
    code = (t("code"), f"<code>{html.escape(tag.name)}</code>")
    return _life(tag) + _spans([code, *((name, html.escape(value)) for name, value in pairs)])


def _advice(tag, version) -> str:
    """Return the advice of the version's last evaluation, if there is one."""
    found = stored_evaluation(version)
    figures = found.tags.get(tag.name) if found else None
    if figures is None:
        return ""
    why = " ".join(html.escape(in_language(reason)) for reason in figures.advice.reasons)
    pair = _facts([(t("advice"), t(f"ev_{figures.advice.action}"))])
    return f"{pair}<div class='tg-quiet'>{why}</div>"


def _life(tag) -> str:
    steps = "".join(f"<span class='{'now' if tag.status == state else ''}'>{t(state)}</span>" for state in _LIFE)
    return f"<div class='tg-life'>{steps}</div>"


def _future_values(tag) -> None:
    st.markdown(f"**{t('level_5')}**")
    tables.html_table({t("value"): in_language(label), t("code"): code} for code, label in tag.values.items())


def _examples(tag) -> None:
    st.markdown(f"**{t('examples')}**")
    lines = "".join(_example(tag, example) for example in tag.examples)
    st.html(f"<div class='tg-examples'>{lines}</div>")


def _example(tag, example) -> str:
    given = ", ".join(f"{name} = {_input(value)}" for name, value in example.given.items())
    given = given.replace("_", "_<wbr>") if (given := html.escape(given)) else t("nothing_known")
    return f"<span>{html.escape(in_language(tag.value_label(example.gives)))}</span><code>{given}</code>"


def _input(value) -> str:
    """Return what an example gives as a rule would write it: true and false as in SQL, a dash for null."""
    if value is None:
        return "–"
    return str(value).lower() if isinstance(value, bool) else str(value)


_PARTS = {
    "part_card": draw_steps,
    "part_values": value_counts.draw,
    "part_lineage": lineage.draw,
    "part_related": related.draw,
}


def draw(catalog, tag, version) -> None:
    """Draw the page of ``tag``, as the version the catalog belongs to has it."""
    if st.button(t("whole_tree"), icon=":material/arrow_back:", type="tertiary"):
        frame.write_link(tag=None, part=None)
        st.rerun()
    st.html(f"<div class='tg-path'>{html.escape(_path(catalog, tag))}</div>")
    st.header(message(tag.label), anchor=False)
    _state(catalog, tag)
    if note := version_feed_notes(home(), version, catalog).get(tag.name):
        st.warning(message(note), icon=":material/signal_disconnected:")
    part = _choose_part()
    if part != "part_card":  # the card has it in its second step
        st.markdown(message(tag.definition))
    _PARTS[part](catalog, tag, version)
    _count_view(tag)


def _path(catalog, tag) -> str:
    return " › ".join(in_language(catalog.classes[path].label) for path in tag.chain)


def _choose_part() -> str:
    labels = {part.removeprefix("part_"): t(part) for part in _PARTS}
    frame.follow_link("part", "tag_part", labels, "card")
    part = st.segmented_control(
        t("tag_parts"),
        list(labels),
        format_func=lambda key: labels.get(key, key),
        key="tag_part",
        required=True,
        label_visibility="collapsed",
    )
    frame.write_link(part=part if part != "card" else None)
    return f"part_{part}"


def _state(catalog, tag) -> None:
    """Draw why a tag has no customers, or soon none; nothing of an active tag that has some."""
    known = catalog.all_tags
    successors = [known[name] for name in tag.succeeded_by if name in known] if tag.is_outgoing else []
    labels = listed([in_language(one.label) for one in successors])
    instead = t_markdown("replaced_by", tag=labels) if successors else ""
    if tag.status == "draft":
        st.info(t("draft_model" if tag.method == "model" else "draft_rule"), icon=":material/edit_note:")
    elif tag.status == "retired":
        st.warning(t("retired_why") + instead, icon=":material/archive:")
    elif tag.status == "deprecated":
        st.warning(t("deprecated_why") + instead, icon=":material/event_busy:")
    elif not tag.available:
        text = message(tag.reason) if tag.reason else t("all_unknown")
        st.warning(f"**{t('not_available')}** — {text}", icon=":material/hourglass_empty:")
    if tag.caution and tag.caution != tag.reason:
        st.warning(message(tag.caution), icon=":material/model_training:")
    if not successors:
        return
    with st.container(horizontal=True, gap="medium"):
        for one in successors:
            key = f"successor_{one.name}"
            if st.button(message(one.label), icon=":material/arrow_forward:", type="tertiary", key=key):
                frame.write_link(tag=one.name)
                st.rerun()


def _count_view(tag) -> None:
    """Count one look at a tag a session; that it cannot be counted is no reason not to show it."""
    seen = st.session_state.setdefault("tags_seen", set())
    if tag.name not in seen:
        seen.add(tag.name)
        try:
            record(home(), tag.name, "view")
        except TagridError as error:
            st.caption(message(error))
