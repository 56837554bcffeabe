"""The reader of the dbt project is held to dbt itself: to the manifest, with compiled code, of a real build."""

import json
import re
from functools import cache
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest
from sqlglot import exp, parse_one
from sqlglot.optimizer.scope import traverse_scope

from tagrid.catalog import dbt_models, lineage, rules
from tagrid.catalog.dbt_models import SEPARATOR, parse_model, python_reads, python_refs
from tagrid.catalog.described import with_rules
from tagrid.catalog.files import load
from tagrid.catalog.rules import rules_in
from tagrid.core.overlay import REFERENCE

FILES = dbt_models.model_files()

# The model that the macro `delivered` reads; our reader leaves the macro as a call.
DELIVERIES = "dim_delivery"


class Manifest:
    """What dbt wrote about the models whose files have not changed since."""

    def __init__(self, path: Path) -> None:
        found = json.loads(path.read_text(encoding="utf-8"))
        nodes = [node for node in found["nodes"].values() if node["resource_type"] == "model"]
        self.nodes = {node["name"]: node for node in nodes if node["checksum"]["checksum"] == _checksum(node["name"])}
        self._sources = {address: source["relation_name"] for address, source in found["sources"].items()}

    @cache  # noqa: B019
    def tree(self, name: str) -> exp.Expr:
        """Return the syntax tree of a model's compiled code, its relations by bare name."""
        node = self.nodes[name]
        text = node["compiled_code"]
        for address in node["depends_on"]["nodes"]:
            if address in self._sources:
                text = text.replace(self._sources[address], _bare_name(address))
        tree = parse_one(text.replace(f'"{node["database"]}"."{node["schema"]}".', ""), dialect="duckdb")
        for table in tree.find_all(exp.Table):
            table.set("this", exp.to_identifier(table.name))
        return tree

    def relations(self, name: str) -> set[str]:
        """Return the relations that a model depends on, as our reader names them."""
        return {_bare_name(address) for address in self.nodes[name]["depends_on"]["nodes"]}


def _checksum(name: str) -> str:
    text = FILES[name].read_text(encoding="utf-8") if name in FILES else ""
    return sha256(text.strip().encode()).hexdigest()


def _bare_name(address: str) -> str:
    kind, _, *name = address.split(".")
    return SEPARATOR.join(name) if kind == "source" else name[-1]


@pytest.fixture(scope="module")
def manifest(published_home) -> Manifest:
    found = Manifest(published_home.root / "dbt_target" / "manifest.json")
    assert len(found.nodes) > 0.9 * len(FILES)  # of a home made some time ago, a few may have changed
    return found


@pytest.fixture(scope="module")
def below() -> set[str]:
    """The models that tags are computed from: what the catalog reads."""
    found, queue = set(), [f"{rules.PREFIX}{rule.theme}" for rule in rules.rules().values()]
    while queue:
        name = queue.pop()
        if name in FILES and name not in found:
            found.add(name)
            queue += _relations(FILES[name])
    return found


def _relations(path: Path) -> set[str]:
    if path.suffix == ".py":
        return {*python_refs(path), *(model for model, _ in python_reads(path))}
    sources = (source for scope in traverse_scope(parse_model(path)) for source in scope.sources.values())
    return {source.name for source in sources if isinstance(source, exp.Table)}


def test_every_rule_is_that_of_the_compiled_code(manifest):
    ours, compared = rules.rules(), set()
    themes = {f"{rules.PREFIX}{rule.theme}" for rule in ours.values()}
    for name in themes & set(manifest.nodes):
        for rule in rules_in(manifest.tree(name), name.removeprefix(rules.PREFIX), name):
            assert rule.sql == ours[rule.tag].sql
            compared.add(rule.tag)
    assert len(compared) > 0.9 * len(ours)


def test_every_model_reads_what_dbt_says_it_depends_on(manifest, below):
    for name in sorted(below & set(manifest.nodes)):
        ours, theirs = _relations(FILES[name]), manifest.relations(name)
        assert ours <= theirs, name
        # dbt also counts what its own lookup of deliveries reads, and what only an incremental run does
        text = FILES[name].read_text(encoding="utf-8")
        more = theirs - ours - ({DELIVERIES} if re.search(r"delivered\(|lacks\(", text) else set())
        assert not more or "is_incremental()" in text, name


def test_the_source_columns_of_every_tag_are_those_of_the_compiled_code(manifest, monkeypatch):
    catalog = load()
    ours = with_rules(catalog).tags

    def read(path, project=None):
        return manifest.tree(path.stem).copy() if path.stem in manifest.nodes else parse_model(path, project)

    monkeypatch.setattr(lineage, "parse_model", read)
    lineage._lineage.cache_clear()
    theirs = with_rules(catalog).tags
    lineage._lineage.cache_clear()
    assert {name: _columns(tag) for name, tag in theirs.items()} == {name: _columns(tag) for name, tag in ours.items()}


def _columns(tag) -> set[str]:
    """The columns among a tag's sources: a table that a model only asks the delivery of stands there by its address."""
    return {source for source in tag.sources if source.count(".") > 1}


def test_every_model_has_the_columns_it_is_built_with(published_home, manifest, below):
    known = lineage.Lineage(REFERENCE)
    with duckdb.connect(str(published_home.warehouse), read_only=True) as con:
        query = "select table_name, list(column_name) from information_schema.columns group by all"
        built = dict(con.execute(query).fetchall())
    for name in sorted(below & set(manifest.nodes) & set(built)):
        assert set(known.columns(name)) == set(built[name]), name
