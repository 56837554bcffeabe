"""The whole tree as one picture, a sunburst or a treemap: shaded by coverage, sized by tags or by customers."""

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from app import charts, theme
from app.words import named, t

ROOT = "catalog"
_KINDS = {"sunburst": go.Sunburst, "treemap": go.Treemap}


def coverage(tag) -> float:
    """Return the share of customers who have a value of ``tag``."""
    everyone = sum(tag.counts.values())
    return 1 - tag.counts.get("unknown", 0) / everyone if everyone else 0.0


def rows(catalog, by_customers: bool) -> pl.DataFrame:
    """Return a row a class, tag and value: id, parent, label, size, and the share of customers it covers."""
    found = [
        {"id": path, "parent": path.rpartition("/")[0], "label": named(node.label), "size": 0.0, "share": None}
        for path, node in catalog.classes.items()
    ]
    for tag in [*catalog.tags.values(), *catalog.shelved.values()]:
        found += _of_tag(tag, by_customers)
    table = pl.DataFrame(found, infer_schema_length=None)
    means = {path: _mean(catalog, path) for path in catalog.classes}
    return table.with_columns(share=pl.coalesce("share", pl.col("id").replace_strict(means, default=None)))


def _mean(catalog, path: str) -> float:
    shares = [coverage(tag) for tag in catalog.tags.values() if path in tag.chain]
    return sum(shares) / len(shares) if shares else 0.0


def _of_tag(tag, by_customers: bool) -> list[dict]:
    place, everyone = f"{tag.chain[2]}/{tag.name}", sum(tag.counts.values())
    label = named(tag.label) if tag.is_served else f"{named(tag.label)} ({t(tag.status)})"
    top = {"id": place, "parent": tag.chain[2], "label": label, "size": 0.0, "share": coverage(tag)}
    values = [
        {
            "id": f"{place}/{code}",
            "parent": place,
            "label": named(words),
            "size": float(tag.counts.get(code, 0)) if by_customers else 1 / len(tag.values),
            "share": tag.counts.get(code, 0) / everyone if everyone else 0.0,
        }
        for code, words in tag.values.items()
    ]
    return [top, *values]


def picture(catalog) -> None:
    """Draw the tree with the switches of its form and its sizes."""
    charts.titled(_finding(catalog))
    st.caption(t("tree_how"))
    switches = st.container(horizontal=True, gap="medium")
    kinds, sizes = {key: t(key) for key in _KINDS}, {key: t(key) for key in ("by_tags", "by_customers")}
    kind = switches.segmented_control(
        t("picture_form"), list(kinds), format_func=lambda k: kinds.get(k, k), key="tree_kind",
        default="sunburst", required=True, label_visibility="collapsed",
    )  # fmt: skip
    sized = switches.segmented_control(
        t("picture_size"), list(sizes), format_func=lambda k: sizes.get(k, k), key="tree_size",
        default="by_tags", required=True, label_visibility="collapsed",
    )  # fmt: skip
    table = rows(catalog, sized == "by_customers")
    st.plotly_chart(_figure(table, kind), config={"displayModeBar": False}, key="tree_picture")
    charts.behind(_named_table(table), "catalog", "tree")


def _finding(catalog) -> str:
    tags = list(catalog.tags.values())
    known = sum(coverage(tag) for tag in tags) / len(tags)
    served = sum(tag.available for tag in tags)
    return t("tree_title", tags=len(tags), served=served, share=f"{known:.0%}", shelved=len(catalog.shelved))


def _rooted(table: pl.DataFrame) -> pl.DataFrame:
    """Return the tree with the catalog itself at its root: where there is none, a treemap's frame is nearly black."""
    everything = pl.col("parent") == ""
    mean = table.filter(everything)["share"].mean()
    root = {"id": ROOT, "parent": "", "label": t("catalog"), "size": 0.0, "share": mean}
    below = table.with_columns(parent=pl.when(everything).then(pl.lit(ROOT)).otherwise("parent"))
    return pl.concat([pl.DataFrame([root], schema=table.schema), below])


def _figure(table: pl.DataFrame, kind: str) -> go.Figure:
    table = _rooted(table) if kind == "treemap" else table
    own = {"insidetextorientation": "radial"} if kind == "sunburst" else {"tiling": {"pad": 2}}
    bar = {"orientation": "h", "x": 0, "xanchor": "left", "y": -0.02, "yanchor": "top"}
    trace = _KINDS[kind](
        ids=table["id"],
        labels=table["label"],
        parents=table["parent"],
        values=table["size"],
        branchvalues="remainder",
        sort=False,
        maxdepth=4,
        marker={
            "colors": table["share"],
            "colorscale": theme.COVERAGE,
            "cmin": 0,
            "cmax": 1,
            "line": {"color": theme.PAPER, "width": 1},
            "showscale": True,
            "colorbar": bar | {"title": _beside(t("coverage")), "tickformat": ".0%", "thickness": 10, "len": 0.4},
        },
        hovertemplate="<b>%{label}</b><br>" + t("coverage") + " %{color:.1%}<extra></extra>",
        **own,
    )
    return theme.plain(go.Figure(trace), height=640)


def _beside(title: str) -> dict:
    return {"text": title, "side": "top", "font": {"size": 12}}


def _named_table(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(
        pl.col("id").alias(t("code")),
        pl.col("label").alias(t("tag_name")),
        pl.col("size").round(2).alias(t("picture_size")),
        pl.col("share").round(4).alias(t("coverage")),
    )
