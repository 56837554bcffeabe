"""What a project changes of the reference, one way each: label, threshold, tag added, tag off, model, score, source."""

import subprocess
import sys

import pytest
from ruamel.yaml import YAML

from tagrid.catalog.columns import column_labels
from tagrid.catalog.dbt_models import documented_columns, python_code
from tagrid.catalog.files import load
from tagrid.catalog.overrides import disabled, replacement_faults, tags_off
from tagrid.catalog.rules import rules
from tagrid.core.errors import BadInput
from tagrid.core.overlay import REFERENCE, content_file
from tagrid.governance.project.lock import read_lock
from tagrid.governance.project.override import override
from tagrid.governance.workshop import create_draft
from tagrid.landing.contracts import source_contracts
from tests.governance.project.conftest import MODEL, TIMELY, add_tag, edit


def test_a_label_is_changed_in_a_copy_of_the_tags_file(own):
    assert override("payment_timeliness") == [TIMELY]
    assert (own / TIMELY).read_bytes() == (REFERENCE / TIMELY).read_bytes()
    edit(own / TIMELY, "en: Payment timeliness", "en: Punctuality")
    assert load().tags["payment_timeliness"].label.en == "Punctuality"
    assert load().tags["arrears_status"] == load(REFERENCE / "taxonomy").tags["arrears_status"]


def test_a_threshold_is_changed_in_a_copy_of_the_themes_model(own):
    assert override("tag_payment") == [MODEL, "dbt_project.yml"]
    edit(own / MODEL, "late_bill_share_12m >= 0.25", "late_bill_share_12m >= 0.2")
    found = rules()
    assert ">= 0.2\n" in found["payment_timeliness"].sql.replace(" then", "\n")
    assert found["payment_timeliness"].place == MODEL
    assert found["value_tier"].sql == rules(REFERENCE)["value_tier"].sql


def test_the_original_is_switched_off_and_the_file_stays_as_it_was(own):
    before = (own / "dbt_project.yml").read_text()
    override("tag_payment")
    override("capacity_prices")
    assert disabled(own, "models") == ["tag_payment"]
    assert disabled(own, "seeds") == ["capacity_prices"]
    after = (own / "dbt_project.yml").read_text()
    kept = [line for line in before.splitlines() if line.strip() and line != "  tagrid: {}"]
    assert [line for line in kept if line not in after.splitlines()] == []
    assert replacement_faults() == []


def test_a_tag_is_added(own):
    override("tag_payment")
    add_tag(own)
    assert load().tags["mostly_late"].path.endswith("payment/mostly_late.yml")
    assert rules()["mostly_late"].place == MODEL


def test_a_draft_is_written_into_the_project(own):
    create_draft("power_customer/behaviour/payment/my_tag", "我的标签", "My tag")
    assert (own / "taxonomy/power_customer/behaviour/payment/my_tag.yml").is_file()
    assert "my_tag" in load().shelved


def test_a_tag_is_switched_off(own):
    edit(own / "dbt_project.yml", "tags_off: []", "tags_off: [contact_frequency]")
    assert tags_off() == ("contact_frequency",)
    assert "contact_frequency" not in {**load().tags, **load().shelved}
    assert "contact_frequency" not in rules()
    assert "contact_frequency" in load(REFERENCE / "taxonomy").tags


def test_a_score_is_replaced(own):
    assert override("complaint") == ["models_ml/complaint.py"]
    copy = content_file("models_ml/complaint.py")
    assert copy == own / "models_ml/complaint.py"
    model = content_file("dbt_project/models/scores/ml_complaint.py")
    before = python_code(model, own)
    edit(copy, "horizon_days=30", "horizon_days=60")
    assert python_code(model, own) != before == python_code(model, REFERENCE)  # its tag's digest, and so the version
    ask = "from tagrid.scoring import trainable; print(trainable()['complaint_propensity'].horizon_days)"
    done = subprocess.run([sys.executable, "-c", ask], cwd=own, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "60", done.stderr


def test_a_copied_model_is_described_by_the_reference(own):
    before = column_labels(REFERENCE)
    override("ml_complaint")
    copy = own / "dbt_project/models/scores/ml_complaint.py"
    assert "complaint_chance" in documented_columns(copy)
    assert column_labels(own) == before


def test_a_source_table_is_added(own):
    folder = own / "dbt_project/models/staging/marketing"
    folder.mkdir(parents=True)
    reference = REFERENCE / "dbt_project/models/staging/marketing/_marketing__sources.yml"
    first = YAML(typ="safe").load(reference)["sources"][0]
    table = first["tables"][0] | {"name": "loyalty_points"}
    with (folder / "_marketing_own__sources.yml").open("w", encoding="utf-8") as written:
        YAML().dump({"version": 2, "sources": [first | {"tables": [table]}]}, written)
    assert "marketing.loyalty_points" in source_contracts()
    assert "marketing.bills" in source_contracts()
    assert "marketing.loyalty_points" not in source_contracts(REFERENCE)


def test_the_lock_knows_what_a_copy_was_made_from(own):
    override("payment_timeliness")
    lock = read_lock(own)
    assert lock.overrides == {TIMELY: lock.files[TIMELY]}


@pytest.mark.parametrize(("what", "near"), [("tag_paymnt", "tag_payment"), ("app/list.yml", "app/lists.yml")])
def test_what_the_reference_has_not_is_refused_with_the_nearest(own, what, near):
    with pytest.raises(BadInput, match=f"{what}.*Did you mean {near}") as refused:
        override(what)
    assert "参考内容中没有名为" in refused.value.in_language("zh")


def test_what_is_there_already_is_not_touched(own):
    override("payment_timeliness")
    edit(own / TIMELY, "en: Payment timeliness", "en: Punctuality")
    with pytest.raises(BadInput, match=r"is there already; it was not touched"):
        override("payment_timeliness")
    assert "Punctuality" in (own / TIMELY).read_text()


def test_in_the_reference_project_itself_there_is_nothing_to_override():
    with pytest.raises(BadInput, match="is the reference project itself"):
        override("tag_payment", REFERENCE)


def test_two_definitions_of_one_tag_are_refused(own):
    place = own / "taxonomy/power_customer/behaviour/service/payment_timeliness.yml"
    place.parent.mkdir(parents=True)
    place.write_bytes((REFERENCE / TIMELY).read_bytes())
    with pytest.raises(BadInput, match="the name 'payment_timeliness' is taken by") as refused:
        load()
    assert "已被" in refused.value.in_language("zh")


def test_a_model_that_dbt_would_meet_twice_is_refused(own):
    override("tag_payment")
    (own / "dbt_project.yml").write_text((own / "dbt_project.yml").read_text().replace("+enabled: false", "+tags: []"))
    with pytest.raises(BadInput, match=r"tag_payment\.sql: the reference has tag_payment as well; switch that one off"):
        load()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("tagrid: {tags: {tag_paymnt: {+enabled: false}}}", "'tag_paymnt' is switched off.*Did you mean tag_payment"),
        ("tagrid: {tags: {tag_payment: {+enabled: false}}}", "tag_payment is switched off, but no file .* replaces it"),
    ],
)
def test_a_model_switched_off_that_is_not_replaced_is_refused(own, line, said):
    edit(own / "dbt_project.yml", "tagrid: {}", line)
    with pytest.raises(BadInput, match=said):
        load()


def test_a_tag_switched_off_that_is_none_is_refused(own):
    edit(own / "dbt_project.yml", "tags_off: []", "tags_off: [contact_frequence]")
    with pytest.raises(BadInput, match=r"'contact_frequence', which is no tag .* Did you mean contact_frequency"):
        load()
