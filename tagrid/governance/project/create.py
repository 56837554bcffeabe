"""A new project, made from the template: its own folders and files, laid over the reference content."""

import re
import shutil
from pathlib import Path
from string import Template

from tagrid.core.errors import BadInput
from tagrid.core.overlay import REFERENCE, engine_version, prepare_dbt
from tagrid.governance.project.lock import write_lock

TEMPLATE = Path(__file__).parent / "template"

# Folders that git does not keep while they are empty.
FOLDERS = (
    "taxonomy",
    "dbt_project/models",
    "dbt_project/macros",
    "dbt_project/seeds",
    "models_ml",
    "expectations",
    "calendars",
    "app",
)

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

# What dbt takes the project for must not be the reference's own name.
_TAKEN = ("tagrid", "dbt")


def create_project(folder: Path) -> list[str]:
    """Make a project in ``folder``, named after it, and return its files.

    ``BadInput``, and nothing is written, where the name is no name or the folder holds anything but git's own.
    """
    name = folder.resolve().name
    _refuse_name(name)
    _refuse_folder(folder)
    words = {"name": name, "package": name.replace("-", "_"), "engine": engine_version()}
    made = []
    for path in sorted(TEMPLATE.iterdir()):
        target = folder / (".gitignore" if path.name == "gitignore" else path.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Template(path.read_text(encoding="utf-8")).substitute(words), encoding="utf-8")
        made.append(target.name)
    shutil.copyfile(REFERENCE / "profiles.yml", folder / "profiles.yml")
    for one in FOLDERS:
        (folder / one).mkdir(parents=True, exist_ok=True)
    root = folder.resolve()
    write_lock(root)
    prepare_dbt(root)
    return sorted([*made, "profiles.yml", "tagrid.lock", *(f"{one}/" for one in FOLDERS)])


def _refuse_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        such = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        such = such if _NAME.fullmatch(such) else "my-utility"
        raise BadInput(
            en=f"{name!r} is no name of a project: small letters, digits and single hyphens, such as {such}.",
            zh=f"“{name}”不能作项目名：只用小写字母、数字和单个连字符，例如 {such}。",
        )
    if name in _TAKEN:
        raise BadInput(
            en=f"The name {name!r} is taken by the engine; choose another.", zh=f"名称 {name} 已被引擎使用，请换一个。"
        )


def _refuse_folder(folder: Path) -> None:
    there = sorted(path.name for path in folder.iterdir() if path.name != ".git") if folder.is_dir() else []
    if there or (folder.exists() and not folder.is_dir()):
        raise BadInput(
            en=f"{folder} is not empty ({', '.join(there[:3]) or 'a file'}); nothing was written.",
            zh=f"{folder} 不是空文件夹（{'、'.join(there[:3]) or '是文件'}），未写入任何内容。",
        )
