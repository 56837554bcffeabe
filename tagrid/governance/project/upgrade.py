"""What the installed engine changes for a project since it was last brought up to one, and accepting that."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tagrid.catalog import Strict, load, model_files
from tagrid.core.errors import BadInput
from tagrid.core.files import replace_text
from tagrid.core.overlay import MARKER, REFERENCE, declared, is_thin, own_project
from tagrid.core.text import Text
from tagrid.governance.project.lock import LOCK, Lock, own_overrides, read_lock, reference_lock, write_lock


class UpgradeFinding(Strict):
    """One thing that a newer engine changes. ``needs_work``: somebody has to look at a file of the project."""

    kind: str
    name: str
    text: Text
    needs_work: bool = False


class Upgrade(Strict):
    """From one engine to another, and what that changes; ``faults`` is why the project's catalog cannot be read."""

    before: str
    after: str
    findings: tuple[UpgradeFinding, ...]
    faults: Text | None = None

    @property
    def needs_work(self) -> bool:
        """Whether a file of the project has to be looked at."""
        return bool(self.faults) or any(one.needs_work for one in self.findings)


def check_upgrade(project: Path | None = None) -> Upgrade:
    """Return what the installed engine changes for a project; writes nothing. ``BadInput`` where it has no lock."""
    root = _thin(project)
    before, after = read_lock(root), reference_lock()
    faults = None
    try:
        load(root / "taxonomy")
    except BadInput as error:
        faults = error.text
    found = (*_overrides(root, before, after), *_tags(before, after), *_models(before, after))
    return Upgrade(before=before.engine, after=after.engine, findings=found, faults=faults)


def upgrade(project: Path | None = None) -> Upgrade:
    """Accept the installed engine: write the lock, and the engine's version in ``tagrid.toml``; return what changed."""
    root = _thin(project)
    found = check_upgrade(root) if (root / LOCK).is_file() else None
    lock = write_lock(root)
    set_engine(root, lock.engine)
    return found or Upgrade(before="", after=lock.engine, findings=())


def _thin(project: Path | None) -> Path:
    root = own_project(project)
    if not is_thin(root):
        raise BadInput(
            en=f"{root} is the reference project itself; there is nothing below it to upgrade.",
            zh=f"{root} 就是参考项目，其下没有可升级的内容。",
        )
    return root


def _overrides(root: Path, before: Lock, after: Lock) -> Iterator[UpgradeFinding]:
    """Yield each own file whose original is gone, has moved, or has changed since it was copied."""
    now = model_files(REFERENCE)
    originals = own_overrides(root, before) | before.overrides
    for name, was in originals.items():
        if not (root / name).is_file():
            continue
        if name not in after.files:
            moved = now.get(PurePosixPath(name).stem)
            hint = moved.relative_to(REFERENCE).as_posix() if moved else ""
            yield UpgradeFinding(kind="override_gone", name=name, text=_gone(name, hint), needs_work=True)
        elif after.files[name] != was:
            yield UpgradeFinding(
                kind="override_changed",
                name=name,
                text=Text(
                    en=f"{name}: its original changed; compare it with .tagrid/reference/{name}.",
                    zh=f"{name}：其原文件已变更，请与 .tagrid/reference/{name} 比较。",
                ),
                needs_work=True,
            )


def _gone(name: str, moved: str) -> Text:
    if moved:
        return Text(
            en=f"{name}: its original is now {moved}; move the copy there, or it no longer applies.",
            zh=f"{name}：其原文件已移至 {moved}；请把副本移到那里，否则不再起作用。",
        )
    return Text(
        en=f"{name}: the reference has it no more, so nothing is replaced; keep it as your own, or delete it.",
        zh=f"{name}：参考内容中已没有它，不再替代任何内容；请作为自有文件保留，或删去。",
    )


def _tags(before: Lock, after: Lock) -> Iterator[UpgradeFinding]:
    for name in sorted(after.tags.keys() - before.tags.keys()):
        yield _tag("tag_added", name, Text(en="is new", zh="为新增标签"))
    for name in sorted(before.tags.keys() - after.tags.keys()):
        yield _tag("tag_removed", name, Text(en="is gone", zh="已删除"))
    for name in sorted(before.tags.keys() & after.tags.keys()):
        was, now = before.tags[name], after.tags[name]
        if was.meaning != now.meaning:
            yield _tag(
                "tag_meaning",
                name,
                Text(en="means something else: its rule or its values changed", zh="含义已变：规则或取值有变更"),
            )
        elif was.computed != now.computed:
            yield _tag("tag_computed", name, Text(en="is computed otherwise below its rule", zh="规则之下的计算有变更"))
        elif was.words != now.words:
            yield _tag("tag_words", name, Text(en="is worded otherwise", zh="文字有变更"))


def _tag(kind: str, name: str, what: Text) -> UpgradeFinding:
    return UpgradeFinding(kind=kind, name=name, text=Text(en=f"tag {name} {what.en}.", zh=f"标签 {name} {what.zh}。"))


def _models(before: Lock, after: Lock) -> Iterator[UpgradeFinding]:
    """Yield the reference's models and scores that are new, gone or replaced."""
    words = {
        "added": Text(en="is new", zh="为新增"),
        "removed": Text(en="is gone", zh="已删除"),
        "replaced": Text(en="is replaced", zh="已更换"),
    }
    for name in sorted(before.files.keys() | after.files.keys()):
        was, now = before.files.get(name), after.files.get(name)
        if was == now or PurePosixPath(name).suffix not in (".sql", ".py", ".csv"):
            continue
        kind = "added" if was is None else "removed" if now is None else "replaced"
        text = Text(en=f"{name} {words[kind].en}.", zh=f"{name} {words[kind].zh}。")
        yield UpgradeFinding(kind=f"model_{kind}", name=name, text=text)


def set_engine(root: Path, engine: str) -> None:
    """Write the engine's version into ``tagrid.toml``; everything else in it stays to the letter."""
    path = root / MARKER
    text = path.read_text(encoding="utf-8")
    line = f'engine = "{engine}"'
    found = re.sub(r"(?m)^engine\s*=.*$", line, text, count=1)
    replace_text(path, found if "engine" in declared(root) else f"{line}\n{text}")
