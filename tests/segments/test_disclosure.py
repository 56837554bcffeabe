"""Small counts of restricted tags: no figure of fewer than ten customers, unless the viewer may see them."""

import json

import pytest

from tagrid.catalog import load
from tagrid.catalog.access import SETTING, Viewer
from tagrid.segments.disclosure import (
    count_or_none,
    count_text,
    is_disclosure_limited,
    least_shown,
    rounded_count,
    rounded_ratio,
)
from tagrid.segments.insight.comparison import cross_tabulate
from tagrid.segments.language import parse
from tagrid.segments.workspace import open_workspace
from tests.segments.small import CATALOG


@pytest.fixture
def segment(published_home, monkeypatch, command_line):
    """Run `tagrid segment` on the demo's customers, by default as a viewer who may not see restricted tags."""
    monkeypatch.setenv("TAGRID_HOME", str(published_home.root))
    monkeypatch.delenv(SETTING, raising=False)

    def run(*arguments: str, may_see: bool = False):
        monkeypatch.setenv(SETTING, "1" if may_see else "")
        code, out, err = command_line("segment", *arguments)
        assert code == 0, err
        return out

    return run


def _few(counts: dict) -> list:
    return [(a, b) for a, row in counts.items() for b, n in row.items() if n < 10]


def test_no_cell_of_a_restricted_tag_below_ten_is_shown(segment, published_home):
    found = open_workspace(published_home)
    everyone = found.mask(None, "power_customer")
    counts = cross_tabulate(found.index, everyone, "credit_grade", "value_tier").counts
    few = _few(counts)
    assert few and len(few) < sum(map(len, counts.values()))
    shown = json.loads(segment("cross", "credit_grade", "value_tier", "--json"))["counts"]
    for a, row in counts.items():
        for b, customers in row.items():
            assert shown[a][b] == (None if customers < 10 else customers)
    assert "<10" in segment("cross", "value_tier", "credit_grade")
    assert json.loads(segment("cross", "credit_grade", "value_tier", "--json", may_see=True))["counts"] == counts


def test_neither_is_one_of_a_rule_on_a_restricted_tag(segment):
    rule = "credit_grade is known"
    whole = segment("cross", "value_tier", "fee_recovery_risk", "--json")
    assert "null" not in whole and "null" in segment("cross", "value_tier", "fee_recovery_risk", "--in", rule, "--json")


def test_a_profile_leaves_out_the_few_of_restricted_tags_whatever_was_asked_for(segment):
    some = ("profile", "value_tier in (ordinary, small)", "--fewest", "1", "--limit", "9999", "--json")
    hidden, open_ = json.loads(segment(*some)), json.loads(segment(*some, may_see=True))
    gone = [one for one in open_ if one not in hidden]
    assert gone and all(one["customers"] < 10 for one in gone)
    restricted = {name for name, tag in load().tags.items() if tag.sensitivity == "restricted"}
    assert {one["tag"] for one in gone} <= restricted
    rule = ("profile", "credit_grade is known", "--fewest", "1", "--limit", "9999", "--json")
    assert min(one["customers"] for one in json.loads(segment(*rule))) >= 10
    assert min(one["customers"] for one in json.loads(segment(*rule, may_see=True))) < 10


def test_a_comparison_shows_the_sizes_of_a_restricted_rule_to_tens(segment):
    pair = ("compare", "credit_grade is known", "value_tier in (ordinary, small)", "--json")
    hidden, open_ = json.loads(segment(*pair)), json.loads(segment(*pair, may_see=True))
    for part, names in (("overlap", ("first", "second", "both")), ("compared", ("first_size", "second_size", "both"))):
        for name in names:
            size = open_[part][name]
            assert hidden[part][name] == (None if size < 10 else round(size, -1))


def test_a_number_is_shown_as_it_is_where_nothing_is_restricted():
    assert [count_or_none(3, False), count_or_none(3, True), count_or_none(10, True)] == [3, None, 10]
    assert [rounded_count(16, False), rounded_count(16, True), rounded_count(9, True)] == [16, 20, None]
    assert [count_text(None), count_text(1234)] == ["<10", "1,234"]
    assert [least_shown(1, False), least_shown(1, True), least_shown(50, True)] == [1, 10, 50]
    assert [rounded_ratio(0.123456, False), rounded_ratio(0.123456, True)] == [0.1235, 0.1]


def test_what_is_limited_is_decided_by_the_viewer():
    tags = CATALOG.tags | {
        "capacity_band": CATALOG.tags["capacity_band"].model_copy(update={"sensitivity": "restricted"})
    }
    catalog = CATALOG.model_copy(update={"tags": tags})
    everyone, trusted = Viewer(may_see_restricted=False), Viewer(may_see_restricted=True)
    open_, restricted = parse("value_tier = vip", catalog), parse("not capacity_band = lt_8", catalog)
    for rule, counted_by, expected in [
        (open_, (), False),
        (restricted, (), True),
        (None, ("value_tier",), False),
        (None, ("value_tier", "capacity_band"), True),
        (open_, ("capacity_band",), True),
    ]:
        assert is_disclosure_limited(catalog, everyone, rule, counted_by) == expected
        assert not is_disclosure_limited(catalog, trusted, rule, counted_by)
