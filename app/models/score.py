"""One score: what it predicts and for whom, the model version shown, its card, and what became of its bands."""

import html
import re

import polars as pl
import streamlit as st

from app.models import groups, inputs, results
from app.shared import charts, evaluation, formats, frame, links, scores, tables
from app.shared.labels import value_label
from app.shared.words import Markdown, escape_markdown, t, t_markdown
from tagrid.catalog import Tag
from tagrid.core.project import home
from tagrid.governance.evaluation import TagOutcome, outcome as outcomes
from tagrid.published import Version
from tagrid.scoring import SURE_PERCENTILE, ModelRecord, Score, ScoreStatus, shown_reviews

SOURCES = {"chance": "md_reasons_chance", "amount": "md_reasons_amount"}

DIRECTIONS = {1: "md_more", -1: "md_less", 0: "md_free"}


def draw_card(one: ScoreStatus, record: ModelRecord, figures: dict, opened: frame.OpenedVersion) -> None:
    """Draw the account of the reasons, the features with their medians, and the card with its downloads."""
    charts.chart_title(t("md_reasons"))
    st.markdown(_reasons(one))
    _downloads(one, record)
    charts.chart_title(t("md_features", n=len(one.score.features)))
    rows = [_row(one, record, feature) for feature in one.score.features]
    tables.html_table(rows)
    charts.data_popover(pl.DataFrame(rows, infer_schema_length=None), f"{one.score.name}_features", "features")
    if "md" in record.files:
        with st.expander(t("md_whole_card"), icon=":material/article:"):
            st.markdown(Markdown(record.files["md"].decode("utf-8", errors="replace")))


def _reasons(one: ScoreStatus) -> str:
    score = one.score
    if not isinstance(score, Score):
        return t("md_reasons_name")
    share = formats.share(score.reasons_from, digits=0)
    return t("md_reasons_how", from_what=t(SOURCES[score.target], share=share))


def _row(one: ScoreStatus, record: ModelRecord, feature) -> dict:
    typical = (record.manifest.get("medians") or {}).get(feature.name)
    direction = t(DIRECTIONS[feature.direction]) + (f" · {t('md_mask')}" if feature.is_mask else "")
    text = scores.value_format(one.score, feature.name)(typical) if typical is not None else None
    return {t("md_feature"): tables.CodedValue(scores.feature_name(feature), feature.name), t("md_typical"): text,
            t("md_direction"): direction}  # fmt: skip


def _downloads(one: ScoreStatus, record: ModelRecord) -> None:
    kinds = {"md": ("md_download_md", "text/markdown"), "json": ("md_download_json", "application/json")}
    with st.container(horizontal=True):
        for ending, (word, kind) in kinds.items():
            if ending in record.files:
                name = f"{one.score.name}_{record.model_id}.{ending}"
                st.download_button(
                    t(word), record.files[ending], name, kind, icon=":material/download:", key=f"card_{ending}"
                )


def draw_outcome(one: ScoreStatus, record: ModelRecord, figures: dict, opened: frame.OpenedVersion) -> None:
    """Draw the outcome by band, as the version's evaluation has it, or measured on request."""
    tag = opened.catalog.tags.get(one.score.name)
    if tag is None or not isinstance(one.score, Score) or outcomes.score_of(tag) is None:
        st.caption(t("md_outcome_none"))
        return
    if found := _stored_outcome(tag, opened.version) or _requested_outcome(one.score, tag, opened.version):
        labels = {code: value_label(tag, code) for code in tag.codes}
        evaluation.outcome_chart(tag.name, found, labels)
    _reviews(tag, opened)


def _reviews(tag: Tag, opened: frame.OpenedVersion) -> None:
    """Draw how often people agreed with the bands, and their reviews."""
    found = shown_reviews(home(), opened.catalog, frame.viewer(), tag=tag.name)
    if not found:
        st.caption(t("md_reviews_none"))
        return
    wrong = sum(one["verdict"] == "refuted" for one in found)
    charts.chart_title(t("md_reviews", n=len(found), wrong=wrong))
    scores.reviews_table(found, tag, has_customer=True)


def _stored_outcome(tag: Tag, version: Version) -> TagOutcome | None:
    found = evaluation.stored_evaluation(version)
    of_tag = found.tags.get(tag.name) if found else None
    return of_tag.outcome if of_tag else None


def _requested_outcome(score: Score, tag: Tag, version: Version) -> TagOutcome | None:
    key = f"outcome_{score.name}"
    st.caption(t("md_outcome_how"))
    if st.button(t("md_outcome_ask"), icon=":material/fact_check:", key=key):
        st.session_state[f"{key}_requested"] = True
    if not st.session_state.get(f"{key}_requested"):
        return None
    return _made(frame.cache_key(version), tag.name, version, tag, score)


