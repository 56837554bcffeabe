"""One score: what it foretells and for whom, which version of its model is shown, and one part of its card."""

import html
import re

import streamlit as st

from app import (
    frame,
    models_card,
    models_facts,
    models_groups,
    models_inputs,
    models_outcome,
    models_results,
    models_shapes,
)
from app.words import t
from models_ml.harness.intervals import SURE
from models_ml.told import Kept, Standing

PARTS = {
    "md_part_results": models_results.draw,
    "md_part_groups": models_groups.draw,
    "md_part_inputs": models_inputs.draw,
    "md_part_outcome": models_outcome.draw,
    "md_part_card": models_card.draw,
}
# Clusters foretell nothing: there is no label to be right or wrong about.
SHAPES = {"md_part_results": models_shapes.draw, "md_part_card": models_card.draw}


def draw(one: Standing, opened: frame.Opened) -> None:
    """Draw the head of a score, the choice of a version, and the chosen part of its card."""
    if st.button(t("md_back"), icon=":material/arrow_back:", type="tertiary"):
        frame.link(score=None, model=None, part=None)
        st.rerun()
    st.title(models_facts.label(one.score), anchor=False)
    _state(one)
    _declared(one, opened)
    if not one.models:
        how = t("md_no_model_how", score=one.score.name)
        st.info(f"**{t('md_no_model')}** — {how}", icon=":material/model_training:")
        return
    parts = SHAPES if one.score.target == "name" else PARTS
    left, right = st.columns([1.2, 2.6], vertical_alignment="bottom", gap="medium")
    with left:
        kept = _choose(one)
    with right:
        part = _part(parts)
    _standing(one, kept)
    if kept.figures is None:
        st.error(t("md_no_card", score=one.score.name), icon=":material/broken_image:")
        return
    parts[part](one, kept, kept.figures, opened)


def _state(one: Standing) -> None:
    said, why, color = models_facts.state(one)
    words = re.sub("`([^`]+)`", r"<code>\1</code>", html.escape(why))
    told = f" <span class='tg-quiet'>{words}</span>" if why else ""
    st.html(f"<span class='tg-value'><i style='background:{color}'></i>{html.escape(said)}</span>{told}")


def _declared(one: Standing, opened: frame.Opened) -> None:
    """Draw what the score declares: label, horizon, decision, rule of thumb, and to whom it applies."""
    score = one.score
    horizon = t("md_days", n=score.horizon_days) if score.horizon_days else t("md_past_days")
    facts = [
        (t("md_predicts"), models_facts.both(score, "label")),
        (t("md_horizon"), horizon),
        (t("md_serves"), models_facts.both(score, "decision")),
        (t("md_naive_rule"), models_facts.both(score, "naive")),
    ]
    spans = "".join(f"<span><span>{k}</span>{html.escape(v)}</span>" for k, v in facts)
    st.html(f"<div class='tg-facts'>{spans}</div>")
    with st.container(horizontal=True, vertical_alignment="center"):
        if score.name in opened.catalog.tags:
            word, sent = t("md_to_tag"), {"tag": score.name}
            st.page_link("views/catalog.py", label=word, icon=":material/sell:", query_params=sent, width="content")
        with st.popover(t("md_eligible"), icon=":material/code:"):
            if score.eligible == "true":
                st.caption(t("md_everyone"))
            else:
                st.code(score.eligible, language="sql", wrap_lines=True)


def _choose(one: Standing) -> Kept:
    """Ask which version of the model is shown: the one in force unless the link says another."""
    assert one.shown
    kept = {model.model_id: model for model in one.models}
    labels = {name: t(_standing_word(model), id=name) for name, model in kept.items()}
    key = f"models_version_{one.score.name}"
    frame.follow("model", key, list(kept), one.shown.model_id)
    chosen = st.selectbox(t("md_version"), list(kept), format_func=lambda name: labels.get(name, name), key=key)
    frame.link(model=chosen if chosen != one.shown.model_id else None)
    return kept[chosen]


def _standing_word(model: Kept) -> str:
    if model.is_champion:
        return "md_is_champion"
    return "md_is_released" if model.is_released else "md_is_left"


def _part(parts: dict) -> str:
    labels = {part.removeprefix("md_part_"): t(part) for part in parts}
    frame.follow("part", "models_part", labels, "results")
    part = st.segmented_control(
        t("md_parts"), list(labels), format_func=lambda one: labels.get(one, one), key="models_part", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    frame.link(part=part if part != "results" else None)
    return f"md_part_{part}"


def _standing(one: Standing, kept: Kept) -> None:
    """Say of a version that is not in force why, and of one that took over since the refresh that it did."""
    champion = one.champion
    if not kept.is_released:
        left = t("md_left_stays", id=champion.model_id) if champion else t("md_left_nobody")
        st.warning(t("md_left_why", champion=left, share=f"{100 - SURE} %"), icon=":material/do_not_disturb_on:")
    gave = one.state["model_id"]
    if champion and gave and gave != champion.model_id:
        st.info(t("md_next", id=champion.model_id, was=gave), icon=":material/update:")
