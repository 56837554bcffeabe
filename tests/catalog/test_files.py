"""The loader reads a sound tree as it stands and refuses each kind of fault: file, line, nearest name."""

import re
from pathlib import Path

import pytest

from tagrid.catalog.files import load
from tagrid.catalog.model import Catalog
from tagrid.core.errors import BadInput
from tests.catalog.conftest import CLASS, THEME, TIMELINESS

TAG = f"{THEME}/payment_timeliness.yml"


def broken(root: Path, old: str, new: str, file: str = TAG) -> str:
    """Return the refusal after `old` became `new` in `file`."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return refusal(root)


def refusal(root: Path) -> str:
    with pytest.raises(BadInput) as caught:
        load(root)
    return str(caught.value)


def test_the_path_is_the_class_chain(taxonomy):
    tag = load(taxonomy).tags["payment_timeliness"]
    assert tag.chain == ("power_customer", "power_customer/behaviour", THEME)
    assert tag.codes == ("early", "on_time", "often_late", "unknown")
    assert tag.label.in_("zh") == "交费及时性"
    assert tag.value_label("unknown").en == "Unknown"


def test_the_tree_has_an_order(taxonomy):
    second = taxonomy / "power_customer" / "behaviour" / "usage"
    second.mkdir()
    (second / "_class.yml").write_text(CLASS.format(zh="用电", en="use", order=0), encoding="utf-8")
    catalog = load(taxonomy)
    assert [c.path for c in catalog.children("power_customer/behaviour")] == [f"{THEME[:-7]}usage", THEME]
    assert list(catalog.tags) == ["arrears_status", "payment_timeliness"]
    assert [c.level for c in catalog.children()] == [1]


def test_json_reads_back_unchanged(taxonomy):
    catalog = load(taxonomy)
    assert Catalog.from_json(catalog.to_json()) == catalog


def test_a_missing_field_is_named(taxonomy):
    assert "payment_timeliness.yml:1: field `owner` is missing" in broken(taxonomy, "owner: billing\n", "")


def test_a_missing_translation_is_named(taxonomy):
    told = broken(taxonomy, "{zh: 提前, en: Early}", "{zh: 提前}")
    assert "payment_timeliness.yml:7: field `values.early.en` is missing" in told


def test_a_misspelt_field_names_its_line_and_the_nearest(taxonomy):
    told = broken(taxonomy, "definition:", "defintion:")
    assert "payment_timeliness.yml:3: unknown field `defintion`. Did you mean definition" in told


def test_a_doubled_key_is_refused(taxonomy):
    told = broken(taxonomy, "owner: billing", "owner: billing\nowner: sales")
    assert told.endswith("payment_timeliness.yml:19: `owner` stands twice; keep one.")


def test_a_doubled_value_is_refused(taxonomy):
    assert ":8: `early` stands twice" in broken(taxonomy, "on_time: {", "early: {")


@pytest.mark.parametrize("code", ["yes", "No", "on", "true", "null", "8_50", "1e3", "2025-01-01"])
def test_a_value_code_that_yaml_types_is_refused(taxonomy, code):
    assert f"payment_timeliness.yml:7: `{code}` is not text" in broken(taxonomy, "early:", f"{code}:")


@pytest.mark.parametrize("code", ["Très", "a-b", "_a", "a__b", "'12'"])
def test_a_value_code_is_snake_case(taxonomy, code):
    assert "must be English snake_case" in broken(taxonomy, "early:", f"{code}:")


def test_unknown_is_implied(taxonomy):
    assert "`unknown` is implied" in broken(taxonomy, "early:", "unknown:")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("early: {zh: 提前, en: Early}", "On_Time: {zh: 提前, en: Early}"),
        ("en: Early", "en: on time"),
        ("提前", "按时"),
    ],
)
def test_values_that_collide_are_refused(taxonomy, old, new):
    assert "payment_timeliness.yml:8: value `on_time` collides with" in broken(taxonomy, old, new)


def test_an_example_that_gives_an_undeclared_value_is_refused(taxonomy):
    told = broken(taxonomy, "gives: early", "gives: earlier")
    assert told.endswith(":12: example gives undeclared value `earlier`. Did you mean early?")


def test_a_word_outside_its_list_is_refused(taxonomy):
    told = broken(taxonomy, "cadence: daily", "cadence: hourly")
    assert "payment_timeliness.yml:17: `cadence`: input should be 'daily', 'weekly'" in told


def test_a_field_of_another_type_is_refused(taxonomy):
    assert ":18: `owner`: input should be a valid string" in broken(taxonomy, "owner: billing", "owner: 7")


@pytest.mark.parametrize("field", re.findall(r"^(\w+):", TIMELINESS, re.M))
def test_no_field_may_be_missing(taxonomy, field):
    told = "without its owner's `approval" if field == "approval" else f"field `{field}` is missing"
    text = re.sub(rf"^{field}:.*\n(?:[ ].*\n)*", "", TIMELINESS, flags=re.M)
    (taxonomy / TAG).write_text(text, encoding="utf-8")
    assert told in refusal(taxonomy)


@pytest.mark.parametrize("field", re.findall(r"^(\w+):", TIMELINESS, re.M))
def test_no_field_may_stand_twice(taxonomy, field):
    (taxonomy / TAG).write_text(f"{TIMELINESS}{field}: again\n", encoding="utf-8")
    assert f"`{field}` stands twice; keep one." in refusal(taxonomy)


@pytest.mark.parametrize("field", re.findall(r"^(\w+):", TIMELINESS, re.M))
def test_every_misspelt_field_names_the_nearest(taxonomy, field):
    told = broken(taxonomy, f"{field}:", f"{field}x:")
    assert f"unknown field `{field}x`. Did you mean {field}" in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("precedence: exclusive", "precedence: first", "`precedence`: input should be 'exclusive' or 'ordered'"),
        ("derived_from: []", "derived_from: arrears_status", "`derived_from`: input should be a list, such as"),
        ("derived_from: []", "derived_from: [7]", "`derived_from.0`: input should be a valid string"),
        ("derived_from: []", "derived_from: [arears_status]", "is no other tag. Did you mean arrears_status"),
        ("derived_from: []", "derived_from: [payment_timeliness]", "'payment_timeliness' is no other tag"),
        ("derived_from: []", "derived_from: [arrears_status, arrears_status]", "derived_from names a tag twice"),
        (
            "derived_from: []",
            "derived_from: []\nrelated_to: {arears_status: {zh: 同因, en: One cause}}",
            "related_to 'arears_status' is no other tag. Did you mean arrears_status",
        ),
        (
            "derived_from: []",
            "derived_from: [arrears_status]\nrelated_to: {arrears_status: {zh: 同因, en: One cause}}",
            "arrears_status stands in derived_from and in related_to; keep one",
        ),
        ("derived_from: []", "derived_from: []\nnot_applicable: [erly]", "'erly' is none of its values: early"),
        ("derived_from: []", "derived_from: []\nnot_applicable: [early, on_time]", "leaves fewer than two values"),
        ("approval: {status: active, by: billing, date: 2026-01-01}\n", "", "active without its owner's `approval"),
        ("by: billing", "by: sales", "approved by sales; the owner is billing"),
        ("{status: active,", "{status: retired,", "the approval is for retired, the tag is active"),
        ("{status: active,", "{status: draft,", "`approval.status`: input should be 'active'"),
        ("date: 2026-01-01", "date: 2026-13-01", "cannot read '2026-13-01'"),
        ("date: 2026-01-01", "date: '2026-01-01'", "`approval.date`: input should be a valid date"),
        ("by: billing, ", "", "field `approval.by` is missing"),
        ("by: billing", "bye: billing", "unknown field `bye`. Did you mean by"),
        ("status: active\n", "status: draft\n", "a draft has no approval yet"),
    ],
)
def test_precedence_derivation_and_approval_are_checked(taxonomy, old, new, told):
    assert told in broken(taxonomy, old, new)


def test_a_draft_without_approval_lies_on_the_shelf(taxonomy):
    text = TIMELINESS.replace("approval: {status: active, by: billing, date: 2026-01-01}\n", "")
    (taxonomy / TAG).write_text(text.replace("status: active", "status: draft"), encoding="utf-8")
    catalog = load(taxonomy)
    assert "payment_timeliness" not in catalog.tags
    assert catalog.shelved["payment_timeliness"].approval is None


@pytest.mark.parametrize(("old", "new"), [("en: Payment date.", "en: amount owed"), ("交费日期", "欠费金额")])
def test_a_doubled_facet_is_refused(taxonomy, old, new):
    assert (
        "is taken by taxonomy/power_customer/behaviour/payment/arrears_status.yml; one facet, one criterion"
        in broken(taxonomy, old, new)
    )


def test_a_doubled_definition_is_refused(taxonomy):
    told = broken(taxonomy, "en: Share of bills paid late.", "en: Whether money is owed")
    assert "definition en 'Whether money is owed' is taken by" in told


def test_siblings_come_of_one_division(taxonomy):
    second = taxonomy / "power_customer" / "behaviour" / "usage"
    second.mkdir()
    text = CLASS.format(zh="用电", en="use", order=2).replace("One criterion", "Another")
    (second / "_class.yml").write_text(text, encoding="utf-8")
    told = refusal(taxonomy)
    assert "usage/_class.yml: criterion en 'Another' is not its sibling's, 'One criterion'" in told


def test_an_alias_that_leads_back_is_refused(taxonomy):
    told = broken(taxonomy, "derived_from: []", "derived_from: &a [*a]")
    assert "an alias leads back to itself" in told


def test_text_that_is_not_yaml_is_refused(taxonomy):
    assert "payment_timeliness.yml:1: not YAML" in broken(taxonomy, "label: {zh:", "label: {zh: [")


def test_bytes_that_are_not_utf8_are_refused(taxonomy):
    (taxonomy / TAG).write_bytes("label: 交费".encode("gb18030"))
    assert "payment_timeliness.yml: cannot be read" in refusal(taxonomy)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("power_customer/behaviour/odd.yml", "wrong folder; a tag's place is"),
        ("odd.yml", "wrong folder; a tag's place is"),
        ("power_customer/behavior/payment/odd.yml", "wrong folder 'behavior'; one of"),
        ("powr_customer/behaviour/payment/odd.yml", "Did you mean power_customer"),
        (f"{THEME}/late/odd.yml", "a sixth level; five are the most"),
        (f"{THEME}/late/_class.yml", "a sixth level; five are the most"),
        (f"{THEME}/OddTag.yml", "must be snake_case"),
        (f"{THEME}/odd.yaml", "only .yml files belong"),
        (f"{THEME}/value.yml", "is a column of the published tables"),
    ],
)
def test_a_file_in_a_wrong_place_is_refused(taxonomy, place, told):
    path = taxonomy / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TIMELINESS, encoding="utf-8")
    assert told in refusal(taxonomy)


def test_one_name_is_one_tag(taxonomy):
    other = taxonomy / "power_customer" / "behaviour" / "usage"
    other.mkdir()
    (other / "_class.yml").write_text(CLASS.format(zh="用电", en="use", order=2), encoding="utf-8")
    (other / "arrears_status.yml").write_text(TIMELINESS, encoding="utf-8")
    assert "usage/arrears_status.yml:1: the name 'arrears_status' is taken by" in refusal(taxonomy)


def test_labels_of_a_subject_differ(taxonomy):
    told = broken(taxonomy, "交费及时性", "欠费状态")
    assert "label zh '欠费状态' is taken by" in told


def test_a_class_folder_needs_its_file(taxonomy):
    (taxonomy / THEME / "_class.yml").unlink()
    assert refusal(taxonomy).startswith(f"taxonomy/{THEME}: no _class.yml")


def test_a_theme_is_one_model(taxonomy):
    folder = taxonomy / "power_customer" / "attributes" / "payment"
    folder.mkdir(parents=True)
    for path in (folder, folder.parent):
        (path / "_class.yml").write_text(CLASS.format(zh="属性", en="attributes", order=1), encoding="utf-8")
    assert "theme 'payment' is taken by" in refusal(taxonomy)


def test_every_fault_is_told_at_once(taxonomy):
    (taxonomy / THEME / "arrears_status.yml").write_text("label: x\n", encoding="utf-8")
    told = broken(taxonomy, "owner: billing\n", "")
    assert "payment_timeliness.yml:1: field `owner`" in told
    assert "arrears_status.yml:1: field `method` is missing" in told


def test_a_retired_tag_leaves_the_shelf_of_tags_and_names_its_successor(taxonomy):
    approved = "{status: active, by: billing"
    assert "names its `successor`" in broken(taxonomy, "status: active", "status: retired")
    assert "the approval is for active, the tag is retired" in broken(
        taxonomy, "status: retired", "status: retired\nsuccessor: arears_status"
    )
    assert "successor 'arears_status' is no tag. Did you mean arrears_status" in broken(
        taxonomy, approved, "{status: retired, by: billing"
    )
    path = taxonomy / TAG
    path.write_text(path.read_text(encoding="utf-8").replace("arears_status", "arrears_status"), encoding="utf-8")
    catalog = load(taxonomy)
    assert list(catalog.tags) == ["arrears_status"]
    assert catalog.tag("payment_timeliness").successor == "arrears_status"


def test_a_tag_cannot_succeed_itself(taxonomy):
    broken(taxonomy, "status: active", "status: deprecated\nsuccessor: payment_timeliness")
    told = broken(taxonomy, "{status: active, by", "{status: deprecated, by")
    assert "cannot succeed itself" in told


def test_an_unknown_tag_names_the_nearest(taxonomy):
    with pytest.raises(BadInput, match="Did you mean arrears_status"):
        load(taxonomy).tag("arrear_status")


@pytest.mark.parametrize("text", ["version: 1\n", "version: 0.1.0\nextra: 1\n", "[]\n"])
def test_the_version_is_semantic(taxonomy, text):
    (taxonomy / "catalog.yml").write_text(text)
    assert "catalog.yml:1:" in refusal(taxonomy)
