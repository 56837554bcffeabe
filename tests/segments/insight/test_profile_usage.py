"""The usage curve of a group, on the hand-made customers."""

from datetime import date

import pytest

from tagrid.core.errors import BadInput
from tagrid.segments.insight.profile import usage_curve
from tagrid.segments.workspace import open_workspace


def test_the_curve_is_of_the_groups_customers_only(home):
    found = open_workspace(home)
    curve = usage_curve(found, found.mask(found.parse("value_tier = vip")), months=3)
    # The customer used day + 0.1 kWh on each day but the third, which was not read.
    assert [one.month_on for one in curve] == [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)]
    june = curve[-1]
    assert (june.customers, june.mean_kwh) == (1, pytest.approx((sum(range(1, 31)) - 3) / 29 + 0.1, abs=1e-4))
    assert june.low_kwh == june.median_kwh == june.high_kwh == june.mean_kwh
    assert usage_curve(found, found.mask(found.parse("value_tier = small"))) == []
    with pytest.raises(BadInput, match="1 to 120 months, not 0"):
        usage_curve(found, found.mask(None), months=0)
