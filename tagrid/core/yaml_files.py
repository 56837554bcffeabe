"""YAML within bounds: a file of a page can stand for gigabytes by its aliases, or nest until the reader gives up.

Every YAML file of the product is read through here: by libyaml's parser, which is eight times as fast as one in Python,
with the words, numbers and dates of YAML 1.2, of which ruamel.yaml holds the patterns.
"""

import re
from pathlib import Path
from typing import Any

import yaml
from ruamel.yaml.resolver import implicit_resolvers
from yaml.constructor import ConstructorError, SafeConstructor
from yaml.cyaml import CParser
from yaml.error import YAMLError
from yaml.events import AliasEvent, MappingEndEvent, MappingStartEvent, SequenceEndEvent, SequenceStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode
from yaml.resolver import BaseResolver

from tagrid.core.errors import BadInput
from tagrid.core.text import Text, as_text

# Beyond these a file is no catalog, mapping, manifest or model any more.
MAX_LETTERS, MAX_DEPTH, MAX_NODES = 4_000_000, 100, 1_000_000

_OPENERS = re.compile(r"[\[{\]}]")

# Block entries nested on one line, and the blanks before a line of a deep block.
_IN_LINE = re.compile(rf"(?:[-?:] +){{{MAX_DEPTH}}}")

_INDENT = re.compile(rf"^ {{{MAX_DEPTH * 8}}}", re.MULTILINE)

# A level of a block is indented by one blank at least.
_NARROW = re.compile(rf"^ {{{MAX_DEPTH}}}", re.MULTILINE)

_TOO_DEEP = Text(en=f"nested deeper than {MAX_DEPTH} levels", zh=f"嵌套超过 {MAX_DEPTH} 层")

_ALIAS = re.compile(r"(?:^|[\s\[{,:-])\*[^\s*]")


class _Resolver(BaseResolver):
    """What plain words are in YAML 1.2: yes and on are words, 010 is ten, 08:00 is no number."""


for _versions, _tag, _pattern, _first in implicit_resolvers:
    if (1, 2) in _versions and _tag != "tag:yaml.org,2002:value":  # `=` is a word too
        _Resolver.add_implicit_resolver(_tag, _pattern, _first)


class _Loader(CParser, SafeConstructor, _Resolver):
    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        SafeConstructor.__init__(self)
        _Resolver.__init__(self)

    def construct_yaml_int(self, node: ScalarNode) -> int:
        text = self.construct_scalar(node).replace("_", "")
        return int(text, 0) if text.lstrip("+-")[:2] in ("0o", "0x", "0b") else int(text)


_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_yaml_int)


def compose_yaml(text: str, shown: str) -> Node | None:
    """Return the nodes of a YAML text that stays within bounds; what is wrong with its YAML is raised as it is."""
    check_bounds(text, shown)
    try:
        return yaml.compose(text, _Loader)
    except RecursionError:
        raise _boundless(shown, _TOO_DEEP) from None


def _load(text: str) -> Any:
    loader = _Loader(text)
    try:
        if (root := loader.get_single_node()) is None:
            return None
        _refuse_doubled(root, set())
        return loader.construct_document(root)
    finally:
        loader.dispose()


def _refuse_doubled(node: Node, seen: set[int]) -> None:
    """Raise the ConstructorError of the first key that stands twice in its mapping; the last would win in silence."""
    if isinstance(node, ScalarNode) or id(node) in seen:
        return
    seen.add(id(node))
    if not isinstance(node, MappingNode):
        for item in node.value:
            _refuse_doubled(item, seen)
        return
    keys = set()
    for key, value in node.value:
        if isinstance(key, ScalarNode):
            if (key.tag, key.value) in keys:
                raise ConstructorError(None, None, f"found duplicate key {key.value!r}", key.start_mark)
            keys.add((key.tag, key.value))
        _refuse_doubled(value, seen)


