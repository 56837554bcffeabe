"""What a version knows of a tag's score stands in its catalog: why nobody has a value, or why to be careful."""

import duckdb
import pytest

from tagrid.catalog.described import describe
from tagrid.catalog.files import load
from tagrid.landing.contracts import source_contracts
from tagrid.scoring import score_cautions

pytestmark = pytest.mark.slow

TAG = "fee_recovery_risk"
DRIFT = ("drifted", "客户群体与训练时相比已明显变化", "the population moved away")


SOURCE_GAPS = (
    "create table source_gaps (address varchar, days bigint, missing_days bigint, first_missing_on date,"
    " last_missing_on date)"
)


def described(states: list[tuple], known: int, delivered=None, gaps: list[tuple] = ()):
    """The catalog of a version with those score states, where `known` customers have a value of the tag."""
    with duckdb.connect() as con:
        con.execute("create table catalog_counts (tag varchar, value varchar, customers bigint)")
        con.execute(SOURCE_GAPS)
        con.executemany(
            "insert into source_gaps values (?, 365, ?, '2025-07-15', '2026-06-15')", gaps or [("none.at_all", 1)]
        )
        con.execute("insert into catalog_counts values (?, 'A', ?), (?, 'unknown', 7)", [TAG, known, TAG])
        con.execute("create table score_states (score varchar, state varchar, why_zh varchar, why_en varchar)")
        for one in states:
            con.execute("insert into score_states values (?, ?, ?, ?)", one)
        return describe(load(), con, source_contracts() if delivered is None else delivered, score_cautions(con))


def test_a_score_in_force_needs_no_word():
    tag = described([(TAG, "ready", "", "")], known=5).tags[TAG]
    assert tag.available and tag.caution is None and tag.reason is None


def test_a_drifted_score_keeps_its_values_and_is_told():
    found = described([(TAG, *DRIFT)], known=5)
    tag = found.tags[TAG]
    assert tag.available and tag.reason is None
    assert DRIFT[1] in tag.caution.zh and DRIFT[2] in tag.caution.en
    assert [name for name, other in found.tags.items() if other.caution] == [TAG, "value_risk"]
    assert type(found).from_json(found.to_json()) == found


@pytest.mark.parametrize("state", ["missing", "stale", "damaged", "mismatch"])
def test_without_a_usable_model_the_tag_is_not_available_and_says_which_and_why(state):
    tag = described([(TAG, state, "模型的缘故", "the model's fault")], known=0).tags[TAG]
    assert not tag.available and tag.reason == tag.caution
    assert "the model's fault" in tag.reason.en and "模型的缘故" in tag.reason.zh


def test_what_never_came_is_named_before_the_model_it_lacks():
    tag = described([(TAG, "missing", "无", "none")], known=0, delivered=()).tags[TAG]
    assert "never delivered" in tag.reason.en and tag.caution


def test_the_card_says_it(capsys):
    from rich.console import Console

    from tagrid.catalog.render import print_tag

    found = described([(TAG, *DRIFT)], known=5)
    print_tag(found, found.tags[TAG], Console(width=300))
    said = capsys.readouterr().out
    assert DRIFT[1] in said and DRIFT[2] in said


def test_the_days_a_source_lacks_are_told_with_the_tags_that_use_it():
    tags = described([], known=5, gaps=[("outside.weather", 12)]).tags
    told = tags["temperature_sensitivity"].caution
    assert told.en == "outside.weather lacks 12 of 365 days, from 2025-07-15 to 2026-06-15; these days are left out."
    assert "365 天中缺 12 天" in told.zh
    assert tags["payment_timeliness"].caution is None
