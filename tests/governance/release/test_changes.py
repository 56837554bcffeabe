"""Each kind of difference is found, named and sized; together they need the greatest of their sizes."""

import pytest
from hypothesis import given, strategies as st

from tagrid.catalog.model import Catalog, Tag, TagClass
from tagrid.core.text import Text
from tagrid.governance.release.changes import change_line, changes, greatest
from tagrid.governance.release.releases import released, working
from tests.catalog.conftest import THEME
from tests.governance.release.conftest import ARREARS, FEATURE, TAGS, TIMELY
from tests.segments.small import CATALOG

NEW = Text(zh="新", en="New")
RULE = "case when x > 1 then 'a' end"


def _ruled(tag: Tag) -> Tag:
    return tag.model_copy(update={"rule_sql": RULE, "below": {"int_customer": "00000000"}})


OLD = CATALOG.model_copy(
    update={
        "classes": {
            "power_customer": TagClass(path="power_customer", label=NEW, definition=NEW, criterion=NEW, order=1)
        },
        "tags": {name: _ruled(tag) for name, tag in CATALOG.tags.items()},
    }
)
# What may happen to one tag: the fields it gets, and how far that moves the version.
EDITS = {
    "wording": (lambda tag: {"definition": NEW}, "patch"),
    "owner": (lambda tag: {"owner": "sales"}, "patch"),
    "order": (lambda tag: {"values": dict(reversed(tag.values.items()))}, "patch"),
    "examples": (lambda tag: {"examples": (*tag.examples, *tag.examples)}, "patch"),
    "precedence": (lambda tag: {"precedence": "ordered"}, "patch"),
    "derived_from": (lambda tag: {"derived_from": ("value_tier",)}, "patch"),
    "related_to": (lambda tag: {"related_to": {"value_tier": Text(zh="同因", en="One cause")}}, "patch"),
    "statutory": (lambda tag: {"statutory": not tag.statutory}, "patch"),
    "not_applicable": (lambda tag: {"not_applicable": (next(iter(tag.values)),)}, "patch"),
    "cadence": (lambda tag: {"cadence": "yearly"}, "minor"),
    "sensitivity": (lambda tag: {"sensitivity": "public"}, "minor"),
    "method": (lambda tag: {"method": "model"}, "minor"),
    "below": (lambda tag: {"below": {"int_customer": "ffffffff"}}, "minor"),
    "value_added": (lambda tag: {"values": {**tag.values, "new": NEW}}, "minor"),
    "value_removed": (lambda tag: {"values": dict(list(tag.values.items())[1:])}, "major"),
    "criterion": (lambda tag: {"criterion": NEW}, "major"),
    "rule": (lambda tag: {"rule_sql": RULE.replace(">", ">=")}, "major"),
    "moved": (lambda tag: {"theme": "service"}, "major"),
}


def apply(catalog: Catalog, name: str, kind: str) -> Catalog:
    tag = catalog.tags[name]
    changed = tag.model_copy(update=EDITS[kind][0](tag))
    return catalog.model_copy(update={"tags": {**catalog.tags, name: changed}})


@pytest.mark.parametrize("kind", EDITS)
def test_each_edit_is_one_change_of_its_size(kind):
    (found,) = changes(OLD, apply(OLD, "value_tier", kind))
    assert (found.kind, found.bump, found.name) == (kind, EDITS[kind][1], "value_tier")
    assert "value_tier (价值分级 Value Tier): " in change_line(found)


@given(st.lists(st.tuples(st.sampled_from(sorted(OLD.tags)), st.sampled_from(sorted(EDITS))), max_size=8))
def test_edits_together_need_the_greatest_of_their_sizes(edits):
    new = OLD
    for name, kind in dict.fromkeys(edits):
        if (name, kind) in (edit for edit in edits if edit[1] == "below") and (name, "rule") in edits:
            continue  # a tag with another rule is re-meant, whatever lies below it
        new = apply(new, name, kind)
    assert greatest([change.bump for change in changes(OLD, new)]) == greatest([EDITS[kind][1] for _, kind in edits])


def test_a_catalog_does_not_differ_from_itself_nor_from_what_is_read_back():
    assert changes(OLD, OLD) == []
    assert changes(OLD, Catalog.from_json(OLD.to_json())) == []


def shelve(catalog: Catalog, name: str, status: str) -> Catalog:
    tags = {**catalog.tags}
    tag = tags.pop(name).model_copy(update={"status": status, "rule_sql": None, "below": {}})
    return catalog.model_copy(update={"tags": tags, "shelved": {name: tag}})


