"""How the reasons are made, the numbers a model reads, and its whole card to read and to take along."""

import polars as pl
import streamlit as st

from app import charts, frame, models_facts, numbers, tables
from app.words import t
from models_ml.harness.declaration import Score
from models_ml.told import Kept, Standing

FROM = {"chance": "md_reasons_chance", "amount": "md_reasons_amount"}
DIRECTIONS = {1: "md_more", -1: "md_less", 0: "md_free"}


def draw(one: Standing, kept: Kept, figures: dict, opened: frame.Opened) -> None:
    """Draw the account of the reasons, the features with their medians, and the card with its downloads."""
    charts.titled(t("md_reasons"))
    st.markdown(_reasons(one))
    _downloads(one, kept)
    charts.titled(t("md_features", n=len(one.score.features)))
    rows = [_row(one, kept, feature) for feature in one.score.features]
    tables.listed(rows)
    charts.behind(pl.DataFrame(rows, infer_schema_length=None), f"{one.score.name}_features", "features")
    if "md" in kept.files:
        with st.expander(t("md_whole_card"), icon=":material/article:"):
            st.markdown(kept.files["md"].decode("utf-8", errors="replace"))


def _reasons(one: Standing) -> str:
    score = one.score
    if not isinstance(score, Score):
        return t("md_reasons_name")
    share = numbers.share(score.reasons_from, digits=0)
    return t("md_reasons_how", from_what=t(FROM[score.target], share=share))


def _row(one: Standing, kept: Kept, feature) -> dict:
    typical = (kept.manifest.get("medians") or {}).get(feature.name)
    way = t(DIRECTIONS[feature.direction]) + (f" · {t('md_mask')}" if feature.is_mask else "")
    said = models_facts.writer(one.score, feature.name)(typical) if typical is not None else None
    return {t("md_feature"): tables.Coded(models_facts.feature(feature), feature.name), t("md_typical"): said,
            t("md_direction"): way}  # fmt: skip


def _downloads(one: Standing, kept: Kept) -> None:
    kinds = {"md": ("md_download_md", "text/markdown"), "json": ("md_download_json", "application/json")}
    with st.container(horizontal=True):
        for ending, (word, kind) in kinds.items():
            if ending in kept.files:
                name = f"{one.score.name}_{kept.model_id}.{ending}"
                st.download_button(
                    t(word), kept.files[ending], name, kind, icon=":material/download:", key=f"card_{ending}"
                )
