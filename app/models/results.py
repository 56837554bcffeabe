"""How good a model is: its measures against two rivals, calibration, and the clusters of load curves."""

from datetime import date, datetime, time, timedelta

import polars as pl
import streamlit as st

from app.shared import charts, formats, frame, scores, tables, theme
from app.shared.words import escape_markdown, in_language, listed, t, t_markdown
from tagrid.core.statistics import wilson_interval
from tagrid.core.text import Text
from tagrid.scoring import ModelRecord, ScoreStatus, store

CLOSE = 0.9  # a figure within a tenth of the whole's is called alike


def draw_results(one: ScoreStatus, record: ModelRecord, figures: dict, opened: frame.OpenedVersion) -> None:
    """Draw the results of the test."""
    draw_measures(one, record, figures)
    if figures.get("deciles"):
        with st.container(key=f"md_deciles_{figures['target']}"):
            # The table of four measures next to the amounts is wider than a chart.
            left, right = st.columns([1, 1] if figures["target"] == "chance" else [1, 1.6], gap="large")
        with left:
            _calibration(one, figures)
        with right:
            if figures["target"] == "chance":
                _captured(one, figures)
            else:
                _holds(one, figures)
    if figures["target"] == "chance" or not figures.get("deciles"):
        _holds(one, figures)


def draw_measures(one: ScoreStatus, record: ModelRecord, figures: dict) -> None:
    """Draw the finding, the test days, and every measure with those of the rivals."""
    charts.chart_title(_finding(record, figures))
    st.caption(_tested(record, figures))
    _measures(one, figures)


def _finding(record: ModelRecord, figures: dict) -> str:
    by_rival = {who: figures.get(who, {}) for who in ("model", "naive")}
    if figures["target"] == "chance":
        a_day = round(_cases(figures) / len(store.tested_on(record.manifest)))
        fills = {"n": formats.count(a_day), "share": formats.share(figures["capacity"], digits=0)}
        fills["top"] = formats.count(max(1, round(a_day * figures["capacity"])))
        fills["precision"] = formats.share(by_rival["model"]["precision_at_capacity"])
        fills["naive"] = formats.share(by_rival["naive"]["precision_at_capacity"])
        return t("md_results_chance", lift=f"{by_rival['model']['lift_at_capacity']:.1f}", **fills)
    judged = figures["judged"]
    texts = {who: scores.measure_text(judged, by_rival[who].get(judged)) for who in by_rival}
    if figures["target"] == "amount":
        return t("md_results_amount", **texts)
    return t("md_results_name", measure=scores.measure_label(judged), **texts)


def _tested(record: ModelRecord, figures: dict) -> str:
    days = store.tested_on(record.manifest)
    first, last = escape_markdown(days[0]), escape_markdown(days[-1])
    fills = {"day": t("md_test_days", first=first, last=last, n=len(days)) if len(days) > 1 else str(first)}
    fills |= {"n": formats.count(figures["customers"]), "rows": formats.count(_cases(figures))}
    if "positives" not in figures:
        return t("md_results_on_amount", **fills)
    base, cases = formats.share(figures["base_rate"]), formats.count(figures["positives"])
    return t("md_results_on", positives=cases, base=base, **fills)


def _cases(figures: dict) -> int:
    """How many rows were judged; cards of models tested on one day count customers alone."""
    return figures.get("rows", figures["customers"])


def _measures(one: ScoreStatus, figures: dict) -> None:
    rows = [
        {t("md_measure"): scores.measure_label(name)}
        | {t(word): _with_ends(figures, who, name) for who, word in scores.RIVALS.items() if figures.get(who)}
        for name, value in figures["model"].items()
        if isinstance(value, int | float)
    ]
    charts.chart_title(t("md_rivals"))
    tables.html_table(rows)
    charts.data_popover(pl.DataFrame(rows), f"{one.score.name}_measures", "measures")


def _with_ends(figures: dict, who: str, name: str) -> str:
    if name not in figures[who]:
        return "–"
    ends = figures.get("intervals", {}).get(who, {}).get(name)
    text = scores.measure_text(name, figures[who][name])
    return f"{text} [{scores.measure_text(name, ends[0])}, {scores.measure_text(name, ends[1])}]" if ends else text


