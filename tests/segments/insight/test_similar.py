import random

import duckdb
import numpy as np
import pytest

from tagrid.core.errors import BadInput
from tagrid.published import bits
from tagrid.segments.index import SegmentIndex
from tagrid.segments.insight.similar import STEPS, depths, find_similar, implied_tags
from tagrid.segments.language import parse
from tests.segments.small import CATALOG, made_workspace, tags_wide

CUSTOMERS = 900


def mask_of(numbers: np.ndarray, index: SegmentIndex) -> np.ndarray:
    """The customers of some numbers as a mask."""
    flags = np.zeros(index.customers, dtype=bool)
    flags[numbers] = True
    mask = np.zeros(index.words, dtype=np.uint64)
    packed = bits.pack(flags)
    mask[: len(packed)] = packed
    return mask


@pytest.fixture(scope="module")
def leaning(tmp_path_factory):
    """Customers of whom those at risk E are three times as often in arrears."""
    con, chance = duckdb.connect(), random.Random(5)
    tags_wide(con, CUSTOMERS, seed=5)
    con.execute(
        "update customer_tags_wide set subject = 'power_customer', application_stage = null, capacity_wanted = null"
    )
    for name, codes in (("value_tier", "vip small"), ("capacity_band", "lt_8 8_50"), ("fee_recovery_risk", "A E")):
        drawn = [(chance.choice(codes.split()), number) for number in range(CUSTOMERS)]
        con.executemany(f"update customer_tags_wide set {name} = ? where customer_no = ?", drawn)
    risky = {
        row[0]
        for row in con.execute("select customer_no from customer_tags_wide where fee_recovery_risk = 'E'").fetchall()
    }
    due = [("due" if chance.random() < (0.6 if n in risky else 0.2) else "clear", n) for n in range(CUSTOMERS)]
    con.executemany("update customer_tags_wide set arrears_status = ? where customer_no = ?", due)
    return made_workspace(con, tmp_path_factory.mktemp("index"))


@pytest.mark.slow
def test_the_most_similar_outside_have_what_tells_members_apart(leaning):
    rule = leaning.parse("arrears_status = due")
    found = find_similar(leaning, rule, limit=100)
    inside = set(leaning.index.members(leaning.mask(rule), CUSTOMERS).tolist())
    assert len(found.numbers) == 100 and not inside & set(found.numbers.tolist())
    risky = leaning.mask(leaning.parse("fee_recovery_risk = E"))
    assert leaning.index.population(mask_of(found.numbers, leaning.index) & risky) == 100
    assert list(found.scores) == sorted(found.scores, reverse=True)
    tag, value, weight = found.reasons[0]
    assert (tag, (value, weight > 0)) in [("fee_recovery_risk", ("E", True)), ("fee_recovery_risk", ("A", False))]
    assert found.left_out == ("arrears_status",)
    # What it is worth on customers it had not seen: 0.6 of those with E are members, of everyone 0.4.
    assert 0.5 < found.cut.precision < 0.7 and found.cut.lift > 1.3 and found.cut.recall > 0.6
    again = find_similar(leaning, rule, limit=100)
    assert np.array_equal(again.numbers, found.numbers) and again.depths == found.depths


def test_it_says_how_far_it_is_and_ends_where_it_is_told_to(leaning):
    rule, heard = leaning.parse("arrears_status = due"), []
    find_similar(leaning, rule, limit=1, progress=heard.append)
    assert heard == sorted(set(heard)) and heard[0] == 0 and heard[-1] < 1 and len(heard) == STEPS + 1

    class Stopped(Exception):
        pass

    def stop(share: float) -> None:
        if share > 0.3:
            raise Stopped

    with pytest.raises(Stopped):
        find_similar(leaning, rule, limit=1, progress=stop)


def test_too_few_to_learn_from(leaning):
    with pytest.raises(BadInput, match="30 customers inside and 30 outside"):
        find_similar(leaning, leaning.parse("arrears_status in (due, clear)"))


def test_precision_and_recall_at_each_depth():
    scores, member = np.arange(10.0)[::-1], np.array([1, 1, 0, 1, 0, 0, 0, 0, 0, 0], dtype=bool)
    found = {one.customers: one for one in depths(scores, member, np.ones(10))}
    assert (found[1].precision, found[1].recall, found[1].lift) == (1, pytest.approx(1 / 3), pytest.approx(10 / 3))
    assert (found[2].precision, found[2].recall) == (1, pytest.approx(2 / 3))
    assert (found[5].precision, found[5].recall) == (pytest.approx(3 / 5), 1)
    weighted = depths(scores, member, np.where(member, 1, 10))[-1]  # of 73 customers 3 are members
    assert weighted.precision == pytest.approx(3 / weighted.customers)


def test_tags_that_follow_from_the_rule_are_left_out():
    tags = dict(CATALOG.tags)
    tags["arrears_status"] = tags["arrears_status"].model_copy(
        update={"derived_from": ("value_tier",), "inputs": ("x",)}
    )
    tags["fee_recovery_risk"] = tags["fee_recovery_risk"].model_copy(update={"inputs": ("y",)})
    tags["capacity_band"] = tags["capacity_band"].model_copy(update={"inputs": ("due_yuan",)})
    tags["value_tier"] = tags["value_tier"].model_copy(update={"inputs": ("z",)})
    catalog = CATALOG.model_copy(update={"tags": tags})

    assert implied_tags(catalog, parse("value_tier = vip", CATALOG)) == {"value_tier", "arrears_status"}
    by_feature = {
        name
        for name in implied_tags(catalog, parse("due_yuan > 5", CATALOG))
        if name in ("capacity_band", "value_tier")
    }
    assert by_feature == {"capacity_band"}
