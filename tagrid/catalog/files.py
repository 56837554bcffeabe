"""The strict loader: the tree of ``taxonomy/`` becomes a Catalog, or one message with every fault in it."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from tagrid.catalog.checks import LISTS, NAME, approved_on, clashes, class_faults, tag_faults
from tagrid.catalog.model import DIMENSIONS, SUBJECTS, Catalog, ClassText, Strict, Tag, TagClass, TagText
from tagrid.catalog.overrides import off_faults, replacement_faults, tags_off
from tagrid.core.errors import BadInput
from tagrid.core.overlay import content, content_file, current_project, shown_path
from tagrid.core.text import Text, lines, nearest
from tagrid.core.yaml_lines import YamlDocument

CLASS_FILE = "_class.yml"

CATALOG_FILE = "catalog.yml"

RELEASES = "releases"

# A project's own version bears its name before the number: my-utility-1.2.0.
_VERSION = re.compile(r"([a-z][a-z0-9-]*-)?\d+\.\d+\.\d+")

_LEVELS = "taxonomy/<subject>/<dimension>/<theme>/<tag>.yml"


def load(folder: Path | None = None) -> Catalog:
    """Read the taxonomy in ``folder`` (by default the project's); ``BadInput`` lists every fault found."""
    root = folder or current_project() / "taxonomy"
    if not content_file(root.name, root.parent).is_dir():
        raise BadInput(en=f"No taxonomy folder at {root}.", zh=f"没有标签目录文件夹 {root}。")
    return _TaxonomyReader(root).catalog()


class _TaxonomyReader:
    """One reading of a tree; faults are gathered so that a person sees all of them at once."""

    def __init__(self, root: Path) -> None:
        self.folder, self.project, self.faults = root.name, root.parent, []
        self.classes: dict[str, TagClass] = {}
        self.tags: dict[str, Tag] = {}

    def catalog(self) -> Catalog:
        version = self._version()
        for path in self._files():
            try:
                self._class(path) if path.name == CLASS_FILE else self._tag(path)
            except BadInput as fault:
                self.faults += fault.text.split_lines()
        off = tags_off(self.project)
        if not self.faults:
            served = [name for name, tag in self.tags.items() if tag.is_served]
            self.faults += clashes(self.classes, self.tags) + off_faults(off, served)
            self.faults += replacement_faults(self.project)
        if self.faults:
            raise BadInput(_all(self.faults))
        self.tags = {name: tag for name, tag in self.tags.items() if name not in off}
        return self._ordered(version)

    def _files(self) -> Iterator[Path]:
        for path in content(self.folder, "*", project=self.project).values():
            inside = self._inside(path).parts
            if path.is_dir() or inside[0] == RELEASES or inside == (CATALOG_FILE,):
                continue
            if path.suffix != ".yml":
                shown = self._shown(path)
                self.faults.append(
                    Text(
                        en=f"{shown}: only .yml files belong in the taxonomy.",
                        zh=f"{shown}：标签目录中只放 .yml 文件。",
                    )
                )
                continue
            yield path

    def _shown(self, path: Path) -> str:
        return shown_path(path, self.project)

    def _inside(self, path: Path) -> PurePath:
        """Return a file's path within the taxonomy."""
        return PurePath(self._shown(path)).relative_to(self.folder)

    def _version(self) -> str:
        path = content_file(f"{self.folder}/{CATALOG_FILE}", self.project)
        document = YamlDocument(path, self._shown(path))
        version = document.data.get("version")
        if list(document.data) != ["version"] or not _VERSION.fullmatch(str(version)):
            raise BadInput(
                en=f"{document.shown}:1: must hold one line, `version: MAJOR.MINOR.PATCH`.",
                zh=f"{document.shown}:1：应只有一行 `version: 主.次.修订`。",
            )
        return str(version)

    def _class(self, path: Path) -> None:
        folder = self._inside(path).parent
        self._place(path, folder.parts, levels=(1, 2, 3))
        document = YamlDocument(path, self._shown(path))
        if faults := class_faults(document):
            raise BadInput(lines(faults, "\n"))
        text = ClassText.model_validate(document.data)
        self.classes[folder.as_posix()] = TagClass(**_fields(text), path=folder.as_posix())

    def _tag(self, path: Path) -> None:
        parts = self._inside(path).parent.parts
        self._place(path, parts, levels=(3,))
        document = YamlDocument(path, self._shown(path))
        if first := self.tags.get(path.stem):
            shown, other = document.shown, first.path
            if approved_on(document.data.get("approval")) < approved_on(first.approval):
                shown, other = other, shown  # the one that came last is at fault
            raise BadInput(
                en=f"{shown}:1: the name {path.stem!r} is taken by {other}.",
                zh=f"{shown}:1：名称“{path.stem}”已被 {other} 使用。",
            )
        if faults := tag_faults(path.stem, document):
            raise BadInput(lines(faults, "\n"))
        data = document.data | {field: tuple(document.data[field]) for field in LISTS if field in document.data}
        place = dict(zip(("subject", "dimension", "theme"), parts, strict=True))
        text = TagText.model_validate(data)
        self.tags[path.stem] = Tag(**_fields(text), name=path.stem, path=self._shown(path), **place)

    def _place(self, path: Path, parts: tuple[str, ...], levels: tuple[int, ...]) -> None:
        """Refuse a file whose folder is no class chain, or that would open a sixth level."""
        shown = self._shown(path)
        if len(parts) > 3:
            raise BadInput(
                en=f"{shown}: a sixth level; five are the most: {_LEVELS}, values inside the file.",
                zh=f"{shown}：出现第六级；最多五级：{_LEVELS}，取值写在文件里。",
            )
        if len(parts) not in levels:
            raise BadInput(
                en=f"{shown}: wrong folder; a tag's place is {_LEVELS}.",
                zh=f"{shown}：文件夹不对；标签的位置是 {_LEVELS}。",
            )
        for level, known in ((0, SUBJECTS), (1, DIMENSIONS)):
            if len(parts) > level and parts[level] not in known:
                wrong, hint = parts[level], nearest(parts[level], known)
                raise BadInput(
                    en=f"{shown}: wrong folder {wrong!r}; one of {', '.join(known)}.{hint}",
                    zh=f"{shown}：文件夹“{wrong}”不对，应为 {'、'.join(known)} 之一。{hint.zh}",
                )
        for word in (*parts[2:], *([] if path.name == CLASS_FILE else [path.stem])):
            if not NAME.fullmatch(word):
                raise BadInput(
                    en=f"{shown}: {word!r} must be snake_case: small letters, digits and single _.",
                    zh=f"{shown}：“{word}”须为 snake_case：小写字母、数字和单个下划线。",
                )

    def _ordered(self, version: str) -> Catalog:
        rank = {path: self._rank(path) for path in self.classes}
        classes = {path: self.classes[path] for path in sorted(self.classes, key=rank.__getitem__)}
        tags = dict(sorted(self.tags.items(), key=lambda item: (rank[item[1].chain[2]], item[0])))
        served = {name: tag for name, tag in tags.items() if tag.is_served}
        shelved = {name: tag for name, tag in tags.items() if not tag.is_served}
        return Catalog(version=version, classes=classes, tags=served, shelved=shelved)

    def _rank(self, path: str) -> tuple:
        parts = path.split("/")
        chain = ["/".join(parts[: n + 1]) for n in range(len(parts))]
        return tuple((self.classes[p].order, p) for p in chain)


def _fields(text: Strict) -> dict:
    return {name: getattr(text, name) for name in type(text).model_fields}


def _all(faults: list[Text]) -> Text:
    if len(faults) == 1:
        return faults[0]
    return lines([Text(en=f"{len(faults)} faults in the taxonomy:", zh=f"标签目录有 {len(faults)} 处错误："), *faults])
