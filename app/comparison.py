"""What the comparison of two catalogs shows: fetched once, and its changes said in the language in force."""

from datetime import date
from pathlib import Path

import streamlit as st

from app import frame
from app.words import named, t
from tagrid.catalog import Catalog, Tag
from tagrid.catalog.release import WORKING, Change, catalog_named, releases
from tagrid.catalog.release.changes import everything
from tagrid.catalog.release.diff import Diff, diff
from tagrid.catalog.release.freeze import read
from tagrid.catalog.release.working import state
from tagrid.catalog.uses import uses
from tagrid.home import PROJECT, home
from tagrid.refresh.versions import Version
from tagrid.segments.saved import expressions

_SAID = {
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
_FIELDS = {"label": "compare_label", "successor": "compare_successor"}


def known() -> dict[str, str]:
    """Return what can be compared, the newest last: its name and how it is shown."""
    dates = {version: _released_on(version, _born(version)) for version in releases(PROJECT)}
    return {version: f"{version}  ·  {day}" for version, day in dates.items()} | {WORKING: t("compare_working")}


@st.cache_data(max_entries=64, show_spinner=False)
def _released_on(version: str, _born: int) -> date:
    return read(version, PROJECT).released_on


def _born(version: str) -> int:
    path = Path(PROJECT) / "taxonomy" / "releases" / f"{version}.json"
    return path.stat().st_mtime_ns


def _key(name: str) -> int:
    return state(PROJECT) if name == WORKING else _born(name)


def compared(version: Version, first: str, second: str) -> Diff:
    """Return the comparison with its effect on the customers of ``version``; computed when something is new."""
    about = (frame.key_of(version), _key(first), _key(second), tuple(sorted(expressions(home()).items())))
    used = tuple(sorted((tag, tuple(sorted(kinds.items()))) for tag, kinds in uses(home()).items()))
    return _compared(str(PROJECT), first, second, (*about, used), version)


@st.cache_resource(max_entries=16, show_spinner=False)
def _compared(project: str, first: str, second: str, key: tuple, _version: Version) -> Diff:
    return diff(home(), first, second, Path(project), _version)


def catalog(name: str) -> Catalog:
    """Return one of the two catalogs."""
    return _catalog(str(PROJECT), name, _key(name))


@st.cache_resource(max_entries=8, show_spinner=False)
def _catalog(project: str, name: str, key: int) -> Catalog:
    return catalog_named(name, Path(project))


def said(change: Change, old: Catalog, new: Catalog, briefly: bool = False) -> str:
    """Return what happened, in the language in force; ``briefly`` leaves long texts out."""
    before, after = _one(change, old, change.before), _one(change, new, change.after)
    if briefly and change.kind == "wording" and len(before + after) > _LONG:
        return t("change_rewritten", field=_field(change))
    return t(_SAID.get(change.kind, "change_other"), before=before, after=after, field=_field(change))


def _field(change: Change) -> str:
    """Return the name of the field that changed, where the words of the change name one."""
    field = change.field or change.kind
    if field.startswith("values."):
        return t("value")
    return t(_FIELDS.get(field, field)) if change.kind == "wording" or change.kind not in _SAID else ""


def _one(change: Change, catalog: Catalog, text: str | None) -> str:
    what = catalog.classes.get(change.name) if change.of == "class" else everything(catalog).get(change.name)
    if change.kind in ("criterion", "wording") and what:
        return named(_label(what, change.field or "criterion"))
    if change.kind in ("value_added", "value_removed") and isinstance(what, Tag) and change.field in what.values:
        return named(what.values[change.field])
    if change.kind == "moved" and text in catalog.classes:
        return named(catalog.classes[text].label)
    if change.kind == "successor" and text:
        other = everything(catalog).get(text)
        return named(other.label) if other else text
    if change.kind in ("status", "cadence", "sensitivity", "method", "precedence") and text:
        return t(text)
    return text or "–"


def _label(what, field: str):
    code = field.partition("values.")[2]
    return what.values[code] if code else getattr(what, field)
