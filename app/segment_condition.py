"""Asks for one condition of a rule: a tag's values, a feature, a change of a tag, or a saved segment."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from app import segment_feature, segment_guard
from app.segment_words import plain, said
from app.tag_card import value_name
from app.words import named, t, told
from tagrid.errors import TagridError
from tagrid.segments.desk import Desk
from tagrid.segments.rule import Changed, Feature, Rule, Saved, Value
from tagrid.segments.tree import from_json

_WANTED = "segment_wanted"
_KINDS = {Value: "term_tag", Feature: "term_feature", Changed: "term_changed", Saved: "term_segment"}


def want(take: Callable[[Rule], None], now: Rule | None = None) -> None:
    """Ask for a condition in this run, beginning with `now`; it is handed to `take`."""
    st.session_state[_WANTED] = (take, now)


def ask_if_wanted(desk: Desk, subject: str) -> None:
    """Open the dialog where one was asked for."""
    wanted = st.session_state.pop(_WANTED, None)
    if wanted:
        st.dialog(t("condition"), width="large")(form)(desk, subject, *wanted)


def form(desk: Desk, subject: str, take: Callable[[Rule], None], now: Rule | None = None) -> None:
    """Draw the questions, and hand the condition to `take` when it is confirmed."""
    kinds = {kind: t(kind) for kind in _KINDS.values() if kind != "term_segment" or desk.saved}
    kind = st.segmented_control(
        t("condition"),
        list(kinds),
        format_func=lambda one: kinds.get(one, one),
        default=_KINDS.get(type(now), "term_tag"),
        required=True,
        label_visibility="collapsed",
        key="condition_kind",
    )
    asked = {"term_tag": _tag, "term_feature": segment_feature.ask, "term_changed": _changed, "term_segment": _segment}
    tree = asked[kind](desk, subject, now)
    rule = _read(desk, tree) if tree else None
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.caption("–" if rule is None else _preview(desk, subject, rule))
    taken = right.button(t("take"), type="primary", disabled=rule is None, width="stretch", key="condition_take")
    if taken and rule is not None:
        take(rule)
        st.rerun()


def _preview(desk: Desk, subject: str, rule: Rule) -> str:
    """Return the condition in words and its customers alone."""
    customers = desk.index.population(desk.index.mask(rule, desk.index.base(subject)))
    told = segment_guard.count(customers, segment_guard.is_closed(desk.catalog, rule))
    return f"{plain(said(desk.catalog, rule))}  ·  **{plain(told)}** {t('unit_customers')}"


def _read(desk: Desk, tree: dict) -> Rule | None:
    try:
        rule = from_json(tree, desk.catalog, desk.saved, desk.features)
        with st.spinner(t("working"), show_time=True):
            desk.index.mask(rule)
    except TagridError as error:
        st.error(plain(told(error)), icon=":material/error:")
        return None
    return rule


def _choose_tag(desk: Desk, subject: str, now: str | None, key: str):
    tags = [tag for tag in desk.catalog.tags.values() if tag.subject == subject]
    labels = {tag.name: f"{named(tag.label)} · {tag.name}" for tag in tags}
    names = list(labels)
    name = st.selectbox(
        t("tag"), names, index=names.index(now) if now in labels else 0, format_func=lambda x: labels.get(x, x), key=key
    )
    return desk.catalog.tags[name]


def _choose_values(tag, word: str, now: tuple[str, ...], key: str) -> list[str]:
    labels = {code: plain(value_name(tag, code)) for code in tag.codes}
    return st.pills(
        t(word),
        list(labels),
        selection_mode="multi",
        default=[code for code in now if code in labels],
        format_func=lambda x: labels.get(x, x),
        key=f"{key}_{tag.name}",
    )


def _tag(desk: Desk, subject: str, now: Rule | None) -> dict | None:
    given = now if isinstance(now, Value) else None
    tag = _choose_tag(desk, subject, given.tag if given else None, "condition_tag")
    is_same = given is not None and given.tag == tag.name
    values = _choose_values(tag, "value", given.values if is_same and given else (), "condition_values")
    return {"tag": tag.name, "in": values} if values else None


def _changed(desk: Desk, subject: str, now: Rule | None) -> dict:
    given = now if isinstance(now, Changed) else None
    tag = _choose_tag(desk, subject, given.tag if given else None, "condition_changed")
    was = given if given and given.tag == tag.name else Changed(tag.name, within=30)
    before = _choose_values(tag, "from_any", was.before, "condition_before")
    after = _choose_values(tag, "to_any", was.after, "condition_after")
    return {"changed": tag.name, "from": before, "to": after} | _within(desk, was.within)


def _within(desk: Desk, now: int | str | None) -> dict:
    ways = {"last_days": t("last_days"), "since": t("since_day"), "ever": t("ever")}
    given = "ever" if now is None else "since" if isinstance(now, str) else "last_days"
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    way = left.segmented_control(
        t("when"), list(ways), format_func=lambda x: ways.get(x, x), default=given, required=True, key="condition_when"
    )
    if way == "last_days":
        days = now if isinstance(now, int) else 30
        return {"last_days": right.number_input(t("days"), 1, 36_600, days, key="condition_days")}
    if way == "since":
        day = date.fromisoformat(now) if isinstance(now, str) else desk.version.as_of.replace(day=1)
        return {"since": right.date_input(t("since_day"), day, key="condition_since").isoformat()}
    return {}


def _segment(desk: Desk, subject: str, now: Rule | None) -> dict:
    names = list(desk.saved)
    at = names.index(now.name) if isinstance(now, Saved) and now.name in names else 0
    return {"segment": st.selectbox(t("term_segment"), names, index=at, key="condition_segment")}
