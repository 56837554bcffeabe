"""The values a proposed rule gives: what they are called in both languages, and the examples at the rule's edges."""

from typing import Any

import polars as pl
import streamlit as st

from app import numbers
from app.words import t, told
from app.workshop_state import LANGUAGE_WORDS, said
from tagrid.catalog.model import UNKNOWN
from tagrid.catalog.workshop.columns import InputColumn
from tagrid.catalog.workshop.edges import edge_examples
from tagrid.catalog.workshop.preview import Preview
from tagrid.errors import BadInput


def names(catalog, seen: Preview) -> None:
    """Ask the names of the values; those that other tags have by the same code are proposed."""
    st.markdown(f"**{t('workshop_values')}**")
    codes = [code for code in seen.counts if code != UNKNOWN]
    kept: dict[str, tuple[str, str]] = said()["values"]
    proposed = {code: label for tag in catalog.tags.values() for code, label in tag.values.items()}
    now = {}
    for code in codes:
        column, zh, en = st.columns([1.2, 1.4, 1.4], vertical_alignment="center")
        column.markdown(f"`{code}`  {numbers.share(seen.shares[code])}")
        label = proposed.get(code)
        before = kept.get(code) or ((label.zh, label.en) if label else ("", ""))
        now[code] = (_value_name(zh, code, "zh", before[0]), _value_name(en, code, "en", before[1]))
    # a value that the rule has lost may come back
    said()["values"] = {code: now[code] for code in codes}
    st.session_state["workshop_lost"] = {**st.session_state.get("workshop_lost", {}), **kept, **now}


def _value_name(place, code: str, lang: str, before: str) -> str:
    key = f"workshop_value_{lang}_{code}"
    if key not in st.session_state:
        st.session_state[key] = before or _lost(code, lang)
    words = t(LANGUAGE_WORDS[lang])
    return place.text_input(f"{code} · {words}", key=key, label_visibility="collapsed", placeholder=words)


def _lost(code: str, lang: str) -> str:
    return st.session_state.get("workshop_lost", {}).get(code, ("", ""))[lang == "en"]


def examples(seen: Preview, columns: dict[str, InputColumn]) -> None:
    """Show the examples of the rule's edges, to edit; a rule that changes brings its own, unless they were edited."""
    rule, all_said = seen.proposed.rule, said()
    made_for, made = st.session_state.get("workshop_made", (None, []))
    heading, again = st.columns([3, 1.4], vertical_alignment="center")
    heading.markdown(f"**{t('examples')}**  \n{t('workshop_examples_what')}")
    asked = again.button(t("workshop_examples_again"), icon=":material/autorenew:", width="stretch")
    if asked or (made_for != rule.sql and all_said["examples"] in ([], made)):
        try:
            found = edge_examples(rule, {name: columns[name].samples for name in rule.inputs if name in columns})
        except BadInput as fault:
            st.warning(told(fault), icon=":material/warning:")
            return
        all_said["examples"] = [{"given": one.given, "gives": one.gives} for one in found]
        st.session_state["workshop_made"] = (rule.sql, all_said["examples"])
        st.session_state["workshop_editor"] = st.session_state.get("workshop_editor", 0) + 1
    _edit(rule.inputs, list(seen.counts))


def _edit(inputs: tuple[str, ...], codes: list[str]) -> None:
    all_said, key = said(), f"workshop_table_{st.session_state.get('workshop_editor', 0)}"
    if key not in st.session_state:
        st.session_state["workshop_shown"] = all_said["examples"]
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
    all_said["examples"] = [_example(row, inputs) for row in rows if row["gives"]]


def _example(row: dict[str, Any], inputs: tuple[str, ...]) -> dict[str, Any]:
    """Return an example as a tag file has it: what is not known is left out, unless nothing is."""
    given = {name: _plain(row.get(name)) for name in inputs}
    known = {name: value for name, value in given.items() if value is not None}
    return {"given": known or given, "gives": row["gives"]}


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value
