"""The rule of the workshop: columns to pick from, its text, and who would have which value."""

from types import SimpleNamespace
from typing import Any

import polars as pl
import streamlit as st

from app import charts, frame, numbers, theme, workshop_values
from app.words import language, named, t, told
from app.workshop_state import ask, put, said, tried
from tagrid.catalog.model import UNKNOWN
from tagrid.catalog.workshop.columns import InputColumn, describe
from tagrid.catalog.workshop.faults import NotARule
from tagrid.catalog.workshop.preview import Preview
from tagrid.catalog.workshop.template import template


@st.cache_data(max_entries=60, show_spinner=False)
def _columns(key: tuple, _version, name: str) -> list[InputColumn]:
    return describe(_version, name)


def _inputs(opened) -> dict[str, InputColumn]:
    """Return the columns of the chosen themes by name; the first theme's where two have one of the same name."""
    found: dict[str, InputColumn] = {}
    for name in said()["themes"]:
        found = {one.name: one for one in _columns(frame.key_of(opened.version), opened.version, name)} | found
    return found


def draw(opened) -> None:
    """Draw step 3; without a theme there is nothing to choose from, which the side says."""
    columns = _inputs(opened)
    if not columns:
        st.info(t("workshop_no_theme"), icon=":material/info:")
        return
    methods = {one: t(one) for one in ("rule", "statistic", "model")}
    ask(st.segmented_control, "method", t("method"), list(methods), format_func=methods.get, required=True)
    _pick(opened, columns)
    st.html("<style>.st-key-workshop_rule textarea {font-family: monospace;}</style>")
    ask(
        st.text_area,
        "rule",
        t("workshop_rule"),
        height=210,
        max_chars=10_000,
        placeholder=t("workshop_rule_such"),
        help=t("workshop_rule_help"),
    )
    seen, fault = tried(opened)
    if fault:
        st.error(named(fault.said) if isinstance(fault, NotARule) else told(fault), icon=":material/error:")
    if seen:
        above = st.container()  # the names that are said below are those the chart is drawn with
        workshop_values.names(opened.catalog, seen)
        with above:
            _distribution(seen)
        workshop_values.examples(seen, columns)


def _pick(opened, columns: dict[str, InputColumn]) -> None:
    with st.expander(t("workshop_columns", n=len(columns)), expanded=not said()["rule"], icon=":material/table_rows:"):
        right = {name: st.column_config.Column(alignment="right") for name in ("25 %", "50 %", "75 %", "90 %")}
        right[t("workshop_high")] = right[t("coverage")] = st.column_config.Column(alignment="right")
        rows = _column_rows(opened.catalog, columns)
        st.dataframe(rows, hide_index=True, width="stretch", height=260, column_config=right)
        choice, add = st.columns([3, 1.4], vertical_alignment="bottom")
        name = choice.selectbox(t("workshop_column"), list(columns), key="workshop_column")
        column = columns.get(name) or next(iter(columns.values()))
        add.button(
            t("workshop_template"),
            icon=":material/edit_note:",
            on_click=put,
            args=("rule", template(column)),
            width="stretch",
            help=t("workshop_template_help"),
        )


def _column_rows(catalog, columns: dict[str, InputColumn]) -> list[dict[str, Any]]:
    used: dict[str, list[str]] = {}
    for tag in catalog.tags.values():
        for name in tag.inputs:
            used.setdefault(name, []).append(named(tag.label))
    rows = []
    for one in columns.values():
        points = [_number(point) for point in one.quantiles] or [""] * 7
        words = " / ".join(word for word, _ in one.words[:4])
        rows.append(
            {
                t("workshop_column"): one.name,
                t("coverage"): numbers.share(one.coverage),
                t("workshop_low"): points[0] or words,
                "25 %": points[2],
                "50 %": points[3],
                "75 %": points[4],
                "90 %": points[5],
                t("workshop_high"): points[6],
                t("workshop_used"): (", " if language() == "en" else "、").join(dict.fromkeys(used.get(one.name, ()))),
            }
        )
    return rows


def _number(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 1_000 else f"{number:.3g}"


def _distribution(seen: Preview) -> None:
    words = _words(seen)
    rows = [
        {"code": code, "label": words[code], "customers": count, "share": seen.shares[code]}
        for code, count in seen.counts.items()
    ]
    known = {code: count for code, count in seen.counts.items() if code != UNKNOWN}
    top = max(known, key=known.__getitem__, default=UNKNOWN)
    charts.titled(t("workshop_preview", value=words[top], share=numbers.share(seen.shares[top])))
    colors = theme.value_colors(SimpleNamespace(values=known))
    charts.parts(rows, {words[code]: color for code, color in colors.items()})
    table = pl.DataFrame(rows).rename(
        {"code": t("code"), "label": t("value"), "customers": t("count"), "share": t("share")}
    )
    charts.behind(table, "preview", "workshop")


def _words(seen: Preview) -> dict[str, str]:
    """Return what to call each value: its name where it has one that no other value has, else its code."""
    english = language() == "en"
    names = {code: said()["values"].get(code, ("", ""))[english].strip() for code in seen.counts}
    names[UNKNOWN] = t("unknown")
    return {code: name if name and list(names.values()).count(name) == 1 else code for code, name in names.items()}
