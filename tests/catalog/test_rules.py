"""Rules out of a tag model's SQL: their columns, what they can give, and what is refused."""

import pytest

from tagrid.catalog.files import load
from tagrid.catalog.match import example_faults, match_faults
from tagrid.catalog.rules import rules
from tagrid.core.errors import BadInput

MODEL = "dbt_project/models/tags/tag_payment.sql"


def change(project, old, new, file=MODEL):
    path = project / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def matched(project):
    return match_faults(load(project / "taxonomy"), rules(project), project)


def tried(project):
    return example_faults(load(project / "taxonomy"), rules(project))


def test_a_rule_reads_bare_columns_in_order(project):
    rule = rules(project)["payment_timeliness"]
    assert rule.inputs == ("late_share", "days_before")
    assert rule.theme == "payment"
    assert "payment." not in rule.sql
    assert rule.gives == ({"early", "on_time", "often_late"}, True)


def test_a_sound_project_has_no_faults(project):
    assert matched(project) == []
    assert tried(project) == []


def test_a_literal_outside_the_values_is_found(project):
    change(project, "'often_late'", "'oftn_late'")
    told = matched(project)
    assert "payment_timeliness gives 'oftn_late'" in told[0].en
    assert "Did you mean often_late" in told[0].en
    assert "value 'often_late' is never given" in told[1].en
    assert "给出取值“oftn_late”" in told[0].zh and "您要的是 often_late" in told[0].zh
    assert "从不给出取值“often_late”" in told[1].zh


def test_a_comparison_is_no_result(project):
    change(project, "when days_before >= 5", "when payment.kind = 'prepaid'")
    assert matched(project) == []


@pytest.mark.parametrize("result", ["payment.grade", "lower(payment.grade)", "coalesce(payment.grade, 'early')"])
def test_a_value_that_is_passed_through_leaves_the_values_open(project, result):
    change(project, "then 'early'", f"then {result}")
    assert rules(project)["payment_timeliness"].gives[1] is False
    assert matched(project) == []


def test_a_column_without_a_tag_is_found(project):
    change(project, "as arrears_status", "as arrear_status")
    told = matched(project)
    assert "tag_payment.sql has no column arrears_status. Did you mean arrear_status" in told[0].en
    assert "column arrear_status has no tag file. Did you mean arrears_status" in told[1].en


def test_a_tag_whose_theme_has_no_model_is_found(project):
    (project / MODEL).rename(project / "dbt_project/models/tags/tag_other.sql")
    told = matched(project)
    assert "its column is in dbt_project/models/tags/tag_other.sql; move it to" in told[0].en
    (project / "dbt_project/models/tags/tag_other.sql").unlink()
    assert "its theme has no model; write dbt_project/models/tags/tag_payment.sql" in matched(project)[0].en


def test_a_draft_has_no_column(project):
    file = "taxonomy/power_customer/behaviour/payment/arrears_status.yml"
    change(project, "status: active\napproval: {status: active, by: billing, date: 2026-01-01}", "status: draft", file)
    assert "column arrears_status is a draft tag" in matched(project)[0].en


def test_an_example_that_the_rule_does_not_bear_out_is_told(project):
    change(project, ">= 0.25", "> 0.25")
    assert [fault.en for fault in tried(project)] == [
        "taxonomy/power_customer/behaviour/payment/payment_timeliness.yml: "
        "example 1 (late_share = 0.25) gives on_time, not often_late."
    ]


def test_an_else_that_swallows_a_null_is_caught(project):
    change(project, "when payment.late_share is null then null", "when false then null")
    assert "example 4 (nothing known) gives on_time, not unknown." in tried(project)[0].en


def test_an_example_names_only_columns_the_rule_reads(project):
    change(
        project,
        "late_share: 0.25",
        "late_shar: 0.25",
        "taxonomy/power_customer/behaviour/payment/payment_timeliness.yml",
    )
    assert (
        "example 1: the rule in dbt_project/models/tags/tag_payment.sql does not read late_shar."
        in tried(project)[0].en
    )
    assert "Did you mean late_share" in tried(project)[0].en


def test_dates_and_truth_values_are_examples_too(project):
    change(project, "when days_before >= 5", "when is_new and days_before < date '2026-01-01'")
    file = "taxonomy/power_customer/behaviour/payment/payment_timeliness.yml"
    change(project, "days_before: 5", "days_before: 2025-12-31, is_new: true", file)
    assert tried(project) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("tagged as (", "named as (", "no step `tagged`"),
        ("payment.customer_id,", "payment.*,", "selects *"),
        (
            "when days_before",
            "when other.late_share > 1 and days_before",
            "reads late_share of both payment and other",
        ),
        ("when arrears_yuan", "when other.late_share > 1 and arrears_yuan", "arrears_status reads late_share of both"),
        ("case\n", "cse when\n", "its SQL cannot be parsed"),
        ("{{ ref(", "{{ ref((", "its Jinja cannot be read"),
        ("as arrears_status", "as payment_timeliness", "column payment_timeliness is also in"),
    ],
)
def test_a_model_that_gives_no_rules_is_refused(project, old, new, told):
    change(project, old, new)
    with pytest.raises(BadInput, match=r"tag_payment\.sql") as caught:
        rules(project)
    assert told in str(caught.value)


def test_a_rule_that_cannot_be_evaluated_is_told(project):
    change(project, "arrears_yuan > 0", "no_such_function(arrears_yuan)")
    assert "cannot be evaluated over its examples" in tried(project)[0].en
