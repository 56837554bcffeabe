"""Whether a tag's criterion is about what its rule reads: by the words of the columns' names and descriptions."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from tagrid.catalog.columns import ColumnLabel
from tagrid.catalog.dbt_models import MODELS
from tagrid.catalog.model import Catalog, Tag
from tagrid.core.overlay import content
from tagrid.core.text import Text
from tagrid.core.yaml_files import read_yaml

# Words that stand in any criterion, and say nothing of what it is about.
_COMMON = frozenset(
    (
        *("the", "and", "are", "for", "from", "how", "its", "many", "not", "than", "that", "this", "which", "with"),
        *("within", "number", "whether", "kind", "any", "last", "most", "since", "more", "less", "share"),
        *("customer", "customers", "account", "months", "month", "days", "day"),
    )
)

# So many letters of a word count, so that "delayed" is "delay".
_STEM = 5

Words = frozenset[str]


def criterion_remarks(described: Catalog, labels: Mapping[str, ColumnLabel], project: Path | None = None) -> list[Text]:
    """Return a line for each tag whose criterion has no word in common with the columns of its rule.

    ``described`` is the catalog with the rules of its tags. A word in either language is enough: this finds a criterion
    that was copied from another tag, not one that is badly put.
    """
    return [_remark(tag) for tag in described.tags.values() if tag.pedigree and not _fits(tag, labels, project)]


def _fits(tag: Tag, labels: Mapping[str, ColumnLabel], project: Path | None) -> bool:
    english, chinese = _english(tag.criterion.en), _chinese(tag.criterion.zh)
    names = [name.rpartition(".")[2] for name in tag.pedigree]
    known = [labels[name].label for name in names if name in labels]
    if english & _english(" ".join([*(name.replace("_", " ") for name in names), *(one.en for one in known)])):
        return True
    if chinese & _chinese(" ".join(one.zh for one in known)):
        return True
    return bool(english & _english(" ".join(_descriptions(tag.pedigree, project))))


def _english(text: str) -> Words:
    words = re.findall(r"[a-z]{3,}", text.lower())
    return frozenset(word[:_STEM] for word in words if word not in _COMMON)


def _chinese(text: str) -> Words:
    runs = re.findall(r"[\u4e00-\u9fff]+", text)
    return frozenset(run[n : n + 2] for run in runs for n in range(len(run) - 1))


def _descriptions(columns: Iterable[str], project: Path | None) -> list[str]:
    """Return what the models' YAML says of columns ``model.column``; read only for a tag whose labels do not do."""
    found = []
    for model, _, column in (name.rpartition(".") for name in columns):
        for path in content(MODELS, f"{model}.yml", project=project).values() if model else ():
            found.append(_described(path, path.stat().st_mtime_ns).get((model, column), ""))
    return found


@cache
def _described(path: Path, _state: int) -> dict[tuple[str, str], str]:
    models = (read_yaml(path) or {}).get("models") or []
    return {
        (model["name"], column["name"]): str(column.get("description") or "")
        for model in models
        for column in model.get("columns") or []
    }


def _remark(tag: Tag) -> Text:
    reads = ", ".join(tag.pedigree)
    return Text(
        en=f"{tag.path}: the criterion {tag.criterion.en!r} has no word in common with what the rule reads ({reads}); "
        "name in it what divides the customers, or say in the column's description what the criterion calls it.",
        zh=f"{tag.path}：分类依据“{tag.criterion.zh}”与规则读取的列（{reads}）毫无共同之处；"
        "请写明按什么划分客户，或在列的说明中写出分类依据的用词。",
    )
