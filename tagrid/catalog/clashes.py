"""What is wrong between the files of the taxonomy: each is sound alone, and together they contradict one another."""

from collections import defaultdict
from collections.abc import Iterable

from tagrid.catalog.model import Label, Tag, TagClass
from tagrid.errors import Told, nearest

Classes = dict[str, TagClass]
Tags = dict[str, Tag]
# Group, text, and the file it stands in.
Rows = Iterable[tuple[str, Label, str]]
_ADVICE = {
    "label": Told("labels must differ", "名称不得相同"),
    "definition": Told("say how they differ", "请写明两者的区别"),
    "criterion": Told("one facet, one criterion", "一个组面只用一个分类依据"),
}


def clashes(classes: Classes, tags: Tags) -> list[Told]:
    """Return a line for every clash: missing classes, doubled labels, definitions, facets and themes, dead names."""
    return [
        *_orphans(classes, tags),
        *_divided_twice(classes),
        *_twice("label", ((_above(c), c.label, _file(c)) for c in classes.values())),
        *_twice("label", ((t.subject, t.label, t.path) for t in tags.values())),
        *_twice("definition", ((_above(c), c.definition, _file(c)) for c in classes.values())),
        *_twice("definition", ((t.subject, t.definition, t.path) for t in tags.values())),
        *_twice("criterion", ((t.subject, t.criterion, t.path) for t in tags.values())),
        *_doubled_themes(classes),
        *_no_successors(tags),
        *_underived(tags),
    ]


def _above(found: TagClass) -> str:
    return found.path.rpartition("/")[0]


def _file(found: TagClass) -> str:
    return f"taxonomy/{found.path}/_class.yml"


def _orphans(classes: Classes, tags: Tags) -> Iterable[Told]:
    needed = {path for tag in tags.values() for path in tag.chain}
    needed |= {path.rpartition("/")[0] for path in classes if "/" in path}
    for path in sorted(needed - set(classes)):
        yield Told(
            f"taxonomy/{path}: no _class.yml with the label, definition, criterion and order of the class.",
            f"taxonomy/{path}：缺少 _class.yml（类的名称、定义、分类依据和次序）。",
        )


def _divided_twice(classes: Classes) -> Iterable[Told]:
    """Siblings come of one division, and a division has one criterion."""
    first: dict[str, TagClass] = {}
    for found in classes.values():
        elder = first.setdefault(_above(found), found)
        for lang in ("zh", "en"):
            ours, theirs = found.criterion.in_(lang), elder.criterion.in_(lang)
            if _plain(ours) != _plain(theirs):
                yield Told(
                    f"{_file(found)}: criterion {lang} {ours!r} is not its sibling's, {theirs!r} in {_file(elder)}.",
                    f"{_file(found)}：分类依据（{lang}）“{ours}”与同级的“{theirs}”（{_file(elder)}）不一致。",
                )


def _plain(text: str) -> str:
    return text.strip(" .。").casefold()


def _twice(field: str, rows: Rows) -> Iterable[Told]:
    homes: dict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for group, label, path in rows:
        for lang in ("zh", "en"):
            homes[group, lang, _plain(label.in_(lang))].append((label.in_(lang), path))
    for (_, lang, _), found in homes.items():
        for text, path in found[1:]:
            advice, other = _ADVICE[field], found[0][1]
            yield Told(
                f"{path}: {field} {lang} {text!r} is taken by {other}; {advice}.",
                f"{path}：`{field}`（{lang}）“{text}”已用于 {other}；{advice.zh}。",
            )


def _doubled_themes(classes: Classes) -> Iterable[Told]:
    first: dict[str, TagClass] = {}
    for found in classes.values():
        theme = found.path.rpartition("/")[2]
        if found.level == 3 and (elder := first.setdefault(theme, found)) is not found:
            yield Told(
                f"{_file(found)}: theme {theme!r} is taken by {_file(elder)}; a theme is one model tag_{theme}.",
                f"{_file(found)}：分析主题“{theme}”已用于 {_file(elder)}；一个主题对应一个模型 tag_{theme}。",
            )


def _no_successors(tags: Tags) -> Iterable[Told]:
    for tag in tags.values():
        if tag.successor and tag.successor not in tags:
            hint = nearest(tag.successor, tuple(tags))
            yield Told(
                f"{tag.path}: successor {tag.successor!r} is no tag.{hint}",
                f"{tag.path}：后继标签“{tag.successor}”不存在。{hint.zh}",
            )
        elif tag.successor == tag.name:
            yield Told(
                f"{tag.path}: a tag cannot succeed itself; name another tag, or null for none.",
                f"{tag.path}：后继标签不能是自身；请写另一个标签，没有则写 null。",
            )


def _underived(tags: Tags) -> Iterable[Told]:
    for tag in tags.values():
        for name in dict.fromkeys(tag.derived_from):
            if name == tag.name or name not in tags:
                hint = nearest(name, tuple(tags))
                yield Told(
                    f"{tag.path}: derived_from {name!r} is no other tag.{hint}",
                    f"{tag.path}：derived_from 中的“{name}”不是另一个标签。{hint.zh}",
                )
        if len(set(tag.derived_from)) < len(tag.derived_from):
            yield Told(
                f"{tag.path}: derived_from names a tag twice; keep one.",
                f"{tag.path}：derived_from 中有重复的标签，请保留一个。",
            )
