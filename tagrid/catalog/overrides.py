"""What a project changes of the reference content by name: models that it replaces, tags that it switches off."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tagrid.catalog.dbt_models import MODELS, SEEDS, dbt_variable, model_files, project_file, seed_files
from tagrid.core.overlay import REFERENCE, current_project, is_thin
from tagrid.core.text import Text, nearest

PROJECT_FILE = "dbt_project.yml"


def tags_off(project: Path | None = None) -> tuple[str, ...]:
    """Return the tags that a project switches off: ``vars: tags_off`` of its ``dbt_project.yml``."""
    return tuple(str(name) for name in dbt_variable("tags_off", project) or ())


def off_faults(off: tuple[str, ...], known: list[str]) -> list[Text]:
    """Return a line for each tag that is switched off and that there is not."""
    return [
        Text(
            en=f"{PROJECT_FILE}: `tags_off` names {name!r}, which is no tag that customers have."
            f"{nearest(name, known).en}",
            zh=f"{PROJECT_FILE}：`tags_off` 中的 {name} 不是客户已有取值的标签。{nearest(name, known).zh}",
        )
        for name in off
        if name not in known
    ]


def replacement_faults(project: Path | None = None) -> list[Text]:
    """Return a line for each own model that dbt would meet twice, and for each one switched off that there is not."""
    root = project or current_project()
    if not is_thin(root):
        return []
    faults = []
    for kind, folder, files in (("models", MODELS, model_files), ("seeds", SEEDS, seed_files)):
        off, known = set(disabled(root, kind)), files(REFERENCE)
        own = {name: path for name, path in files(root).items() if path.is_relative_to(root)}
        faults += [_no_such(kind, name, known) for name in sorted(off - known.keys())]
        faults += [
            _twice(kind, own[name].relative_to(root).as_posix(), name) for name in own if name in known.keys() - off
        ]
        faults += [_gone(kind, folder, name) for name in sorted(off & known.keys() - own.keys())]
    return faults


def _no_such(kind: str, name: str, known: dict[str, Path]) -> Text:
    hint = nearest(name, list(known))
    return Text(
        en=f"{PROJECT_FILE}: {kind} of tagrid: {name!r} is switched off, but the reference has none such.{hint.en}",
        zh=f"{PROJECT_FILE}：tagrid 的 {kind} 中停用了 {name}，但参考内容中没有它。{hint.zh}",
    )


def _twice(kind: str, shown: str, name: str) -> Text:
    return Text(
        en=f"{shown}: the reference has {name} as well; switch that one off in {PROJECT_FILE}, under {kind}, tagrid: "
        f"`{name}: {{+enabled: false}}` below its folders, or use `tagrid override {name}`.",
        zh=f"{shown}：参考内容中也有 {name}；请在 {PROJECT_FILE} 的 {kind}、tagrid 下按其文件夹写明 "
        f"`{name}: {{+enabled: false}}`，或使用 `tagrid override {name}`。",
    )


def _gone(kind: str, folder: str, name: str) -> Text:
    return Text(
        en=f"{PROJECT_FILE}: {kind} of tagrid: {name} is switched off, but no file in {folder} here replaces it.",
        zh=f"{PROJECT_FILE}：tagrid 的 {kind} 中停用了 {name}，但本项目的 {folder} 中没有替代它的文件。",
    )


def disabled(root: Path, kind: str) -> list[str]:
    """Return the reference's models, or seeds, that a project's ``dbt_project.yml`` switches off."""
    return list(_disabled((project_file(root).get(kind) or {}).get("tagrid")))


def _disabled(node: Any, name: str = "") -> Iterator[str]:
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key in ("+enabled", "enabled") and value is False:
            yield name
        else:
            yield from _disabled(value, str(key))
