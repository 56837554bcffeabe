"""The catalogs there are: each release as it was frozen, and the files as they are now, with their served version."""

import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from tagrid.catalog import RELEASES, Catalog, NonEmptyStr, Strict, Tag, TagText, load, with_digests, with_rules
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.overlay import content, content_file, current_project, release_prefix, roots, shown_path
from tagrid.core.project import Home
from tagrid.core.text import Text, nearest
from tagrid.governance.release.changes import is_version, number
from tagrid.governance.release.lifecycle import Transition
from tagrid.published import current_version


class Release(Strict):
    """A frozen catalog, who released it, what it follows, and the steps its tags took with their owners' approvals."""

    version: str
    released_on: datetime.date
    approved_by: NonEmptyStr | None
    follows: str | None
    transitions: tuple[Transition, ...]
    catalog: Catalog


def releases(project: Path | None = None) -> list[str]:
    """Return the versions released so far, ascending; of a project with a reference below, the reference's first."""
    return [name for root in reversed(roots(project)) for name in own_releases(root)]


def own_releases(root: Path) -> list[str]:
    """Return the versions that stand in one folder, ascending: a project's own bear its name."""
    found = (path.stem for path in (root / "taxonomy" / RELEASES).glob("*.json"))
    prefix = release_prefix(root)
    return sorted((name for name in found if name.startswith(prefix) and is_version(name)), key=number)


def read_release(version: str, project: Path | None = None) -> Release:
    """Return a release; ``BadInput`` where there is none of that version, TagridError where its file is damaged."""
    if version not in (known := releases(project)):
        there = Text(en=f" There are {', '.join(known) or 'none'}.", zh=f"已发布：{'、'.join(known) or '无'}。")
        hint = nearest(version, known) or there
        raise BadInput(
            en=f"There is no release {version!r} of the catalog.{hint}", zh=f"目录没有发布过 {version}。{hint.zh}"
        )
    path = _release_file(version, project)
    try:
        return Release.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        first = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        where = shown_path(path, project)
        raise TagridError(
            en=f"{where} cannot be read: {first}. A release never changes; restore the file from git.",
            zh=f"无法读取 {where}：{first}。已发布的目录不会改变，请从 git 恢复该文件。",
        ) from None


def released(version: str, project: Path | None = None) -> Catalog:
    """Return the catalog as it was released under ``version``; errors as of ``read``."""
    return read_release(version, project).catalog


def _release_file(version: str, project: Path | None) -> Path:
    return content_file(f"taxonomy/{RELEASES}/{version}.json", project)


# What else decides the catalog: tags switched off, variables of the models.
SETTINGS_FILES = ("tagrid.toml", "dbt_project.yml")

# The name of what is not released yet, in place of a version.
WORKING = "working"

# What a tag is; the rest comes from data, or is read off the rule.
_CONTENT = {*TagText.model_fields, "name", "subject", "dimension", "theme", "path", "rule_sql", "below"}


def working(project: Path | None = None) -> Catalog:
    """Return the catalog of the project's files with rules and the digests below them; ``BadInput`` for its faults.

    Read anew only when a file has changed; not to be written to.
    """
    return _working(project, working_state(project))


def working_state(project: Path | None = None) -> int:
    """Return a number that differs when a file changed that the working catalog is read from."""
    places = (("taxonomy", "*.yml"), ("dbt_project", "*.*"), ("models_ml", "*.py"))
    files = [path for folder, kind in places for path in content(folder, kind, project=project).values()]
    files += [path for root in roots(project) for name in SETTINGS_FILES if (path := root / name).is_file()]
    return hash(tuple((str(path), path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=4)
def _working(project: Path | None, _state: int) -> Catalog:
    return _completed(load((project or current_project()) / "taxonomy"), project)


def catalog_named(name: str, project: Path | None = None) -> Catalog:
    """Return the catalog of a release, or of the files as they are for ``working``."""
    return working(project) if name == WORKING else released(name, project)


def served_version(catalog: Catalog, project: Path | None = None) -> str:
    """Return the version under which customers' values of ``catalog`` are published.

    It is the release's number where the tree equals that release to the letter (wording, rules and what lies below
    them), else that number, ``+`` and 8 hex digits of the content: two different trees never share a version.
    """
    number = catalog.version.partition("+")[0]
    ours = content_digest(_completed(catalog, project))
    if number in releases(project) and content_digest(released(number, project)) == ours:
        return number
    return f"{number}+{ours[:8]}"


def content_digest(catalog: Catalog) -> str:
    """Return the sha256, in hex, of everything in a catalog but its number and what comes from data."""
    text = catalog.model_dump_json(
        include={"classes": True, "tags": {"__all__": _CONTENT}, "shelved": {"__all__": _CONTENT}}
    )
    return sha256(text.encode()).hexdigest()


def _completed(catalog: Catalog, project: Path | None) -> Catalog:
    if any(tag.rule_sql is None for tag in catalog.tags.values()):
        catalog = with_rules(catalog, project)
    if any(_lacks_digests(tag) for tag in catalog.tags.values()):
        catalog = with_digests(catalog, project)
    return catalog


def _lacks_digests(tag: Tag) -> bool:
    return bool(tag.rule_sql) and not tag.below


def catalog_with_counts(home: Home, project: Path | None = None) -> Catalog:
    """Return the catalog of the files with rules, and what the version in force, if any, says of the same tags."""
    catalog = with_rules(load((project or current_project()) / "taxonomy"), project)
    try:
        published = current_version(home).catalog().tags
    except BadInput:
        return catalog
    from_data = ("counts", "available", "reason", "caution")
    tags = {
        name: tag.model_copy(update={field: getattr(published[name], field) for field in from_data})
        if name in published and published[name].codes == tag.codes
        else tag
        for name, tag in catalog.tags.items()
    }
    return catalog.model_copy(update={"tags": tags})
