"""`tagrid segment why`, `cross`, `trend`, `moves`, `similar` on a hand-made home, and ranking on the demo's."""

import json

import pytest

from tagrid.cli import main

pytestmark = pytest.mark.slow


def test_why_in_words_and_for_a_program(segment):
    rule = "(value_tier = vip or annual_kwh > 5) and not arrears_status changed in last 30 days"
    out = segment("why", "3200000017", rule)[1].splitlines()
    assert out[0] == "> no   all of"
    assert out[1:4] == [
        "  yes     any of",
        "  yes        value_tier = vip   [vip]",
        "  yes        customer.annual_kwh > 5   [120000.5]",
    ]
    assert out[-1] == "> yes        arrears_status changed in last 30 days   [2026-06-20: due > overdue_30]"
    answer = json.loads(segment("why", "3200000017", rule, "--json")[1])
    assert (answer["is_in"], answer["branches"][0]["branches"][0]["found"]) == (False, "vip")


def test_why_of_a_saved_segment_and_an_empty_number(segment):
    segment("save", "rich", "default_chance >= 0.5")
    assert "customer.default_chance >= 0.5   [empty]" in segment("why", "3200000018", "rich")[1]
    code, _, err = segment("why", "3200000019", "rich")
    assert code == 2 and "No customer '3200000019' in version 2026-06-30.1. Did you mean 32000000" in err


def test_cross_trend_and_moves(segment):
    table = json.loads(segment("cross", "value_tier", "fee_recovery_risk", "--json")[1])
    assert (table["counts"]["vip"]["E"], table["counts"]["small"]["unknown"], table["cramers_v"]) == (1, 1, 1.0)
    assert "Cramér's V" in segment("cross", "value_tier", "fee_recovery_risk", "--in", "value_tier = vip")[1]
    sizes = json.loads(segment("trend", "value_tier = vip", "--json")[1])
    assert [(one["as_of"], one["customers"]) for one in sizes] == [("2026-05-31", 1), ("2026-06-30", 1)]
    assert "2026-05-31.1" in segment("trend", "value_tier = vip")[1]
    out = segment("moves", "value_tier = vip", "--from", "2026-05-31.1")[1]
    assert out.startswith("1 stayed; 0 came, of whom 0 are new customers; 0 left")
    assert json.loads(segment("moves", "value_tier = vip", "--from", "2026-05-31.1", "--json")[1])["stayed"] == 1


def test_sql_finds_the_customers_that_are_counted(segment, home):
    from tagrid.published.versions import current_version

    segment("save", "b", "arrears_status changed to overdue_30 since 2026-06-01")
    rule = 'segment("b") or annual_kwh > 500000 and not value_tier = vip'
    found = json.loads(segment("sql", rule, "--json")[1])
    with current_version(home).connect() as con:
        con.execute("create temp view customer_tags as select customer_id, tag, value from customer_tags_wide "
                    "unpivot (value for tag in (columns(* exclude (customer_no, customer_id, subject))))")  # fmt: skip
        rows = con.execute(found["sql"], found["parameters"]).fetchall()
    assert [row[0] for row in rows] == ["3200000017", "3200000018"]
    assert json.loads(segment("count", rule, "--json")[1])["customers"] == 2
    assert "?2 arrears_status" in segment("sql", rule)[1]


def test_similar_needs_enough_to_learn_from(segment):
    code, _, err = segment("similar", "value_tier = vip")
    assert code == 2 and "30 customers inside and 30 outside" in err


def test_similar_on_a_demo_utility(published_home, monkeypatch, capsys):
    monkeypatch.setenv("TAGRID_HOME", str(published_home.root))
    main_ends(["segment", "similar", "usage_level in (high, very_high)", "--limit", "5", "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert len(answer["customers"]) == 5 and "usage_level" in answer["left_out"]
    assert 0 < answer["cut"]["precision"] <= 1
    main_ends(["segment", "similar", "usage_level in (high, very_high)", "--limit", "5"])
    assert "of customers the model had not seen" in capsys.readouterr().out


def main_ends(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert not stopped.value.code
