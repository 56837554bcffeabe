"""The questions that an export by hand and a scheduled one have in common; ``key`` tells their widgets apart."""

import streamlit as st

from app import numbers
from app.segment_words import feature_name
from app.words import WORDS, named, t
from tagrid.segments.desk import Desk
from tagrid.segments.export.columns import DEFAULT, facts
from tagrid.segments.export.write import FORMATS

MOST_HOLD_OUT = 50
_CONSENTS = {
    "marketing": "consent_marketing",
    "profiling": "consent_profiling",
    "sharing": "consent_sharing",
    "none": "consent_none",
}


def column_words(desk: Desk) -> dict[str, str]:
    """Return what to call a column of a file: tags by their label, facts of the customer by the words for them."""
    facts_said = {
        "customer_name": t("name"),
        "manager_name": t("manager"),
        "contract_capacity_kva": t("capacity"),
        "customer_type": t("fact_customer_type"),
        "closed_on": t("fact_closed_on"),
        "amount_yuan_12m": t("fact_amount"),
        "default_chance": t("fact_default_chance"),
    }
    tags = {tag.name: named(tag.label) for tag in desk.catalog.tags.values()}
    return tags | {one: t(one) for one in facts(desk) if one in WORDS} | facts_said


def ask_consent(place, key: str) -> str | None:
    """Ask who is left out for having refused what; None: nobody."""
    words = {one: t(word) for one, word in _CONSENTS.items()}
    asked = place.selectbox(
        t("consent"),
        list(words),
        format_func=lambda x: words.get(x, x),
        key=f"{key}_consent",
        help=t("consent_help"),
    )
    return None if asked == "none" else asked


def ask_columns(desk: Desk, subject: str, key: str) -> list[str]:
    """Ask for the columns of the file: facts of the customer, and tags of the subject."""
    known, words = facts(desk), column_words(desk)
    tags = [tag.name for tag in desk.catalog.tags.values() if tag.subject == subject]
    labels = {one: f"{words[one]} · {one}" if one in words else one for one in dict.fromkeys([*known, *tags])}
    first = [one for one in DEFAULT if one in known]
    return st.multiselect(
        t("columns"), list(labels), first, format_func=lambda x: labels.get(x, x), key=f"{key}_columns"
    )


def ask_form(key: str) -> tuple[str, bool, bool]:
    """Ask how the file is written: its format, a byte order mark, tags as codes."""
    words = {"csv": "CSV", "xlsx": "Excel", "parquet": "Parquet"}
    forms = [one[1:] for one in FORMATS]
    left, right = st.columns(2, vertical_alignment="bottom")
    form = left.segmented_control(
        t("format"), forms, format_func=lambda x: words.get(x, x), default=forms[0], required=True, key=f"{key}_form"
    )
    bom = right.checkbox(t("bom"), True, disabled=form != "csv", key=f"{key}_bom")
    codes = right.checkbox(t("codes"), False, key=f"{key}_codes")
    return form, bom and form == "csv", codes


def ask_cap(desk: Desk, key: str) -> dict:
    """Ask how many customers at most: `random` or `top`, or nothing for all."""
    words = {"cap_all": t("cap_all"), "cap_random": t("cap_random"), "cap_top": t("cap_top")}
    left, middle, right = st.columns([1.5, 0.8, 1.2], vertical_alignment="bottom")
    way = left.segmented_control(
        t("cap"), list(words), format_func=lambda x: words.get(x, x), default="cap_all", required=True, key=f"{key}_cap"
    )
    if way == "cap_all":
        return {}
    most = middle.number_input(t("at_most"), 1, 10_000_000, 1_000, key=f"{key}_most")
    if way == "cap_random":
        return {"random": most}
    kinds = {f"{theme}.{one}": kind for theme, found in desk.features.themes.items() for one, kind in found.items()}
    measures = [name for name, kind in kinds.items() if kind == "number"]
    labels = {name: f"{feature_name(name.partition('.')[2])} · {name}" for name in measures}
    by = right.selectbox(t("top_by"), measures, format_func=lambda x: labels.get(x, x), key=f"{key}_by_number")
    return {"top": (most, by)}


def capped_words(random: int | None, top: tuple[int, str] | list | None) -> str:
    """Return how many customers a file has at most and which, empty for all."""
    if top:
        return t("cap_top_n", n=numbers.count(top[0]), by=feature_name(top[1].rpartition(".")[2]))
    return t("cap_random_n", n=numbers.count(random)) if random else ""
