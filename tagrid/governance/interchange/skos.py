"""The catalog as SKOS (W3C Recommendation of 2009-08-18): a concept scheme that any vocabulary tool reads."""

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from tagrid.catalog import Catalog, Example, Tag, TagClass
from tagrid.core.text import Text

# What XML 1.0 has no place for, and so neither RDF/XML nor a workbook.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """Return ``text`` without the characters that XML cannot hold."""
    return _UNWRITABLE.sub("", text)


# name: (zh, en, the known property it is a kind of)
TERMS: dict[str, tuple[str, str, URIRef | None]] = {
    "criterion": ("分类依据", "criterion of division", SKOS.note),
    "level": ("层级", "level in the classification, 1 to 5", None),
    "method": ("方法", "how the value is found: rule, statistic or model", None),
    "rule": ("计算规则（SQL）", "rule in SQL", None),
    "cadence": ("更新周期", "how often the value may change", None),
    "owner": ("责任部门", "owner", None),
    "sensitivity": ("敏感级别", "sensitivity: public, internal or restricted", None),
    "precedence": ("优先关系", "whether the conditions exclude one another or are taken in order", None),
    "evidence": ("依据", "what a psychology tag goes by: stated, observed or inferred", None),
    "placement": ("归类理由", "why the tag stands in its dimension", SKOS.note),
    "subFacetOf": ("所属组面", "the facet that this sub-facet divides further", SKOS.related),
    "status": ("状态", "status: draft, active, deprecated or retired", None),
    "approvedBy": ("批准部门", "who approved the status", None),
}


def terms(base: str) -> Namespace:
    """Return the namespace of these words under the catalog's base URI."""
    return Namespace(f"{base}terms/")


def describe_terms(graph: Graph, base: str) -> None:
    """Add the meaning of each of these words to the graph."""
    for name, (zh, en, kind_of) in TERMS.items():
        term = terms(base)[name]
        graph.add((term, RDF.type, RDF.Property))
        graph.add((term, RDFS.label, Literal(zh, "zh")))
        graph.add((term, RDFS.label, Literal(en, "en")))
        if kind_of is not None:
            graph.add((term, RDFS.subPropertyOf, kind_of))


# example.org is reserved for examples: a utility gives its own with --base.
BASE = "https://tagrid.example.org/catalog/"

TAG_LEVEL = 4

TITLE = Text(zh="客户标签目录", en="Catalog of customer tags")

UNKNOWN_NOTE = Text(
    zh="来源缺失的客户取值为 unknown（未知）；每个标签都有这一取值，目录中不重复列出。",
    en="A customer whose source is missing has the value unknown; every tag has it, and none lists it.",
)


def skos(
    catalog: Catalog, base: str = BASE, issued: datetime.date | None = None, releases: Sequence[str] = ()
) -> Graph:
    """Return ``catalog`` as an RDF graph; ``base`` (ending in / or #) starts every URI of it.

    ``issued`` is the day the version was released, where known; ``releases`` are all released versions.
    """
    return _Writer(catalog, base).graph(issued, releases)


