"""`tagrid catalog new`: a draft at its place, or a refusal that names the right one; nothing is written over."""

import json

import pytest

from tagrid.catalog.files import load
from tagrid.cli import main
from tagrid.core.errors import BadInput
from tagrid.governance.workshop.draft import create_draft, parse_place
from tests.catalog.conftest import THEME

DBT_PROJECT = "vars: {themes: {power_customer: [payment], non_power_customer: []}}\n"


@pytest.fixture
def sound(project):
    (project / "dbt_project.yml").write_text(DBT_PROJECT)
    (project / "dbt_project" / "models" / "staging").mkdir()
    return project


def test_a_draft_lies_in_the_catalog_and_no_customer_has_a_value_of_it(sound):
    found = create_draft(f"{THEME}/my_tag", "我的标签", "My tag", sound)
    assert found.path == f"taxonomy/{THEME}/my_tag.yml"
    assert found.model == "dbt_project/models/tags/tag_payment.sql"
    catalog = load(sound / "taxonomy")
    assert catalog.shelved["my_tag"].label.zh == "我的标签"
    assert "my_tag" not in catalog.tags


def test_what_is_not_written_yet_cannot_become_active(sound):
    path = sound / create_draft(f"{THEME}/my_tag", project=sound).path
    text = path.read_text(encoding="utf-8").replace("status: draft", "status: active")
    path.write_text(text + "approval: {status: active, by: billing, date: 2026-01-01}\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load(sound / "taxonomy")
    assert "my_tag.yml:1: still to be written (标签名称（my_tag）); only a draft may say TODO:" in str(refused.value)
    assert "my_tag.yml:11: still to be written (rule | statistic | model)" in str(refused.value)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("power_customer/behaviour/payment/payment_timeliness", "taken by taxonomy/power_customer/behaviour/payment"),
        ("power_customer/behavior/payment/x", "no class 'behavior' under power_customer; it has behaviour"),
        ("power_customer/behaviour/paiment/x", "Did you mean payment?"),
        ("power_customer/payment/x", "Did you mean power_customer/behaviour/payment?"),
        ("customer/behaviour/payment/x", "Did you mean power_customer?"),
        ("power_customer/behaviour/payment/deeper/x", "would open a sixth level"),
        ("power_customer/behaviour/payment", "is no place of a tag"),
        ("power_customer/behaviour/payment/MyTag", "such as my_tag"),
        ("power_customer/behaviour/payment/my-tag", "such as my_tag"),
        ("power_customer/behaviour/payment/2_tags", "snake_case"),
        ("power_customer/behaviour/payment/标签", "snake_case"),
        ("power_customer/behaviour/payment/my__tag", "such as my_tag"),
        ("power_customer/behaviour/payment/customer_id", "column of the published tables"),
        ("power_customer/behaviour/payment/", "is no place of a tag"),
        ("../../etc/passwd", "no class '..' at level 1"),
        ("", "no class '' at level 1"),
    ],
)
def test_a_wrong_address_is_refused_with_the_nearest(sound, address, told):
    before = sorted(sound.rglob("*"))
    with pytest.raises(BadInput) as refused:
        create_draft(address, project=sound)
    assert told in str(refused.value)
    assert sorted(sound.rglob("*")) == before


def test_the_folder_and_the_ending_may_be_typed_too(taxonomy):
    assert parse_place(f"taxonomy/{THEME}/my_tag.yml", load(taxonomy)).name == "my_tag"


def test_a_file_that_came_meanwhile_is_left_alone(sound, monkeypatch):
    path = sound / "taxonomy" / THEME / "my_tag.yml"
    monkeypatch.setattr(
        "tagrid.governance.workshop.draft.draft_text", lambda *words: path.write_text("mine") and "a draft"
    )
    with pytest.raises(BadInput, match="there already"):
        create_draft(f"{THEME}/my_tag", project=sound)
    assert path.read_text() == "mine"
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(".")] == []


def test_the_command_tells_the_next_steps(sound, monkeypatch, capsys):
    monkeypatch.setenv("TAGRID_PROJECT", str(sound))
    with pytest.raises(SystemExit) as done:
        main(["catalog", "new", f"{THEME}/my_tag", "--json"])
    assert not done.value.code
    said = json.loads(capsys.readouterr().out)
    assert said["file"] == f"taxonomy/{THEME}/my_tag.yml"
    assert said["sql"].endswith("end as my_tag")
    assert (sound / said["file"]).exists()
