"""What became of a score's bands: for how many customers of each it came true since."""

import streamlit as st

from app import charts, evaluated, evaluation_charts, frame, person_review
from app.tag_card import value_name
from app.words import t
from models_ml.harness.declaration import Score
from models_ml.told import Kept, Standing
from tagrid.catalog import Tag
from tagrid.catalog.evaluation import outcome as outcomes
from tagrid.catalog.evaluation.model import Outcome
from tagrid.home import home
from tagrid.portrait.leave import without
from tagrid.refresh.versions import Version
from tagrid.review import reviews


def draw(one: Standing, kept: Kept, figures: dict, opened: frame.Opened) -> None:
    """Draw the outcome by band, as the version's evaluation keeps it or when it is asked for."""
    tag = opened.catalog.tags.get(one.score.name)
    if tag is None or not isinstance(one.score, Score) or outcomes.score_of(tag) is None:
        st.caption(t("md_outcome_none"))
        return
    if found := _kept(tag, opened.version) or _asked(one.score, tag, opened.version):
        labels = {code: value_name(tag, code) for code in tag.codes}
        evaluation_charts.came_true(tag.name, found, labels)
    _reviews(tag, opened)


def _reviews(tag: Tag, opened: frame.Opened) -> None:
    """Draw how often people agreed with the bands, and what they said."""
    found = without(reviews(home(), tag=tag.name), opened.catalog)
    if not found:
        st.caption(t("md_reviews_none"))
        return
    wrong = sum(one["verdict"] == "refuted" for one in found)
    charts.titled(t("md_reviews", n=len(found), wrong=wrong))
    person_review.listed(found, tag, has_customer=True)


def _kept(tag: Tag, version: Version) -> Outcome | None:
    found = evaluated.evaluated(version)
    of_tag = found.tags.get(tag.name) if found else None
    return of_tag.outcome if of_tag else None


def _asked(score: Score, tag: Tag, version: Version) -> Outcome | None:
    key = f"outcome_{score.name}"
    st.caption(t("md_outcome_asked"))
    if st.button(t("md_outcome_ask"), icon=":material/fact_check:", key=key):
        st.session_state[f"{key}_asked"] = True
    if not st.session_state.get(f"{key}_asked"):
        return None
    return _made(frame.key_of(version), tag.name, version, tag, score)


@st.cache_resource(ttl=600, max_entries=16)
def _made(key: tuple[str, str], name: str, _version: Version, _tag: Tag, _score: Score) -> Outcome:
    return outcomes.outcome(home(), _version, _tag, _score)
