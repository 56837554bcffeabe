"""Segments to begin with: every one of the reference project can be counted, in both languages."""

import pytest

from tagrid.overview.lists import count_list, segment_templates
from tagrid.segments.workspace import open_workspace

TEMPLATES = {one.name: one for one in segment_templates()}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_a_rule_of_the_catalog(published_home, name):
    found = count_list(TEMPLATES[name], open_workspace(published_home), None)
    assert found.fault is None and (found.customers is not None or found.missing)  # a small home has no model
    assert found.list.text.label.zh != found.list.text.label.en and found.list.text.why.zh != found.list.text.why.en


def test_they_are_as_many_as_the_page_shows():
    assert 5 <= len(TEMPLATES) <= 8
