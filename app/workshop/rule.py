"""The workshop's rule: columns to pick from, its text, the values it gives, their names and the edge examples."""

from types import SimpleNamespace
from typing import Any

import polars as pl
import streamlit as st

from app.shared import charts, formats, frame, tables, theme
from app.shared.words import code_span, escape_markdown, in_language, listed, message, t
from app.workshop.state import LANGUAGE_WORDS, enter, entered, input_key, previewed
from tagrid.catalog import UNKNOWN
from tagrid.core.errors import BadInput
from tagrid.core.text import Text
from tagrid.governance.workshop import InputColumn, NotARule, Preview, describe_columns, template
from tagrid.governance.workshop.edge_examples import edge_examples


def draw_names(catalog, seen: Preview) -> None:
    """Ask the names of the values; those that other tags have by the same code are proposed."""
    st.markdown(f"**{t('workshop_values')}**")
    codes = [code for code in seen.counts if code != UNKNOWN]
    named: dict[str, tuple[str, str]] = entered()["values"]
    proposed = {code: label for tag in catalog.tags.values() for code, label in tag.values.items()}
    now = {}
    for code in codes:
        column, zh, en = st.columns([1.2, 1.4, 1.4], vertical_alignment="center")
        column.markdown(f"{code_span(code)}  {formats.share(seen.shares[code])}")
        label = proposed.get(code)
        before = named.get(code) or ((label.zh, label.en) if label else ("", ""))
        now[code] = (_value_name(zh, code, "zh", before[0]), _value_name(en, code, "en", before[1]))
    # a value that the rule has lost may come back
    entered()["values"] = {code: now[code] for code in codes}
    st.session_state["workshop_lost"] = {**st.session_state.get("workshop_lost", {}), **named, **now}


def _value_name(place, code: str, lang: str, before: str) -> str:
    key = f"workshop_value_{lang}_{code}"
    if key not in st.session_state:
        st.session_state[key] = before or _lost(code, lang)
    words = t(LANGUAGE_WORDS[lang])
    return place.text_input(
        f"{escape_markdown(code)} · {words}", key=key, label_visibility="collapsed", placeholder=words
    )


def _lost(code: str, lang: str) -> str:
    return st.session_state.get("workshop_lost", {}).get(code, ("", ""))[lang == "en"]


def draw_examples(seen: Preview, columns: dict[str, InputColumn]) -> None:
    """Show the examples of the rule's edges, to edit; a changed rule gets new ones, unless they were edited."""
    rule, draft = seen.proposed.rule, entered()
    made_for, made = st.session_state.get("workshop_made", (None, []))
    heading, again = st.columns([3, 1.4], vertical_alignment="center")
    heading.markdown(f"**{t('examples')}**  \n{t('workshop_examples_what')}")
    is_renewed = again.button(t("workshop_examples_again"), icon=":material/autorenew:", width="stretch")
    if is_renewed or (made_for != rule.sql and draft["examples"] in ([], made)):
        try:
            found = edge_examples(rule, {name: columns[name].samples for name in rule.inputs if name in columns})
        except BadInput as fault:
            st.warning(message(fault), icon=":material/warning:")
            return
        draft["examples"] = [{"given": one.given, "gives": one.gives} for one in found]
        st.session_state["workshop_made"] = (rule.sql, draft["examples"])
        st.session_state["workshop_editor"] = st.session_state.get("workshop_editor", 0) + 1
    _edit(rule.inputs, list(seen.counts))


def _edit(inputs: tuple[str, ...], codes: list[str]) -> None:
    draft, key = entered(), f"workshop_table_{st.session_state.get('workshop_editor', 0)}"
    if key not in st.session_state:
        st.session_state["workshop_shown"] = draft["examples"]
    rows = [
        {**{name: one["given"].get(name) for name in inputs}, "gives": one["gives"]}
        for one in st.session_state["workshop_shown"]
    ]
    table = pl.DataFrame(
        rows, schema_overrides={"gives": pl.String}, infer_schema_length=None, strict=False
    ).to_pandas()
    edited = st.data_editor(
        table,
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        key=key,
        placeholder="",
        column_config={"gives": st.column_config.SelectboxColumn(t("gives"), options=codes, required=True)},
    )
    rows = pl.from_pandas(edited).to_dicts()
    draft["examples"] = [_example(row, inputs) for row in rows if row["gives"]]


