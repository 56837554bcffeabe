"""Every reason can be said in both languages."""

import pytest

from models_ml.harness.declaration import scores
from models_ml.harness.words import UNITS, reason

FEATURES = [f for s in scores().values() for f in s.features]


@pytest.mark.parametrize("feature", FEATURES, ids=lambda f: f.name)
def test_every_declared_feature_can_be_said(feature):
    assert feature.unit in UNITS and feature.direction in (-1, 0, 1)
    assert feature.zh in reason(feature, 1.5, 0.1, "zh") and feature.en in reason(feature, 1.5, 0.1, "en")


def test_a_reason_shows_the_customers_own_number():
    feature = next(f for f in FEATURES if f.name.endswith("late_bill_share_12m"))
    assert reason(feature, 0.25, 0.071, "zh") == "近12个月逾期账单占比为25%，使风险上升7.1个百分点"
    assert reason(feature, 0.25, 0.071, "en") == (
        "Late bills of the last 12 months: 25%; raises the chance by 7.1 points"
    )
