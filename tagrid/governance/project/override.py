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
from tagrid.governance.project.lock import file_digests, read_lock, record_originals


def override(what: str, project: Path | None = None) -> list[str]:
    """Copy the reference's tag, model, seed, score or file of that name into the project; return the files written.

    A model comes with its YAML, and is switched off in the reference package by ``dbt_project.yml``. ``BadInput``, and
    nothing is written, where the reference has none of that name or the project has the file already.
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
    texts = {name: (REFERENCE / name).read_text(encoding="utf-8"), **_description(name)}
    names = list(texts)
    for one in names:
        if (root / one).exists():
            raise BadInput(en=f"{one} is there already; it was not touched.", zh=f"{one} 已存在，未作改动。")
    try:
        for one, text in texts.items():
            (root / one).parent.mkdir(parents=True, exist_ok=True)
            replace_text(root / one, text)
        if kind := _dbt_kind(name):
            _switch_off(root, kind, PurePosixPath(name))
            names.append(PROJECT_FILE)
    except OSError as error:
        raise TagridError(en=f"The copy cannot be written: {error}.", zh=f"无法写入副本：{error}。") from None
    record_originals(root, [one for one in names if one in known])
    return names


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


def _description(name: str) -> dict[str, str]:
    """Return the YAML of a model or seed, which dbt forgets with the original: its path and its text.

    What stands in a file with others becomes a file of its own, without labels: those stay where they are.
    """
    kind, path = _dbt_kind(name), PurePosixPath(name)
    own = path.with_suffix(".yml").as_posix()
    if kind is None:
        return {}
    if (REFERENCE / own).is_file():
        return {own: (REFERENCE / own).read_text(encoding="utf-8")}
    for beside in sorted((REFERENCE / name).parent.glob("*.yml")):
        for entry in YAML(typ="safe").load(beside).get(kind) or ():
            if entry["name"] == path.stem:
                for column in entry.get("columns") or ():
                    (column.get("config") or {}).pop("meta", None)
                return {own: _yaml_text({"version": 2, kind: [entry]})}
    return {}


def _yaml_text(data: Any) -> str:
    yaml, text = YAML(), io.StringIO()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 120
    yaml.dump(data, text)
    return text.getvalue()


def _switch_off(root: Path, kind: str, name: PurePosixPath) -> None:
    if name.stem in disabled(root, kind):
        return
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    path = root / PROJECT_FILE
    data = yaml.load(path.read_text(encoding="utf-8"))
    node: Any = data.setdefault(kind, {}).setdefault("tagrid", {})
    if hasattr(node, "fa"):
        node.fa.set_block_style()
    for part in (*name.parts[2:-1], name.stem):
        node = node.setdefault(part, {})
    node["+enabled"] = False
    text = io.StringIO()
    yaml.dump(data, text)
    replace_text(path, text.getvalue())
