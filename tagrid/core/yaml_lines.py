"""YAML with line numbers, read strictly: doubled keys and keys that are not plainly text are refused."""

from copy import deepcopy
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from yaml.error import MarkedYAMLError, YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from tagrid.core.errors import BadInput
from tagrid.core.text import Text, nearest
from tagrid.core.yaml_files import compose_yaml

M = TypeVar("M", bound=BaseModel)

Address = tuple[str | int, ...]

_READ = {
    "str": str,
    "int": lambda text: int(text.replace("_", ""), 0),
    "float": float,
    "bool": lambda text: text.lower() == "true",
    "null": lambda text: None,
    "timestamp": date.fromisoformat,
}

# Plain words that dbt reads as truth values or null although YAML 1.2 takes them for text.
TRUTH = {"yes", "no", "on", "off", "true", "false", "null", "~"}


class YamlDocument:
    """One file's data and the line of every key and item in it."""

    def __init__(self, path: Path, shown: str) -> None:
        """Read ``path``; messages call it ``shown``. ``BadInput`` when it is missing or not such YAML."""
        self.shown = shown
        try:
            self.text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError) as error:
            raise _unreadable(shown, error) from None
        read = _read(self.text, shown)
        self.data: dict[str, Any] = deepcopy(read.data)
        self._lines = read.lines

    def at(self, address: Address) -> str:
        """Return ``file:line`` of an address, or of the nearest one above it that is in the file."""
        return _place(self.shown, self._lines, address)

    def as_model(self, model: type[M], *address: str | int) -> M:
        """Return what stands at an address as a model; ``BadInput`` names the line and the field of the first fault.

        Lists become tuples, as frozen models have them.
        """
        data: Any = self.data
        for part in address:
            data = data[part]
        try:
            return model.model_validate(_as_tuples(data))
        except ValidationError as error:
            faults = error.errors()
            first = next((one for one in faults if one["type"] == "extra_forbidden"), faults[0])  # likely misspelt
            at = (*address, *(part for part in first["loc"] if part != "[key]"))
            is_unknown = first["type"] == "extra_forbidden" and len(first["loc"]) == 1
            hint = nearest(str(first["loc"][0]), list(model.model_fields)) if is_unknown else Text(zh="", en="")
            where, field = self.at(at), ".".join(map(str, at))
            raise BadInput(
                en=f"{where}: {field}: {first['msg']}.{hint}",
                zh=f"{where}：{field} 不合要求（{first['msg']}）。{hint.zh}",
            ) from None


@lru_cache(maxsize=1024)
def _read(text: str, shown: str) -> "_Reading":
    """Return a text read; kept by its letters, as a catalog of some hundred files is loaded over and over."""
    try:
        return _Reading(compose_yaml(text, shown), shown)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        where = f"{shown}:{line}"
        raise BadInput(
            en=f"{where}: not YAML: {error.problem}.", zh=f"{where}：不是有效的 YAML：{error.problem}。"
        ) from None
    except YAMLError as error:
        raise _unreadable(shown, error) from None


def _unreadable(shown: str, error: Exception) -> BadInput:
    return BadInput(en=f"{shown}: cannot be read: {error}.", zh=f"无法读取 {shown}：{error}。")


class _Reading:
    """The nodes of a text as data, with the line of every key and item."""

    def __init__(self, root: Node | None, shown: str) -> None:
        self.shown = shown
        self.lines: dict[Address, int] = {}
        if not isinstance(root, MappingNode):
            raise BadInput(
                en=f"{shown}:1: the file must be a mapping of fields.", zh=f"{shown}:1：文件应由“字段: 值”组成。"
            )
        try:
            self.data: dict[str, Any] = self._mapping(root, ())
        except RecursionError:
            raise BadInput(
                en=f"{shown}: an alias leads back to itself; write the text out.",
                zh=f"{shown}：别名指回自身，请写出内容。",
            ) from None

    def _value(self, node: Node, at: Address) -> Any:
        if isinstance(node, MappingNode):
            return self._mapping(node, at)
        if isinstance(node, SequenceNode):
            return [self._item(item, (*at, n)) for n, item in enumerate(node.value)]
        return self._scalar(node, at)

    def _item(self, node: Node, at: Address) -> Any:
        self.lines[at] = node.start_mark.line + 1
        return self._value(node, at)

    def _mapping(self, node: MappingNode, at: Address) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = self._key(key)
            if name in found:
                where = f"{self.shown}:{key.start_mark.line + 1}"
                raise BadInput(
                    en=f"{where}: `{name}` stands twice; keep one.", zh=f"{where}：`{name}` 出现两次，请保留一个。"
                )
            self.lines[(*at, name)] = key.start_mark.line + 1
            found[name] = self._value(value, (*at, name))
        return found

    def _key(self, node: Node) -> str:
        plain = isinstance(node, ScalarNode) and not node.style
        if not isinstance(node, ScalarNode) or not node.tag.endswith(":str"):
            raise BadInput(_not_text(self.shown, node))
        if plain and node.value.lower() in TRUTH:
            raise BadInput(_not_text(self.shown, node))
        return node.value

    def _scalar(self, node: Node, at: Address) -> Any:
        try:
            return _READ[node.tag.rpartition(":")[2]](node.value)
        except (KeyError, ValueError):
            raise BadInput(
                en=f"{_place(self.shown, self.lines, at)}: cannot read {node.value!r}; write a number or text.",
                zh=f"{_place(self.shown, self.lines, at)}：无法读取 {node.value!r}，请写数或文字。",
            ) from None


def _place(shown: str, lines: dict[Address, int], address: Address) -> str:
    while address and address not in lines:
        address = address[:-1]
    return f"{shown}:{lines.get(address, 1)}"


def _as_tuples(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _as_tuples(value) for key, value in data.items()}
    return tuple(map(_as_tuples, data)) if isinstance(data, list) else data


def _not_text(shown: str, node: Node) -> Text:
    where = f"{shown}:{node.start_mark.line + 1}"
    return Text(
        en=f"{where}: `{node.value}` is not text to every YAML reader (it may be a truth value, a number or null); "
        "write a word such as is_large / not_large or kva_8_to_50.",
        zh=f"{where}：`{node.value}` 会被 YAML 读成真假值、数或空值；请改写为 is_large、kva_8_to_50 这样的词。",
    )
