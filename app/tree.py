"""The catalog as a tree to walk, and the list of its published versions."""

from collections import defaultdict

import streamlit as st

from app import tables
from app.words import named, t
from tagrid.home import home
from tagrid.refresh.versions import versions

# A tag that has no customers says so in the tree already.
ICONS = {"draft": ":material/edit_note:", "deprecated": ":material/event_busy:", "retired": ":material/archive:"}


def _grouped(tags: dict) -> dict[str, dict[tuple, list]]:
    """Return subject → (dimension, theme) → tags, in the order of the tree."""
    groups: dict[str, dict] = defaultdict(lambda: defaultdict(list))
    for tag in tags.values():
        groups[tag.subject][(tag.dimension, tag.theme)].append(tag)
    return groups


def _in_order(catalog) -> dict:
    """Return served and shelved tags in the order of the classes; shelved ones end their theme."""
    order = {path: n for n, path in enumerate(catalog.classes)}
    tags = [*catalog.tags.values(), *catalog.shelved.values()]
    return {tag.name: tag for tag in sorted(tags, key=lambda tag: order[tag.chain[2]])}


def button(tag, selected: str | None, key: str) -> bool:
    """Draw a tag as a line to click; tell whether it was clicked."""
    return st.button(
        named(tag.label),
        key=key,
        icon=ICONS.get(tag.status),
        help=f"{tag.name} · {t(tag.status)}",
        width="stretch",
        type="primary" if tag.name == selected else "tertiary",
    )


def walk(catalog, selected: str | None) -> str | None:
    """Draw levels 1 to 4; return the name of the tag that is chosen."""
    tags = _in_order(catalog)
    groups = _grouped(tags)
    subjects = [path for path in catalog.classes if path in groups]
    first = tags[selected].subject if selected in tags else subjects[0]
    labels = {path: named(catalog.classes[path].label) for path in subjects}
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
            st.html(f"<div class='tg-path'>{named(catalog.classes[f'{subject}/{dimension}'].label)}</div>")
            shown = dimension
        label = named(catalog.classes[f"{subject}/{dimension}/{facet}"].label)
        with st.expander(f"{label}  ({len(members)})", expanded=selected in {tag.name for tag in members}):
            for tag in members:
                if button(tag, selected, f"go_{tag.name}"):
                    selected = tag.name
    return selected


def released(newest) -> None:
    """Draw the list of published versions, the one in force first."""
    st.subheader(t("versions"))
    rows = [
        {
            t("version"): version.id,
            t("as_of"): version.as_of,
            t("catalog_version"): version.manifest["catalog_version"],
            t("tags"): version.manifest["tags"],
            t("customers"): version.manifest["customers"],
            t("in_force"): t("yes") if version.id == newest.id else "",
        }
        for version in versions(home())
    ]
    tables.listed(rows)
