import pytest

from tagrid.core.errors import BadInput
from tagrid.core.statistics import wilson_interval
from tagrid.segments.insight.profile import tag_distribution

RULE = "arrears_status = due"


def test_every_value_beside_everyone_as_sql_counts(workspace):
    mask = workspace.mask(workspace.parse(RULE))
    found = tag_distribution(workspace.index, mask, "value_tier", fewest=1)
    rows = workspace.version.con.execute(
        "select value_tier, count(*) filter (where arrears_status = 'due'), count(*) "
        "from customer_tags_wide where subject = 'power_customer' group by 1"
    ).fetchall()
    inside, base = (sum(row[at] for row in rows) for at in (1, 2))
    assert [one.value for one in found] == list(workspace.catalog.tags["value_tier"].codes)
    assert {one.value: one.customers for one in found} == {value: n or None for value, n, _ in rows}
    for value, n, of in rows:
        [one] = [one for one in found if one.value == value]
        assert one.base_share == pytest.approx(of / base) and (one.low, one.high) == wilson_interval(n, inside)
        assert one.tgi == pytest.approx(100 * n / inside / (of / base))
        assert one.is_certain == (not one.low <= one.base_share <= one.high)


def test_a_value_of_a_few_is_told_of_everyone_only(workspace):
    rule = f"{RULE} and value_tier = vip and fee_recovery_risk = A"
    mask = workspace.mask(workspace.parse(rule))
    count = workspace.index.population(mask)
    vip = next(
        one for one in tag_distribution(workspace.index, mask, "value_tier", fewest=count + 1) if one.value == "vip"
    )
    assert (vip.customers, vip.share, vip.low, vip.high, vip.tgi) == (None,) * 5 and vip.base_share > 0
    assert not vip.is_certain


def test_a_tag_that_is_not_there(workspace):
    with pytest.raises(BadInput, match="Tag value_teir is not in this version"):
        tag_distribution(workspace.index, workspace.mask(None), "value_teir")