@pytest.mark.parametrize(("status", "bump"), [("draft", "minor"), ("retired", "major")])
def test_a_draft_becomes_active_and_a_tag_retires(status, bump):
    shelved = shelve(OLD, "value_tier", status)
    (found,) = changes(shelved, OLD) if status == "draft" else changes(OLD, shelved)
    assert (found.kind, found.bump) == ("status", bump)


def test_deprecation_is_minor():
    tag = OLD.tags["value_tier"].model_copy(update={"status": "deprecated", "successor": "arrears_status"})
    found = changes(OLD, OLD.model_copy(update={"tags": {**OLD.tags, "value_tier": tag}}))
    assert [(change.kind, change.bump) for change in found] == [("status", "minor"), ("successor", "patch")]


def test_a_tag_added_is_minor_and_one_removed_is_major():
    fewer = OLD.model_copy(update={"tags": {k: v for k, v in OLD.tags.items() if k != "value_tier"}})
    assert [(c.kind, c.bump) for c in changes(fewer, OLD)] == [("added", "minor")]
    assert [(c.kind, c.bump) for c in changes(OLD, fewer)] == [("removed", "major")]


def test_a_draft_may_change_or_go_with_a_patch():
    drafts = shelve(OLD, "value_tier", "draft")
    other = drafts.shelved["value_tier"].model_copy(update={"criterion": NEW, "values": {"a": NEW, "b": NEW}})
    edited = drafts.model_copy(update={"shelved": {"value_tier": other}})
    assert {change.bump for change in changes(drafts, edited)} == {"patch"}
    assert [c.bump for c in changes(drafts, drafts.model_copy(update={"shelved": {}}))] == ["patch"]


@pytest.mark.parametrize(
    ("update", "kind", "bump"),
    [
        ({"criterion": Text(zh="别", en="Other")}, "criterion", "major"),
        ({"label": Text(zh="别", en="Other")}, "wording", "patch"),
        ({"order": 2}, "order", "patch"),
    ],
)
def test_classes_change_too(update, kind, bump):
    found = OLD.classes["power_customer"].model_copy(update=update)
    (change,) = changes(OLD, OLD.model_copy(update={"classes": {"power_customer": found}}))
    assert (change.of, change.kind, change.bump) == ("class", kind, bump)


def test_a_class_added_is_minor_and_one_removed_is_major():
    none = OLD.model_copy(update={"classes": {}})
    assert [(c.kind, c.bump) for c in changes(none, OLD)] == [("added", "minor")]
    assert [(c.kind, c.bump) for c in changes(OLD, none)] == [("removed", "major")]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (TAGS, "payment.late_share >= 0.25", "(payment.LATE_SHARE >= 0.250) /* a quarter */", []),
        (TAGS, "late_share >= 0.25", "late_share >= 0.3", [("rule", "major")]),
        (TAGS, "when arrears_yuan > 0", "when days_before > 9 then null when arrears_yuan > 0", [("rule", "major")]),
        (FEATURE, "sum(owed_yuan)", "max(owed_yuan)", [("below", "minor")]),
        (TIMELY, "en: Often late", "en: Late often", [("wording", "patch")]),
        (ARREARS, "cadence: monthly", "cadence: daily", [("cadence", "minor")]),
        (f"taxonomy/{THEME}/_class.yml", "order: 3", "order: 4", [("order", "patch")]),
    ],
)  # fmt: skip
def test_edits_of_files_are_found(first, edit, file, old, new, expected):
    found = changes(released("1.0.0", first), edit(file, old, new))
    assert [(change.kind, change.bump) for change in found] == expected


def test_a_value_added_with_its_branch_is_minor(first, edit):
    edit(ARREARS, "  due: {zh: 欠费, en: Due}\n", "  due: {zh: 欠费, en: Due}\n  deep: {zh: 深欠, en: Deep}\n")
    new = edit(
        TAGS, "when arrears_yuan > 0 then 'due'", "when arrears_yuan > 99 then 'deep' when arrears_yuan > 0 then 'due'"
    )
    found = changes(released("1.0.0", first), new)
    assert [(change.kind, change.bump) for change in found] == [("value_added", "minor"), ("rule", "minor")]
    assert found[0].field == "deep"


def test_the_words_name_the_models_below(first, edit):
    edit(FEATURE, "sum(owed_yuan)", "max(owed_yuan)")
    (found,) = changes(released("1.0.0", first), working(first))
    assert (
        change_line(found)
        == "arrears_status (欠费状态 Arrears): computed differently below its rule, in int_customer_payment"
    )
