"""Every score at a glance: which are in force, how much better than their rivals, and what has to be looked at."""

import html

import polars as pl
import streamlit as st

from app.shared import charts, formats, frame, links, scores, theme
from app.shared.words import t
from tagrid.catalog import UNKNOWN
from tagrid.scoring import READY, ModelRecord, ScoreStatus

PANELS = {"chance": "md_rivals_chance", "amount": "md_rivals_amount"}


def draw(found: list[ScoreStatus], opened: frame.OpenedVersion) -> None:
    """Draw the headline, the models with their rivals, and a line a score."""
    if not any(one.models for one in found):
        st.info(f"**{t('md_none')}** — {t('md_none_how')}", icon=":material/model_training:")
    _headline(found)
    _rivals(found)
    charts.chart_title(t("md_scores"))
    for one in found:
        _line(one, opened)


def _headline(found: list[ScoreStatus]) -> None:
    codes = [one.state["state"] for one in found]
    shown = [
        (t("md_in_force"), sum(one.champion is not None for one in found)),
        (t("md_without"), sum(one.champion is None for one in found)),
        (t("md_look"), sum(code not in (READY, "missing") for code in codes)),
        (t("md_waiting"), sum(bool(one.models) and not one.models[0].is_released for one in found)),
    ]
    for column, (label, n) in zip(st.columns(len(shown)), shown, strict=True):
        column.metric(label, n, t("md_of", n=len(found)), delta_color="off", delta_arrow="off")


def _judged(found: list[ScoreStatus]) -> list[tuple[ScoreStatus, ModelRecord, dict]]:
    shown = [(one, one.shown) for one in found]
    return [
        (one, record, record.figures)
        for one, record in shown
        if record and record.figures and "judged" in record.figures
    ]


def _rivals(found: list[ScoreStatus]) -> None:
    """Draw model, linear model and rule of thumb of every score with intervals; scores of a kind share an axis."""
    judged_scores = _judged(found)
    if not judged_scores:
        return
    champions = [figures for one, record, figures in judged_scores if record.is_champion]
    better = sum(figures["over_naive"]["low"] > 0 for figures in champions)
    charts.chart_title(t("md_finding", n=len(champions), better=better))
    rows = [row for one, record, figures in judged_scores for row in _points(one, record, figures)]
    for kind in dict.fromkeys(row["kind"] for row in rows):
        own = [row for row in rows if row["kind"] == kind]
        st.caption(t(PANELS.get(kind, "md_rivals_name")))
        _panel(pl.DataFrame(own), scores.measure_label(own[0]["measure"]), kind == next(iter(PANELS)))
    heads = {"label": t("md_score"), "who": t("md_who"), "value": t("value"), "low": t("md_low"), "high": t("md_high")}
    table = pl.DataFrame(rows).with_columns(pl.col("measure").map_elements(scores.measure_label, pl.String))
    charts.data_popover(table.drop("kind", "order").rename({**heads, "measure": t("md_measure")}), "models", "models")


def _points(one: ScoreStatus, record: ModelRecord, figures: dict) -> list[dict]:
    judged, text = figures["judged"], scores.score_label(one.score)
    rows = []
    for order, (who, word) in enumerate(scores.RIVALS.items()):
        if judged not in figures.get(who, {}):
            continue
        low, high = figures.get("intervals", {}).get(who, {}).get(judged, (None, None))
        name = text if record.is_champion else f"{text} · {t('md_left')}"
        row = {"label": name, "who": t(word), "value": figures[who][judged], "low": low, "high": high}
        rows.append({**row, "measure": judged, "kind": one.score.target, "order": order})
    return rows