def _calibration(one: ScoreStatus, figures: dict) -> None:
    """Draw every tenth's expected against its actual share; of a chance with what the actual one may be by chance."""
    is_chance = figures["target"] == "chance"
    rows = [_tenth(row, is_chance) for row in figures["deciles"]]
    charts.chart_title(_calibrated(rows) if is_chance else t("md_calibration_amount"))
    shape = "%" if is_chance else "+.0%"
    x = {
        "field": "expected",
        "type": "quantitative",
        "title": t("md_expected"),
        "axis": {"format": shape, "tickCount": 6},
    }
    y = {"type": "quantitative", "title": t("md_actual"), "axis": {"format": shape, "tickCount": 6}}
    if is_chance:  # most chances are small and would lie upon one another
        x["scale"] = y["scale"] = {"type": "sqrt"}
    least = min(min(row["expected"], row["low"]) for row in rows)
    most = max(max(row["expected"], row["high"]) for row in rows)
    named = {"decile": "md_decile", "customers": "count", "expected": "md_expected", "actual": "md_actual"}
    shapes = {"decile": ",", "customers": ","}
    tip = [
        {"field": key, "type": "quantitative", "title": t(word), "format": shapes.get(key, ".1%")}
        for key, word in named.items()
    ]
    line = [{"expected": min(0.0, least), "actual": min(0.0, least)}, {"expected": most, "actual": most}]
    spec = {
        "height": 280,
        "layer": [
            {"data": {"values": line}, "mark": {"type": "line", "color": theme.BASE, "strokeDash": [4, 4]},
             "encoding": {"x": x, "y": {**y, "field": "actual"}}},
            {"mark": {"type": "rule", "color": theme.ACCENT, "strokeWidth": 1.5},
             "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
            {"mark": {"type": "circle", "color": theme.ACCENT, "size": 70, "opacity": 1},
             "encoding": {"x": x, "y": {**y, "field": "actual"}, "tooltip": tip}},
        ],
    }  # fmt: skip
    charts.vega_lite(pl.DataFrame(rows), spec)
    heads = {**{key: t(word) for key, word in named.items()}, "low": t("md_low"), "high": t("md_high")}
    table = pl.DataFrame(rows).drop("lift", strict=False) if not is_chance else pl.DataFrame(rows)
    charts.data_popover(
        table.rename({**heads, "lift": t("md_lift")}, strict=False), f"{one.score.name}_tenths", "tenths"
    )


def _tenth(row: dict, is_chance: bool) -> dict:
    low, high = (
        wilson_interval(row["actual"] * row["customers"], row["customers"], z=1.96)
        if is_chance
        else (row["actual"],) * 2
    )
    return {**row, "low": low, "high": high}


def _calibrated(rows: list[dict]) -> str:
    off = [row for row in rows if not row["low"] <= row["expected"] <= row["high"]]
    if not off:
        return t("md_calibrated_ok")
    worst = max(off, key=lambda row: abs(row["expected"] - row["actual"]))
    return t("md_calibrated", **{key: formats.share(worst[key]) for key in ("expected", "actual")})


def _captured(one: ScoreStatus, figures: dict) -> None:
    """Draw how many of the cases are found by reaching the riskiest tenth, two tenths and so on."""
    cases = [row["actual"] * _cases(row) for row in figures["deciles"]]
    sizes = [_cases(row) for row in figures["deciles"]]
    rows = [
        {"reached": sum(sizes[:n]) / sum(sizes), "found": sum(cases[:n]) / max(sum(cases), 1e-9)}
        for n in range(len(cases) + 1)
    ]
    fills = {
        "share": formats.share(rows[1]["reached"], digits=0),
        "captured": formats.share(rows[1]["found"], digits=0),
    }
    charts.chart_title(t("md_captured", **fills))
    x = {"field": "reached", "type": "quantitative", "title": t("md_reached"), "axis": {"format": "%"}}
    y = {"field": "found", "type": "quantitative", "title": t("md_found"), "axis": {"format": "%"}}
    tip = [{**x, "format": ".0%"}, {**y, "format": ".1%"}]
    spec = {
        "height": 280,
        "layer": [
            {"data": {"values": [{"reached": 0, "found": 0}, {"reached": 1, "found": 1}]}, "encoding": {"x": x, "y": y},
             "mark": {"type": "line", "color": theme.BASE, "strokeDash": [4, 4]}},
            {"mark": {"type": "line", "color": theme.ACCENT, "point": {"color": theme.ACCENT, "size": 50}},
             "encoding": {"x": x, "y": y, "tooltip": [{k: v for k, v in one.items() if k != "axis"} for one in tip]}},
            {"data": {"values": [{"reached": 0.72, "found": 0.66, "text": t("md_by_chance")}]},
             "mark": {"type": "text", "color": theme.MUTED, "align": "left", "dx": 8},
             "encoding": {"x": x, "y": y, "text": {"field": "text"}}},
        ],
    }  # fmt: skip
    charts.vega_lite(pl.DataFrame(rows), spec)
    table = pl.DataFrame(rows).rename({"reached": t("md_reached"), "found": t("md_found")})
    charts.data_popover(table, f"{one.score.name}_captured", "captured")


def _holds(one: ScoreStatus, figures: dict) -> None:
    """Draw the measures for customers never met, and of a model that cannot see what is missing."""
    cases = {"md_all_tested": figures["model"], "md_strangers": figures.get("strangers")}
    cases["md_blind"] = figures.get("without_missingness")
    known = {word: found for word, found in cases.items() if found}
    if len(known) < 2:
        return
    st.header(t("md_holds"), anchor=False)
    charts.chart_title(_steadiness(figures, list(known.values())))
    names = [name for name in figures["model"] if all(name in found for found in known.values())]
    rows = [
        {"": t(word)} | {scores.measure_label(name): scores.measure_text(name, found[name]) for name in names}
        for word, found in known.items()
    ]
    tables.html_table(rows)
    masks = [scores.feature_name(one) for one in one.score.features if one.is_mask]
    st.caption(t_markdown("md_masks", n=len(masks), names=listed(masks)) if masks else t("md_no_masks"))


def _steadiness(figures: dict, cases: list[dict]) -> str:
    name = "auc" if figures["target"] == "chance" else "spearman"
    every = [found[name] for found in cases if name in found]
    if not every or min(every) >= CLOSE * every[0]:
        return t("md_holds_good")
    least, whole = (scores.measure_text(name, value) for value in (min(every), every[0]))
    return t("md_holds_less", measure=scores.measure_label(name), least=least, all=whole)


def draw_shapes(one: ScoreStatus, record: ModelRecord, figures: dict, opened: frame.OpenedVersion) -> None:
    """Draw measures, centres and the steadiness of names."""
    draw_measures(one, record, figures)
    found = figures.get("clusters") or []
    if found:
        _centres(one, found)
    fills = {
        "share": formats.share(figures.get("as_own", 0)),
        "unknown": formats.share(figures.get("unknown_share", 0)),
    }
    st.caption(t("md_own", **fills))
    _steady(one, figures)


def _name(one: ScoreStatus, code: str | None) -> str:
    words = getattr(one.score, "words", {})
    return (
        in_language(Text(zh=words[code][0], en=words[code][1]))
        if code in words
        else t("md_unnamed" if not code else "unknown")
    )


_CLOCK = {"field": "at", "type": "temporal", "title": None}
_TIMES = {"field": "times", "type": "quantitative"}
_SMALL = 230  # pixels: one chart on a telephone, five on a wide screen


def _centres(one: ScoreStatus, found: list[dict]) -> None:
    """Draw the centre of each cluster as a small curve, the largest first."""
    labels = [f"{_name(one, own['name'])} · {own['share']:.0%}" for own in found]
    labels = [f"{label} ({n})" if labels.count(label) > 1 else label for n, label in enumerate(labels, 1)]
    charts.chart_title(
        t("md_shapes", name=_name(one, found[0]["name"]), share=formats.share(found[0]["share"], digits=0))
    )
    st.caption(t("md_shapes_how"))
    table = pl.DataFrame(
        {"cluster": label, "at": _at(step, len(own["curve"])), "times": times}
        for label, own in zip(labels, found, strict=True)
        for step, times in enumerate(own["curve"])
    )
    scale = {"domain": [0, table["times"].max()]}
    spec = {
        "mark": {"type": "area", "line": {"color": theme.ACCENT}, "color": theme.SEQUENCE[0], "opacity": 0.7},
        "height": 160,
        "padding": {"left": 0, "top": 10, "right": 10, "bottom": 5},
        "encoding": {
            "x": _CLOCK | {"axis": {"format": "%H:%M", "tickCount": 4, "grid": False}},
            "y": _TIMES | {"title": None, "axis": {"tickCount": 3}, "scale": scale},
            "tooltip": [
                _CLOCK | {"format": "%H:%M", "title": t("md_hour")},
                _TIMES | {"format": ".2f", "title": t("md_times_mean")},
            ],
        },
    }
    # one beside the other as the screen has room
    with st.container(horizontal=True, gap="small"):
        for label in labels:
            own = {
                "title": {"text": label, "fontSize": 12, "anchor": "start", "limit": _SMALL - 10},
                "description": label,
            }
            charts.vega_lite(table.filter(pl.col("cluster") == label), spec | own, width=_SMALL)
    shown = table.select(
        pl.col("cluster").alias(t("md_cluster")),
        pl.col("at").dt.strftime("%H:%M").alias(t("md_hour")),
        pl.col("times").alias(t("md_times_mean")),
    )
    charts.data_popover(shown, f"{one.score.name}_centres", "centres")


def _at(step: int, steps: int) -> datetime:
    return datetime.combine(date(2000, 1, 1), time()) + timedelta(days=step / steps)


def _steady(one: ScoreStatus, figures: dict) -> None:
    moved = figures.get("against_champion")
    if not moved:
        st.caption(t("md_steady_first"))
        return
    counts = {"n": formats.count(moved["customers"]), "changed": formats.count(moved["changed"])}
    charts.chart_title(t("md_steady", share=formats.share(moved["share"]), **counts))
    rows = [
        {t("md_before"): _name(one, old), t("md_after"): _name(one, new), t("count"): n}
        for old, new, n in moved["moves"]
    ]
    tables.html_table(rows)
    if rows:
        charts.data_popover(pl.DataFrame(rows), f"{one.score.name}_moves", "moves")
