"""The few words of our own that the SKOS export needs beside SKOS and Dublin Core, each described in the file."""

from rdflib import RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef

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
    "status": ("状态", "status: draft, active, deprecated or retired", None),
    "approvedBy": ("批准部门", "who approved the status", None),
}


def terms(base: str) -> Namespace:
    """Return the namespace of these words under the catalog's base URI."""
    return Namespace(f"{base}terms/")


def describe_terms(graph: Graph, base: str) -> None:
    """Say in the graph what each of these words means."""
    for name, (zh, en, kind_of) in TERMS.items():
        term = terms(base)[name]
        graph.add((term, RDF.type, RDF.Property))
        graph.add((term, RDFS.label, Literal(zh, "zh")))
        graph.add((term, RDFS.label, Literal(en, "en")))
        if kind_of is not None:
            graph.add((term, RDFS.subPropertyOf, kind_of))
