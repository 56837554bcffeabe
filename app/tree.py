"""The catalog as a tree to walk, as a picture, and the list of its published versions."""

from collections import defaultdict

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from app import charts, numbers, theme
from app.words import named, t
from tagrid.home import home
from tagrid.refresh.versions import versions


def _grouped(tags: dict) -> dict[str, dict[str, list]]:
    """Return subject → (dimension, theme) → tags, in the order of the tree."""
    groups: dict[str, dict] = defaultdict(lambda: defaultdict(list))
    for tag in tags.values():
        groups[tag.subject][(tag.dimension, tag.theme)].append(tag)
    return groups


def walk(catalog, tags: dict, selected: str | None, opened: bool) -> str | None:
    """Draw levels 1 to 4 for the given tags; return the name of the tag that is chosen."""
    groups = _grouped(tags)
    subjects = list(groups)
    first = catalog.tags[selected].subject if selected in catalog.tags else subjects[0]
    subject = st.segmented_control(
        t("level_1"),
        subjects,
        default=first if first in subjects else subjects[0],
        format_func=lambda s: named(catalog.classes[s].label),
        key=f"subject_{'.'.join(subjects)}",
        required=True,
    )
    shown_dimension = None
    for (dimension, facet), members in groups[subject].items():
        if dimension != shown_dimension:
            st.html(f"<div class='tg-path'>{named(catalog.classes[f'{subject}/{dimension}'].label)}</div>")
            shown_dimension = dimension
        label = named(catalog.classes[f"{subject}/{dimension}/{facet}"].label)
        holds = selected in {tag.name for tag in members}
        with st.expander(f"{label}  ({len(members)})", expanded=holds or opened):
            for tag in members:
                if st.button(
                    named(tag.label),
                    key=f"go_{tag.name}",
                    help=tag.name,
                    width="stretch",
                    type="primary" if tag.name == selected else "tertiary",
                ):
                    selected = tag.name
    return selected


def _coverage(tag) -> float:
    counts = tag.counts
    everyone = sum(counts.values())
    return 1 - counts.get("unknown", 0) / everyone if everyone else 0.0


def _picture_rows(catalog) -> pl.DataFrame:
    rows = []
    for path, node in catalog.classes.items():
        rows.append(
            {
                "id": path,
                "parent": path.rpartition("/")[0],
                "label": named(node.label),
                "value": 0,
                "coverage": None,
            }
        )
    for tag in catalog.tags.values():
        parent = f"{tag.subject}/{tag.dimension}/{tag.theme}"
        rows.append(
            {
                "id": f"{parent}/{tag.name}",
                "parent": parent,
                "label": named(tag.label),
                "value": 1,
                "coverage": _coverage(tag),
            }
        )
    table = pl.DataFrame(rows, infer_schema_length=None)
    means = {
        path: table.filter(pl.col("id").str.starts_with(path + "/"))["coverage"].mean() or 0.0
        for path in catalog.classes
    }
    return table.with_columns(
        coverage=pl.struct("id", "coverage").map_elements(
            lambda r: means.get(r["id"], r["coverage"]), return_dtype=pl.Float64
        )
    )


def picture(catalog) -> None:
    """Draw the whole tree as a sunburst, shaded by coverage."""
    table = _picture_rows(catalog)
    charts.titled(t("tree_title"))
    figure = go.Figure(
        go.Sunburst(
            ids=table["id"],
            labels=table["label"],
            parents=table["parent"],
            values=table["value"],
            branchvalues="remainder",
            sort=False,
            insidetextorientation="radial",
            maxdepth=4,
            marker={
                "colors": table["coverage"],
                "colorscale": [[0, theme.UNKNOWN], [0.01, theme.SEQUENCE[0]], [1, theme.SEQUENCE[4]]],
                "cmin": 0,
                "cmax": 1,
                "line": {"color": "#fff", "width": 1},
                "showscale": True,
                "colorbar": {"title": t("coverage"), "tickformat": ".0%", "thickness": 12, "len": 0.5},
            },
            hovertemplate="<b>%{label}</b><br>" + t("coverage") + " %{color:.0%}<extra></extra>",
        )
    )
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 4, "b": 4},
        height=600,
        font={"family": theme.FONT, "size": 13},
        paper_bgcolor="rgba(0,0,0,0)",
    )
    st.plotly_chart(figure, config={"displayModeBar": False}, key="tree_picture")
    charts.behind(table.drop("parent"), "catalog", "tree")


def released(newest) -> None:
    """Draw the list of published versions, the one in force first."""
    st.subheader(t("versions"))
    rows = [
        {
            t("version"): version.id,
            t("as_of"): version.as_of,
            t("catalog_version"): version.manifest["catalog_version"],
            t("tags"): version.manifest["tags"],
            t("customers"): numbers.count(version.manifest["customers"]),
            t("in_force"): t("yes") if version.id == newest.id else "",
        }
        for version in versions(home())
    ]
    st.dataframe(rows, hide_index=True, width="stretch")
