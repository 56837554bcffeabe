"""The usage curve and the places of a group, on the hand-made customers."""

from datetime import date

import pytest

from tagrid.errors import BadInput
from tagrid.segments.desk import desk
from tagrid.segments.insight.usage import places, usage_curve


def test_the_curve_is_of_the_groups_customers_only(home):
    found = desk(home)
    curve = usage_curve(found, found.mask(found.parse("value_tier = vip")), months=3)
    # The customer used day + 0.1 kWh on each day but the third, which was not read.
    assert [one.month_on for one in curve] == [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)]
    june = curve[-1]
    assert (june.customers, june.mean_kwh) == (1, pytest.approx((sum(range(1, 31)) - 3) / 29 + 0.1, abs=1e-4))
    assert june.low_kwh == june.median_kwh == june.high_kwh == june.mean_kwh
    assert usage_curve(found, found.mask(found.parse("value_tier = small"))) == []
    with pytest.raises(BadInput, match="1 to 120 months, not 0"):
        usage_curve(found, found.mask(None), months=0)


def test_the_places_of_a_group_against_everyone(home):
    found = desk(home)
    base = found.index.base("power_customer")
    [one] = places(found, found.mask(found.parse("value_tier = vip")), base)
    assert (one.name, one.customers, one.everyone, one.share, one.tgi) == ("扬中", 1, 2, 0.5, 100)
    assert places(found, base ^ base, base)[0].customers == 0
    with pytest.raises(BadInput, match="Customers have no place 'customer_name'"):
        places(found, base, base, "customer_name")
