"""One concept tag: what it means, its values and who has them, how it is computed and from what."""

import polars as pl
import streamlit as st

from app import charts, frame, numbers, theme
from app.words import named, t
from tagrid.home import home
from tagrid.refresh.versions import versions


def value_name(tag, code: str) -> str:
    """Return the name of a tag's value in the language in force."""
    return named(tag.value_label(code))


def _facts(tag) -> str:
    pairs = [
        (t("method"), t(tag.method)),
        (t("cadence"), t(tag.cadence)),
        (t("owner"), tag.owner),
        (t("sensitivity"), t(tag.sensitivity)),
        (t("status"), t(tag.status)),
        (t("code"), f"<code>{tag.name}</code>"),
    ]
    return "<div class='tg-facts'>" + "".join(f"<span><span>{k}</span>{v}</span>" for k, v in pairs) + "</div>"


def _path(catalog, tag) -> str:
    chain = [tag.subject, f"{tag.subject}/{tag.dimension}", f"{tag.subject}/{tag.dimension}/{tag.theme}"]
    return " › ".join(named(catalog.classes[path].label) for path in chain)


def _why_missing(tag) -> None:
    text = named(tag.reason) if tag.reason else t("all_unknown")
    st.warning(f"**{t('not_available')}** — {text}", icon=":material/hourglass_empty:")


def draw(catalog, tag) -> None:
    """Draw the card of ``tag``, as the version the catalog belongs to has it."""
    st.html(f"<div class='tg-path'>{_path(catalog, tag)}</div>")
    st.header(named(tag.label), anchor=False)
    st.markdown(named(tag.definition))
    st.html(_facts(tag))
    if not tag.available:
        _why_missing(tag)
    values, meaning = st.columns([1.5, 1], gap="large")
    with values:
        _distribution(tag)
    with meaning:
        st.markdown(f"**{t('criterion')}** — {named(tag.criterion)}")
        st.markdown(f"**{t('requirement')}** — {named(tag.requirement)}")
        _examples(tag)
    _computed(tag)
    _history(tag)


def _rows(tag) -> list[dict]:
    counts = tag.counts
    everyone = sum(counts.values())
    return [
        {
            "code": code,
            "label": value_name(tag, code),
            "customers": counts.get(code, 0),
            "share": counts.get(code, 0) / everyone if everyone else 0.0,
        }
        for code in [*tag.values, "unknown"]
    ]


def _distribution(tag) -> None:
    rows = _rows(tag)
    known = [row for row in rows if row["code"] != "unknown"]
    top = max(known, key=lambda row: row["customers"])
    if tag.available:
        charts.titled(t("distribution_title", value=top["label"], share=numbers.share(top["share"])))
    else:
        charts.titled(t("level_5"))
    colors = theme.value_colors(tag)
    charts.parts(rows, {row["label"]: colors[row["code"]] for row in rows})
    table = pl.DataFrame(rows).select(
        pl.col("code").alias(t("code")),
        pl.col("label").alias(t("value")),
        pl.col("customers").alias(t("count")),
        pl.col("share").round(4).alias(t("share")),
    )
    charts.behind(table, tag.name, "values")


def _examples(tag) -> None:
    rows = [
        {
            t("given"): ", ".join(f"{k} = {'–' if v is None else v}" for k, v in example.given.items()) or "–",
            t("gives"): value_name(tag, example.gives),
        }
        for example in tag.examples
    ]
    st.markdown(f"**{t('examples')}**")
    st.dataframe(rows, hide_index=True, width="stretch")


def _computed(tag) -> None:
    rule, source = st.columns([1.5, 1], gap="large")
    with rule:
        st.markdown(f"**{t('rule_sql')}**")
        st.code(tag.rule_sql or "", language="sql")
    with source:
        st.markdown(f"**{t('inputs')}**")
        st.markdown("\n".join(f"- `{name}`" for name in tag.inputs) or "–")
        st.markdown(f"**{t('sources')}**")
        st.markdown(_sources(tag) or "–")


def _sources(tag) -> str:
    """Return the source tables of a tag with the columns it reads, one line a table."""
    columns: dict[str, list[str]] = {}
    for name in tag.sources:
        table, _, column = name.rpartition(".")
        columns.setdefault(table, []).append(column)
    return "\n".join(f"- `{table}`: {', '.join(read)}" for table, read in columns.items())


def _history(tag) -> None:
    charts.titled(t("history_title"))
    rows = []
    kept = [v for v in versions(home()) if tag.name in frame.catalog_of(v).tags]
    for version in kept:
        past = frame.catalog_of(version).tags[tag.name]
        for order, row in enumerate(_rows(past)):
            rows.append({"version": version.id, "label": row["label"], "share": row["share"], "order": order})
    if len(kept) < 2:
        st.caption(t("history_one"))
        return
    colors = theme.value_colors(tag)
    names = {value_name(tag, code): color for code, color in colors.items()}
    charts.versions_area(rows, {str(row["label"]): names.get(str(row["label"]), theme.BASE) for row in rows})
    charts.behind(pl.DataFrame(rows).drop("order"), f"{tag.name}_versions", "history")
