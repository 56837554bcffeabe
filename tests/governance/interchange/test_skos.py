"""The catalog as SKOS: what the graph says, that it is sound, and that skosify, another's checker, agrees."""

import logging
from datetime import date

import pytest
import skosify
from rdflib import DCTERMS, OWL, RDF, SKOS, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic

from tagrid.catalog.described import with_rules
from tagrid.catalog.files import load
from tagrid.governance.interchange.skos import BASE, skos, terms
from tagrid.governance.interchange.write import SYNTAX, Edition, as_skos

TAG = URIRef(f"{BASE}tag.timeliness")
LATE = URIRef(f"{BASE}tag.timeliness.late")
SCHEME = URIRef(f"{BASE}scheme")


@pytest.fixture
def graph(catalog) -> Graph:
    return skos(catalog)


def said(graph: Graph, subject: URIRef, predicate: URIRef) -> dict[str, str]:
    return {found.language: str(found) for found in graph.objects(subject, predicate)}


def test_the_five_levels_lie_one_below_the_other(graph):
    chain = [str(c).removeprefix(BASE) for c in graph.transitive_objects(LATE, SKOS.broader)]
    assert chain == [
        "tag.timeliness.late",
        "tag.timeliness",
        "class.power_customer.behaviour.payment",
        "class.power_customer.behaviour",
        "class.power_customer",
    ]
    assert [str(found) for found in graph.objects(LATE, SKOS.notation)] == [
        "power_customer/behaviour/payment/timeliness/late"
    ]
    assert list(graph.subjects(SKOS.topConceptOf, SCHEME)) == [URIRef(f"{BASE}class.power_customer")]


def test_a_tag_says_in_both_languages_what_it_is_and_what_it_is_for(graph):
    assert said(graph, TAG, SKOS.prefLabel) == {"zh": "timeliness的标签", "en": "Label of timeliness"}
    assert said(graph, TAG, SKOS.definition)["zh"] == "timeliness的定义"
    assert said(graph, TAG, SKOS.scopeNote)["en"] == "Somebody needs it."
    assert said(graph, TAG, terms(BASE).criterion)["en"] == "What divides timeliness"
    assert Literal("share = 0.5 → Late", "en") in set(graph.objects(TAG, SKOS.example))
    assert said(graph, LATE, SKOS.altLabel)["en"] == "Label of timeliness: Late"


def test_the_values_of_a_tag_are_a_collection_in_the_order_of_its_file(graph):
    facet = URIRef(f"{BASE}facet.tag.timeliness")
    assert (facet, RDF.type, SKOS.OrderedCollection) in graph
    listed = Collection(graph, graph.value(facet, SKOS.memberList))
    assert list(listed) == [LATE, URIRef(f"{BASE}tag.timeliness.early")]
    theme = URIRef(f"{BASE}facet.class.power_customer.behaviour.payment")
    assert TAG in set(graph.objects(theme, SKOS.member))


def test_a_deprecated_tag_names_its_successor_and_when_that_was_approved(graph):
    old = URIRef(f"{BASE}tag.lateness")
    assert (old, DCTERMS.isReplacedBy, TAG) in graph
    assert (TAG, DCTERMS.replaces, old) in graph
    assert (old, DCTERMS.dateAccepted, Literal("2026-03-04", datatype=XSD.date)) in graph
    deprecated = {str(found).removeprefix(BASE) for found in graph.subjects(OWL.deprecated, Literal(True))}
    assert deprecated == {"tag.lateness", "tag.lateness.late", "tag.lateness.early"}


def test_a_derived_tag_names_what_it_comes_from_and_a_draft_says_that_it_is_one(graph):
    assert (TAG, DCTERMS.source, URIRef(f"{BASE}tag.formula")) in graph
    assert (URIRef(f"{BASE}tag.wish"), terms(BASE).status, Literal("draft")) in graph


def test_a_tag_that_moves_keeps_its_uri(catalog):
    moved = catalog.tags["timeliness"].model_copy(update={"theme": "credit"})
    theme = catalog.classes["power_customer/behaviour/payment"]
    there = theme.model_copy(update={"path": "power_customer/behaviour/credit"})
    after = skos(
        catalog.model_copy(
            update={
                "tags": {**catalog.tags, "timeliness": moved},
                "classes": {**catalog.classes, there.path: there},
            }
        )
    )
    assert after.value(TAG, SKOS.broader) == URIRef(f"{BASE}class.power_customer.behaviour.credit")


def test_the_scheme_says_which_version_it_is_and_which_there_are(catalog):
    graph = skos(catalog, BASE, date(2026, 11, 22), ["1.0.0", "1.2.3"])
    assert graph.value(SCHEME, OWL.versionInfo) == Literal("1.2.3")
    assert graph.value(SCHEME, DCTERMS.issued) == Literal("2026-11-22", datatype=XSD.date)
    known = {str(version).removeprefix(BASE) for version in graph.objects(SCHEME, DCTERMS.hasVersion)}
    assert known == {"scheme.1.0.0", "scheme.1.2.3"}


def test_every_uri_starts_with_the_base(catalog):
    base = "https://data.example.cn/tags#"
    named = {str(subject) for subject in skos(catalog, base).subjects() if isinstance(subject, URIRef)}
    assert [uri for uri in named if not uri.startswith(base)] == []


@pytest.mark.parametrize("ending", SYNTAX)
def test_every_syntax_holds_the_same_graph(catalog, graph, ending):
    syntax = SYNTAX[ending]
    assert isomorphic(Graph().parse(data=as_skos(Edition(catalog), syntax, BASE), format=syntax), graph)


def test_two_exports_are_the_same_text(catalog):
    assert as_skos(Edition(catalog), "turtle", BASE) == as_skos(Edition(catalog), "turtle", BASE)


@pytest.mark.slow
def test_skosify_has_nothing_to_say_of_the_whole_catalog_and_nothing_to_add(tmp_path, caplog):
    """skosify logs what it finds and mends it; a sound file gives no line and comes back as it went in."""
    file = tmp_path / "catalog.ttl"
    file.write_bytes(as_skos(Edition(with_rules(load())), "turtle", BASE))
    with caplog.at_level(logging.INFO):
        back = skosify.skosify(str(file))
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert isomorphic(back, Graph().parse(file))


def test_skosify_would_have_told(tmp_path, caplog, graph):
    """The test above can fail: two names in one language, and a ring, are told."""
    graph.add((TAG, SKOS.prefLabel, Literal("Second name", "en")))
    graph.add((TAG, SKOS.broader, LATE))
    file = tmp_path / "broken.ttl"
    graph.serialize(file)
    skosify.skosify(str(file))
    told = caplog.text
    assert "more than one prefLabel@en" in told
    assert "Hierarchy cycle" in told
