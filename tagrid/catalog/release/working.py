"""The catalog as the files have it now, and the version by which what is made from it is known."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from tagrid.catalog.files import load
from tagrid.catalog.model import Catalog, Tag, TagText
from tagrid.catalog.release.freeze import released, releases
from tagrid.home import PROJECT

# The name of what is not released yet, where a version is asked for.
WORKING = "working"
# What a tag is; the rest is known of data, or read off the rule.
_CONTENT = {*TagText.model_fields, "name", "subject", "dimension", "theme", "path", "rule_sql", "below"}


def working(project: Path = PROJECT) -> Catalog:
    """Return the catalog of the project's files with rules and the digests below them; ``BadInput`` for its faults.

    Read anew only when a file has changed; not to be written to.
    """
    return _working(project, state(project))


def state(project: Path = PROJECT) -> int:
    """Return a number that differs when a file changed that the working catalog is read from."""
    places = (("taxonomy", "*.yml"), ("dbt_project", "*.*"), ("models_ml", "*.py"))
    files = sorted(path for folder, kind in places for path in (project / folder).rglob(kind))
    return hash(tuple((str(path), path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=4)
def _working(project: Path, _state: int) -> Catalog:
    return _read_off(load(project / "taxonomy"), project)


def catalog_named(name: str, project: Path = PROJECT) -> Catalog:
    """Return the catalog of a release, or of the files as they are for ``working``."""
    return working(project) if name == WORKING else released(name, project)


def served_version(catalog: Catalog, project: Path = PROJECT) -> str:
    """Return the version under which customers' values of ``catalog`` are published.

    It is the release's number where the tree equals that release to the letter (wording, rules and what lies below
    them), else that number, ``+`` and 8 hex digits of the content: two different trees never share a version.
    """
    number = catalog.version.partition("+")[0]
    ours = content(_read_off(catalog, project))
    if number in releases(project) and content(released(number, project)) == ours:
        return number
    return f"{number}+{ours[:8]}"


def content(catalog: Catalog) -> str:
    """Return the sha256, in hex, of everything a catalog says but its number and what it knows of data."""
    text = catalog.model_dump_json(
        include={"classes": True, "tags": {"__all__": _CONTENT}, "shelved": {"__all__": _CONTENT}}
    )
    return sha256(text.encode()).hexdigest()


def _read_off(catalog: Catalog, project: Path) -> Catalog:
    # All SQL is parsed for these two: nothing to load where a release is only read.
    from tagrid.catalog.described import with_rules
    from tagrid.catalog.release.below import with_below

    if any(tag.rule_sql is None for tag in catalog.tags.values()):
        catalog = with_rules(catalog, project)
    if any(_unread(tag) for tag in catalog.tags.values()):
        catalog = with_below(catalog, project)
    return catalog


def _unread(tag: Tag) -> bool:
    return bool(tag.rule_sql) and not tag.below
