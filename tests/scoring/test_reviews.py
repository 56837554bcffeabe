"""A review is kept for good with what it was about, and nothing that cannot be checked later is taken."""

import json
from datetime import date

import pytest

from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.scoring.reviews import add_review, list_reviews
from tests import published_home
from tests.segments import small

pytestmark = pytest.mark.slow

TAG, RISKY, CALM = "fee_recovery_risk", "3200000017", "3200000018"
_INPUTS = """
create schema rule_inputs;
create table rule_inputs.{theme} as
select * from (values ('3200000017', 0.61::double), ('3200000018', null)) t (customer_id, default_chance);
create table score_states as select 'fee_recovery_risk' as score, '2026-03-31.1' as model_id;
"""


@pytest.fixture
def home(tmp_path, monkeypatch) -> Home:
    """A home whose tag of risk rests on a score."""
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    tag = small.CATALOG.tags[TAG].model_copy(update={"inputs": ("default_chance",)})
    catalog = small.CATALOG.model_copy(update={"tags": {**small.CATALOG.tags, TAG: tag}})
    monkeypatch.setattr(published_home, "CATALOG", catalog)
    monkeypatch.setattr(published_home, "_TABLES", published_home._TABLES + _INPUTS.format(theme=tag.theme))
    made = Home(tmp_path)
    published_home.publish(made, date(2026, 6, 30))
    monkeypatch.setenv("TAGRID_HOME", str(made.root))
    return made


def test_a_review_keeps_value_chance_model_and_day(home):
    made = add_review(home, RISKY, TAG, "refuted", " paid in cash, receipt seen ", "李娜")
    assert made | {"recorded_at": None} == {
        "id": 1,
        "customer_id": RISKY,
        "tag": TAG,
        "score": TAG,
        "verdict": "refuted",
        "because": "paid in cash, receipt seen",
        "by": "李娜",
        "value": "E",
        "output": 0.61,
        "model_id": "2026-03-31.1",
        "version": "2026-06-30.1",
        "reviewed_on": date(2026, 6, 30),
        "recorded_at": None,
    }
    assert list_reviews(home) == [made]


def test_reviews_are_added_never_replaced_the_newest_first(home):
    for verdict in ("refuted", "confirmed"):
        add_review(home, RISKY, TAG, verdict, "visited", "Li Na")
    add_review(home, CALM, TAG, "confirmed", "bankrupt", "Li Na")
    assert [one["verdict"] for one in list_reviews(home, RISKY)] == ["confirmed", "refuted"]
    assert [one["customer_id"] for one in list_reviews(home, tag=TAG)] == [CALM, RISKY, RISKY]
    assert list_reviews(home, CALM)[0]["value"] == "unknown" and list_reviews(home, CALM)[0]["output"] is None
    assert list_reviews(home, "nobody") == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"verdict": "refute"}, "Did you mean refuted"),
        ({"because": "  "}, "say why"),
        ({"because": "x" * 1001}, "1,000"),
        ({"by": ""}, "who you are"),
        ({"tag": "value_tier"}, "rests on no score; reviews are of fee_recovery_risk"),
        ({"tag": "fee_risk"}, "No tag"),
        ({"customer_id": "3200000019"}, "3200000019"),
        ({"customer_id": "poi:9"}, "poi:9"),
    ],
)
def test_what_could_not_be_checked_later_is_refused(home, change, says):
    given = {"customer_id": RISKY, "tag": TAG, "verdict": "refuted", "because": "visited", "by": "Li Na"}
    with pytest.raises(BadInput, match=says) as refused:
        add_review(home, **given | change)
    assert refused.value.text.zh != str(refused.value)
    assert list_reviews(home) == []


def test_the_commands(home, command_line):
    said = ("review", "add", RISKY, TAG, "--verdict", "confirmed", "--because", "'; drop table --", "--by", "张三")
    code, out, _ = command_line(*said)
    assert code == 0 and "Review 1" in out and "(E) confirmed as of 2026-06-30" in out
    code, out, _ = command_line("review", "list")
    assert code == 0 and "'; drop table --" in out and "张三" in out
    assert json.loads(command_line("review", "list", "--json")[1])[0]["reviewed_on"] == "2026-06-30"
    assert command_line("review", "list", "--customer", CALM)[1] == "No review yet.\n"
    assert command_line(*said[:5], "perhaps", *said[6:])[0] == 2


def test_the_portrait_shows_what_people_said_unless_the_tag_is_closed_to_them(home, command_line, monkeypatch):
    add_review(home, RISKY, TAG, "refuted", "paid in cash", "李娜")
    said = command_line("portrait", RISKY, "--lang", "en")[1]
    assert "Reviews by people" in said and "refuted" in said and "paid in cash" in said
    (kept,) = json.loads(command_line("portrait", RISKY, "--json")[1])["reviews"]
    assert (kept["value"], kept["verdict"], kept["by"]) == ("E", "refuted", "李娜")
    monkeypatch.setattr("tagrid.catalog.access.Viewer.restricted_tags", lambda self, catalog: frozenset([TAG]))
    assert json.loads(command_line("portrait", RISKY, "--json")[1])["reviews"] == []
