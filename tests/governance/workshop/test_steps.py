"""The five steps, what each lacks, and the file that comes of them: it passes the catalog's own check."""

from dataclasses import replace

import pytest

from tagrid.catalog.files import load
from tagrid.catalog.model import Example
from tagrid.governance.release.freeze import check
from tagrid.governance.workshop.draft import PartialText, TagIdea
from tagrid.governance.workshop.edge_examples import edge_examples
from tagrid.governance.workshop.hand_over import hand_over
from tagrid.governance.workshop.preview import preview
from tagrid.governance.workshop.steps import concept_warnings, open_points


@pytest.fixture
def seen(version, idea):
    return preview(version, idea.rule, idea.themes)


@pytest.fixture
def whole(idea, seen):
    return replace(idea, examples=edge_examples(seen.proposed.rule))


def test_an_empty_idea_lacks_something_in_every_step(version):
    lacking = open_points(TagIdea(), version.catalog(), None)
    assert list(lacking) == [1, 2, 3, 4, 5]
    assert all(lacking.values())


def test_a_whole_idea_lacks_nothing(version, whole, seen):
    assert open_points(whole, version.catalog(), seen) == {1: [], 2: [], 3: [], 4: [], 5: []}
    assert concept_warnings(whole, version.catalog()) == []


@pytest.mark.parametrize(
    ("change", "step", "told"),
    [
        ({"goal": PartialText("只有中文", "")}, 1, "the goal in English"),
        ({"themes": ()}, 1, "Choose at least one theme"),
        ({"label": PartialText("交费及时性", "Something new")}, 2, "The label is that of Payment timeliness"),
        ({"criterion": PartialText("交费日期相对最后交费日。", "x")}, 2, "The criterion is that of Payment timeliness"),
        ({"definition": PartialText("", "")}, 2, "the definition in both languages"),
        ({"values": {}}, 3, "the name of value erratic"),
        (
            {"values": {c: PartialText("同名", f"Name {c}") for c in ("erratic", "wavering", "steady")}},
            3,
            "the same name: 同名",
        ),
        ({"examples": ()}, 3, "one example at least"),
        ({"examples": (Example(given={"settle_spread_days": 10}, gives="steady"),)}, 3, "gives erratic by the rule"),
        ({"examples": (Example(given={"no_such": 10}, gives="steady"),)}, 3, "does not read no_such"),
        ({"chain": "power_customer/behaviour"}, 4, "level 3"),
        ({"chain": "non_power_customer/attributes/origin"}, 4, "another subject"),
        ({"name": "payment_timeliness"}, 4, "is taken by"),
        ({"name": "PaymentSteadiness"}, 4, "such as payment_steadiness"),
        ({"owner": "  "}, 5, "department"),
        ({"derived_from": ("no_such_tag",)}, 5, "no tag no_such_tag"),
    ],
)
def test_each_step_says_what_it_lacks(version, whole, seen, change, step, told):
    lacking = open_points(replace(whole, **change), version.catalog(), seen)
    assert any(told in said.en and said.zh for said in lacking[step]), lacking[step]
    assert not any(points for number, points in lacking.items() if number != step)


def test_conditions_that_cross_have_to_be_called_ordered(version, whole):
    text = "case when late_bill_share_12m > 0.1 then 'late' when dunnings_12m > 0 then 'dunned' else 'fine' end"
    crossing = preview(version, text, ["payment"])
    made = replace(
        whole,
        rule=text,
        values={code: PartialText(f"值{code}", f"Value {code}") for code in ("late", "dunned", "fine")},
        examples=edge_examples(crossing.proposed.rule),
    )
    assert "overlap" in open_points(made, version.catalog(), crossing)[5][0].en
    assert open_points(replace(made, precedence="ordered"), version.catalog(), crossing)[5] == []


def test_a_criterion_in_other_words_is_warned_of(version, whole):
    made = replace(whole, criterion=PartialText("交费日期相对最后交费日期", "Date of payment against the date due"))
    (warning,) = concept_warnings(made, version.catalog())
    assert "payment_timeliness" in warning.en and "payment_timeliness" in warning.zh


def test_the_file_passes_the_check_as_a_draft_and_with_its_column_as_an_active_tag(whole, seen, own_project):
    handed = hand_over(whole, seen, own_project)
    assert handed.faults == () and handed.joins == "" and handed.open == {}
    path = own_project / handed.place.path
    path.write_text(handed.text, encoding="utf-8")
    before = check(own_project).tags
    assert load(own_project / "taxonomy").shelved["payment_steadiness"].requirement.zh.endswith("；电费发行后的第一周")

    approved = "status: active\napproval: {status: active, by: billing, date: 2026-11-22}"
    path.write_text(handed.text.replace("status: draft", approved), encoding="utf-8")
    model = own_project / handed.place.model
    step, rest = model.read_text(encoding="utf-8").split("\n\n        from payment\n", 1)
    model.write_text(f"{step},\n\n{handed.column}\n\n        from payment\n{rest}", encoding="utf-8")
    assert check(own_project).tags == before + 1


def test_what_the_taxonomy_on_disk_would_refuse_is_told(whole, seen, own_project):
    other = own_project / "taxonomy/power_customer/behaviour/payment/regularity.yml"
    other.write_text(hand_over(whole, seen, own_project).text, encoding="utf-8")
    assert any("label zh '交费平稳性' is taken" in fault.en for fault in hand_over(whole, seen, own_project).faults)
    other.rename(other.with_name("payment_steadiness.yml"))
    assert "is taken by" in hand_over(whole, seen, own_project).faults[0].en


def test_a_column_is_written_as_the_model_has_it_and_what_is_not_read_yet_is_named(version, whole, own_project):
    text = "case when main_channel = 'app' and peak_share_12m > 0.4 then 'Yes_1' else 'no_1' end"
    handed = hand_over(whole, preview(version, text, ["payment", "usage"]), own_project)
    assert "payment.main_channel = 'app'" in handed.column
    assert handed.column.endswith("end as payment_steadiness") and "'Yes_1'" in handed.column
    assert "usage.peak_share_12m > 0.4" in handed.column
    assert handed.steps == '    usage as (select * from {{ ref("int_customer_usage") }}),'
    assert handed.joins == "        left join usage on payment.customer_id = usage.customer_id"
