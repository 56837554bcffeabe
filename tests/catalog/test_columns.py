"""Labels and units of columns: read from the models' YAML, and every fault with its file and column."""

import pytest

from tagrid.catalog.columns import WITHOUT_UNIT, column_faults, column_labels
from tagrid.catalog.described import with_rules
from tagrid.catalog.files import load
from tagrid.core.errors import BadInput
from tagrid.core.formats import UNITS
from tagrid.core.overlay import BASE, MARKER, REFERENCE
from tagrid.core.text import Text

YAML = "dbt_project/models/features/int_customer_payment.yml"
LATE = "{zh: 逾期占比, en: Share paid late, unit: share}"


@pytest.fixture
def described(project):
    """The small project of the catalog's tests, with the model that its rules read."""
    sql = "select customer_id, is_late as late_share, owed as arrears_yuan, early as days_before"
    model = project / "dbt_project" / "models" / "features" / "int_customer_payment.sql"
    model.parent.mkdir(parents=True, exist_ok=True)
    model.write_text(sql + " from {{ source('marketing', 'bills') }}")
    return with_rules(load(project / "taxonomy"), project)


def _write(project, *columns: tuple[str, str]) -> None:
    lines = [f"      - name: {name}\n        config: {{meta: {meta}}}\n" for name, meta in columns]
    (project / YAML).write_text("models:\n  - name: int_customer_payment\n    columns:\n" + "".join(lines))


def test_every_column_of_the_project_has_its_label():
    labels = column_labels()
    assert labels["late_bill_share_12m"].label == Text(
        zh="近12个月逾期账单占比", en="Share of bills of 12 months paid late"
    )
    assert {one.unit for one in labels.values()} <= {*UNITS, *WITHOUT_UNIT}


def test_a_column_without_a_label_is_a_fault_that_names_file_and_column(project, described):
    _write(project, ("late_share", LATE))
    said = [str(one) for one in column_faults(described, project)]
    assert said and all(one.startswith(f"{YAML}: column ") and "has no label and unit" in one for one in said)
    assert not any("late_share" in one for one in said)


@pytest.mark.parametrize(
    ("meta", "message"),
    [
        ("{zh: 逾期占比, unit: share}", "column late_share lacks en; write"),
        ("{zh: 逾期占比, en: Share}", "column late_share lacks unit; write"),
        ("{zh: '', en: Share, unit: share}", "column late_share lacks zh; write"),
        ("{zh: 逾期占比, en: Share, unit: shares}", "the unknown unit 'shares'. Did you mean share?"),
    ],
)
def test_a_wrong_label_is_a_fault_with_its_line(project, described, meta, message):
    _write(project, ("late_share", meta))
    (first, *_) = column_faults(described, project)
    assert str(first).startswith(f"{YAML}:5: ") and message in str(first)
    with pytest.raises(BadInput, match="late_share"):
        column_labels(project)


def test_one_name_has_one_label(project, described):
    _write(project, ("late_share", LATE), ("late_share", LATE))
    assert "column late_share has its label in" in str(column_faults(described, project)[0])


def test_other_meta_is_left_to_others(project, described):
    _write(project, ("late_share", LATE.replace("}", ", size: 1}")), ("other", "{contains_names: true}"))
    assert column_labels(project)["late_share"].unit == "share"
    assert "other" not in column_labels(project)
    assert not any("late_share" in str(one) for one in column_faults(described, project))


def test_a_project_of_its_own_words_a_column_anew(tmp_path):
    (tmp_path / MARKER).write_text(f'name = "own"\nextends = "{BASE}"\n')
    path = tmp_path / "dbt_project" / "models" / "own" / "labels.yml"
    path.parent.mkdir(parents=True)
    column = "      - name: late_bill_share_12m\n        config: {meta: {zh: 迟交占比, en: Paid late, unit: share}}\n"
    path.write_text("models:\n  - name: int_customer_payment\n    columns:\n" + column)
    labels = column_labels(tmp_path)
    assert labels["late_bill_share_12m"].label == Text(zh="迟交占比", en="Paid late")
    assert len(labels) == len(column_labels(REFERENCE))
