"""The status of every score, cached, and its figures, states and reviews in words."""

from collections.abc import Callable

import streamlit as st

from app.shared import frame, tables, theme
from app.shared.labels import value_label
from app.shared.person import person_label
from app.shared.words import in_language, language, t
from tagrid.core.project import Home, home
from tagrid.core.text import Text
from tagrid.portrait import Phrasing
from tagrid.published import Version
from tagrid.scoring import (
    READY,
    STATE_LABELS,
    VALUE_FORMATS,
    Feature,
    ModelRecord,
    ScoreStatus,
    Trainable,
    format_value,
    score_statuses as read,
    store,
    trainable,
)

VERDICT_WORDS = {"confirmed": "rv_confirmed", "refuted": "rv_refuted"}

PSI_MOVING, PSI_MOVED = 0.1, 0.25

RIVALS = {"model": "md_model", "linear": "md_linear", "naive": "md_naive"}

# Word and shape of each measure: a share, a number, or how many times.
MEASURES = {
    "auc": ("md_auc", "{:.3f}"),
    "average_precision": ("md_average_precision", "{:.3f}"),
    "precision_at_capacity": ("md_precision_at_capacity", "{:.1%}"),
    "lift_at_capacity": ("md_lift_at_capacity", "{:.1f}"),
    "brier": ("md_brier", "{:.4f}"),
    "mae": ("md_mae", "{:.3f}"),
    "rmse": ("md_rmse", "{:.3f}"),
    "r2": ("md_r2", "{:.3f}"),
    "spearman": ("md_spearman", "{:.3f}"),
    "silhouette": ("md_silhouette", "{:.3f}"),
}


def score_of_tag(tag):
    """Return the score, or the clusters, whose output the tag's rule reads; None of any other tag."""
    return next((one for one in trainable().values() if one.output in (tag.inputs or ())), None)


def reviews_table(found: list[dict], tag, has_customer: bool = False) -> None:
    """Draw reviews of one tag, the newest first."""
    rows = []
    for one in found:
        customer = {t("rv_customer"): one["customer_id"]} if has_customer else {}
        then = value_label(tag, one["value"]) + (f" ({one['output']:.1%})" if one["output"] is not None else "")
        texts = {
            t("rv_verdict"): t(VERDICT_WORDS[one["verdict"]]),
            t("rv_because"): one["because"],
            t("rv_by"): person_label(one["by"]),
        }
        rows.append({t("rv_day"): str(one["reviewed_on"]), **customer, t("rv_then"): then, **texts})
    tables.html_table(rows)


def score_statuses(version: Version) -> list[ScoreStatus]:
    """Return the status of every score; read anew as soon as a model is stored or put in force."""
    return _read_statuses(frame.cache_key(version), _models_changed(home()), version)


@st.cache_resource(max_entries=4, show_spinner=False)
def _read_statuses(key: tuple[str, str], changed: tuple, _version: Version) -> list[ScoreStatus]:
    return read(home(), _version)


def _models_changed(place: Home) -> tuple:
    """Return when a model was last stored or promoted: either renames something in its score's folder."""
    folders = [path for path in place.models.glob("*") if path.is_dir()]
    files = [path / store.CHAMPION for path in folders]
    return tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folders + files) if path.exists())


def score_label(score: "Trainable") -> str:
    """Return what a score is called."""
    return score_text(score, "")


def score_text(score: "Trainable", name: str) -> str:
    """Return a declared text of a score in the language in force: ``label``, ``decision``, ``naive``; "": its name."""
    ending = f"{name}_" if name else ""
    return in_language(Text(zh=getattr(score, f"{ending}zh"), en=getattr(score, f"{ending}en")))


def feature_name(one: Feature) -> str:
    """Return what a feature is called."""
    return in_language(Text(zh=one.zh, en=one.en))


def input_name(score: "Trainable", name: str) -> str:
    """Return what a feature, or ``score`` itself, is called; its name where the score reads it no longer."""
    if name == "score":
        return t("md_the_score")
    return next((feature_name(one) for one in score.features if one.name == name), name)


def value_format(score: "Trainable", name: str) -> Callable[[float], str]:
    """Return how a value of an input is written, with its unit."""
    found = next((one for one in score.features if one.name == name), None)
    if found and found.unit in VALUE_FORMATS and found.unit != "flag":
        return lambda value: in_language(format_value(found, value))
    return lambda value: f"{value:.3g}"


def measure_label(name: str) -> str:
    """Return what a measure is called; its code where nobody has worded it."""
    return t(MEASURES[name][0]) if name in MEASURES else name.replace("_", " ")


def measure_text(name: str, value: float | None) -> str:
    """Return a measure's value as it is written."""
    return "–" if value is None else MEASURES.get(name, ("", "{:.3f}"))[1].format(value)


def group_label(catalog, column: str, code: str) -> str:
    """Return what a group of customers is called: as the catalog names the code."""
    if code == "(none)":
        return t("md_no_number")
    return Phrasing(catalog, language()).value(column.partition(".")[2], code)


def group_column_label(catalog, column: str) -> str:
    """Return what the groups are formed by."""
    name = column.partition(".")[2]
    return Phrasing(catalog, language()).column(name)


def state_text(one: ScoreStatus) -> tuple[str, str, str]:
    """Return the state of a score: in words, why (empty when it is in force), and its colour."""
    code = one.state["state"]
    if code == "missing" and one.champion:
        return t("md_soon"), t("md_soon_why"), theme.ATTENTION
    why = in_language(Text(zh=one.state["why_zh"] or "", en=one.state["why_en"] or ""))
    color = theme.GOOD if code == READY else theme.ATTENTION if code in ("drifted", "stale", "missing") else theme.BAD
    return in_language(STATE_LABELS[code]) if code in STATE_LABELS else code, why, color


def drift_text(psi: float, usual: float = 0.0, has_moved: bool | None = None) -> tuple[str, str]:
    """Return how far something moved by its PSI, in words, and its colour: one scale, the same wherever it is shown.

    ``usual`` is what the days of the training differed by, ``has_moved`` what the refresh judged, where it did: they
    stand beside the word and leave the scale as it is.
    """
    word, color = movement(psi)
    if PSI_MOVING <= psi <= usual:
        return t("md_with_remark", word=word, remark=t("md_usual")), color
    if psi >= PSI_MOVED and has_moved is False:
        return t("md_with_remark", word=word, remark=t("md_no_alarm_yet")), color
    return word, color


def movement(psi: float) -> tuple[str, str]:
    """Return the word of a PSI, stable, moved or moved a lot, and its colour."""
    if psi < PSI_MOVING:
        return t("md_still"), theme.GOOD
    return (t("md_moved"), theme.BAD) if psi >= PSI_MOVED else (t("md_moving"), theme.ATTENTION)


def psi_hover(psi: float) -> str:
    """Return the term behind the word, for whoever points at it."""
    return t("psi_hover", psi=f"{psi:.3f}")


def gain_text(record: ModelRecord) -> str:
    """Return by how much a model beats the rule of thumb, with its interval."""
    assert record.figures
    ends = record.figures["over_naive"]
    texts = {key: f"{ends[key]:+.3f}" for key in ("gain", "low", "high")}
    return t("md_gain", **texts)
