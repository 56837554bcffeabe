"""The catalog as SKOS (W3C Recommendation of 2009-08-18): a concept scheme that any vocabulary tool reads.

Every class, tag and value is a skos:Concept, broader and narrower along the five levels. What is *divided by one
criterion* is a collection beside it: the tags of a theme, and, in their order, the values of a tag. A collection is
never a concept (S37), so it has a URI of its own. A tag's URI does not hold its place, so that it stays the same when
the tag moves; the place is its skos:notation.
"""

import datetime
from collections.abc import Sequence

from rdflib import DCTERMS, OWL, RDF, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from tagrid.catalog.interchange.terms import describe_terms, terms
from tagrid.catalog.interchange.texts import writable
from tagrid.catalog.model import Catalog, Example, Label, Tag, TagClass

# example.org is reserved for examples: a utility gives its own with --base.
BASE = "https://tagrid.example.org/catalog/"
TAG_LEVEL = 4
TITLE = Label(zh="客户标签目录", en="Catalog of customer tags")
UNKNOWN_NOTE = Label(
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
    """One writing of a catalog into a graph."""

    def __init__(self, catalog: Catalog, base: str) -> None:
        self.catalog, self.base, self.own = catalog, Namespace(base), terms(base)
        self.scheme = self.base["scheme"]
        self.out = Graph()
        self.tags = {**catalog.tags, **catalog.shelved}

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

    def _say(self, subject: URIRef, predicate: URIRef, label: Label) -> None:
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

    def _concept(self, path: str, label: Label) -> URIRef:
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
            label = Label(zh=f"{found.label.zh}的标签", en=f"Tags of {found.label.en}")
            facet = self._collection(SKOS.Collection, found.path, label)
            for member in members:
                self.out.add((facet, SKOS.member, member))

    def _collection(self, kind: URIRef, path: str, label: Label) -> URIRef:
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
        told = ("method", "cadence", "owner", "sensitivity", "precedence", "status")
        self._plain(concept, rule=tag.rule_sql, **{name: getattr(tag, name) for name in told})
        for example in tag.examples:
            self._say(concept, SKOS.example, in_words(tag, example))
        for name in tag.derived_from:
            self.out.add((concept, DCTERMS.source, self._uri(place(self.tags[name]))))
        self._life(concept, tag)

    def _life(self, concept: URIRef, tag: Tag) -> None:
        if tag.approval:
            self._plain(concept, approvedBy=tag.approval.by)
            self.out.add((concept, DCTERMS.dateAccepted, Literal(tag.approval.date, datatype=XSD.date)))
        self._deprecated(concept, tag)
        if tag.successor in self.tags:
            successor = self._uri(place(self.tags[tag.successor]))
            self.out.add((concept, DCTERMS.isReplacedBy, successor))
            self.out.add((successor, DCTERMS.replaces, concept))

    def _deprecated(self, concept: URIRef, tag: Tag) -> None:
        if tag.status in ("deprecated", "retired"):
            self.out.add((concept, OWL.deprecated, Literal(True)))

    def _values(self, tag: Tag) -> None:
        label = Label(zh=f"{tag.label.zh}，按{tag.criterion.zh}", en=f"{tag.label.en}, by: {tag.criterion.en}")
        facet = self._collection(SKOS.OrderedCollection, place(tag), label)
        members: list[Node] = []
        for code, label in tag.values.items():
            value = self._concept(f"{place(tag)}/{code}", label)
            self._deprecated(value, tag)
            full = Label(zh=f"{tag.label.zh}：{label.zh}", en=f"{tag.label.en}: {label.en}")
            self._say(value, SKOS.altLabel, full)
            self.out.add((facet, SKOS.member, value))
            members.append(value)
        head = BNode()
        Collection(self.out, head, members)
        self.out.add((facet, SKOS.memberList, head))


def place(tag: Tag) -> str:
    """Return the notation of a tag: its class chain and its name."""
    return f"{tag.chain[2]}/{tag.name}"


def in_words(tag: Tag, example: Example) -> Label:
    """Return an example as one line in both languages: what is given, and the value it gives."""
    given = ", ".join(f"{name} = {'null' if value is None else value}" for name, value in example.given.items())
    gives = tag.value_label(example.gives)
    return Label(zh=f"{given or '无任何输入'} → {gives.zh}", en=f"{given or 'nothing known'} → {gives.en}")
