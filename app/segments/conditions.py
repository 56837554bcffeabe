"""Asks for one condition of a rule: a tag's values, a feature, a change of a tag, or a saved segment."""

from collections.abc import Callable, Collection
from datetime import date

import streamlit as st

from app.segments.query import limited_count_text
from app.shared import dialogs, frame
from app.shared.labels import feature_label, rule_text, value_label
from app.shared.words import escape_markdown, in_language, t
from tagrid.core.errors import TagridError
from tagrid.published import FACT_THEMES
from tagrid.segments import (
    ChangeCondition,
    FeatureCondition,
    Rule,
    SavedRule,
    TagCondition,
    Workspace,
    from_json,
    is_disclosure_limited,
)

_OPERATORS = {
    "number": ("=", ">", ">=", "<", "<=", "between", "known"),
    "text": ("in", "known"),
    "flag": ("=", "known"),
}

MOST_PLACES = 500


_REQUESTED = "segment_wanted"

_KINDS = {
    TagCondition: "term_tag",
    FeatureCondition: "term_feature",
    ChangeCondition: "term_changed",
    SavedRule: "term_segment",
}


def ask_feature(workspace: Workspace, subject: str, now: Rule | None, feature: str | None = None) -> dict | None:
    """Draw the questions; return the condition as a JSON tree, None where something is missing yet.

    They begin with `now`, else with a condition on `feature`.
    """
    given = now if isinstance(now, FeatureCondition) else None
    names = _columns(workspace, subject, {feature, given.name if given else None})
    number = next((one for one in names if _kind(workspace, one) == "number"), names[0])
    first = feature if feature in names else number
    at = names.index(given.name if given and given.name in names else first)
    labels = {one: _column_label(workspace, one) for one in names}
    left, right = st.columns([2.2, 1], vertical_alignment="bottom")
    name = left.selectbox(
        t("term_feature"), names, index=at, format_func=lambda x: labels.get(x, x), key="condition_feature"
    )
    kind = _kind(workspace, name)
    was = given if given and given.name == name else None
    operators = _OPERATORS.get(kind, _OPERATORS["number"])
    words = {
        one: t("is_known") if one == "known" else t("is_between") if one == "between" else one for one in operators
    }
    words |= {"in": t("is_one_of")}
    first = was.operator if was and was.operator in operators else operators[1 if kind == "number" else 0]
    operator = right.selectbox(
        t("operator"), operators, index=operators.index(first), format_func=lambda x: words.get(x, x),
        key=f"condition_operator_{name}",
    )  # fmt: skip
    if operator == "known":
        return {"feature": name, "is": "known"}
    to = _operands(workspace, name, kind, operator, was.operands if was else ())
    return {"feature": name, "is": operator, "to": to} if to else None


def _kind(workspace: Workspace, name: str) -> str:
    theme, _, column = name.partition(".")
    return workspace.features.themes[theme][column] or "number"


def _columns(workspace: Workspace, subject: str, named: Collection[str | None]) -> list[str]:
    """Return the features of the subject's customers, those of any customer first.

    What a theme has under the same name stands there alone, but where the fact is ``named`` already.
    """
    own = [theme for theme, about in workspace.features.subjects.items() if about == subject]
    columns = {theme: list(workspace.features.themes.get(theme, {})) for theme in [*FACT_THEMES, *own]}
    twice = {column for theme in own for column in columns[theme]}
    names = [(theme, one) for theme, every in columns.items() for one in every]
    return [
        f"{theme}.{one}"
        for theme, one in names
        if theme not in FACT_THEMES or one not in twice or f"{theme}.{one}" in named
    ]


def _column_label(workspace: Workspace, name: str) -> str:
    theme, _, column = name.partition(".")
    found = [
        one.label for path, one in workspace.catalog.classes.items() if one.level == 3 and path.endswith(f"/{theme}")
    ]
    return f"{feature_label(column)} · {in_language(found[0]) if found else t('facts')} · {column}"


def _operands(workspace: Workspace, name: str, kind: str, operator: str, now: tuple) -> list:
    several = 2 if operator == "between" else 1
    boxes = st.columns(2)
    key = f"condition_to_{name}_{operator}"
    if kind == "text":
        places = list(workspace.index.feature_columns.column(*name.split(".", 1)).places or {})
        return st.multiselect(t("value"), [*now, *(x for x in places[:MOST_PLACES] if x not in now)], [*now], key=key)
    if kind == "flag":
        words = {True: t("yes"), False: t("no")}
        return [st.radio(t("value"), [True, False], index=int(now == (False,)), format_func=words.get, key=key)]
    words = (t("value"),) if several == 1 else (t("lowest"), t("highest"))
    found = []
    for at, (box, word) in enumerate(zip(boxes, words, strict=False)):
        first = now[at] if at < len(now) else None
        if kind == "date":
            day = date.fromisoformat(first) if first else workspace.version.as_of
            found.append(box.date_input(word, day, key=f"{key}_{at}").isoformat())
        else:
            found.append(box.number_input(word, value=float(first or 0), format="%.12g", key=f"{key}_{at}"))
    return found


def request_condition(take: Callable[[Rule], None], now: Rule | None = None, feature: str | None = None) -> None:
    """Ask for a condition in this run, beginning with `now` or on a `feature`; it is handed to `take`."""
    st.session_state[_REQUESTED] = (take, now, feature)


