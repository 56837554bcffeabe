"""Editing a rule by places: the bands, groups that shrink to their last condition, and nothing lost in between."""

import pytest
from hypothesis import given, strategies as st

from app.segments import rule_edits as tree
from tagrid.segments.index import rule_of_facets, split_facets
from tagrid.segments.rule import All, Either, FeatureCondition, Not, Rule, TagCondition, children

A, B, C = (TagCondition("t", (one,)) for one in "abc")
VALUES = st.builds(TagCondition, st.sampled_from("tu"), st.tuples(st.sampled_from("abc")))
RULES = st.recursive(
    VALUES,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(All, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Either, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=8,
)
PEOPLE = [{"t": t, "u": u} for t in "abcd" for u in "abcd"]


def members(rule: Rule | None) -> list[bool]:
    return [holds(rule, one) for one in PEOPLE]


def holds(rule: Rule | None, person: dict) -> bool:
    match rule:
        case None:
            return True
        case TagCondition(tag, values):
            return person[tag] in values
        case Not(inner):
            return not holds(inner, person)
        case All(rules):
            return all(holds(one, person) for one in rules)
        case Either(rules):
            return any(holds(one, person) for one in rules)
    raise TypeError(rule)


def places(rule: Rule, place: tree.RulePath = ()) -> list[tree.RulePath]:
    return [place, *(p for at, one in enumerate(children(rule)) for p in places(one, (*place, at)))]


@given(RULES)
def test_the_bands_together_are_the_rule(rule):
    assert members(tree.join_bands(*tree.split_bands(rule))) == members(rule)


@given(RULES)
def test_facets_and_what_stands_beside_them_are_the_rule(rule):
    assert members(rule_of_facets(*split_facets(rule))) == members(rule)


@given(RULES, st.data())
def test_putting_back_what_was_there_changes_nothing(rule, data):
    place = data.draw(st.sampled_from(places(rule)))
    assert tree.replace_rule(rule, place, tree.rule_at(rule, place)) == rule


@given(RULES, st.data())
def test_negating_twice_gives_the_same_customers(rule, data):
    place = data.draw(st.sampled_from(places(rule)))
    once = tree.negate_rule(rule, place)
    assert members(tree.negate_rule(once, place)) == members(rule)


@pytest.mark.parametrize(
    ("rule", "place", "left"),
    [
        (All((A, B)), (0,), B),
        (All((A, Either((B, C)))), (1, 0), All((A, C))),
        (All((A, Not(B))), (1, 0), A),
        (A, (), None),
        (Not(A), (0,), None),
    ],
)
def test_taking_out_the_last_but_one_leaves_no_group(rule, place, left):
    assert tree.replace_rule(rule, place, None) == left


def test_a_condition_joins_the_group_it_is_like_and_makes_another_one_else():
    assert tree.add_rule(All((A, B)), (), C, "all") == All((A, B, C))
    assert tree.add_rule(All((A, B)), (1,), C, "any") == All((A, Either((B, C))))
    assert tree.add_rule(None, (), A, "all") == A


FEATURE = FeatureCondition("customer", "district", "in", ("a",))


def test_a_value_is_chosen_and_excluded_and_the_rest_stays():
    rule = tree.choose_values("included", None, "t", ["a", "b"])
    assert rule == TagCondition("t", ("a", "b"))
    rule = tree.choose_values("included", rule, "customer.district", ["a"])
    assert rule == All((TagCondition("t", ("a", "b")), FEATURE))
    rule = tree.choose_values("excluded", rule, "u", ["c"])
    rule = tree.choose_values("excluded", rule, "customer.district", ["b", "c"])
    other = FeatureCondition("customer", "district", "in", ("b", "c"))
    assert rule == All((TagCondition("t", ("a", "b")), FEATURE, Not(Either((TagCondition("u", ("c",)), other)))))
    assert tree.chosen_values("excluded", rule, "customer.district") == ("b", "c")
    assert tree.chosen_values("included", rule, "customer.district") == ("a",)
    rule = tree.choose_values("excluded", rule, "u", [])
    assert tree.choose_values("included", rule, "t", []) == All((FEATURE, Not(other)))


@given(RULES, st.sampled_from(["included", "excluded"]), st.sampled_from("tu"), st.sets(st.sampled_from("abc")))
def test_choosing_values_narrows_to_them_or_leaves_them_out(rule, band, facet, values):
    chosen = tree.choose_values(band, rule, facet, sorted(values))
    free = tree.choose_values(band, rule, facet, [])
    for person, is_in, was_in in zip(PEOPLE, members(chosen), members(free), strict=True):
        has = person[facet] in values
        assert is_in == (was_in and (not values or (has if band == "included" else not has)))


@given(RULES, st.sampled_from(["included", "excluded"]))
def test_the_terms_of_a_band_put_back_are_the_rule(rule, band):
    assert members(tree.with_terms(band, rule, tree.band_terms(band, rule))) == members(rule)