def _panel(table: pl.DataFrame, axis: str, is_named: bool) -> None:
    names = table["label"].unique(maintain_order=True).to_list()
    colors = dict(
        zip((t(word) for word in scores.RIVALS.values()), (theme.ACCENT, theme.SECOND, theme.BASE), strict=True)
    )
    whos = [who for who in colors if who in table["who"]]
    color = {
        "field": "who",
        "type": "nominal",
        "scale": {"domain": whos, "range": [colors[who] for who in whos]},
        "legend": {} if is_named or len(names) == table.height else None,
    }
    tip = [{"field": "label", "title": t("md_score")}, {"field": "who", "title": t("md_who")}] + [
        {"field": name, "type": "quantitative", "format": ".3f", "title": word}
        for name, word in (("value", axis), ("low", t("md_low")), ("high", t("md_high")))
    ]
    encoding = {
        "y": {"field": "label", "type": "nominal", "sort": names, "title": None,
              "axis": {"ticks": False, "domain": False, "labelLimit": 320, "labelOverlap": False}},
        "yOffset": {"field": "who", "type": "nominal", "sort": whos},
        "color": color,
        "tooltip": tip,
    }  # fmt: skip
    x = {"type": "quantitative", "title": axis, "scale": {"zero": True}, "axis": {"tickCount": 8}}
    spec = {
        "height": {"step": 15},
        "encoding": encoding,
        "layer": [
            {"mark": {"type": "rule", "strokeWidth": 2},
             "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}}},
            {"mark": {"type": "circle", "size": 90, "opacity": 1}, "encoding": {"x": {**x, "field": "value"}}},
        ],
    }  # fmt: skip
    charts.vega_lite(table.drop("measure", "kind"), spec)


def _line(one: ScoreStatus, opened: frame.OpenedVersion) -> None:
    score, record = one.score, one.shown
    with st.container(border=True):
        name, serves, good, seen = st.columns([2.4, 3.2, 2.6, 2], gap="medium", vertical_alignment="center")
    with name:
        text, _, color = scores.state_text(one)
        left = "" if record is None or record.is_released else f" {t('md_left')}"
        version = f"<span class='tg-quiet tg-small'>{html.escape(record.model_id)}{left}</span>" if record else ""
        st.html(
            f"<b title='{score.name}'>{html.escape(scores.score_label(score))}</b><br>"
            f"<span class='tg-value'><i style='background:{color}'></i>{html.escape(text)}</span> {version}"
        )
    with serves:
        facts = [(t("md_predicts"), scores.score_text(score, "label"))]
        facts += [(t("md_serves"), scores.score_text(score, "decision"))]
        lines = "<br>".join(f"<span class='tg-quiet'>{k}</span> {html.escape(v)}" for k, v in facts)
        st.html(f"<div class='tg-small'>{lines}</div>")
    good.html(f"<div class='tg-small'>{_good(one)}</div>")
    seen.html(f"<div class='tg-small'>{_seen(one, opened)}</div>")
    with name, st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if st.button(t("md_open"), key=f"open_{score.name}", icon=":material/description:", type="tertiary"):
            frame.write_link(score=score.name)
            st.rerun()
        if score.name in opened.catalog.tags:
            links.page_link("catalog", t("to_tag"), icon=":material/sell:", tag=score.name)


def _good(one: ScoreStatus) -> str:
    record = one.shown
    if record is None:
        return f"<span class='tg-quiet'>{t('md_no_model')}</span>"
    if not record.figures or "judged" not in record.figures:
        return f"<span class='tg-quiet'>{t('md_no_card', score=one.score.name)}</span>"
    judged = record.figures["judged"]
    both = {who: scores.measure_text(judged, record.figures[who].get(judged)) for who in ("model", "naive")}
    name = scores.measure_label(judged).partition("（")[0].partition(" (")[0]
    sure = record.figures["over_naive"]["sure"] > 0
    mark = "" if sure else " style='color:var(--tg-bad-text)'"
    through = f"{t('md_trained_through')} {record.manifest['trained_through']}"
    gain = f"<span{mark}>{scores.gain_text(record)}</span>"
    return f"{t('md_beside', measure=name, **both)}<br>{gain}<br><span class='tg-quiet'>{through}</span>"


def _seen(one: ScoreStatus, opened: frame.OpenedVersion) -> str:
    counted = _counted(one, opened)
    if counted is None:
        return ""
    scored, unknown = counted
    if not scored:
        return f"<span class='tg-quiet'>{t('md_unscored', n=formats.count(unknown))}</span>"
    lines = t("md_scored", n=formats.count(scored), unknown=formats.count(unknown))
    psi = one.state["drift"]
    if psi is None:
        return f"{lines}<br><span class='tg-quiet'>{t('md_no_drift')}</span>"
    text, color = scores.drift_text(psi)
    if psi >= scores.PSI_MOVED and one.state["state"] != "drifted":  # the refresh knows why that is none
        text = t("md_with_remark", word=text, remark=t("md_no_alarm"))
    hover = html.escape(scores.psi_hover(psi), quote=True)
    chip = f"<span class='tg-value' title='{hover}'><i style='background:{color}'></i>{t('md_drift', word=text)}</span>"
    return f"{lines}<br>{chip}"


def _counted(one: ScoreStatus, opened: frame.OpenedVersion) -> tuple[int, int] | None:
    """Return how many customers the version scored and how many are unknown: as it counted, else as its tag has it."""
    if one.counted:
        return one.state["scored"] or 0, one.state["unknown"] or 0
    tag = opened.catalog.tags.get(one.score.name)
    counts = tag.counts if tag else {}
    unknown = counts.get(UNKNOWN, 0)
    return (sum(counts.values()) - unknown, unknown) if counts else None