@st.cache_resource(ttl=600, max_entries=16)
def _made(key: tuple[str, str], name: str, _version: Version, _tag: Tag, _score: Score) -> TagOutcome:
    return outcomes.outcome(home(), _version, _tag, _score)


PARTS = {
    "md_part_results": results.draw_results,
    "md_part_groups": groups.draw,
    "md_part_inputs": inputs.draw,
    "md_part_outcome": draw_outcome,
    "md_part_card": draw_card,
}

# Clusters foretell nothing: there is no label to be right or wrong about.
SHAPES = {"md_part_results": results.draw_shapes, "md_part_card": draw_card}


def draw_score(one: ScoreStatus, opened: frame.OpenedVersion) -> None:
    """Draw the head of a score, the choice of a version, and the chosen part of its card."""
    if st.button(t("md_back"), icon=":material/arrow_back:", type="tertiary"):
        frame.write_link(score=None, model=None, part=None)
        st.rerun()
    st.title(escape_markdown(scores.score_label(one.score)), anchor=False)
    _state(one)
    _declared(one, opened)
    if not one.models:
        how = t_markdown("md_no_model_how", score=one.score.name)
        st.info(f"**{t('md_no_model')}** — {how}", icon=":material/model_training:")
        return
    parts = SHAPES if one.score.target == "name" else PARTS
    left, right = st.columns([1.2, 2.6], vertical_alignment="bottom", gap="medium")
    with left:
        record = _choose(one)
    with right:
        part = _part(parts)
    _model_status(one, record)
    if record.figures is None:
        st.error(t_markdown("md_no_card", score=one.score.name), icon=":material/broken_image:")
        return
    parts[part](one, record, record.figures, opened)


def _state(one: ScoreStatus) -> None:
    text, why, color = scores.state_text(one)
    words = re.sub("`([^`]+)`", r"<code>\1</code>", html.escape(why))
    reason = f" <span class='tg-quiet'>{words}</span>" if why else ""
    st.html(f"<span class='tg-value'><i style='background:{color}'></i>{html.escape(text)}</span>{reason}")


def _declared(one: ScoreStatus, opened: frame.OpenedVersion) -> None:
    """Draw what the score declares: label, horizon, decision, rule of thumb, and which customers it applies to."""
    score = one.score
    horizon = t("md_days", n=score.horizon_days) if score.horizon_days else t("md_past_days")
    facts = [
        (t("md_predicts"), scores.score_text(score, "label")),
        (t("md_horizon"), horizon),
        (t("md_serves"), scores.score_text(score, "decision")),
        (t("md_naive_rule"), scores.score_text(score, "naive")),
    ]
    spans = "".join(f"<span><span>{k}</span>{html.escape(v)}</span>" for k, v in facts)
    st.html(f"<div class='tg-facts'>{spans}</div>")
    with st.container(horizontal=True, vertical_alignment="center"):
        if score.name in opened.catalog.tags:
            links.page_link("catalog", t("to_tag"), icon=":material/sell:", tag=score.name)
        with st.popover(t("md_eligible"), icon=":material/code:"):
            if score.eligible == "true":
                st.caption(t("md_everyone"))
            else:
                st.code(score.eligible, language="sql", wrap_lines=True)


def _choose(one: ScoreStatus) -> ModelRecord:
    """Ask which version of the model is shown: the one in force unless the link names another."""
    assert one.shown
    record = {model.model_id: model for model in one.models}
    labels = {name: t(_model_status_word(model), id=name) for name, model in record.items()}
    key = f"models_version_{one.score.name}"
    frame.follow_link("model", key, list(record), one.shown.model_id)
    chosen = st.selectbox(t("md_version"), list(record), format_func=lambda name: labels.get(name, name), key=key)
    frame.write_link(model=chosen if chosen != one.shown.model_id else None)
    return record[chosen]


def _model_status_word(model: ModelRecord) -> str:
    if model.is_champion:
        return "md_is_champion"
    return "md_is_released" if model.is_released else "md_is_left"


def _part(parts: dict) -> str:
    labels = {part.removeprefix("md_part_"): t(part) for part in parts}
    frame.follow_link("part", "models_part", labels, "results")
    part = st.segmented_control(
        t("md_parts"), list(labels), format_func=lambda one: labels.get(one, one), key="models_part", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    frame.write_link(part=part if part != "results" else None)
    return f"md_part_{part}"


def _model_status(one: ScoreStatus, record: ModelRecord) -> None:
    """Draw why a version is not in force, and that one came into force since the refresh."""
    champion = one.champion
    if not record.is_released:
        left = t("md_left_stays", id=champion.model_id) if champion else t("md_left_nobody")
        st.warning(
            t_markdown("md_left_why", champion=left, share=f"{100 - SURE_PERCENTILE} %"),
            icon=":material/do_not_disturb_on:",
        )
    gave = one.state["model_id"]
    if champion and gave and gave != champion.model_id:
        st.info(t_markdown("md_next", id=champion.model_id, was=gave), icon=":material/update:")
