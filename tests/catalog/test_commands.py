"""`tagrid catalog` from outside: what it prints, and how it refuses."""

import json

import pytest

from tagrid.catalog.match import theme_faults
from tagrid.cli import main
from tagrid.core.errors import BadInput
from tagrid.governance.release.freeze import check
from tests.catalog.conftest import THEME

DBT_PROJECT = "vars: {themes: {power_customer: [payment, usage], non_power_customer: []}}\n"


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as done:
        main(["catalog", *arguments])
    said = capsys.readouterr()
    return int(done.value.code or 0), said.out, said.err


@pytest.fixture(autouse=True)
def empty_home(monkeypatch, tmp_path):
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path / "home"))


@pytest.mark.slow
def test_the_project_s_catalog_is_sound(capsys):
    code, out, _ = run(capsys, "check", "--json")
    assert code == 0
    found = json.loads(out)
    assert found["tags"] >= 35
    assert found["examples"] >= found["tags"]


@pytest.mark.slow
def test_the_tree_shows_classes_and_tags(capsys):
    code, out, _ = run(capsys, "show")
    assert code == 0
    assert "电力客户 Power customer" in out
    assert "payment_timeliness" in out


@pytest.mark.slow
def test_a_tag_s_card_shows_meaning_rule_and_sources(capsys):
    code, out, _ = run(capsys, "show", "payment_timeliness")
    assert code == 0
    for part in ("经常逾期", "Often late", "late_bill_share_12m >= 0.25", "marketing.bills.due_on", "→ often_late"):
        assert part in out


def test_a_tag_as_json(capsys):
    code, out, _ = run(capsys, "show", "payment_timeliness", "--json")
    assert code == 0
    assert json.loads(out)["theme"] == "payment"


def test_an_unknown_tag_is_one_line_with_the_nearest(capsys):
    code, out, err = run(capsys, "show", "payment_timelines")
    assert (code, out) == (2, "")
    assert err == (
        "tagrid: No tag 'payment_timelines' in the catalog. "
        "Did you mean payment_timeliness, payment_pattern, payment_regularity?\n"
    )


def test_check_tells_every_fault_of_a_project(project):
    (project / "dbt_project.yml").write_text(DBT_PROJECT)
    tag = project / "taxonomy" / THEME / "payment_timeliness.yml"
    text = tag.read_text(encoding="utf-8")
    tag.write_text(text.replace("gives: early", "gives: on_time"), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        check(project)
    told = str(caught.value).splitlines()
    assert told[0] == "4 faults in the catalog:"
    assert told[1] == "  dbt_project.yml: `themes` of power_customer lists usage, which has no tags."
    assert "example 2 (late_share = 0, days_before = 5) gives early, not on_time." in told[2]
    assert all("no source column is found below its rule" in line for line in told[3:])


def test_a_theme_that_dbt_does_not_list_is_told(project):
    from tagrid.catalog.files import load

    (project / "dbt_project.yml").write_text("vars: {themes: {power_customer: []}}\n")
    (fault,) = theme_faults(load(project / "taxonomy"), project)
    assert fault.en == "dbt_project.yml: `themes` of power_customer lacks payment; add it."
    assert fault.zh == "dbt_project.yml：`themes` 的 power_customer 缺少 payment，请补上。"