class _Writer:
    """Writes one catalog into a graph.

    Every class, tag and value is a skos:Concept, broader and narrower along the five levels. What is divided by one
    criterion is a collection beside it: the tags of a theme, and, in their order, the values of a tag. A collection is
    never a concept (S37), so it has a URI of its own. A tag's URI does not hold its place, so that it stays the same
    when the tag moves; the place is its skos:notation.
    """

    def __init__(self, catalog: Catalog, base: str) -> None:
        self.catalog, self.base, self.own = catalog, Namespace(base), terms(base)
        self.scheme = self.base["scheme"]
        self.out = Graph()
        self.tags = catalog.all_tags

    def _uri(self, place: str, kind: str = "") -> URIRef:
        """Return the URI of the concept at a place, or with ``kind`` of what stands beside it."""
        parts = place.split("/")
        name = ["class", *parts] if len(parts) < TAG_LEVEL else ["tag", *parts[TAG_LEVEL - 1 :]]
        return self.base[".".join([kind, *name] if kind else name)]

    def graph(self, issued: datetime.date | None, releases: Sequence[str]) -> Graph:
        for prefix, space in (("skos", SKOS), ("dct", DCTERMS), ("owl", OWL), ("tgc", self.base), ("tg", self.own)):
            self.out.bind(prefix, space)
        self._scheme(issued, releases)
        describe_terms(self.out, str(self.base))
        for found in self.catalog.classes.values():
            self._class(found)
        for tag in self.tags.values():
            self._tag(tag)
            self._values(tag)
        return self.out

    def _say(self, subject: URIRef, predicate: URIRef, label: Text) -> None:
        self.out.add((subject, predicate, Literal(writable(label.zh), "zh")))
        self.out.add((subject, predicate, Literal(writable(label.en), "en")))

    def _plain(self, subject: URIRef, **words: object) -> None:
        for name, word in words.items():
            if word is not None:
                self.out.add((subject, self.own[name], Literal(writable(word) if isinstance(word, str) else word)))

    def _scheme(self, issued: datetime.date | None, releases: Sequence[str]) -> None:
        self.out.add((self.scheme, RDF.type, SKOS.ConceptScheme))
        self._say(self.scheme, SKOS.prefLabel, TITLE)
        self._say(self.scheme, DCTERMS.title, TITLE)
        self._say(self.scheme, SKOS.scopeNote, UNKNOWN_NOTE)
        self.out.add((self.scheme, OWL.versionInfo, Literal(self.catalog.version)))
        if issued:
            self.out.add((self.scheme, DCTERMS.issued, Literal(issued, datatype=XSD.date)))
        for version in releases:
            self.out.add((self.scheme, DCTERMS.hasVersion, self.base[f"scheme.{version}"]))

    def _concept(self, path: str, label: Text) -> URIRef:
        """Add a concept at its place; ``path`` is its notation, unique in the scheme."""
        concept, (above, _, _) = self._uri(path), path.rpartition("/")
        self.out.add((concept, RDF.type, SKOS.Concept))
        self.out.add((concept, SKOS.inScheme, self.scheme))
        self.out.add((concept, SKOS.notation, Literal(path)))
        self._say(concept, SKOS.prefLabel, label)
        self._plain(concept, level=path.count("/") + 1)
        if above:
            self.out.add((concept, SKOS.broader, self._uri(above)))
            self.out.add((self._uri(above), SKOS.narrower, concept))
        else:
            self.out.add((concept, SKOS.topConceptOf, self.scheme))
            self.out.add((self.scheme, SKOS.hasTopConcept, concept))
        return concept

    def _class(self, found: TagClass) -> None:
        concept = self._concept(found.path, found.label)
        self._say(concept, SKOS.definition, found.definition)
        self._say(concept, self.own.criterion, found.criterion)
        members = [self._uri(place(tag)) for tag in self.tags.values() if tag.chain[2] == found.path]
        if members:
            label = Text(zh=f"{found.label.zh}的标签", en=f"Tags of {found.label.en}")
            facet = self._collection(SKOS.Collection, found.path, label)
            for member in members:
                self.out.add((facet, SKOS.member, member))

    def _collection(self, kind: URIRef, path: str, label: Text) -> URIRef:
        facet = self._uri(path, "facet")
        self.out.add((facet, RDF.type, kind))
        self._say(facet, SKOS.prefLabel, label)
        self.out.add((facet, DCTERMS.subject, self._uri(path)))
        return facet

    def _tag(self, tag: Tag) -> None:
        concept = self._concept(place(tag), tag.label)
        self.out.add((concept, DCTERMS.identifier, Literal(tag.name)))
        self._say(concept, SKOS.definition, tag.definition)
        self._say(concept, SKOS.scopeNote, tag.requirement)
        self._say(concept, self.own.criterion, tag.criterion)
        properties = ("method", "cadence", "owner", "sensitivity", "precedence", "status", "evidence")
        self._plain(concept, rule=tag.rule_sql, **{name: getattr(tag, name) for name in properties})
        for example in tag.examples:
            self._say(concept, SKOS.example, in_words(tag, example))
        for name in tag.derived_from:
            self.out.add((concept, DCTERMS.source, self._uri(place(self.tags[name]))))
        for other in (self._uri(place(self.tags[name])) for name in tag.related_to):
            self.out.add((concept, SKOS.related, other))
            self.out.add((other, SKOS.related, concept))  # SKOS has it both ways
        if tag.placement:
            self._say(concept, self.own.placement, tag.placement)
        if tag.sub_facet_of in self.tags:
            self.out.add((concept, self.own.subFacetOf, self._uri(place(self.tags[tag.sub_facet_of]))))
        self._life(concept, tag)

    def _life(self, concept: URIRef, tag: Tag) -> None:
        if tag.approval:
            self._plain(concept, approvedBy=tag.approval.by)
            self.out.add((concept, DCTERMS.dateAccepted, Literal(tag.approval.date, datatype=XSD.date)))
        self._deprecated(concept, tag)
        for name in tag.succeeded_by:
            if name in self.tags and name != tag.name:
                successor = self._uri(place(self.tags[name]))
                self.out.add((concept, DCTERMS.isReplacedBy, successor))
                self.out.add((successor, DCTERMS.replaces, concept))

    def _deprecated(self, concept: URIRef, tag: Tag) -> None:
        if tag.is_outgoing:
            self.out.add((concept, OWL.deprecated, Literal(True)))

    def _values(self, tag: Tag) -> None:
        label = Text(zh=f"{tag.label.zh}，按{tag.criterion.zh}", en=f"{tag.label.en}, by: {tag.criterion.en}")
        facet = self._collection(SKOS.OrderedCollection, place(tag), label)
        members: list[Node] = []
        for code, label in tag.values.items():
            value = self._concept(f"{place(tag)}/{code}", label)
            self._deprecated(value, tag)
            full = Text(zh=f"{tag.label.zh}：{label.zh}", en=f"{tag.label.en}: {label.en}")
            self._say(value, SKOS.altLabel, full)
            self.out.add((facet, SKOS.member, value))
            members.append(value)
        head = BNode()
        Collection(self.out, head, members)
        self.out.add((facet, SKOS.memberList, head))


def place(tag: Tag) -> str:
    """Return the notation of a tag: its class chain and its name."""
    return f"{tag.chain[2]}/{tag.name}"


def in_words(tag: Tag, example: Example) -> Text:
    """Return an example as one line in both languages: what is given, and the value it gives."""
    given = ", ".join(f"{name} = {'null' if value is None else value}" for name, value in example.given.items())
    gives = tag.value_label(example.gives)
    return Text(zh=f"{given or '无任何输入'} → {gives.zh}", en=f"{given or 'nothing known'} → {gives.en}")


_LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)

_KINDS = (SKOS.Concept, SKOS.ConceptScheme, SKOS.Collection)


def skos_faults(graph: Graph) -> list[str]:
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
        languages = Counter(getattr(label, "language", None) for label in graph.objects(subject, SKOS.prefLabel))
        yield from (f"S14: {subject} has {n} prefLabels in {lang}." for lang, n in languages.items() if n > 1)
        yield from (f"{subject} has no prefLabel in {lang}." for lang in ("zh", "en") if lang not in languages)


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
    """S25 and S8: a relation stands in both directions, for readers that do not infer."""
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
