"""Why a score gave a customer its value: the reasons in words, and on demand what every number does."""

import polars as pl
import streamlit as st

from app import charts, frame, models_facts, numbers, person_usage
from app.tag_card import value_name
from app.words import language, named, t, told
from models_ml.explain import Explanation, explain
from models_ml.harness.declaration import Score, trainable
from tagrid.catalog.model import UNKNOWN
from tagrid.errors import TagridError
from tagrid.home import home

POINTS = {("chance", True): "ps_raises", ("chance", False): "ps_lowers", ("amount", True): "ps_up"}
POINTS[("amount", False)] = "ps_down"


def score_of(tag):
    """Return the score, or the clusters, whose output the tag's rule reads; None of any other tag."""
    return next((one for one in trainable().values() if one.output in (tag.inputs or ())), None)


def draw(version, tag, row: dict, seen: dict, output: float | str | None) -> None:
    """Draw the reasons of a tag made from a score; ``output`` is what the score said, None where it said nothing."""
    score = score_of(tag)
    if score is None:
        return
    own = [one for one in seen["reasons"] if one["tag"] == tag.name]
    if not isinstance(score, Score):
        _shape(tag, row, seen, own)
        return
    if output is not None and own:
        charts.titled(_title(tag, row, score, float(output)))
        for one in own:
            st.markdown(f"- {one['text'][language()]} — {points(score, one['effect'])}")
    _asked(version, tag, row, seen, score, is_alone=not own)


def points(score: Score, effect: float) -> str:
    """Return in words what a number does to the score."""
    return t(POINTS[score.target, effect > 0], points=numbers.points(abs(effect)))


def _title(tag, row: dict, score: Score, output: float) -> str:
    label = models_facts.both(score, "label")
    fills = {"tag": named(tag.label), "band": value_name(tag, row["value"]), "label": label}
    if score.target == "chance":
        return t("ps_chance", chance=numbers.share(output), **fills)
    return t("ps_amount", amount=f"{output:+.1%}", **fills)


def _shape(tag, row: dict, seen: dict, own: list[dict]) -> None:
    """Draw the curve beside the name of its shape."""
    if row["value"] == UNKNOWN:
        return
    charts.titled(t("ps_shape", tag=named(tag.label), band=value_name(tag, row["value"])))
    for one in own:
        st.markdown(f"- {one['text'][language()]}")
    if seen["load"]:
        person_usage.load(seen)


def _asked(version, tag, row: dict, seen: dict, score: Score, is_alone: bool) -> None:
    """Draw what the model itself says of the customer, reasons first where the refresh wrote none."""
    try:
        found = _explained(frame.key_of(version), score.name, seen["customer"]["customer_id"], version)
    except TagridError as error:
        st.caption(told(error))
        return
    if found.output is None:
        st.caption(found.why[language()] if found.why else t("ps_none"))
        return
    if is_alone:
        charts.titled(_title(tag, row, score, found.output))
        st.caption(t("ps_on_demand") if found.reasons else t("ps_none"))
        for one in found.reasons:
            st.markdown(f"- {one.label[language()]}{t('colon')}{one.said[language()]} — {points(score, one.effect)}")
    _every(found, score)


@st.cache_resource(max_entries=64, show_spinner=False)
def _explained(key: tuple[str, str], score: str, customer_id: str, _version) -> Explanation:
    with st.spinner(t("ps_asking")):
        return explain(home(), _version, score, customer_id)


def _every(found: Explanation, score: Score) -> None:
    """Put every number's effect behind a popover: what it is, what is usual, what it does."""
    said = language()
    with st.popover(t("ps_every"), icon=":material/format_list_numbered:"):
        rows = [
            (one.label[said], one.said[said], models_facts.writer(score, one.feature)(one.typical), 100 * one.effect)
            for one in found.effects
        ]
        heads = {
            t("ps_number"): pl.String,
            t("ps_own"): pl.String,
            t("ps_usual"): pl.String,
            t("ps_effect"): pl.Float64,
        }
        table = pl.DataFrame(rows, schema=heads, orient="row")
        shape = {t("ps_effect"): st.column_config.NumberColumn(format="%+.2f")}
        st.dataframe(table, hide_index=True, width="stretch", column_config=shape)
        if found.missing:
            names = ("、" if said == "zh" else ", ").join(
                models_facts.input_name(score, name) for name in found.missing
            )
            st.caption(t("ps_missing", n=len(found.missing), names=names))
        st.caption(t("ps_model", id=found.model_id))
