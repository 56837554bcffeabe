"""Where a tag is used: segments, derived tags, scores."""

import pytest

from tagrid.core.project import Home
from tagrid.core.text import Text
from tagrid.governance.where_used import where_used
from tagrid.segments.saving import save_segment
from tests.segments.small import CATALOG


@pytest.fixture
def home(tmp_path) -> Home:
    home = Home(tmp_path)
    save_segment(home, "重点", "value_tier = vip and not arrears_status = clear", CATALOG)
    save_segment(home, "within", 'segment("重点") and fee_recovery_risk = E', CATALOG)
    save_segment(home, "other", "fee_recovery_risk = E", CATALOG)
    return home


def test_segments_that_name_it_directly_or_through_another(home):
    found = where_used(home, CATALOG, CATALOG.tags["value_tier"])
    assert [name for name, _ in found.segments] == ["within", "重点"]


def test_a_segment_of_an_earlier_catalog_still_counts(home):
    tags = {name: tag for name, tag in CATALOG.tags.items() if name != "arrears_status"}
    without = CATALOG.model_copy(update={"tags": tags})
    assert "重点" in dict(where_used(home, without, CATALOG.tags["arrears_status"]).segments)


def test_tags_derived_from_it(home):
    derived = CATALOG.tags["arrears_status"].model_copy(update={"derived_from": ("value_tier",)})
    catalog = CATALOG.model_copy(update={"tags": {**CATALOG.tags, "arrears_status": derived}})
    assert where_used(home, catalog, CATALOG.tags["value_tier"]).derived == ("arrears_status",)


def test_scores_that_give_it_or_read_its_numbers(home):
    tag = CATALOG.tags["arrears_status"]
    gives = tag.model_copy(update={"pedigree": {"ml_fee_recovery.default_chance": ()}})
    (score,) = where_used(home, CATALOG, gives).scores
    assert (score.name, score.gives, score.shared) == ("fee_recovery_risk", True, ())
    assert score.label == Text(zh="电费回收风险", en="Fee recovery risk")
    reads = tag.model_copy(update={"pedigree": {"int_customer_payment.arrears_yuan": (), "int_x.other": ()}})
    (score,) = where_used(home, CATALOG, reads).scores
    assert (score.gives, score.shared) == (False, ("int_customer_payment.arrears_yuan",))
    assert where_used(home, CATALOG, tag).scores == ()
