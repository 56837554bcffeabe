"""The changes between two catalogs in words, and one tag before and after: words, rule, and where its customers go."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import polars as pl
import streamlit as st

from app.shared import charts, formats, frame, links, theme
from app.shared.flows import sankey
from app.shared.labels import owner_label
from app.shared.words import escape_markdown, in_language, listed, message, t, t_markdown
from tagrid.catalog import Catalog, Tag
from tagrid.catalog.uses import uses
from tagrid.core.overlay import content_file, current_project
from tagrid.core.project import home
from tagrid.governance.release import (
    WORKING,
    Change,
    Diff,
    Migration,
    ReleaseEffect,
    catalog_named,
    read_release,
    working_state,
)
from tagrid.governance.release.diff import diff
from tagrid.governance.release.releases import releases
from tagrid.published import Version
from tagrid.segments import saved_expressions

_CHANGE_WORDS = {
    "added": "change_added",
    "removed": "change_removed",
    "moved": "change_moved",
    "status": "change_status",
    "rule": "change_rule",
    "value_added": "change_value_added",
    "value_removed": "change_value_removed",
    "below": "change_below",
    "criterion": "change_criterion",
    "wording": "change_wording",
    "order": "change_order",
    "examples": "change_examples",
    "approval": "change_approval",
}

_LONG = 60  # characters

_FIELDS = {
    "label": "compare_label",
    "successor": "compare_successor",
    "successors": "compare_successor",
    "statutory": "compare_statutory",
    "not_applicable": "compare_not_applicable",
    "placement": "compare_placement",
    "order": "compare_order",
}


# Means "no such tag" in place of a value: no tag has such a code.
_NONE = ""

_MOVES_SCHEMA = dict.fromkeys(("old", "new", "old_label", "new_label"), pl.String) | {"customers": pl.Int64}


def known_versions() -> dict[str, str]:
    """Return what can be compared, the newest last: its name and how it is shown."""
    dates = {version: _released_on(version, _file_time(version)) for version in releases(current_project())}
    return {version: f"{version}  ·  {day}" for version, day in dates.items()} | {WORKING: t("compare_working")}


@st.cache_data(max_entries=64, show_spinner=False)
def _released_on(version: str, file_time: int) -> date:
    return read_release(version, current_project()).released_on


def _file_time(version: str) -> int:
    path = content_file(f"taxonomy/releases/{version}.json", current_project())
    return path.stat().st_mtime_ns


def _key(name: str) -> int:
    return working_state(current_project()) if name == WORKING else _file_time(name)


def compared(version: Version, first: str, second: str) -> Diff:
    """Return the comparison with its effect on the customers of ``version``; computed when something is new."""
    about = (frame.cache_key(version), _key(first), _key(second), tuple(sorted(saved_expressions(home()).items())))
    used = tuple(sorted((tag, tuple(sorted(kinds.items()))) for tag, kinds in uses(home()).items()))
    return _compared(str(current_project()), first, second, (*about, used), version)


@st.cache_resource(max_entries=16, show_spinner=False)
def _compared(project: str, first: str, second: str, key: tuple, _version: Version) -> Diff:
    return diff(home(), first, second, Path(project), _version)


def catalog(name: str) -> Catalog:
    """Return one of the two catalogs."""
    return _catalog(str(current_project()), name, _key(name))


@st.cache_resource(max_entries=8, show_spinner=False)
def _catalog(project: str, name: str, key: int) -> Catalog:
    return catalog_named(name, Path(project))


def change_text(change: Change, old: Catalog, new: Catalog, briefly: bool = False) -> str:
    """Return what happened, in the language in force; ``briefly`` leaves long texts out."""
    before, after = _one(change, old, change.before), _one(change, new, change.after)
    if briefly and change.kind == "wording" and len(before + after) > _LONG:
        return t("change_rewritten", field=_field(change))
    if before == after != "–" and change.kind in ("wording", "criterion"):
        return t("change_other_language", field=_field(change) or t("criterion"))
    many = len(change.after.split(", ")) if change.after else 0
    fills = {"before": before, "after": after, "field": _field(change), "count": many}
    return t(_CHANGE_WORDS.get(change.kind, "change_other"), **fills)


def _field(change: Change) -> str:
    """Return the name of the field that changed, where the words of the change name one."""
    field = change.field or change.kind
    if field.startswith("values."):
        return t("value")
    return t(_FIELDS.get(field, field)) if change.kind == "wording" or change.kind not in _CHANGE_WORDS else ""


def _one(change: Change, catalog: Catalog, text: str | None) -> str:
    what = catalog.classes.get(change.name) if change.of == "class" else catalog.all_tags.get(change.name)
    if change.kind in ("criterion", "wording") and what:
        return in_language(_label(what, change.field or "criterion"))
    if change.kind in ("value_added", "value_removed") and isinstance(what, Tag) and change.field in what.values:
        return in_language(what.values[change.field])
    if change.kind == "moved" and text in catalog.classes:
        return _path(text, catalog)
    if isinstance(what, Tag) and (in_words := _IN_WORDS.get(change.kind)):
        return in_words(what, catalog) or "–"
    return t(text) if change.kind == "status" and text else text or "–"


def changed_name(change: Change, old: Catalog, new: Catalog) -> str:
    """Return what changed: a tag by its label, a class with those above it, as subjects share the names of theirs."""
    if change.of == "tag":
        return in_language(change.label)
    return _path(change.name, new if change.name in new.classes else old)


def _path(path: str, catalog: Catalog) -> str:
    parts = path.split("/")
    above = ("/".join(parts[: n + 1]) for n in range(len(parts)))
    return " › ".join(in_language(catalog.classes[one].label) for one in above if one in catalog.classes)


def _names(names: Iterable[str], catalog: Catalog) -> str:
    return listed(in_language(catalog.all_tags[name].label) if name in catalog.all_tags else name for name in names)


def _causes(tag: Tag, catalog: Catalog) -> str:
    causes = (
        f"{_names([name], catalog)}{t('compare_cause', cause=in_language(cause))}"
        for name, cause in tag.related_to.items()
    )
    return listed(causes, zh="；", en="; ")


def _approved(tag: Tag, _: Catalog) -> str:
    given = tag.approval
    return f"{t(given.status)} · {owner_label(given.by)} · {given.date}" if given else t("not_approved")


# What a tag holds in a field of a change, in words: codes of tags and of states are for the command line.
_IN_WORDS: dict[str, Callable[[Tag, Catalog], str]] = {
    "cadence": lambda tag, _: t(tag.cadence),
    "method": lambda tag, _: t(tag.method),
    "sensitivity": lambda tag, _: t(tag.sensitivity),
    "precedence": lambda tag, _: t(tag.precedence),
    "owner": lambda tag, _: owner_label(tag.owner),
    "derived_from": lambda tag, catalog: _names(tag.derived_from, catalog),
    "related_to": _causes,
    "not_applicable": lambda tag, _: listed(in_language(tag.value_label(code)) for code in tag.not_applicable),
    "sub_facet_of": lambda tag, catalog: _names([tag.sub_facet_of] if tag.sub_facet_of else [], catalog),
    "evidence": lambda tag, _: t(f"evidence_{tag.evidence}") if tag.evidence else "",
    "placement": lambda tag, _: in_language(tag.placement) if tag.placement else "",
    "statutory": lambda tag, _: t("yes") if tag.statutory else t("no"),
    "successor": lambda tag, catalog: _names(tag.succeeded_by, catalog),
    "successors": lambda tag, catalog: _names(tag.succeeded_by, catalog),
    "approval": _approved,
}


def _label(what, field: str):
    code = field.partition("values.")[2]
    return what.values[code] if code else getattr(what, field)


def draw_tag_change(found: Diff, old: Catalog, new: Catalog) -> None:
    """Ask which of the changed tags to see, and draw it; nothing where only classes changed."""
    names = list(dict.fromkeys(change.name for change in found.changes if change.of == "tag"))
    if not names:
        return
    labels = {change.name: f"{in_language(change.label)}  ·  {change.name}" for change in found.changes}
    widget = f"compare_tag_{found.before}_{found.after}"
    frame.follow_link("tag", widget, names, names[0])
    name = st.selectbox(
        t("compare_choose_changed"),
        names,
        format_func=lambda code: labels.get(code, code),
        key=widget,
    )
    frame.write_link(tag=name)
    before, after = old.all_tags.get(name), new.all_tags.get(name)
    texts = [change_text(c, old, new, briefly=True) for c in found.changes if c.of == "tag" and c.name == name]
    st.markdown("  ·  ".join(map(escape_markdown, texts)))
    catalog = frame.opened().catalog
    if name in catalog.tags | catalog.shelved:
        links.page_link("catalog", t("to_tag"), icon=":material/sell:", tag=name)
    _beside(before, after)
    if found.effect:
        _migration(found.effect, name, before, after)


def _beside(before: Tag | None, after: Tag | None) -> None:
    for column, title, tag in zip(
        st.columns(2, gap="large"), ("compare_before", "compare_after"), (before, after), strict=True
    ):
        with column:
            charts.chart_title(t(title))
            if tag is None:
                st.caption(t("compare_not_there"))
            else:
                _card(tag)


def _card(tag: Tag) -> None:
    st.markdown(f"**{message(tag.label)}** ({t(tag.status)}) — {message(tag.definition)}")
    st.markdown(f"**{t('criterion')}** — {message(tag.criterion)}")
    st.markdown(f"**{t('level_5')}** — " + " · ".join(message(label) for label in tag.values.values()))
    if tag.rule_sql:
        st.code(tag.rule_sql, language="sql", wrap_lines=True)


def _migration(effect: ReleaseEffect, name: str, before: Tag | None, after: Tag | None) -> None:
    migration = next((one for one in effect.migrations if one.tag == name), None)
    if migration is None:
        st.caption(t("no_migration"))
        return
    if migration.why:
        st.info(message(migration.why), icon=":material/hourglass_empty:")
        return
    charts.chart_title(_title(migration))
    st.caption(t_markdown("moved_on", version=effect.version, as_of=effect.as_of))
    table = _table(migration, before, after)
    colors = {**(theme.value_colors(before) if before else {}), **(theme.value_colors(after) if after else {})}
    sankey(table, {**colors, _NONE: theme.UNKNOWN}, t("compare_before"), t("compare_after"))
    shown = {"old_label": t("compare_before"), "new_label": t("compare_after"), "customers": t("count")}
    charts.data_popover(table.rename(shown).drop("old", "new"), f"migration_{name}", "migration")
    if times := effect.exports.get(name):
        st.caption(f"{t('compare_exports')}: {formats.count(times)}")


def _title(migration: Migration) -> str:
    customers, moved = migration.customers, migration.moved
    if not moved:
        return t("moved_none", customers=formats.count(customers))
    share = formats.share(moved, customers)
    return t("moved_title", customers=formats.count(customers), moved=formats.count(moved), share=share)


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
    return in_language(tag.value_label(code)) if tag and code else t("compare_no_value")
