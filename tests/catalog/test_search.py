"""Finding tags: in both languages, by name, code, value and definition, drafts and retired ones too."""

import pytest
from hypothesis import given, strategies as st

from tagrid.catalog.files import load
from tagrid.catalog.search import FIELDS, search
from tagrid.catalog.synonyms import search_words, synonyms

CATALOG = load()


@pytest.mark.parametrize(
    ("text", "tag", "field"),
    [
        ("交费及时性", "payment_timeliness", "name"),
        ("payment timeliness", "payment_timeliness", "name"),
        ("PAYMENT_TIMELINESS", "payment_timeliness", "code"),
        ("经常逾期", "payment_timeliness", "value"),
        ("often_late", "payment_timeliness", "value"),
        ("最后交费日", "payment_timeliness", "definition"),
        ("催费人员", "payment_timeliness", "requirement"),
    ],
)
def test_a_tag_is_found_by_what_is_remembered_of_it(text, tag, field):
    found = {hit.tag: hit for hit in search(CATALOG, text)}
    assert found[tag].field == field
    hit = found[tag]
    assert hit.text[hit.start : hit.end].lower() == text.lower().split()[0]


def test_what_is_called_so_comes_before_what_speaks_of_it():
    ranks = [FIELDS.index(hit.field) for hit in search(CATALOG, "payment")]
    assert len(ranks) > 3
    assert ranks == sorted(ranks)


def test_a_whole_word_comes_before_a_part_of_one():
    hits = [hit for hit in search(CATALOG, "late") if hit.field == "definition"]
    parts = [hit.text[hit.end : hit.end + 1].isalpha() for hit in hits]
    assert any(parts)
    assert parts == sorted(parts)


def test_every_word_must_be_there_in_any_language():
    found = {hit.tag for hit in search(CATALOG, "交费 timeliness")}
    assert "payment_timeliness" in found
    assert not search(CATALOG, "交费 zzz")


def test_a_draft_is_found_too():
    tags = dict(CATALOG.tags)
    draft = tags.pop("arrears_status").model_copy(update={"status": "draft"})
    with_draft = CATALOG.model_copy(update={"tags": tags, "shelved": {draft.name: draft}})
    assert draft.name in {hit.tag for hit in search(with_draft, draft.label.zh)}


@pytest.mark.parametrize("text", ["", "   ", "zzzz"])
def test_nothing_asked_or_nothing_there_gives_nothing(text):
    assert search(CATALOG, text) == []


@given(st.text(max_size=20) | st.sampled_from(sorted(synonyms())))
def test_whatever_is_typed_a_hit_shows_where_it_or_its_synonym_is(text):
    for hit in search(CATALOG, text):
        assert hit.text[hit.start : hit.end].lower() in search_words(text)[0]
