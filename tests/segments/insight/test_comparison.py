import numpy as np
import pytest

from tagrid.core.errors import BadInput
from tagrid.segments.insight.comparison import CrossTable, cross_tabulate, exact_intersections

WITHIN = "arrears_status in (due, clear)"


@pytest.mark.slow
def test_the_table_is_what_sql_counts(workspace):
    found = cross_tabulate(workspace.index, workspace.mask(workspace.parse(WITHIN)), "value_tier", "fee_recovery_risk")
    rows = workspace.version.con.execute(
        "select value_tier, fee_recovery_risk, count(*) from customer_tags_wide "
        "where arrears_status in ('due', 'clear') group by all"
    ).fetchall()
    assert {(a, b, n) for a, row in found.counts.items() for b, n in row.items() if n} == set(rows)
    assert found.total == workspace.index.count(workspace.parse(WITHIN))


def test_how_strongly_two_tags_go_together():
    same = CrossTable("a", "b", {"x": {"x": 30, "y": 0}, "y": {"x": 0, "y": 10}, "z": {"x": 0, "y": 0}})
    free = CrossTable("a", "b", {"x": {"x": 30, "y": 10}, "y": {"x": 60, "y": 20}})
    assert (same.cramers_v, free.cramers_v) == (pytest.approx(1), pytest.approx(0))
    assert (same.lift("x", "x"), free.lift("x", "y")) == (pytest.approx(40 / 30), pytest.approx(1))
    assert same.lift("z", "x") is None
    assert CrossTable("a", "b", {"x": {"x": 3}}).cramers_v == 0


def test_a_tag_that_is_not_there(workspace):
    with pytest.raises(BadInput, match=r"Tag value_teir is not in this version\. Did you mean value_tier"):
        cross_tabulate(workspace.index, workspace.mask(None), "value_teir", "fee_recovery_risk")


def test_parts_of_three_segments_add_up(workspace):
    texts = ["value_tier = vip", "arrears_status = due", "fee_recovery_risk in (A, B)"]
    masks = {text: workspace.mask(workspace.parse(text)) for text in texts}
    found = exact_intersections(masks)
    everyone = np.bitwise_or.reduce(list(masks.values()))
    assert sum(one.customers for one in found) == workspace.index.population(everyone)
    [two] = [one for one in found if one.segments == (texts[0], texts[1])]
    assert two.customers == workspace.index.count(workspace.parse(f"{texts[0]} and {texts[1]} and not {texts[2]}")) > 0
    assert [one.customers for one in found] == sorted((one.customers for one in found), reverse=True)


def test_only_so_many_segments_at_once(workspace):
    with pytest.raises(BadInput, match="One to 5 segments can be compared at once, not 6"):
        exact_intersections({str(n): workspace.mask(None) for n in range(6)})
