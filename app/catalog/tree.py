"""The catalog as a tree to walk, to search, and as one picture; and the list of its published versions."""

import html
from collections import defaultdict

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from app.shared import charts, tables, theme
from app.shared.words import escape_markdown, in_language, message, t, t_markdown
from tagrid.catalog import Hit
from tagrid.catalog.search import search
from tagrid.core.project import home
from tagrid.published import all_versions

# A tag without customers is marked in the tree already.
ICONS = {"draft": ":material/edit_note:", "deprecated": ":material/event_busy:", "retired": ":material/archive:"}


EXCERPT_MARGIN = 24  # characters shown on either side of a match

MAX_RESULTS = 40

_FIELD_WORDS = {
    "name": "tag_name",
    "code": "code",
    "value": "value",
    "definition": "definition",
    "criterion": "criterion",
    "requirement": "requirement",
}

ROOT = "catalog"

# The squares are the page's own; for the others the browser loads a library as large as the rest of the app.
_SQUARES = "squares"

_PICTURES = {"sunburst": go.Sunburst, "treemap": go.Treemap}


def _grouped(tags: dict) -> dict[str, dict[tuple, list]]:
    """Return subject → (dimension, theme) → tags, in the order of the tree."""
    groups: dict[str, dict] = defaultdict(lambda: defaultdict(list))
    for tag in tags.values():
        groups[tag.subject][(tag.dimension, tag.theme)].append(tag)
    return groups


def _in_order(catalog) -> dict:
    """Return served and shelved tags by class: a sub-facet follows its facet, and what is on its way out comes last."""
    order = {path: n for n, path in enumerate(catalog.classes)}
    tags = {tag.name: tag for tag in (*catalog.tags.values(), *catalog.shelved.values())}
    at = {name: n for n, name in enumerate(tags)}

    def place(tag) -> tuple:
        facet = tag.sub_facet_of if tag.sub_facet_of in at else tag.name
        return order[tag.chain[2]], tag.is_outgoing, at[facet], facet != tag.name

    return {tag.name: tag for tag in sorted(tags.values(), key=place)}


def button(tag, selected: str | None, key: str) -> bool:
    """Draw a tag as a line to click; return whether it was clicked."""
    return st.button(
        f"└ {message(tag.label)}" if tag.sub_facet_of else message(tag.label),
        key=key,
        icon=ICONS.get(tag.status),
        help=f"{escape_markdown(tag.name)} · {t(tag.status)}",
        width="stretch",
        type="primary" if tag.name == selected else "tertiary",
    )


def walk(catalog, selected: str | None) -> str | None:
    """Draw levels 1 to 4; return the name of the tag that is chosen."""
    tags = _in_order(catalog)
    groups = _grouped(tags)
    subjects = [path for path in catalog.classes if path in groups]
    first = tags[selected].subject if selected in tags else subjects[0]
    labels = {path: message(catalog.classes[path].label) for path in subjects}
    subject = st.segmented_control(
        t("level_1"),
        subjects,
        default=first,
        format_func=lambda path: labels.get(path, path),
        key="catalog_subject",
        required=True,
    )
    shown = None
    for (dimension, facet), members in groups[subject].items():
        if dimension != shown:
            name = in_language(catalog.classes[f"{subject}/{dimension}"].label)
            st.html(f"<div class='tg-path'>{html.escape(name)}</div>")
            shown = dimension
        label = message(catalog.classes[f"{subject}/{dimension}/{facet}"].label)
        with st.expander(f"{label}  ({len(members)})", expanded=selected in {tag.name for tag in members}):
            for tag in members:
                if button(tag, selected, f"go_{tag.name}"):
                    selected = tag.name
    return selected


def released(newest) -> None:
    """Draw the list of published versions, the one in force first."""
    st.header(t("versions"))
    rows = [
        {
            t("version"): version.id,
            t("as_of"): version.as_of,
            t("catalog_version"): version.manifest["catalog_version"],
            t("tags"): version.manifest["tags"],
            t("customers"): version.manifest["customers"],
            t("in_force"): t("yes") if version.id == newest.id else "",
        }
        for version in all_versions(home())
    ]
    tables.html_table(rows)


def excerpt(hit: Hit) -> str:
    """Return the words around a match as HTML, the match marked, cut where the text is long."""
    start, end = max(hit.start - EXCERPT_MARGIN, 0), hit.end + EXCERPT_MARGIN
    before, match, after = hit.text[start : hit.start], hit.text[hit.start : hit.end], hit.text[hit.end : end]
    dots = ("…" if start else "", "…" if end < len(hit.text) else "")
    return f"{dots[0]}{html.escape(before)}<mark>{html.escape(match)}</mark>{html.escape(after)}{dots[1]}"


def draw_results(catalog, text: str, selected: str | None) -> str | None:
    """Draw the tags that were found, the best first; return the name of the tag that is chosen."""
    hits = search(catalog, text)
    if not hits:
        st.info(t_markdown("no_tag_found", text=text), icon=":material/search_off:")
        return selected
    st.caption(t("tags_found", n=len(hits)))
    tags = catalog.tags | catalog.shelved
    for hit in hits[:MAX_RESULTS]:
        tag = tags[hit.tag]
        with st.container(key=f"hit_{hit.tag}", gap=None):
            if button(tag, selected, f"found_{hit.tag}"):
                selected = hit.tag
            status = "" if tag.status == "active" else f"<b>{t(tag.status)}</b> · "
            st.html(f"<div class='tg-hit'>{status}{t(_FIELD_WORDS[hit.field])}: {excerpt(hit)}</div>")
    if len(hits) > MAX_RESULTS:
        st.caption(t("tags_more", n=len(hits) - MAX_RESULTS))
    return selected


