"""The current project and its content: a project's own files laid over the reference ones, by their path."""

import os
import sys
import tomllib
from functools import lru_cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any

from packaging.version import InvalidVersion, Version

from tagrid.core.errors import BadInput, TagridError

# What makes a folder a project. The reference project is the root of the repository.
MARKER = "tagrid.toml"

# Names the project where the current folder does not.
VARIABLE = "TAGRID_PROJECT"

# The value of `extends`: below the project lies the reference content that the engine carries.
BASE = "reference"

# The folder of the engine's own code.
ENGINE = Path(__file__).resolve().parents[1]

_CARRIED = ENGINE / "_reference"

# The root of the reference content: inside the installed package, or the checkout.
REFERENCE = _CARRIED if _CARRIED.is_dir() else ENGINE.parent


def current_project() -> Path:
    """Return the root of the current project: ``TAGRID_PROJECT``, the nearest ``tagrid.toml`` upward, or the reference.

    ``BadInput`` where ``TAGRID_PROJECT`` names a folder that is no project.
    """
    named = os.environ.get(VARIABLE)
    return named_project(Path(named)) if named else _nearest(Path.cwd())


def named_project(folder: Path) -> Path:
    """Return the root of the project in ``folder``; ``BadInput`` where no ``tagrid.toml`` stands there."""
    if not (folder / MARKER).is_file():
        raise BadInput(
            en=f"{folder} is no tagrid project: it has no {MARKER}. `tagrid init NAME` makes a project.",
            zh=f"{folder} 不是 tagrid 项目：没有 {MARKER}。可用 `tagrid init 名称` 新建项目。",
        )
    return folder.resolve()


def _nearest(folder: Path) -> Path:
    return next((one for one in (folder, *folder.parents) if (one / MARKER).is_file()), REFERENCE)


def own_project(project: Path | None = None) -> Path:
    """Return the root of a project that may be written to; ``BadInput`` outside of every project."""
    root = project or current_project()
    if root == REFERENCE == _CARRIED:
        raise BadInput(
            en=f"There is no {MARKER} in {Path.cwd()} or above it. Go to your project, name it with --project DIR, "
            "or make one with `tagrid init NAME`.",
            zh=f"{Path.cwd()} 及其上级文件夹中没有 {MARKER}。请进入项目文件夹，用 --project 指定项目，"
            "或用 `tagrid init 名称` 新建项目。",
        )
    return root


def declared(root: Path) -> dict[str, Any]:
    """Return what a project's ``tagrid.toml`` holds, as it is written; empty where there is none."""
    path = root / MARKER
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=16)
def _read(path: Path, _state: int) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(en=f"{path} cannot be read: {error}", zh=f"无法读取 {path}：{error}") from None
    _refuse_newer(path, found.get("engine"))
    return found


def _refuse_newer(path: Path, engine: object) -> None:
    """Refuse a project that a newer engine has been brought up to: this one does not know what it relies on."""
    try:
        newer = engine is not None and Version(str(engine)) > Version(engine_version())
    except InvalidVersion:
        raise BadInput(
            en=f"{path}: engine = {engine!r} is no version; write one such as 1.2.0.",
            zh=f"{path}：engine = {engine!r} 不是版本号；请写成 1.2.0 这样。",
        ) from None
    if newer:
        raise BadInput(
            en=f"{path}: this project was made for tagrid {engine}, and {engine_version()} is installed; "
            f'install the newer one: pip install "tagrid>={engine}".',
            zh=f"{path}：该项目适配 tagrid {engine}，而已安装的是 {engine_version()}；"
            f'请安装较新版本：pip install "tagrid>={engine}"。',
        )


def engine_version() -> str:
    """Return the version of the installed engine."""
    return version("tagrid")


def is_thin(root: Path) -> bool:
    """Whether the reference content lies below the project in ``root``."""
    return declared(root).get("extends") == BASE


# Where a project keeps its link to the reference content and dbt's own link to that package; git ignores it.
LINKS = (".tagrid/reference", ".tagrid/dbt_packages/tagrid")


def prepare_dbt(root: Path) -> None:
    """Point a project's links at the reference content of this engine, so that its ``dbt_project.yml`` finds them."""
    for link in (root / name for name in LINKS) if is_thin(root) else ():
        if link.is_symlink() and link.readlink() == REFERENCE:
            continue
        part = link.with_name(f".{link.name}.{os.getpid()}")
        try:
            link.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            part.symlink_to(REFERENCE)
            part.replace(link)
        except OSError as error:
            raise TagridError(
                en=f"Cannot make the link {link} to the reference content: {error.strerror}.",
                zh=f"无法建立指向参考内容的链接 {link}：{error.strerror}。",
            ) from None


def release_prefix(root: Path) -> str:
    """Return what the names of a project's own catalog releases begin with; nothing for the reference's."""
    return f"{declared(root)['name']}-" if is_thin(root) else ""


def roots(project: Path | None = None) -> tuple[Path, ...]:
    """Return the folders whose content makes up the project, its own first."""
    root = project or current_project()
    return (root, REFERENCE) if is_thin(root) else (root,)


def content(folder: str, *patterns: str, project: Path | None = None) -> dict[str, Path]:
    """Return the files in force under ``folder`` by their path in the project, sorted.

    A file of the project's own hides the reference's of the same path.
    """
    found: dict[str, Path] = {}
    for root in reversed(roots(project)):
        base = root / folder
        found |= {path.relative_to(root).as_posix(): path for pattern in patterns for path in base.rglob(pattern)}
    return {name: found[name] for name in sorted(found, key=PurePosixPath) if "__pycache__" not in name}


def content_by_name(folder: str, *patterns: str, project: Path | None = None) -> dict[str, Path]:
    """Return the files in force under ``folder`` by their bare name, wherever they stand; sorted by path."""
    found: dict[str, tuple[str, Path]] = {}
    for root in reversed(roots(project)):
        files = (path for pattern in patterns for path in (root / folder).rglob(pattern))
        found |= {
            path.stem: (path.relative_to(root).as_posix(), path) for path in files if "__pycache__" not in path.parts
        }
    return {name: path for name, (_, path) in sorted(found.items(), key=lambda item: item[1][0])}


def import_content(name: str) -> ModuleType:
    """Import a module of the project's content, such as ``models_ml.<score>``: its own, else the reference's."""
    for root in reversed(roots()):
        if str(root) not in sys.path:
            sys.path.insert(0, str(root))
    return import_module(name)


def content_file(name: str, project: Path | None = None) -> Path:
    """Return the file in force at a path in the project; where there is none, the place for the project's own."""
    places = [root / name for root in roots(project)]
    return next((path for path in places if path.exists()), places[0])


def shown_path(path: Path, project: Path | None = None) -> str:
    """Return a content file's path in the project, as messages name it."""
    for root in roots(project):
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return path.as_posix()
