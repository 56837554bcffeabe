"""One tag before and after a change: its words and rule side by side, and where its customers go."""

import polars as pl
import streamlit as st

from app import charts, comparison, frame, numbers, sankey, theme
from app.words import named, t
from tagrid.catalog import Catalog, Tag
from tagrid.catalog.release.changes import everything
from tagrid.catalog.release.diff import Diff
from tagrid.catalog.release.effect import Effect, Migration

# What stands for "no such tag" where a value is asked for: no code of any tag.
_NONE = ""
_MOVES = {"old": pl.String, "new": pl.String, "old_label": pl.String, "new_label": pl.String, "customers": pl.Int64}


def draw(found: Diff, old: Catalog, new: Catalog) -> None:
    """Ask which of the changed tags to see, and draw it; nothing where only classes changed."""
    names = list(dict.fromkeys(change.name for change in found.changes if change.of == "tag"))
    if not names:
        return
    labels = {change.name: f"{named(change.label)}  ·  {change.name}" for change in found.changes}
    widget = f"compare_tag_{found.before}_{found.after}"
    frame.follow("tag", widget, names, names[0])
    name = st.selectbox(
        t("compare_choose_changed"),
        names,
        format_func=lambda code: labels.get(code, code),
        key=widget,
    )
    frame.link(tag=name)
    before, after = everything(old).get(name), everything(new).get(name)
    told = [comparison.said(c, old, new, briefly=True) for c in found.changes if c.of == "tag" and c.name == name]
    st.markdown("  ·  ".join(told))
    _beside(before, after)
    if found.effect:
        _migration(found.effect, name, before, after)


def _beside(before: Tag | None, after: Tag | None) -> None:
    for column, title, tag in zip(
        st.columns(2, gap="large"), ("compare_before", "compare_after"), (before, after), strict=True
    ):
        with column:
            charts.titled(t(title))
            if tag is None:
                st.caption(t("compare_not_there"))
            else:
                _card(tag)


def _card(tag: Tag) -> None:
    st.markdown(f"**{named(tag.label)}** ({t(tag.status)}) — {named(tag.definition)}")
    st.markdown(f"**{t('criterion')}** — {named(tag.criterion)}")
    st.markdown(f"**{t('level_5')}** — " + " · ".join(named(label) for label in tag.values.values()))
    if tag.rule_sql:
        st.code(tag.rule_sql, language="sql", wrap_lines=True)


def _migration(effect: Effect, name: str, before: Tag | None, after: Tag | None) -> None:
    migration = next((one for one in effect.migrations if one.tag == name), None)
    if migration is None:
        st.caption(t("no_migration"))
        return
    if migration.why:
        st.info(named(migration.why), icon=":material/hourglass_empty:")
        return
    charts.titled(_title(migration))
    st.caption(t("moved_on", version=effect.version, as_of=effect.as_of))
    table = _table(migration, before, after)
    colors = {**(theme.value_colors(before) if before else {}), **(theme.value_colors(after) if after else {})}
    sankey.draw(table, {**colors, _NONE: theme.UNKNOWN}, t("compare_before"), t("compare_after"))
    shown = {"old_label": t("compare_before"), "new_label": t("compare_after"), "customers": t("count")}
    charts.behind(table.rename(shown).drop("old", "new"), f"migration_{name}", "migration")
    if times := effect.exports.get(name):
        st.caption(f"{t('compare_exports')}: {numbers.count(times)}")


def _title(migration: Migration) -> str:
    customers, moved = migration.customers, migration.moved
    if not moved:
        return t("moved_none", customers=numbers.count(customers))
    share = numbers.share(moved, customers)
    return t("moved_title", customers=numbers.count(customers), moved=numbers.count(moved), share=share)


def _table(migration: Migration, before: Tag | None, after: Tag | None) -> pl.DataFrame:
    rows = [
        {
            "old": move.before or _NONE,
            "new": move.after or _NONE,
            "old_label": _named(before, move.before),
            "new_label": _named(after, move.after),
            "customers": move.customers,
        }
        for move in migration.moves
    ]
    return pl.DataFrame(
        rows, schema={**dict.fromkeys(["old", "new", "old_label", "new_label"], pl.String), "customers": pl.Int64}
    )


def _named(tag: Tag | None, code: str | None) -> str:
    return named(tag.value_label(code)) if tag and code else t("compare_no_value")
