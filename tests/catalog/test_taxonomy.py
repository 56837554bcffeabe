"""The project's own catalog: every example of every tag, and the match of tags, columns and values both ways."""

import duckdb
import pytest

from tagrid.catalog.described import with_rules
from tagrid.catalog.files import load
from tagrid.catalog.match import evaluate_examples, theme_faults, value_faults
from tagrid.catalog.model import UNKNOWN
from tagrid.catalog.rules import rules
from tagrid.core.overlay import REFERENCE

CATALOG, RULES = load(), rules()
TAGS = list(CATALOG.tags.values())
DRAFTS = [tag for tag in CATALOG.shelved.values() if tag.status == "draft"]


@pytest.fixture(scope="module")
def con():
    return duckdb.connect()


@pytest.mark.parametrize("tag", TAGS, ids=lambda tag: tag.name)
def test_the_rule_bears_the_examples_out(con, tag):
    assert evaluate_examples(con, RULES[tag.name], tag.examples) == [example.gives for example in tag.examples]


def test_every_tag_has_its_column_and_every_column_its_tag():
    assert {(tag.theme, tag.name) for tag in TAGS} == {(rule.theme, rule.tag) for rule in RULES.values()}


@pytest.mark.parametrize("tag", TAGS, ids=lambda tag: tag.name)
def test_the_rule_gives_the_declared_values_and_no_other(tag):
    assert value_faults(tag, RULES[tag.name]) == []


def test_dbt_lists_the_themes_that_have_tags():
    assert theme_faults(CATALOG, REFERENCE) == []


def test_every_tag_comes_from_source_columns():
    assert [tag.name for tag in with_rules(CATALOG).tags.values() if not tag.sources] == []


def test_every_tag_shows_what_it_does_without_data():
    """An example that gives `unknown` says that the rule does not take a missing source for a value."""
    silent = [tag.name for tag in TAGS if UNKNOWN not in {example.gives for example in tag.examples}]
    assert silent == []


def test_the_catalog_covers_both_subjects_three_dimensions_and_both_ways_of_making():
    assert {tag.subject for tag in TAGS} == {"power_customer", "non_power_customer"}
    assert {tag.dimension for tag in CATALOG.of("power_customer")} == {"attributes", "behaviour", "psychology"}
    assert {tag.method for tag in TAGS} == {"rule", "statistic", "model"}


def test_every_draft_says_that_it_waits_and_shows_every_value():
    for tag in DRAFTS:
        assert "草案" in tag.definition.zh and "draft" in tag.definition.en
        assert {example.gives for example in tag.examples} <= set(tag.codes)
        assert len({example.gives for example in tag.examples}) >= min(5, len(tag.codes))
        assert tag.name not in RULES
    # A tag of a model has left the drafts: none may say that it still waits.
    assert not [tag.name for tag in TAGS if "草案" in tag.definition.zh or "a draft" in tag.definition.en]
