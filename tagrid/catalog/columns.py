"""What columns are called and in which unit they are written: the ``meta`` of a column in the models' YAML files."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tagrid.catalog.dbt_models import MODELS
from tagrid.catalog.model import Catalog
from tagrid.core.errors import BadInput
from tagrid.core.formats import UNITS
from tagrid.core.overlay import content, content_by_name, current_project, roots, shown_path
from tagrid.core.text import Text, nearest
from tagrid.core.yaml_lines import Address, YamlDocument

# What a column without a unit holds: codes or words, truth values, days.
WITHOUT_UNIT = ("text", "flag", "date")

# How a label is written.
WANTED = "`config: {meta: {zh: …, en: …, unit: …}}`"

_FIELDS = ("zh", "en", "unit")


@dataclass(frozen=True)
class ColumnLabel:
    """What a column is called. ``unit`` is one of `tagrid.core.formats.UNITS` or of `WITHOUT_UNIT`."""

    label: Text
    unit: str


def column_labels(project: Path | None = None) -> dict[str, ColumnLabel]:
    """Return the label and unit of every column that has them, by name; read once for each project.

    ``BadInput`` lists the faults in the files.
    """
    return _labels(project or current_project())


@cache
def _labels(project: Path) -> dict[str, ColumnLabel]:
    reader = _LabelReader(project)
    if reader.faults:
        raise BadInput(en="\n".join(one.en for one in reader.faults), zh="\n".join(one.zh for one in reader.faults))
    return reader.labels


def column_faults(described: Catalog, project: Path | None = None) -> list[Text]:
    """Return a line for each wrong label, and for each column that a rule reads and that has none.

    ``described`` is the catalog with the rules of its tags. Where a whole model is missing, that is another fault.
    """
    reader, read = _LabelReader(project or current_project()), {}
    for tag in described.tags.values():
        for name in tag.pedigree:
            if "." in name or tag.sources:
                read.setdefault(name, tag.path)
    missing = [one for one in read.items() if one[0].rpartition(".")[2] not in reader.known]
    return reader.faults + [_missing(name, path, project) for name, path in missing]


def _missing(name: str, tag_path: str, project: Path | None) -> Text:
    model, _, column = name.rpartition(".")
    file = _yaml_of(model, project)
    if file is None:
        return Text(
            en=f"{tag_path}: its rule reads {column}, which the theme's model makes by itself; give it in a model of "
            f"features, with {WANTED} in that model's YAML.",
            zh=f"{tag_path}：规则读取的 {column} 由主题模型自行算出；请放到特征模型中，并在其 YAML 中写明 {WANTED}。",
        )
    return Text(
        en=f"{file}: column {column} has no label and unit, but {tag_path} reads it; write {WANTED} at the column.",
        zh=f"{file}：列 {column} 没有名称和单位，而 {tag_path} 读取它；请在该列处写明 {WANTED}。",
    )


def _yaml_of(model: str, project: Path | None) -> str | None:
    """Return the file that describes a model, or the one that should."""
    for name, path in content(MODELS, "*.yml", project=project).items():
        if f"- name: {model}\n" in path.read_text(encoding="utf-8"):
            return name
    path = content_by_name(MODELS, "*.sql", "*.py", project=project).get(model)
    return shown_path(path.with_suffix(".yml"), project) if path else None


class _LabelReader:
    """One reading of the labels; faults are gathered so that a person sees all of them at once.

    ``known`` are all columns that the files say something of, those with faults too.
    """

    def __init__(self, project: Path) -> None:
        self.labels: dict[str, ColumnLabel] = {}
        self.faults: list[Text] = []
        self.known: dict[str, str] = {}
        folders, files = roots(project), content(MODELS, "*.yml", project=project)
        homes = {shown: next(root for root in folders if path.is_relative_to(root)) for shown, path in files.items()}
        for root in reversed(folders):  # the project's own labels come last and count
            here: dict[str, str] = {}
            for shown, path in files.items():
                if homes[shown] != root:
                    continue
                text = path.read_text(encoding="utf-8")
                if "meta:" in text and "models:" in text:  # most files have no label: spare them the parser
                    self._read(YamlDocument(path, shown), here)
            self.known |= here

    def _read(self, document: YamlDocument, here: dict[str, str]) -> None:
        """Read the labels of a file; ``here`` are the columns of the same root with their places."""
        for column, meta, at in _meta_of_columns(document):
            where = document.at(at)
            fault = _fault(column, meta, where) or _second(column, where, here)
            if fault:
                self.faults.append(fault)
            else:
                self.labels[column] = ColumnLabel(Text(zh=meta["zh"], en=meta["en"]), meta["unit"])
            here.setdefault(column, where)


def _second(column: str, where: str, here: dict[str, str]) -> Text | None:
    if column not in here:
        return None
    first = here[column]
    return Text(
        en=f"{where}: column {column} has its label in {first} already; one name means one number, keep one label.",
        zh=f"{where}：列 {column} 的名称已写在 {first}；同名的列是同一个数，只写一处。",
    )


def _meta_of_columns(document: YamlDocument) -> Iterator[tuple[str, dict, Address]]:
    models = document.data.get("models")
    for m, model in enumerate(models if isinstance(models, list) else ()):
        for c, column in enumerate(model.get("columns") or ()):
            meta = (column.get("config") or {}).get("meta")
            if isinstance(meta, dict) and not meta.keys().isdisjoint(_FIELDS):  # other meta is for others
                yield column["name"], meta, ("models", m, "columns", c, "config", "meta")


def _fault(column: str, fields: dict, where: str) -> Text | None:
    lacking = [name for name in _FIELDS if not isinstance(fields.get(name), str) or not fields[name].strip()]
    if lacking:
        fields_shown = ", ".join(lacking)
        return Text(
            en=f"{where}: column {column} lacks {fields_shown}; write {WANTED}.",
            zh=f"{where}：列 {column} 缺少 {fields_shown}；请写明 {WANTED}。",
        )
    units = (*UNITS, *WITHOUT_UNIT)
    if fields["unit"] in units:
        return None
    hint = nearest(fields["unit"], units) or Text(en=f" One of {', '.join(units)}.", zh=f"可选：{'、'.join(units)}。")
    return Text(
        en=f"{where}: column {column} has the unknown unit {fields['unit']!r}.{hint}",
        zh=f"{where}：列 {column} 的单位“{fields['unit']}”未知。{hint.zh}",
    )
