"""From a rule's inputs to the models that give them and the source columns below."""

import pytest

from tagrid.catalog.described import with_rules
from tagrid.catalog.files import load
from tagrid.catalog.lineage import source_columns


@pytest.fixture(scope="module")
def tags():
    return with_rules(load()).tags


def test_every_input_has_its_model_and_its_source_columns(tags):
    found = tags["payment_timeliness"].pedigree
    assert list(found) == ["int_customer_payment.late_bill_share_12m", "int_customer_payment.mean_days_before_due"]
    assert "marketing.bills.due_on" in found["int_customer_payment.late_bill_share_12m"]


def test_a_score_s_output_comes_from_the_score(tags):
    assert list(tags["fee_recovery_risk"].pedigree) == ["ml_fee_recovery.default_chance"]


def test_of_two_models_with_such_a_column_the_one_the_rule_names(tags):
    assert "int_customer_metering.has_meter_fault" in tags["metering_health"].pedigree


@pytest.mark.parametrize("shown", ["inputs", "sources"])
def test_it_says_what_the_tag_says_for_every_tag(tags, shown):
    """Bare tables aside: one that only one input counts the rows of may be named by column for another."""
    for tag in tags.values():
        if shown == "inputs":
            assert tuple(way.rpartition(".")[2] for way in tag.pedigree) == tag.inputs
        else:
            assert source_columns(set().union(*tag.pedigree.values())) == tag.sources, tag.name


def test_a_table_is_left_out_where_a_column_of_it_is_named():
    assert source_columns({"a.b", "a.b.c", "a.d"}) == ("a.b.c", "a.d")
