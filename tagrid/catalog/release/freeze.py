"""Freeze the tree under a version: ``taxonomy/releases/X.Y.Z.json``, written whole or not at all, never changed."""

import datetime
import re
from pathlib import Path

from pydantic import ValidationError

from tagrid.catalog.files import CATALOG_FILE, RELEASES
from tagrid.catalog.model import Catalog, Strict, Words
from tagrid.catalog.release.changes import Change, changes
from tagrid.catalog.release.lifecycle import Transition, lifecycle_faults, transitions
from tagrid.catalog.release.semver import BUMPS, is_version, least, number, step
from tagrid.catalog.release.words import line
from tagrid.errors import BadInput, TagridError, Told, lines, nearest
from tagrid.home import PROJECT
from tagrid.sources.journal import sync


class Release(Strict):
    """A frozen catalog, who let it go, what it follows, and the steps its tags took with their owners' approvals."""

    version: str
    released_on: datetime.date
    approved_by: Words | None
    follows: str | None
    transitions: tuple[Transition, ...]
    catalog: Catalog


def releases(project: Path = PROJECT) -> list[str]:
    """Return the versions released so far, ascending."""
    found = (path.stem for path in (project / "taxonomy" / RELEASES).glob("*.json"))
    return sorted(filter(is_version, found), key=number)


def read(version: str, project: Path = PROJECT) -> Release:
    """Return a release; ``BadInput`` where there is none of that version, TagridError where its file is damaged."""
    if version not in (known := releases(project)):
        there = Told(f" There are {', '.join(known) or 'none'}.", f"已发布：{'、'.join(known) or '无'}。")
        hint = nearest(version, known) or there
        raise BadInput(f"There is no release {version!r} of the catalog.{hint}", f"目录没有发布过 {version}。{hint.zh}")
    path = _file(version, project)
    try:
        return Release.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        first = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        where = path.relative_to(project).as_posix()
        raise TagridError(
            f"{where} cannot be read: {first}. A release never changes; restore the file from git.",
            f"无法读取 {where}：{first}。已发布的目录不会改变，请从 git 恢复该文件。",
        ) from None


def released(version: str, project: Path = PROJECT) -> Catalog:
    """Return the catalog as it was released under ``version``; errors as of ``read``."""
    return read(version, project).catalog


def release(
    version: str, on: datetime.date, approved_by: str | None = None, project: Path = PROJECT
) -> tuple[Release, list[Change]]:
    """Freeze the tree as ``version`` and set it in ``catalog.yml``; return the release and what changed.

    ``BadInput`` where the check finds faults, the version exists, goes backwards or is too small for the changes, or a
    tag took a step in its life that is not allowed. Nothing is written then.
    """
    # It reads all SQL, which is for whoever releases, not for whoever only reads a release.
    from tagrid.catalog.check import check
    from tagrid.catalog.release.working import working

    number(version)
    check(project)
    newest = _before(version, project)
    old = released(newest, project) if newest else None
    new = working(project).model_copy(update={"version": version})
    found = changes(old, new) if old else []
    if old and newest:
        _refuse_life(old, new)
        _refuse_too_small(newest, version, found)
    frozen = Release(
        version=version,
        released_on=on,
        approved_by=approved_by,
        follows=newest,
        transitions=transitions(old, new),
        catalog=new,
    )
    _write(frozen, project)
    return frozen, found


def _before(version: str, project: Path) -> str | None:
    known = releases(project)
    if version in known:
        raise BadInput(
            f"Version {version} is released already, and a release never changes; the newest is {known[-1]}.",
            f"版本 {version} 已发布，发布后不再改变；最新的是 {known[-1]}。",
        )
    if known and number(version) < number(known[-1]):
        raise BadInput(
            f"Version {version} goes backwards: {known[-1]} is released; choose a greater one.",
            f"版本 {version} 低于已发布的 {known[-1]}，请选择更高的版本号。",
        )
    return known[-1] if known else None


def _refuse_life(old: Catalog, new: Catalog) -> None:
    if faults := lifecycle_faults(old, new):
        head = Told(f"{len(faults)} tags took a step that is not allowed:", f"{len(faults)} 个标签的状态变更不合规定：")
        raise BadInput(lines([head, *faults]))


def _refuse_too_small(newest: str, version: str, found: list[Change]) -> None:
    asked = BUMPS.index(step(newest, version))
    more = [change for change in found if BUMPS.index(change.bump) > asked]
    if more:
        fit = least(newest, more[0].bump)
        head = Told(
            f"Version {version} is too small for what changed since {newest}; it must be at least {fit}:",
            f"自 {newest} 以来的变更不能只发布为 {version}，至少应为 {fit}：",
        )
        raise BadInput(lines([head, *(f"{change.bump}: {line(change)}" for change in more)]))


def _file(version: str, project: Path) -> Path:
    return project / "taxonomy" / RELEASES / f"{version}.json"


def _write(frozen: Release, project: Path) -> None:
    """Set the version first, write the release last: cut off in between, the same command completes it."""
    about, target = project / "taxonomy" / CATALOG_FILE, _file(frozen.version, project)
    text = re.sub(r"(?m)^(version:\s*)\S+", rf"\g<1>{frozen.version}", about.read_text(encoding="utf-8"))
    try:
        target.parent.mkdir(exist_ok=True)
        replace(about, text, target.parent)
        replace(target, frozen.model_dump_json(indent=1) + "\n", target.parent)
    except OSError as error:
        raise TagridError(
            f"The release cannot be written: {error}. Run the same command again.",
            f"无法写入目录发布：{error}。请再次运行同一命令。",
        ) from None


def replace(path: Path, text: str, aside: Path) -> None:
    """Write a file in the folder ``aside``, where nobody reads it, and put it in place in one step."""
    part = aside / f".{path.name}.part"
    try:
        part.write_text(text, encoding="utf-8")
        sync(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync(path.parent)
