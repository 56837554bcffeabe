"""One reference file copied into a project, to be changed there; dbt takes the copy in place of the original."""

import io
from pathlib import Path, PurePosixPath
from typing import Any

from ruamel.yaml import YAML

from tagrid.catalog import PROJECT_FILE, disabled, model_files, seed_files
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.files import replace_text
from tagrid.core.overlay import REFERENCE, is_thin, own_project
from tagrid.core.text import nearest
from tagrid.core.yaml_files import check_bounds
from tagrid.governance.project.lock import file_digests, read_lock, record_originals


def override(what: str, project: Path | None = None) -> list[str]:
    """Copy the reference's tag, model, seed, score or file of that name into the project; return the files written.

    A model or seed is switched off in the reference package by ``dbt_project.yml``; the reference's YAML goes on
    describing and testing the copy. ``BadInput``, and nothing is written, where the reference has none of that name or
    the project has the file already.
    """
    root = own_project(project)
    if not is_thin(root):
        raise BadInput(
            en=f"{root} is the reference project itself: change its files, or make a project with `tagrid init NAME`.",
            zh=f"{root} 就是参考项目：请直接修改其中的文件，或用 `tagrid init 名称` 新建项目。",
        )
    read_lock(root)
    known = file_digests(REFERENCE)
    name = _reference_path(what, list(known))
    if (root / name).exists():
        raise BadInput(en=f"{name} is there already; it was not touched.", zh=f"{name} 已存在，未作改动。")
    kind = _dbt_kind(name)
    try:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        replace_text(root / name, (REFERENCE / name).read_text(encoding="utf-8"))
        if kind:
            _switch_off(root, kind, PurePosixPath(name))
    except OSError as error:
        raise TagridError(en=f"The copy cannot be written: {error}.", zh=f"无法写入副本：{error}。") from None
    record_originals(root, [name])
    return [name, PROJECT_FILE] if kind else [name]


def _reference_path(what: str, known: list[str]) -> str:
    """Return the path that a name stands for: a path, or the bare name of a tag, a model, a seed or a score."""
    if what in known:
        return what
    found = [name for name in known if PurePosixPath(name).stem == what and not name.startswith("dbt_project/macros")]
    # a model before the YAML that describes it, a tag before a model
    order = (".sql", ".py", ".csv", ".yml")
    best = sorted(found, key=lambda name: (not name.startswith("taxonomy/"), order.index(PurePosixPath(name).suffix)))
    if best:
        return best[0]
    names = list(dict.fromkeys(PurePosixPath(name).stem for name in known)) if "/" not in what else known
    hint = nearest(what, names)
    raise BadInput(
        en=f"The reference has no tag, model, seed, score or file {what!r}.{hint.en}",
        zh=f"参考内容中没有名为 {what} 的标签、模型、种子表、评分或文件。{hint.zh}",
    )


def _dbt_kind(name: str) -> str | None:
    """Return what dbt calls a file: models or seeds; None for one it does not run."""
    stem = PurePosixPath(name).stem
    for kind, files in (("models", model_files), ("seeds", seed_files)):
        if files(REFERENCE).get(stem) == REFERENCE / name:
            return kind
    return None


def _switch_off(root: Path, kind: str, name: PurePosixPath) -> None:
    if name.stem in disabled(root, kind):
        return
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    path = root / PROJECT_FILE
    text = path.read_text(encoding="utf-8")
    check_bounds(text, PROJECT_FILE)
    data = yaml.load(text)
    node: Any = data.setdefault(kind, {}).setdefault("tagrid", {})
    if hasattr(node, "fa"):
        node.fa.set_block_style()
    for part in (*name.parts[2:-1], name.stem):
        node = node.setdefault(part, {})
    node["+enabled"] = False
    text = io.StringIO()
    yaml.dump(data, text)
    replace_text(path, text.getvalue())
