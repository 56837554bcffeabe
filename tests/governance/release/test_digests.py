"""A digest of what lies below a rule changes when the column is computed otherwise, and only then."""

import pytest

from tagrid.catalog.dbt_models import code_text
from tagrid.governance.release.releases import working
from tests.governance.release.conftest import FEATURE, STAGE


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
    assert code_text(one) == code_text("X=1\ndef f(a): return a\n")
    assert code_text(one) != code_text(one.replace("return a", "return a + 1"))


def test_who_there_is_is_no_computation_of_a_tag(sound, edit):
    """A dimension's columns count, the tables in which it found its customers do not."""
    folder = sound / "dbt_project/models/marts"
    folder.mkdir()
    (folder / "fct_visit.sql").write_text('select customer_id, 1 as visits from {{ ref("stg_bills") }}')
    (folder / "dim_customer.sql").write_text(
        'select customer_id, owed_yuan as limit_yuan from {{ ref("stg_bills") }}\n'
        'union select customer_id, null as limit_yuan from {{ ref("fct_visit") }}\n'
    )
    joined = "left join dim on late.customer_id = dim.customer_id"
    edit(
        FEATURE,
        "with\n",
        'with\ndim as (select * from {{ ref("dim_customer") }}),\n',
        "owing.arrears_yuan,",
        "owing.arrears_yuan + dim.limit_yuan as arrears_yuan,",
        "    from late\n",
        f"    from late {joined}\n",
    )
    found = below(working(sound))
    assert "dim_customer" in found["arrears_status"]
    assert not {"dim_customer", "fct_visit"} & set(found["payment_timeliness"])
    assert "fct_visit" not in found["arrears_status"]
    edit("dbt_project/models/marts/fct_visit.sql", "1 as visits", "2 as visits")
    assert below(working(sound)) == found
    edit("dbt_project/models/marts/dim_customer.sql", "owed_yuan as limit_yuan", "owed_yuan * 2 as limit_yuan")
    assert below(working(sound))["arrears_status"] != found["arrears_status"]


def test_an_import_of_the_engine_is_digested_under_its_first_name():
    """Releases hold digests of score modules written when these names were imported from elsewhere."""
    now = code_text("from tagrid.scoring import Score, Feature\nfrom tagrid.core.project import home\nX = 1\n")
    then = "from models_ml.harness.declaration import Feature, Score\nfrom tagrid.home import home\nX = 1\n"
    assert now == code_text(then)
    assert now != code_text(then.replace("Feature, Score", "Score"))
