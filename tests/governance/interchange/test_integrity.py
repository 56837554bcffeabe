"""Each condition of SKOS, breached once: the breach and nothing else is told."""

import pytest
from rdflib import RDF, SKOS, Literal, URIRef

from tagrid.core.errors import TagridError
from tagrid.governance.interchange import write
from tagrid.governance.interchange.skos import BASE, skos, skos_faults
from tagrid.governance.interchange.write import Edition

TAG, LATE = URIRef(f"{BASE}tag.timeliness"), URIRef(f"{BASE}tag.timeliness.late")
OTHER, FACET = URIRef(f"{BASE}tag.formula"), URIRef(f"{BASE}facet.tag.timeliness")
SCHEME, NOWHERE = URIRef(f"{BASE}scheme"), URIRef(f"{BASE}nowhere")

ADDED = [
    ((SCHEME, RDF.type, SKOS.Concept), "S9, S37"),
    ((FACET, RDF.type, SKOS.Concept), "S9, S37"),
    ((TAG, SKOS.altLabel, Literal("Label of timeliness", "en")), "S13"),
    ((TAG, SKOS.prefLabel, Literal("Another", "en")), "S14"),
    ((TAG, SKOS.related, LATE), "S27"),
    ((TAG, SKOS.broader, OTHER), "S25, S8"),
    ((FACET, SKOS.member, NOWHERE), "which is not there"),
    ((TAG, SKOS.notation, Literal("power_customer")), "is given 2 times"),
]
REMOVED = [
    ((LATE, SKOS.inScheme, None), "has no inScheme"),
    ((LATE, SKOS.notation, None), "has no notation"),
    ((LATE, SKOS.prefLabel, Literal("逾期", "zh")), "has no prefLabel in zh"),
    ((FACET, SKOS.member, LATE), "S36"),
    ((TAG, SKOS.narrower, LATE), "S25, S8"),
]


@pytest.fixture
def graph(catalog):
    return skos(catalog)


def test_a_catalog_is_sound(graph):
    assert skos_faults(graph) == []


@pytest.mark.parametrize(("triple", "told"), ADDED, ids=[told for _, told in ADDED])
def test_something_too_much_is_told(graph, triple, told):
    graph.add(triple)
    assert any(told in line for line in skos_faults(graph))


@pytest.mark.parametrize(("triple", "told"), REMOVED, ids=[told for _, told in REMOVED])
def test_something_missing_is_told(graph, triple, told):
    graph.remove(triple)
    assert any(told in line for line in skos_faults(graph))


def test_a_ring_is_told_once_for_each_concept_in_it(graph):
    graph.add((TAG, SKOS.broader, LATE))
    graph.add((LATE, SKOS.narrower, TAG))
    assert [line for line in skos_faults(graph) if "lies above itself" in line] == [
        f"{TAG} lies above itself.",
        f"{LATE} lies above itself.",
    ]


def test_a_concept_under_nothing_is_told(graph):
    graph.remove((OTHER, None, None))
    assert any("lies under" in line or "not there" in line for line in skos_faults(graph))


def test_a_broken_graph_is_not_written(catalog, monkeypatch):
    def broken(*_):
        graph = skos(catalog)
        graph.add((TAG, SKOS.prefLabel, Literal("Another", "en")))
        return graph

    monkeypatch.setattr("tagrid.governance.interchange.write.skos", broken)
    with pytest.raises(TagridError, match=r"1 fault:\n  S14"):
        write.as_skos(Edition(catalog), "turtle", BASE)
