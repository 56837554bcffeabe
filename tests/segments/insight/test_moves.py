"""A segment over versions: each read by its own catalog."""

import json
from datetime import date

import duckdb
import pytest

from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.published.versions import find_version
from tagrid.segments.insight.moves import membership_change, size_trend
from tests.published_home import publish
from tests.sealed import seal
from tests.segments.small import made_workspace, tags_wide

RULE = "value_tier in (vip, major)"


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Desks of two versions: in the second other values, ten customers gone and ten new."""
    found = []
    for seed, where in ((1, "customer_no < 190"), (2, "customer_no >= 10")):
        con = duckdb.connect()
        tags_wide(con, 200, seed)
        con.execute(f"delete from customer_tags_wide where not ({where})")
        if seed == 2:
            con.execute("update customer_tags_wide set customer_no = customer_no - 10")
        found.append(made_workspace(con, tmp_path_factory.mktemp("index"), f"2026-06-{seed:02}.1"))
    return found


def test_who_came_and_left(two):
    found = membership_change(*two, RULE)
    was, now = (
        {
            row[0]
            for row in one.version.con.execute(f"select customer_id from customer_tags_wide where {sql}").fetchall()
        }
        for one in two
        for sql in ["value_tier in ('vip', 'major')"]
    )
    assert (found.came, found.left, found.stayed) == (sorted(now - was), sorted(was - now), len(was & now))
    assert found.new == sum(who >= "c00190" for who in found.came) > 0
    assert found.gone == sum(who < "c00010" for who in found.left) > 0
    shown = found.described(limit=2)
    assert (shown["came"], shown["came_ids"]) == (len(found.came), found.came[:2])


def test_a_version_that_cannot_read_it_is_named(two):
    two[0].__dict__["catalog"] = two[0].catalog.model_copy(update={"tags": {}})
    with pytest.raises(BadInput, match=r"In version 2026-06-01\.1: Expression, character 1: there is no tag"):
        membership_change(*two, RULE)


def test_the_trend_says_where_a_tag_was_missing(tmp_path):
    home = Home(tmp_path)
    publish(home, date(2026, 5, 31))
    publish(home, date(2026, 6, 30))
    path = find_version(home, "2026-05-31.1").folder / "catalog.json"
    catalog = json.loads(path.read_text(encoding="utf-8"))
    del catalog["tags"]["value_tier"]
    path.write_text(json.dumps(catalog), encoding="utf-8")
    seal(path.parent)
    before, now = size_trend(home, RULE, {})
    assert (before.version, before.customers) == ("2026-05-31.1", None)
    assert before.problem and "there is no tag 'value_tier'" in before.problem.en
    assert (now.as_of, now.customers, now.base, now.problem) == (date(2026, 6, 30), 1, 2, None)
    assert now.described()["as_of"] == "2026-06-30"
