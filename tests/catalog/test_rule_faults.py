"""Faults between a tag's file and its rule: an `else` that takes null, an edge without example, a stray criterion."""

import pytest

from tagrid.catalog.columns import column_labels
from tagrid.catalog.criterion import criterion_remarks
from tagrid.catalog.described import with_rules
from tagrid.catalog.files import load
from tagrid.catalog.match import edge_remarks, example_faults, thresholds, underived_faults
from tagrid.catalog.rules import rules
from tagrid.core.errors import BadInput
from tagrid.governance.release.freeze import check
from tests.catalog.conftest import THEME

MODEL = "dbt_project/models/tags/tag_payment.sql"
TIMELY = f"taxonomy/{THEME}/payment_timeliness.yml"
NULL_FIRST = "            when payment.late_share is null then null\n"


def _edit(project, file: str, *pairs: tuple[str, str]) -> None:
    text = (project / file).read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    (project / file).write_text(text, encoding="utf-8")


def _faults(project):
    return example_faults(load(project / "taxonomy"), rules(project))


def test_a_sound_rule_has_no_fault(project):
    assert _faults(project) == edge_remarks(load(project / "taxonomy"), rules(project)) == []


@pytest.mark.slow
def test_the_projects_own_catalog_has_no_remark():
    assert check().remarks == ()


def test_an_else_that_takes_null_for_a_value_is_a_fault_of_the_rule(project):
    _edit(project, MODEL, (NULL_FIRST, ""))
    (null,) = [one for one in _faults(project) if "`else` takes what is null" in one.en]
    assert null.en.startswith(MODEL) and "'on_time'" in null.en and "when late_share is null then null" in null.en
    assert "把空值当成了取值" in null.zh


def test_an_else_that_is_meant_for_those_without_data_is_said_by_an_example(project):
    _edit(project, MODEL, (NULL_FIRST, ""))
    _edit(project, TIMELY, ("{given: {}, gives: unknown}", "{given: {}, gives: on_time}"))
    assert _faults(project) == []


@pytest.mark.parametrize(("more", "edges"), [("when days_before < -9 then 'early'", {"days_before: -9"}), ("", set())])
def test_an_edge_without_an_example_is_named_with_what_to_add(project, more, edges):
    _edit(project, MODEL, ("when days_before >= 5", f"{more}\n            when days_before >= 5"))
    _edit(project, TIMELY, ("  - {given: {late_share: 0, days_before: 5}, gives: early}\n", ""))
    told = [one.en for one in edge_remarks(load(project / "taxonomy"), rules(project))]
    assert {one.partition("add one with ")[2].rstrip(".") for one in told} == {*edges, "days_before: 5"}
    assert all(one.startswith(TIMELY) for one in told)


def test_the_edges_of_a_restated_rule_are_those_of_its_own_tag(project):
    restated = "(case when days_before >= 0.7 then 'x' else 'y' end) = 'x'"
    _edit(project, MODEL, ("when arrears_yuan > 0", f"when {restated} and arrears_yuan > 0"))
    found = rules(project)["arrears_status"].expression
    assert {name for name, *_ in thresholds(found)} == {"arrears_yuan"}


CRITERION = "criterion: {zh: 交费日期, en: Payment date.}"


@pytest.mark.parametrize(
    ("criterion", "is_stray"),
    [
        ("criterion: {zh: 设备投运年限, en: Age of the equipment}", True),
        ("criterion: {zh: 设备投运年限, en: Share of late bills}", False),
        ("criterion: {zh: 逾期账单占比, en: Age of the equipment}", False),
    ],
)
def test_a_criterion_that_has_nothing_to_do_with_the_rule_is_named(project, criterion, is_stray):
    features = project / "dbt_project/models/features"
    features.mkdir()
    (features / "int_customer_payment.sql").write_text("select 1 as customer_id, 2 as late_share, 3 as days_before")
    labels = "name: late_share, config: {meta: {zh: 逾期占比, en: Bills paid late, unit: share}}"
    text = f"models:\n  - name: int_customer_payment\n    columns:\n      - {{{labels}}}\n"
    (features / "int_customer_payment.yml").write_text(text, encoding="utf-8")
    _edit(project, TIMELY, (CRITERION, criterion))
    described = with_rules(load(project / "taxonomy"), project)
    told = [one for one in criterion_remarks(described, column_labels(project), project) if TIMELY in one.en]
    assert bool(told) is is_stray
    if told:
        assert "Age of the equipment" in told[0].en and "int_customer_payment.late_share" in told[0].en


@pytest.mark.parametrize(("name", "approved"), [("a_newer_tag", "2026-05-01"), ("z_newer_tag", "2026-05-01")])
def test_of_two_tags_that_collide_the_one_that_came_last_is_blamed(project, name, approved):
    text = (project / TIMELY).read_text(encoding="utf-8").replace("2026-01-01", approved)
    (project / f"taxonomy/{THEME}/{name}.yml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load(project / "taxonomy")
    told = [line for line in refused.value.text.en.splitlines() if "is taken by" in line]
    assert told and all(f"{name}.yml: " in line and line.partition("taken by")[2].count(TIMELY) for line in told)


def test_of_two_files_of_one_name_the_one_that_came_last_is_blamed(project):
    usage = project / "taxonomy/power_customer/behaviour/a_theme"
    usage.mkdir()
    (usage / "_class.yml").write_text(
        (project / f"taxonomy/{THEME}/_class.yml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    newer = (project / TIMELY).read_text(encoding="utf-8").replace("2026-01-01", "2026-05-01")
    (usage / "payment_timeliness.yml").write_text(newer, encoding="utf-8")  # read first
    with pytest.raises(BadInput, match=r"a_theme/payment_timeliness\.yml:1: the name 'payment_timeliness' is taken by"):
        load(project / "taxonomy")


def test_a_tag_derives_from_none_that_shares_no_source_with_it():
    described = with_rules(load())
    assert underived_faults(described) == []
    court = described.tags["load_shape"].model_copy(update={"derived_from": ("inspection_due",)})
    (fault,) = underived_faults(described.model_copy(update={"tags": described.tags | {"load_shape": court}}))
    assert "load_shape.yml: it shares no source column with inspection_due" in fault.en
    assert "related_to" in fault.zh