def ask_if_requested(workspace: Workspace, subject: str) -> None:
    """Open the dialog where it was requested."""
    wanted = st.session_state.pop(_REQUESTED, None)
    if wanted:
        dialogs.open_dialog(t("condition"), form, workspace, subject, *wanted)


def form(
    workspace: Workspace,
    subject: str,
    take: Callable[[Rule], None],
    now: Rule | None = None,
    feature: str | None = None,
) -> None:
    """Draw the questions, and hand the condition to `take` when it is confirmed."""
    kinds = {kind: t(kind) for kind in _KINDS.values() if kind != "term_segment" or workspace.saved}
    kind = st.segmented_control(
        t("condition"),
        list(kinds),
        format_func=lambda one: kinds.get(one, one),
        default="term_feature" if feature else _KINDS.get(type(now), "term_tag"),
        required=True,
        label_visibility="collapsed",
        key="condition_kind",
    )
    forms = {"term_tag": _tag, "term_changed": _changed, "term_segment": _segment}
    is_feature = kind == "term_feature"
    tree = ask_feature(workspace, subject, now, feature) if is_feature else forms[kind](workspace, subject, now)
    rule = _read(workspace, tree) if tree else None
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.caption("–" if rule is None else _preview(workspace, subject, rule))
    taken = right.button(t("take"), type="primary", disabled=rule is None, width="stretch", key="condition_take")
    if taken and rule is not None:
        take(rule)
        st.rerun()


def _preview(workspace: Workspace, subject: str, rule: Rule) -> str:
    """Return the condition in words and its customers alone."""
    customers = workspace.index.population(workspace.index.mask(rule, workspace.index.base(subject)))
    count = limited_count_text(customers, is_disclosure_limited(workspace.catalog, frame.viewer(), rule))
    return (
        f"{escape_markdown(rule_text(workspace.catalog, rule))}  ·  **{escape_markdown(count)}** {t('unit_customers')}"
    )


def _read(workspace: Workspace, tree: dict) -> Rule | None:
    try:
        rule = from_json(tree, workspace.catalog, workspace.saved, workspace.features)
        with st.spinner(t("working"), show_time=True):
            workspace.index.mask(rule)
    except TagridError as error:
        st.error(escape_markdown(in_language(error)), icon=":material/error:")
        return None
    return rule


def _choose_tag(workspace: Workspace, subject: str, now: str | None, key: str):
    tags = [tag for tag in workspace.catalog.tags.values() if tag.subject == subject]
    labels = {tag.name: f"{in_language(tag.label)} · {tag.name}" for tag in tags}
    names = list(labels)
    name = st.selectbox(
        t("tag"), names, index=names.index(now) if now in labels else 0, format_func=lambda x: labels.get(x, x), key=key
    )
    return workspace.catalog.tags[name]


def _choose_values(tag, word: str, now: tuple[str, ...], key: str) -> list[str]:
    labels = {code: escape_markdown(value_label(tag, code)) for code in tag.codes}
    return st.pills(
        t(word),
        list(labels),
        selection_mode="multi",
        default=[code for code in now if code in labels],
        format_func=lambda x: labels.get(x, x),
        key=f"{key}_{tag.name}",
    )


def _tag(workspace: Workspace, subject: str, now: Rule | None) -> dict | None:
    given = now if isinstance(now, TagCondition) else None
    tag = _choose_tag(workspace, subject, given.tag if given else None, "condition_tag")
    is_same = given is not None and given.tag == tag.name
    values = _choose_values(tag, "value", given.values if is_same and given else (), "condition_values")
    return {"tag": tag.name, "in": values} if values else None


def _changed(workspace: Workspace, subject: str, now: Rule | None) -> dict:
    given = now if isinstance(now, ChangeCondition) else None
    tag = _choose_tag(workspace, subject, given.tag if given else None, "condition_changed")
    was = given if given and given.tag == tag.name else ChangeCondition(tag.name, within=30)
    before = _choose_values(tag, "from_any", was.before, "condition_before")
    after = _choose_values(tag, "to_any", was.after, "condition_after")
    return {"changed": tag.name, "from": before, "to": after} | _within(workspace, was.within)


def _within(workspace: Workspace, now: int | str | None) -> dict:
    labels = {"last_days": t("last_days"), "since": t("since_day"), "ever": t("ever")}
    given = "ever" if now is None else "since" if isinstance(now, str) else "last_days"
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    kind = left.segmented_control(
        t("when"),
        list(labels),
        format_func=lambda x: labels.get(x, x),
        default=given,
        required=True,
        key="condition_when",
    )
    if kind == "last_days":
        days = now if isinstance(now, int) else 30
        return {"last_days": right.number_input(t("days"), 1, 36_600, days, key="condition_days")}
    if kind == "since":
        day = date.fromisoformat(now) if isinstance(now, str) else workspace.version.as_of.replace(day=1)
        return {"since": right.date_input(t("since_day"), day, key="condition_since").isoformat()}
    return {}


def _segment(workspace: Workspace, subject: str, now: Rule | None) -> dict:
    names = list(workspace.saved)
    at = names.index(now.name) if isinstance(now, SavedRule) and now.name in names else 0
    return {"segment": st.selectbox(t("term_segment"), names, index=at, key="condition_segment")}
