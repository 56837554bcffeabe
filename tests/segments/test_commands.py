"""`tagrid segment` on a hand-made version."""

import json

import pytest

from tagrid.cli import main

pytestmark = pytest.mark.slow


def test_count_for_a_program(segment):
    code, out, _ = segment("count", "value_tier in (vip,major)", "--json")
    assert code == 0
    assert json.loads(out) == {
        "expression": "value_tier in (vip, major)",
        "catalog_version": "1.2.0",
        "version": "2026-06-30.1",
        "as_of": "2026-06-30",
        "customers": 1,
        "base": 2,
        "share": 0.5,
    }


def test_count_says_where_the_history_is_shorter_than_the_rule(segment):
    out = segment("count", "arrears_status changed in last 30 days")[1]
    assert out.startswith("1 of 2 customers") and "(changes are known since 2026-06-30; the rule asks" in out


def test_count_for_a_person_on_an_older_version(segment):
    out = segment("count", "not application_stage = surveyed", "--version", "2026-05-31.1")[1]
    assert out.startswith("1 of 1 customers (100.00%) on 2026-05-31, version 2026-05-31.1, catalog 1.2.0: not ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["count", "value_tier = gold"], "Expression, character 14: tag value_tier has no value 'gold'."),
        (["count", ""], "Expression, character 1: expected a tag"),
        (["count", "value_tier = vip", "--version", "2026-06-31.1"], "There is no version '2026-06-31.1'"),
        (["show", "nothing"], "There is no saved segment 'nothing'."),
        (["profile", "value_tier = vip", "--lang", "fr"], "--lang is zh or en, not 'fr'."),
        (["save", " x", "value_tier = vip"], "A segment's name has 1 to 80 printable characters"),
        (["save", "x", 'segment("x")'], "segment 'x' refers to itself: x > x"),
    ],
)
def test_wrong_use_is_one_line_and_code_2(segment, arguments, message):
    code, out, err = segment(*arguments)
    assert (code, out) == (2, "")
    assert message in err and err.count("\n") == 1


def test_nothing_is_published(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path))
    with pytest.raises(SystemExit) as stopped:
        main(["segment", "count", "value_tier = vip"])
    assert stopped.value.code == 2
    assert "No version is published yet" in capsys.readouterr().err


def test_a_saved_segment_is_listed_shown_and_used(segment):
    assert "No segment is saved yet" in segment("list")[1]
    assert segment("save", "关键客户", "价值分级 in (vip,major)")[0] == 0
    [listed] = json.loads(segment("list", "--json")[1])
    assert {key: listed[key] for key in ("name", "expression", "subject", "catalog_version")} == {
        "name": "关键客户",
        "expression": "value_tier in (vip, major)",
        "subject": "power_customer",
        "catalog_version": "1.2.0",
    }
    assert listed.items() <= json.loads(segment("show", "关键客户", "--json")[1]).items()
    answer = json.loads(segment("count", 'not segment("关键客户")', "--json")[1])
    assert (answer["expression"], answer["customers"]) == ('not segment("关键客户")', 1)
    assert json.loads(segment("count", "关键客户", "--json")[1])["customers"] == 1


def test_a_name_that_is_taken_is_replaced_only_on_demand(segment):
    segment("save", "a", "value_tier = vip")
    code, _, err = segment("save", "a", "value_tier = small")
    assert code == 2 and "There is a segment 'a' already" in err
    assert "value_tier = vip" in segment("show", "a")[1]
    assert segment("save", "a", "value_tier = small", "--replace")[0] == 0
    assert "value_tier = small" in segment("show", "a")[1]


def test_replacing_one_segment_by_another_that_uses_it_is_refused(segment):
    segment("save", "a", "value_tier = vip")
    segment("save", "b", 'segment("a") or value_tier = major')
    code, _, err = segment("save", "a", 'segment("b")', "--replace")
    assert code == 2 and "refers to itself" in err
    assert "value_tier = vip" in segment("show", "a")[1]


def test_profile(segment):
    rows = json.loads(segment("profile", "value_tier = vip", "--fewest", "1", "--json")[1])
    assert rows[0]["tgi"] == 200.0 and rows[0]["customers"] == 1 and rows[0]["is_small"]
    assert "电费回收风险" in segment("profile", "value_tier = vip", "--fewest", "1")[1]
    out = segment("profile", "value_tier = vip", "--lang", "en", "--limit", "3", "--fewest", "1")[1]
    assert "Fee Recovery Risk" in out and "few" in out


def test_profile_of_fewer_than_ten_says_why_it_is_empty(segment):
    assert "fewer than 10 customers" in segment("profile", "value_tier = vip", "--lang", "en")[1]
    assert "不足 10 户" in segment("profile", "value_tier = vip")[1]
    assert json.loads(segment("profile", "value_tier = vip", "--json")[1]) == []


def test_a_state_database_that_cannot_be_opened(segment, monkeypatch):
    monkeypatch.setenv("TAGRID_STATE_URL", "nonsense://x")
    code, _, err = segment("list")
    assert code == 2 and "TAGRID_STATE_URL is not the address of a database" in err
