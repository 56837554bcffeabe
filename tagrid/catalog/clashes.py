"""What is wrong between the files of the taxonomy: each is sound alone, and together they contradict one another."""

from collections import defaultdict
from collections.abc import Iterable

from tagrid.catalog.model import Label, Tag, TagClass
from tagrid.errors import nearest

Classes = dict[str, TagClass]
Tags = dict[str, Tag]
# Group, text, and the file it stands in.
Rows = Iterable[tuple[str, Label, str]]


def clashes(classes: Classes, tags: Tags) -> list[str]:
    """Return a line for every clash: missing classes, doubled labels, definitions, facets and themes, dead names."""
    return [
        *_orphans(classes, tags),
        *_divided_twice(classes),
        *_twice("label", ((_above(c), c.label, _file(c)) for c in classes.values()), "labels must differ"),
        *_twice("label", ((t.subject, t.label, t.path) for t in tags.values()), "labels must differ"),
        *_twice("definition", ((_above(c), c.definition, _file(c)) for c in classes.values()), "say how they differ"),
        *_twice("definition", ((t.subject, t.definition, t.path) for t in tags.values()), "say how they differ"),
        *_twice("criterion", ((t.subject, t.criterion, t.path) for t in tags.values()), "one facet, one criterion"),
        *_doubled_themes(classes),
        *_no_successors(tags),
        *_underived(tags),
    ]


def _above(found: TagClass) -> str:
    return found.path.rpartition("/")[0]


def _file(found: TagClass) -> str:
    return f"taxonomy/{found.path}/_class.yml"


def _orphans(classes: Classes, tags: Tags) -> Iterable[str]:
    needed = {path for tag in tags.values() for path in tag.chain}
    needed |= {path.rpartition("/")[0] for path in classes if "/" in path}
    for path in sorted(needed - set(classes)):
        yield f"taxonomy/{path}: no _class.yml with the label, definition, criterion and order of the class."


def _divided_twice(classes: Classes) -> Iterable[str]:
    """Siblings come of one division, and a division has one criterion."""
    first: dict[str, TagClass] = {}
    for found in classes.values():
        elder = first.setdefault(_above(found), found)
        for lang in ("zh", "en"):
            ours, theirs = found.criterion.in_(lang), elder.criterion.in_(lang)
            if _plain(ours) != _plain(theirs):
                yield f"{_file(found)}: criterion {lang} {ours!r} is not its sibling's, {theirs!r} in {_file(elder)}."


def _plain(text: str) -> str:
    return text.strip(" .。").casefold()


def _twice(field: str, rows: Rows, advice: str) -> Iterable[str]:
    homes: dict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for group, label, path in rows:
        for lang in ("zh", "en"):
            homes[group, lang, _plain(label.in_(lang))].append((label.in_(lang), path))
    for (_, lang, _), found in homes.items():
        for text, path in found[1:]:
            yield f"{path}: {field} {lang} {text!r} is taken by {found[0][1]}; {advice}."


def _doubled_themes(classes: Classes) -> Iterable[str]:
    first: dict[str, TagClass] = {}
    for found in classes.values():
        theme = found.path.rpartition("/")[2]
        if found.level == 3 and (elder := first.setdefault(theme, found)) is not found:
            yield f"{_file(found)}: theme {theme!r} is taken by {_file(elder)}; a theme is one model tag_{theme}."


def _no_successors(tags: Tags) -> Iterable[str]:
    for tag in tags.values():
        if tag.successor and tag.successor not in tags:
            yield f"{tag.path}: successor {tag.successor!r} is no tag.{nearest(tag.successor, tuple(tags))}"
        elif tag.successor == tag.name:
            yield f"{tag.path}: a tag cannot succeed itself; name another tag, or null for none."


def _underived(tags: Tags) -> Iterable[str]:
    for tag in tags.values():
        for name in dict.fromkeys(tag.derived_from):
            if name == tag.name or name not in tags:
                yield f"{tag.path}: derived_from {name!r} is no other tag.{nearest(name, tuple(tags))}"
        if len(set(tag.derived_from)) < len(tag.derived_from):
            yield f"{tag.path}: derived_from names a tag twice; keep one."
