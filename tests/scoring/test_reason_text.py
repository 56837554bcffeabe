"""Every reason can be said in both languages."""

import re

import pytest

from models_ml.fee_recovery import SCORE
from tagrid.catalog import column_labels
from tagrid.core.formats import days_from
from tagrid.core.text import Text
from tagrid.scoring.declaration import VALUE_FORMATS, format_value, scores
from tagrid.scoring.reasons import reason_text

FEATURES = [(score, feature) for score in scores().values() for feature in score.features]


@pytest.mark.parametrize(("score", "feature"), FEATURES, ids=lambda one: one.name)
def test_every_declared_feature_can_be_said(score, feature):
    assert feature.unit in VALUE_FORMATS and feature.direction in (-1, 0, 1)
    text = reason_text(score, feature, 1.5, 0.1)
    assert feature.zh in text.zh and feature.en in text.en


def test_a_reason_shows_the_customers_own_number():
    feature = SCORE.feature("int_customer_payment.late_bill_share_12m")
    assert reason_text(SCORE, feature, 0.25, 0.071).zh == "近12个月逾期账单占比为25%，使概率上升7.1个百分点"
    assert reason_text(SCORE, feature, 0.25, 0.071).en == (
        "Late bills of the last 12 months: 25%; raises the chance by 7.1 points"
    )


def test_a_late_bill_is_late_and_not_early_by_less_than_nothing():
    feature = SCORE.feature("int_customer_payment_recent.last_days_before_due")
    late = reason_text(SCORE, feature, -12, 0.071)
    assert late.zh == "最近一张账单交费迟12天，使概率上升7.1个百分点"
    assert late.en == "Latest bill paid: 12 days late; raises the chance by 7.1 points"
    assert [format_value(feature, days).en for days in (1, 0.2, -1)] == ["1 day early", "on the day", "1 day late"]
    assert days_from("days_left", -1106) == Text(zh="已过1,106天", en="1,106 days past")
    said = [text for _, one in FEATURES for text in (one.zh, one.en)] + [
        text for one in column_labels().values() for text in (one.label.zh, one.label.en)
    ]
    assert not [text for text in said if re.search(r"below 0|负[数为]", text)]


def test_one_of_a_thing_is_not_many():
    feature = SCORE.feature("int_customer_payment.overdue_bills")
    assert [format_value(feature, value).en for value in (0, 1, 1200)] == ["0 bills", "1 bill", "1,200 bills"]
