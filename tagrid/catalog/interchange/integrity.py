"""The integrity conditions of SKOS (the S-numbers of its Reference), checked before a graph leaves the house.

skosify mends much of this in silence or with a warning; here each breach is a line, and nothing is mended.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from rdflib import RDF, SKOS, Graph
from rdflib.collection import Collection
from rdflib.term import Node

_LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
_KINDS = (SKOS.Concept, SKOS.ConceptScheme, SKOS.Collection)


def faults(graph: Graph) -> list[str]:
    """Return a line for every breach in ``graph``; none when it is sound."""
    return [fault for check in _CHECKS for fault in check(graph)]


def _of(graph: Graph, kind: Node) -> set[Node]:
    kinds = (kind, SKOS.OrderedCollection) if kind == SKOS.Collection else (kind,)
    return {found for one in kinds for found in graph.subjects(RDF.type, one)}


def _sorted(nodes: set[Node]) -> list[Node]:
    return sorted(nodes, key=str)


def _kinds_apart(graph: Graph) -> Iterator[str]:
    """S9 and S37: concepts, schemes and collections exclude one another."""
    for one, other in combinations(_KINDS, 2):
        for both in _sorted(_of(graph, one) & _of(graph, other)):
            yield f"S9, S37: {both} is both {one.fragment} and {other.fragment}."


def _labels_apart(graph: Graph) -> Iterator[str]:
    """S13: a text is one kind of label of a resource only."""
    for one, other in combinations(_LABELS, 2):
        for subject, label in sorted(graph.subject_objects(one)):
            if (subject, other, label) in graph:
                yield f"S13: {subject} has {label!r} as {one.fragment} and as {other.fragment}."


def _one_name(graph: Graph) -> Iterator[str]:
    """S14: one preferred label a language; and, beyond SKOS, one in each of ours."""
    for subject in _sorted(set().union(*(_of(graph, kind) for kind in _KINDS))):
        said = Counter(getattr(label, "language", None) for label in graph.objects(subject, SKOS.prefLabel))
        yield from (f"S14: {subject} has {n} prefLabels in {lang}." for lang, n in said.items() if n > 1)
        yield from (f"{subject} has no prefLabel in {lang}." for lang in ("zh", "en") if lang not in said)


def _no_cycle(graph: Graph) -> Iterator[str]:
    """No concept lies above itself (SKOS allows it; a classification does not)."""
    for concept in _sorted(_of(graph, SKOS.Concept)):
        for above in graph.objects(concept, SKOS.broader):
            if concept in graph.transitive_objects(above, SKOS.broader):
                yield f"{concept} lies above itself."


def _related_apart(graph: Graph) -> Iterator[str]:
    """S27: what is related is not above or below."""
    for one, other in sorted(graph.subject_objects(SKOS.related)):
        if other in graph.transitive_objects(one, SKOS.broader) or one in graph.transitive_objects(other, SKOS.broader):
            yield f"S27: {one} is related to {other}, and above or below it."


def _both_ways(graph: Graph) -> Iterator[str]:
    """S25 and S8: what is said one way is said the other way, for readers that do not infer."""
    for one, other in ((SKOS.broader, SKOS.narrower), (SKOS.topConceptOf, SKOS.hasTopConcept)):
        for here, there in ((one, other), (other, one)):
            for subject, target in sorted(graph.subject_objects(here)):
                if (target, there, subject) not in graph:
                    yield f"S25, S8: {subject} {here.fragment} {target}, but not the other way round."


def _lists_are_members(graph: Graph) -> Iterator[str]:
    """S36: whatever is in an ordered collection's list is its member; and every member is described."""
    for facet, head in graph.subject_objects(SKOS.memberList):
        for member in Collection(graph, head):
            if (facet, SKOS.member, member) not in graph:
                yield f"S36: {member} is in the list of {facet}, but not its member."
    for facet, member in sorted(graph.subject_objects(SKOS.member)):
        if (member, RDF.type, None) not in graph:
            yield f"{facet} has the member {member}, which is not there."


def _placed(graph: Graph) -> Iterator[str]:
    """Every concept has a scheme, and a notation that is its own; what it lies under is a concept."""
    notations: Counter = Counter()
    concepts = _of(graph, SKOS.Concept)
    for concept in _sorted(concepts):
        notations.update(graph.objects(concept, SKOS.notation))
        for needed in (SKOS.inScheme, SKOS.notation):
            if (concept, needed, None) not in graph:
                yield f"{concept} has no {needed.fragment}."
        for above in graph.objects(concept, SKOS.broader):
            if above not in concepts:
                yield f"{concept} lies under {above}, which is not there."
    yield from (f"The notation {text} is given {n} times." for text, n in notations.items() if n > 1)


_CHECKS = (
    _kinds_apart,
    _labels_apart,
    _one_name,
    _no_cycle,
    _related_apart,
    _both_ways,
    _lists_are_members,
    _placed,
)
