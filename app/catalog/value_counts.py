"""Who has which value of a tag: now, over the published versions, and who moved from one value to another."""

import polars as pl
import streamlit as st

from app.shared import charts, formats, frame, links, theme
from app.shared.flows import sankey
from app.shared.words import escape_markdown, in_language, t, t_markdown
from tagrid.core.project import home
from tagrid.governance.evaluation import GONE, NEW, flows
from tagrid.published import all_versions
from tagrid.segments import TagCondition, to_text

MOST_VERSIONS = 12


def draw(catalog, tag, version) -> None:
    """Draw the distribution, its trend, and the flows since an earlier version."""
    if not tag.is_served:
        st.info(t("no_customers_yet"), icon=":material/hourglass_empty:")
        return
    distribution(tag)
    _trend(tag, version)
    _flows(tag, version)


def rows_of(tag, counts: dict[str, int]) -> list[dict]:
    """Return one row a value, in order: code, label, customers and share."""
    everyone = sum(counts.values())
    return [
        {
            "code": code,
            "label": in_language(tag.value_label(code)),
            "customers": counts.get(code, 0),
            "share": counts.get(code, 0) / everyone if everyone else 0.0,
        }
        for code in tag.codes
    ]


def distribution(tag) -> None:
    """Draw the customers of each value, under the most frequent one."""
    rows = rows_of(tag, tag.counts)
    top = max((row for row in rows if row["code"] != "unknown"), key=lambda row: row["customers"])
    title = t("distribution_title", value=top["label"], share=formats.share(top["share"]))
    charts.chart_title(title if tag.available else t("level_5"))
    colors = theme.value_colors(tag)
    charts.share_bars(rows, {row["label"]: colors[row["code"]] for row in rows})
    table = pl.DataFrame(rows).select(
        pl.col("code").alias(t("code")),
        pl.col("label").alias(t("value")),
        pl.col("customers").alias(t("count")),
        pl.col("share").round(4).alias(t("share")),
    )
    charts.data_popover(table, tag.name, "values")
    _customers_by_value(tag)


def _customers_by_value(tag) -> None:
    """Draw the way on: a link a value to the segment of its customers."""
    if not tag.available:
        return
    st.caption(t("values_to_segments"))
    with st.container(horizontal=True, gap="small", key="links_values"):
        for code in tag.codes:
            if tag.counts.get(code):
                label = escape_markdown(in_language(tag.value_label(code)))
                rule = to_text(TagCondition(tag.name, (code,)))
                links.page_link("segments", label, icon=":material/filter_alt:", rule=rule)


@st.cache_data(max_entries=64, show_spinner=False)
def _counts(key: tuple[str, str], _version) -> dict[str, dict[str, int]]:
    return {name: tag.counts for name, tag in _version.catalog().tags.items()}


def _up_to(version) -> list:
    """Return the latest versions up to this one, the last of each day, the oldest first."""
    versions = all_versions(home())
    newer = [one.id for one in versions].index(version.id)
    days: dict = {}
    for one in versions[newer:]:
        days.setdefault(one.as_of, one)
    return list(days.values())[:MOST_VERSIONS][::-1]


def _trend(tag, version) -> None:
    shown = {one.id: _counts(frame.cache_key(one), one).get(tag.name) for one in _up_to(version)}
    known = {name: counts for name, counts in shown.items() if counts}
    if len(known) < 2:
        charts.chart_title(t("history_title"))
        st.caption(t("history_one"))
        return
    rows = []
    for name, counts in known.items():
        # A value of an earlier catalog that was removed has no label.
        same = {code: n for code, n in counts.items() if code in tag.codes}
        rows += [{"version": name, **row, "order": n} for n, row in enumerate(rows_of(tag, same))]
    charts.chart_title(_finding(rows))
    colors = theme.value_colors(tag)
    charts.versions_area(rows, {row["label"]: colors[row["code"]] for row in rows})
    table = pl.DataFrame(rows).select(
        pl.col("version").alias(t("version")),
        pl.col("label").alias(t("value")),
        pl.col("customers").alias(t("count")),
        pl.col("share").round(4).alias(t("share")),
    )
    charts.data_popover(table, f"{tag.name}_versions", "history")


def _finding(rows: list[dict]) -> str:
    """Return which value's share changed most from the first version shown to the last."""
    first = {row["code"]: row for row in rows if row["version"] == rows[0]["version"]}
    last = {row["code"]: row for row in rows if row["version"] == rows[-1]["version"]}
    code = max(last, key=lambda code: abs(last[code]["share"] - first[code]["share"]))
    before, after = first[code]["share"], last[code]["share"]
    if round(before, 3) == round(after, 3):
        return t("history_same")
    return t(
        "history_finding", value=last[code]["label"], before=formats.share(before), after=formats.share(after),
        since=rows[0]["version"],
    )  # fmt: skip


@st.cache_data(max_entries=64, show_spinner=False)
def _flow_table(keys: tuple, tag: str, _earlier, _later) -> pl.DataFrame:
    return flows(_earlier, _later, tag)


def _flows(tag, version) -> None:
    earlier = {one.id: one for one in reversed(_up_to(version)) if one.id != version.id}
    if not earlier:
        return
    chosen = st.selectbox(t("flows_since"), list(earlier), key="flows_since", width=240)
    before = earlier.get(chosen) or next(iter(earlier.values()))
    table = _flow_table((frame.cache_key(before), frame.cache_key(version)), tag.name, before, version)
    if table.is_empty():
        st.caption(t_markdown("flows_unknown_tag", version=before.id))
        return
    _draw_flows(tag, _in_words(tag, table), before.id, version.id)


def _in_words(tag, table: pl.DataFrame) -> pl.DataFrame:
    """Return the flows with labels, in the order of the values; a value that was removed has its code."""
    names = {code: in_language(tag.value_label(code)) for code in tag.codes} | {
        NEW: t("flow_new"),
        GONE: t("flow_gone"),
    }
    order = {code: n for n, code in enumerate(names)}
    places = [pl.col(side).replace_strict(order, default=len(order)) for side in ("old", "new")]
    labels = [pl.col(side).replace(names).alias(f"{side}_label") for side in ("old", "new")]
    return table.sort(places).with_columns(labels)


def _draw_flows(tag, table: pl.DataFrame, before: str, after: str) -> None:
    moved = table.filter(pl.col("old") != pl.col("new"))
    everyone, movers = int(table["customers"].sum()), int(moved["customers"].sum())
    if moved.is_empty():
        charts.chart_title(t("flows_none", version=before))
        return
    top = moved.sort("customers", descending=True).row(0, named=True)
    charts.chart_title(
        t("flows_title", share=formats.share(movers, everyone), old=top["old_label"], new=top["new_label"],
          n=formats.count(top["customers"]))
    )  # fmt: skip
    with_stayed = st.toggle(t("flows_all"), key="flows_all")
    removed = dict.fromkeys({*table["old"], *table["new"]} - set(tag.codes), theme.LINE)
    colors = theme.value_colors(tag) | removed
    sankey(table if with_stayed else moved, colors, before, after)
    shown = table.select(
        pl.col("old_label").alias(f"{before}"),
        pl.col("new_label").alias(f"{after}"),
        pl.col("customers").alias(t("count")),
    )
    charts.data_popover(shown, f"{tag.name}_flows", "flows")
