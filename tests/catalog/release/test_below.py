"""A digest of what lies below a rule changes when the column is computed otherwise, and only then."""

import pytest

from tagrid.catalog.release import working
from tagrid.catalog.release.code import plain
from tests.catalog.release.conftest import FEATURE, STAGE


def below(catalog):
    return {name: tag.below for name, tag in catalog.tags.items()}


def test_a_tag_rests_on_the_models_down_to_staging(sound):
    found = below(working(sound))
    assert [set(models) for models in found.values()] == [{"int_customer_payment", "stg_bills", "tag_payment"}] * 2


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (FEATURE, "sum(owed_yuan)", "SUM( owed_yuan ) /* what is owed */"),
        (FEATURE, "select late.customer_id, late.late_share,", "select late.late_share, late.customer_id,"),
        (FEATURE, "early.days_before\n", "early.days_before, 1 as more\n"),
        (STAGE, "days_early\n", "days_early, 7 as more\n"),
        ("dbt_project/macros/is_real.sql", "not like", "{# why #} not   like"),
    ],
)
def test_layout_order_comments_and_more_columns_change_nothing(sound, edit, file, old, new):
    before = below(working(sound))
    assert below(edit(file, old, new)) == before


@pytest.mark.parametrize(
    ("file", "old", "new", "changed"),
    [
        (FEATURE, "sum(owed_yuan)", "max(owed_yuan)", {"arrears_status"}),
        (FEATURE, "avg(is_late::int)", "max(is_late::int)", {"payment_timeliness"}),
        (FEATURE, "owing on late", "owing on not late", {"arrears_status"}),
        (FEATURE, "from late\n", "from late where late_share > 0\n", {"arrears_status", "payment_timeliness"}),
        (STAGE, "owed_yuan,", "owed_yuan * 2 as owed_yuan,", {"arrears_status"}),
        (STAGE, "where ", "where is_late and ", {"arrears_status", "payment_timeliness"}),
        ("dbt_project/macros/is_real.sql", "'test%'", "'try%'", {"arrears_status", "payment_timeliness"}),
    ],
)
def test_another_computation_changes_the_tags_it_reaches(sound, edit, file, old, new, changed):
    before, after = below(working(sound)), below(edit(file, old, new))
    assert {name for name in before if before[name] != after[name]} == changed


def test_a_rule_is_not_below_itself(sound, edit):
    before = below(working(sound))
    after = below(edit("dbt_project/models/tags/tag_payment.sql", "arrears_yuan > 0", "arrears_yuan > 1"))
    assert after == before


def test_comments_docstrings_and_layout_of_python_do_not_count():
    one = 'X = 1\n\ndef f(a):\n    """Say."""\n    return a  # why\n'
    assert plain(one) == plain("X=1\ndef f(a): return a\n")
    assert plain(one) != plain(one.replace("return a", "return a + 1"))