def _example(row: dict[str, Any], inputs: tuple[str, ...]) -> dict[str, Any]:
    """Return an example as a tag file has it: what is not known is left out, unless nothing is."""
    given = {name: _json_value(row.get(name)) for name in inputs}
    known = {name: value for name, value in given.items() if value is not None}
    return {"given": known or given, "gives": row["gives"]}


def _json_value(value: Any) -> Any:
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value


@st.cache_data(max_entries=60, show_spinner=False)
def _columns(key: tuple, _version, name: str) -> list[InputColumn]:
    return describe_columns(_version, name)


def _inputs(opened) -> dict[str, InputColumn]:
    """Return the columns of the chosen themes by name; the first theme's where two have one of the same name."""
    found: dict[str, InputColumn] = {}
    for name in entered()["themes"]:
        found = {one.name: one for one in _columns(frame.cache_key(opened.version), opened.version, name)} | found
    return found


def draw_rule(opened) -> None:
    """Draw step 3; without a theme there are no columns to choose from."""
    columns = _inputs(opened)
    if not columns:
        st.info(t("workshop_no_theme"), icon=":material/info:")
        return
    methods = {one: t(one) for one in ("rule", "statistic", "model")}
    input_key(st.segmented_control, "method", t("method"), list(methods), format_func=methods.get, required=True)
    _pick(opened, columns)
    st.html("<style>.st-key-workshop_rule textarea {font-family: monospace;}</style>")
    input_key(
        st.text_area,
        "rule",
        t("workshop_rule"),
        height=210,
        max_chars=10_000,
        placeholder=t("workshop_rule_such"),
        help=t("workshop_rule_help"),
    )
    seen, fault = previewed(opened)
    if fault:
        st.error(message(fault.message if isinstance(fault, NotARule) else fault), icon=":material/error:")
    if seen:
        above = st.container()  # the chart is drawn with the names that are entered below it
        draw_names(opened.catalog, seen)
        with above:
            _distribution(seen)
        draw_examples(seen, columns)


def _pick(opened, columns: dict[str, InputColumn]) -> None:
    with st.expander(
        t("workshop_columns", n=len(columns)), expanded=not entered()["rule"], icon=":material/table_rows:"
    ):
        right = {name: st.column_config.Column(alignment="right") for name in ("25 %", "50 %", "75 %", "90 %")}
        right[t("workshop_high")] = right[t("coverage")] = st.column_config.Column(alignment="right")
        rows = _column_rows(opened.catalog, columns)
        tables.grid(rows, height=260, column_config=right)
        choice, add = st.columns([3, 1.4], vertical_alignment="bottom")
        name = choice.selectbox(t("workshop_column"), list(columns), key="workshop_column")
        column = columns.get(name) or next(iter(columns.values()))
        add.button(
            t("workshop_template"),
            icon=":material/edit_note:",
            on_click=enter,
            args=("rule", template(column)),
            width="stretch",
            help=t("workshop_template_help"),
        )


def _column_rows(catalog, columns: dict[str, InputColumn]) -> list[dict[str, Any]]:
    used: dict[str, list[str]] = {}
    for tag in catalog.tags.values():
        for name in tag.inputs:
            used.setdefault(name, []).append(in_language(tag.label))
    rows = []
    for one in columns.values():
        points = [_number(point) for point in one.quantiles] or [""] * 7
        words = " / ".join(word for word, _ in one.words[:4])
        rows.append(
            {
                t("workshop_column"): one.name,
                t("coverage"): formats.share(one.coverage),
                t("workshop_low"): points[0] or words,
                "25 %": points[2],
                "50 %": points[3],
                "75 %": points[4],
                "90 %": points[5],
                t("workshop_high"): points[6],
                t("workshop_used"): listed(dict.fromkeys(used.get(one.name, ()))),
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
    charts.chart_title(t("workshop_preview", value=words[top], share=formats.share(seen.shares[top])))
    colors = theme.value_colors(SimpleNamespace(values=known))
    charts.share_bars(rows, {words[code]: color for code, color in colors.items()})
    table = pl.DataFrame(rows).rename(
        {"code": t("code"), "label": t("value"), "customers": t("count"), "share": t("share")}
    )
    charts.data_popover(table, "preview", "workshop")


def _words(seen: Preview) -> dict[str, str]:
    """Return what to call each value: its name where it has one that no other value has, else its code."""
    given = {code: Text(zh=zh, en=en) for code, (zh, en) in entered()["values"].items()}
    names = {code: in_language(given.get(code, "")).strip() for code in seen.counts}
    names[UNKNOWN] = t("unknown")
    return {code: name if name and list(names.values()).count(name) == 1 else code for code, name in names.items()}
