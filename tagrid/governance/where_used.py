"""Where a tag is used: saved segments that name it, tags derived from it, scores that give it or share its inputs."""

from dataclasses import dataclass

from tagrid.catalog import Catalog, Tag
from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.text import Text
from tagrid.scoring import trainable
from tagrid.segments import parse, saved_expressions, tag_conditions


@dataclass(frozen=True)
class ScoreUse:
    """A score that has to do with a tag: it ``gives`` its value, or reads some of the same numbers."""

    name: str
    label: Text
    gives: bool
    shared: tuple[str, ...] = ()


@dataclass(frozen=True)
class WhereUsed:
    """Where a tag is used; ``segments`` are names of saved segments with their expressions."""

    segments: tuple[tuple[str, str], ...]
    derived: tuple[str, ...]
    scores: tuple[ScoreUse, ...]


def where_used(home: Home, catalog: Catalog, tag: Tag) -> WhereUsed:
    """Return everything that would have to follow if ``tag`` changed its meaning."""
    derived = [one.name for one in catalog.all_tags.values() if tag.name in one.derived_from]
    return WhereUsed(tuple(_segments(home, catalog, tag.name)), tuple(derived), tuple(_scores(tag)))


def _segments(home: Home, catalog: Catalog, tag: str) -> list[tuple[str, str]]:
    saved = saved_expressions(home)
    found = []
    for name, expression in saved.items():
        try:
            reads = {leaf.tag for leaf in tag_conditions(parse(expression, catalog, saved))}
        except BadInput:  # written for an earlier catalog; the list of segments shows what is wrong with it
            reads = set(expression.replace("(", " ").replace(")", " ").split())
        if tag in reads:
            found.append((name, expression))
    return found


def _scores(tag: Tag) -> list[ScoreUse]:
    inputs, found = set(tag.pedigree), []
    for name, score in trainable().items():
        gives = tag.name == name or any(column.rpartition(".")[2] == score.output for column in inputs)
        shared = tuple(sorted(inputs & {feature.name for feature in score.features}))
        if gives or shared:
            found.append(ScoreUse(name, Text(zh=score.zh, en=score.en), gives, shared))
    return found