def coverage(tag) -> float:
    """Return the share of customers who have a value of ``tag``."""
    everyone = sum(tag.counts.values())
    return 1 - tag.counts.get("unknown", 0) / everyone if everyone else 0.0


def rows(catalog, by_customers: bool) -> pl.DataFrame:
    """Return a row a class, tag and value: id, parent, label, size, and the share of customers it covers."""
    found = [
        {"id": path, "parent": path.rpartition("/")[0], "label": in_language(node.label), "size": 0.0, "share": None}
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
    label = in_language(tag.label) if tag.is_served else f"{in_language(tag.label)} ({t(tag.status)})"
    top = {"id": place, "parent": tag.chain[2], "label": label, "size": 0.0, "share": coverage(tag)}
    values = [
        {
            "id": f"{place}/{code}",
            "parent": place,
            "label": in_language(words),
            "size": float(tag.counts.get(code, 0)) if by_customers else 1 / len(tag.values),
            "share": tag.counts.get(code, 0) / everyone if everyone else 0.0,
        }
        for code, words in tag.values.items()
    ]
    return [top, *values]


def draw_picture(catalog) -> None:
    """Draw the tree with the switches of its form and its sizes."""
    charts.chart_title(_finding(catalog))
    how, switches = st.empty(), st.container(horizontal=True, gap="medium")
    kinds, sizes = {key: t(key) for key in (_SQUARES, *_PICTURES)}, {key: t(key) for key in ("by_tags", "by_customers")}
    kind = switches.segmented_control(
        t("picture_form"), list(kinds), format_func=lambda k: kinds.get(k, k), key="tree_kind",
        default=_SQUARES, required=True, label_visibility="collapsed",
    )  # fmt: skip
    how.caption(t("squares_how" if kind == _SQUARES else "tree_how"))
    if kind == _SQUARES:
        st.html(f"<div class='tg-squares'>{_squares(catalog)}</div>")
        charts.data_popover(_named_table(rows(catalog, by_customers=False)), "catalog", "tree")
        return
    sized = switches.segmented_control(
        t("picture_size"), list(sizes), format_func=lambda k: sizes.get(k, k), key="tree_size",
        default="by_tags", required=True, label_visibility="collapsed",
    )  # fmt: skip
    table = rows(catalog, sized == "by_customers")
    st.plotly_chart(_figure(table, kind), config={"displayModeBar": False}, key="tree_picture")
    charts.data_popover(_named_table(table), "catalog", "tree")


def _squares(catalog) -> str:
    """Return a line a theme as HTML: its name, a square a tag, and the share of customers who have a value."""
    lines = []
    for subject, groups in _grouped(_in_order(catalog)).items():
        shown = None
        for (dimension, facet), members in groups.items():
            if dimension != shown:
                path = [catalog.classes[subject].label, catalog.classes[f"{subject}/{dimension}"].label]
                lines.append(f"<p>{html.escape(' › '.join(map(in_language, path)))}</p>")
                shown = dimension
            name = html.escape(in_language(catalog.classes[f"{subject}/{dimension}/{facet}"].label))
            served = [tag for tag in members if tag.is_served]
            mean = sum(map(coverage, served)) / len(served) if served else None
            share = "–" if mean is None else f"{mean:.0%}"
            lines.append(f"<span>{name}</span><span>{''.join(map(_square, members))}</span><b>{share}</b>")
    return "".join(lines)


def _square(tag) -> str:
    share = coverage(tag) if tag.is_served else 0.0
    steps = theme.SEQUENCE
    color = steps[min(int(share * len(steps)), len(steps) - 1)] if share else theme.UNKNOWN
    state = f"{t('coverage')} {share:.1%}" if tag.is_served else t(tag.status)
    title = html.escape(f"{in_language(tag.label)} · {state}", quote=True)
    return f"<i style='background:{color}' title='{title}'></i>"


def _finding(catalog) -> str:
    tags = list(catalog.tags.values())
    known = sum(coverage(tag) for tag in tags) / len(tags)
    served = sum(tag.available for tag in tags)
    return t("tree_title", tags=len(tags), served=served, share=f"{known:.0%}", shelved=len(catalog.shelved))


def _with_root(table: pl.DataFrame) -> pl.DataFrame:
    """Return the tree with the catalog itself at its root: where there is none, a treemap's frame is nearly black."""
    everything = pl.col("parent") == ""
    mean = table.filter(everything)["share"].mean()
    root = {"id": ROOT, "parent": "", "label": t("catalog"), "size": 0.0, "share": mean}
    below = table.with_columns(parent=pl.when(everything).then(pl.lit(ROOT)).otherwise("parent"))
    return pl.concat([pl.DataFrame([root], schema=table.schema), below])


def _figure(table: pl.DataFrame, kind: str) -> go.Figure:
    table = _with_root(table) if kind == "treemap" else table
    own = {"insidetextorientation": "radial"} if kind == "sunburst" else {"tiling": {"pad": 2}}
    bar = {"orientation": "h", "x": 0, "xanchor": "left", "y": -0.02, "yanchor": "top"}
    trace = _PICTURES[kind](
        ids=table["id"],
        labels=[html.escape(label) for label in table["label"]],
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
    return theme.style_figure(go.Figure(trace), height=640)


def _beside(title: str) -> dict:
    return {"text": title, "side": "top", "font": {"size": 12}}


def _named_table(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(
        pl.col("id").alias(t("code")),
        pl.col("label").alias(t("tag_name")),
        pl.col("size").round(2).alias(t("picture_size")),
        pl.col("share").round(4).alias(t("coverage")),
    )