def read_yaml(path: Path, shown: str | None = None) -> Any:
    """Return a YAML file's content; whatever keeps it from being read is BadInput with file and line."""
    text = _checked(path, shown)
    try:
        return _load(text)
    except RecursionError:
        raise _boundless(shown or str(path), _TOO_DEEP) from None
    except YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", error)
        line = Text(en=f", line {mark.line + 1}", zh=f" 第 {mark.line + 1} 行") if mark else as_text("")
        raise BadInput(
            en=f"{shown or path}{line.en}: not valid YAML: {problem}.",
            zh=f"{shown or path}{line.zh}：不是有效的 YAML：{problem}。",
        ) from error
    except (ValueError, OverflowError) as error:  # a date of no calendar
        raise BadInput(
            en=f"{shown or path}: not valid YAML: {error}.", zh=f"{shown or path}：不是有效的 YAML：{error}。"
        ) from error


def _checked(path: Path, shown: str | None) -> str:
    try:
        size = path.stat().st_size
        text = path.read_text(encoding="utf-8") if size <= 4 * MAX_LETTERS else "x" * (MAX_LETTERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            en=f"{shown or path}: cannot be read ({error}).", zh=f"无法读取 {shown or path}（{error}）。"
        ) from error
    check_bounds(text, shown or str(path))
    return text


def check_bounds(text: str, shown: str) -> None:
    """Refuse a YAML text that is too long, nests too deep, or grows beyond measure by its aliases: BadInput."""
    if len(text) > MAX_LETTERS:
        raise _boundless(
            shown,
            Text(en=f"longer than {MAX_LETTERS:,} letters", zh=f"超过 {MAX_LETTERS:,} 个字符"),
        )
    if _nests_deep(text):
        raise _boundless(shown, _TOO_DEEP)
    if _ALIAS.search(text) and _expanded(text) > MAX_NODES:
        raise _boundless(
            shown,
            Text(
                en=f"its aliases (*name) stand for more than {MAX_NODES:,} entries; write them out",
                zh=f"其别名（*名称）展开后超过 {MAX_NODES:,} 项；请直接写出",
            ),
        )


def _boundless(shown: str, why: Text) -> BadInput:
    return BadInput(Text(en=f"{shown}: ", zh=f"{shown}：") + why + Text(en=".", zh="。"))


def _nests_deep(text: str) -> bool:
    """Whether a text may nest deeper than allowed, judged by its brackets and blanks before any reader sees it."""
    if _IN_LINE.search(text) or _INDENT.search(text):
        return True
    depth = 0
    for found in _OPENERS.finditer(text) if text.count("[") + text.count("{") > MAX_DEPTH else ():
        depth = depth + 1 if found[0] in "[{" else max(depth - 1, 0)
        if depth > MAX_DEPTH:
            return True
    return bool(_NARROW.search(text)) and _depth(text) > MAX_DEPTH


def _depth(text: str) -> int:
    """How deep a text nests; the count ends beyond the bound."""
    depth = deepest = 0
    try:
        for event in yaml.parse(text, _Loader):
            depth += isinstance(event, MappingStartEvent | SequenceStartEvent)
            depth -= isinstance(event, MappingEndEvent | SequenceEndEvent)
            deepest = max(deepest, depth)
            if depth > MAX_DEPTH:
                break
    except YAMLError:
        return 0  # whoever reads it next says what is wrong
    return deepest


def _expanded(text: str) -> int:
    """How many entries a text stands for once its aliases are written out; the count ends beyond the bound."""
    sizes: dict[str, int] = {}
    open_: list[tuple[str | None, int]] = []  # anchor and size so far, of what is not closed yet
    total = 0
    try:
        for event in yaml.parse(text, _Loader):
            if isinstance(event, MappingEndEvent | SequenceEndEvent):
                anchor, size = open_.pop()
                if anchor:
                    sizes[anchor] = size
            elif isinstance(event, MappingStartEvent | SequenceStartEvent):
                open_.append((event.anchor, 1))
                continue
            else:
                size = sizes.get(event.anchor, 1) if isinstance(event, AliasEvent) else 1
            if open_:
                anchor, so_far = open_[-1]
                open_[-1] = (anchor, min(so_far + size, MAX_NODES + 1))
            total = max(total, size)
            if total > MAX_NODES or any(one > MAX_NODES for _, one in open_):
                return MAX_NODES + 1
    except YAMLError:
        return 0  # whoever reads it next says what is wrong
    return total
