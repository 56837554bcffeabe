"""Where a tag comes from: the source tables, the numbers made of their columns, and the rule that reads those."""

import html

import polars as pl
import streamlit as st

from app.shared import charts, theme
from app.shared.words import in_language, t
from tagrid.core.text import Text
from tagrid.landing import source_contracts

# Columns of one source table that the graph shows, by how many tables there are; the table behind has them all.
MOST_COLUMNS, MANY_TABLES, FEW_COLUMNS = 8, 4, 3


def draw(_catalog, tag, _version) -> None:
    """Draw the lineage as a graph from left to right, with its table and the rule below."""
    if not tag.rule_sql:
        st.info(t("no_rule_yet"), icon=":material/hourglass_empty:")
        return
    ancestry = tag.pedigree or dict.fromkeys(tag.inputs, tag.sources)
    tables = _tables(tag)
    charts.chart_title(t("lineage_title", columns=len(tag.sources), tables=len(tables), inputs=len(ancestry)))
    st.graphviz_chart(graph(tag, ancestry), width="stretch")
    charts.data_popover(table_of(ancestry), f"{tag.name}_lineage", "lineage")
    st.markdown(f"**{t('rule_sql')}**")
    st.code(tag.rule_sql, language="sql", wrap_lines=True)


def _tables(tag) -> dict[str, list[str]]:
    """Return the columns that a tag reads of each source table; none where only the table's rows are counted."""
    found: dict[str, list[str]] = {}
    for source in tag.sources:
        system, table, *column = source.split(".")
        found.setdefault(f"{system}.{table}", []).extend(column)
    return found


def graph(tag, ancestry: dict[str, tuple[str, ...]]) -> str:
    """Return the lineage in Graphviz's language; it is drawn in the browser, without a network."""
    tables, models = _tables(tag), {}
    for path in ancestry:
        model, _, column = path.rpartition(".")
        models.setdefault(model, []).append(column)
    most = MOST_COLUMNS if len(tables) <= MANY_TABLES else FEW_COLUMNS
    lines = [_source(address, columns, most) for address, columns in tables.items()]
    lines += [_model(model, columns) for model, columns in models.items()]
    lines += [_tag(tag)]
    for path, sources in ancestry.items():
        model, _, column = path.rpartition(".")
        read = dict.fromkeys(".".join(source.split(".")[:2]) for source in sources)
        lines += [f'"{address}" -> "{model}":"{column}":w;' for address in read]
        lines.append(f'"{model}":"{column}":e -> "{tag.name}";')
    return "\n".join([_head(), *dict.fromkeys(lines), "}"])


def _head() -> str:
    return f"""digraph {{ rankdir=LR; ranksep=1.1; nodesep=0.2; bgcolor="transparent";
node [shape=plain fontname="{theme.FONT.split(",")[0]}, sans-serif" fontsize=11 fontcolor="{theme.INK}"];
edge [color="{theme.BASE}" arrowsize=0.5];"""


def _box(name: str, title: str, under: str, rows: list[str], fill: str, ink: str) -> str:
    head = f'<tr><td bgcolor="{fill}" align="left"><font color="{ink}"><b>{_x(title)}</b></font></td></tr>'
    head += f'<tr><td align="left"><font color="{theme.MUTED}" point-size="9">{_x(under)}</font></td></tr>'
    cells = "".join(f'<tr><td port="{row}" align="left">{_x(row)}</td></tr>' for row in rows)
    look = f'border="0" cellborder="0" cellspacing="0" cellpadding="3" bgcolor="{theme.PAPER}"'
    return f'"{name}" [label=<<table {look}>{head}{cells}</table>>];'


def _x(text: str) -> str:
    # Graphviz does not know the browser's fonts and takes them for narrower than they are.
    return (html.escape(text) or "–") + "&#160;" * (2 + len(text) // 6)


def _source(address: str, columns: list[str], most: int) -> str:
    known = source_contracts().get(address)
    title = in_language(Text(zh=known.zh, en=known.name.replace("_", " ").capitalize())) if known else address
    shown = columns if len(columns) <= most + 1 else columns[:most]
    names = [_column(known, column) for column in shown]
    if len(columns) > len(shown):
        names.append(t("more_columns", n=len(columns) - len(shown)))
    return _box(address, title, address, names, theme.SEQUENCE[0], theme.INK)


def _column(known, name: str) -> str:
    zh = next((column.zh for column in known.columns if column.name == name), "") if known else ""
    return in_language(Text(zh=f"{zh}  {name}" if zh else name, en=name))


def _model(model: str, columns: list[str]) -> str:
    title = t("layer_score") if model.startswith("ml_") else t("layer_feature")
    return _box(model, title, model or "–", columns, theme.SEQUENCE[2], theme.INK)


def _tag(tag) -> str:
    return _box(tag.name, in_language(tag.label), tag.name, [], theme.ACCENT, theme.PAPER)


def table_of(ancestry: dict[str, tuple[str, ...]]) -> pl.DataFrame:
    """Return the lineage as a table, one row an input and source column."""
    known = source_contracts()
    rows = []
    for path, sources in ancestry.items():
        model, _, column = path.rpartition(".")
        for source in sources or ("",):
            address, name = ".".join(source.split(".")[:2]), ".".join(source.split(".")[2:])
            rows.append(
                {
                    t("inputs"): column,
                    t("layer_model"): model,
                    t("sources"): address,
                    t("column"): name,
                    t("meaning"): _meaning(known.get(address), name),
                }
            )
    return pl.DataFrame(rows)


def _meaning(table, name: str) -> str:
    if table is None:
        return ""
    column = next((one for one in table.columns if one.name == name), None)
    known = column or table
    return in_language(Text(zh=known.zh, en=known.description))
