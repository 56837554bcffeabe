"""Asks for a condition on a feature: which, how it is compared, and with what."""

from datetime import date

import streamlit as st

from app.segment_words import feature_name
from app.words import named, t
from tagrid.segments.desk import Desk
from tagrid.segments.features import CUSTOMER
from tagrid.segments.rule import Feature, Rule

_OPERATORS = {
    "number": ("=", ">", ">=", "<", "<=", "between", "known"),
    "text": ("in", "known"),
    "flag": ("=", "known"),
}
MOST_PLACES = 500


def ask(desk: Desk, subject: str, now: Rule | None) -> dict | None:
    """Draw the questions; return the condition as a JSON tree, None where something is missing yet."""
    given = now if isinstance(now, Feature) else None
    names = _columns(desk, subject)
    first = next((one for one in names if _kind(desk, one) == "number"), names[0])
    at = names.index(given.name if given and given.name in names else first)
    labels = {one: _column_label(desk, one) for one in names}
    left, right = st.columns([2.2, 1], vertical_alignment="bottom")
    name = left.selectbox(
        t("term_feature"), names, index=at, format_func=lambda x: labels.get(x, x), key="condition_feature"
    )
    kind = _kind(desk, name)
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
    to = _operands(desk, name, kind, operator, was.operands if was else ())
    return {"feature": name, "is": operator, "to": to} if to else None


def _kind(desk: Desk, name: str) -> str:
    theme, _, column = name.partition(".")
    return desk.features.themes[theme][column] or "number"


def _columns(desk: Desk, subject: str) -> list[str]:
    """Return the features of the subject's customers, those of any customer first."""
    themes = [CUSTOMER, *(theme for theme, about in desk.features.subjects.items() if about == subject)]
    return [f"{theme}.{one}" for theme in themes for one in desk.features.themes.get(theme, {})]


def _column_label(desk: Desk, name: str) -> str:
    theme, _, column = name.partition(".")
    found = [one.label for path, one in desk.catalog.classes.items() if one.level == 3 and path.endswith(f"/{theme}")]
    return f"{feature_name(column)} · {named(found[0]) if found else t('facts')} · {column}"


def _operands(desk: Desk, name: str, kind: str, operator: str, now: tuple) -> list:
    several = 2 if operator == "between" else 1
    boxes = st.columns(2)
    key = f"condition_to_{name}_{operator}"
    if kind == "text":
        places = list(desk.index.beyond.column(*name.split(".", 1)).places or {})
        return st.multiselect(t("value"), [*now, *(x for x in places[:MOST_PLACES] if x not in now)], [*now], key=key)
    if kind == "flag":
        words = {True: t("yes"), False: t("no")}
        return [st.radio(t("value"), [True, False], index=int(now == (False,)), format_func=words.get, key=key)]
    words = (t("value"),) if several == 1 else (t("lowest"), t("highest"))
    found = []
    for at, (box, word) in enumerate(zip(boxes, words, strict=False)):
        first = now[at] if at < len(now) else None
        if kind == "date":
            day = date.fromisoformat(first) if first else desk.version.as_of
            found.append(box.date_input(word, day, key=f"{key}_{at}").isoformat())
        else:
            found.append(box.number_input(word, value=float(first or 0), format="%.12g", key=f"{key}_{at}"))
    return found
