"""Why a tag has its value: the branch that applied gives the published value, and everything has its words."""

import pytest
from sqlglot import parse_one

from tagrid.catalog.access import Viewer
from tagrid.catalog.columns import column_labels
from tagrid.core.sql import rows
from tagrid.portrait.phrasing import Phrasing
from tagrid.portrait.why import why
from tagrid.published.versions import current_version
from tests.portrait.conftest import ALLOWED

CUSTOMERS = 15


@pytest.fixture(scope="module")
def catalog(published_home):
    return current_version(published_home).catalog()


def test_every_column_a_rule_reads_has_its_words_and_no_other(catalog):
    read = {name for tag in catalog.tags.values() for name in tag.inputs}
    facts = {"annual_kwh", "district", "opened_on", "closed_on", "manager_name"}  # of the customer, for segments
    facts |= {"customer_id", "subject", "customer_name", "address", "phone"}  # heads of exported files
    facts |= {"feeder_id", "feeder_name", "amount_yuan_12m"}
    facts |= {"allows_marketing", "allows_profiling", "allows_sharing"}
    assert read | facts == set(column_labels())


def test_the_branch_that_applies_gives_the_value_that_is_published(published_home):
    version = current_version(published_home)
    catalog, held = version.catalog(), set(version.manifest["held"])
    tags = [tag for tag in catalog.tags.values() if tag.rule_sql and tag.name not in held]
    told = 0
    with version.connect() as con:
        query = "select * from customer_tags_wide order by hash(customer_id) limit ?"
        for row in rows(con, query, [CUSTOMERS]):
            for tag in tags:
                if (found := why(con, catalog, tag, row["customer_id"], viewer=ALLOWED)) is None:
                    continue
                applied = [step for step in found.steps if step.applies]
                assert found.value == row[tag.name]
                assert len(applied) <= 1
                assert (applied[0].value if applied else "unknown") == found.value
                assert {one.name for one in found.decisive} <= set(tag.inputs)
                told += 1
    assert told > CUSTOMERS * 20


def test_a_customer_that_there_is_not_has_no_why(published_home, catalog):
    with current_version(published_home).connect() as con:
        assert why(con, catalog, catalog.tags["payment_timeliness"], "nobody", viewer=ALLOWED) is None


@pytest.mark.parametrize(
    ("sql", "zh", "en"),
    [
        ("late_bill_share_12m >= 0.25", "近12个月逾期账单占比 ≥ 25%", "Share of bills of 12 months paid late ≥ 25%"),
        ("not is_time_of_use", "执行分时电价：否", "Billed by the period of the day: no"),
        ("arrears_yuan is null", "逾期欠费无数据", "Unpaid past the due date is not known"),
        ("not arrears_yuan is null", "逾期欠费有数据", "Unpaid past the due date is known"),
        ("0.5 < weekend_ratio", "休息日与工作日用电之比 > 0.50", "Weekend day to workday > 0.50"),
        ("coalesce(open_defects, 0) > 0", "未整改隐患 > 0", "Open defects > 0"),
        (
            "customer_type in ('household', 'new_kind') and (outages_12m > 1 or repairs_12m = 0)",
            "客户类型 属于 居民、new_kind，且 （近12个月停电 > 1 次 或 近12个月报修 = 0 次）",
            "Customer type is one of household, new_kind and (Outages in 12 months > 1 or Repairs in 12 months = 0)",
        ),
        ("digital_acts > 2 * (assisted_acts + 1)", "线上办理 > 2 × （人工或终端办理 + 1）", None),
        ("unheard_of(1, 2)", "UNHEARD_OF(1, 2)", "UNHEARD_OF(1, 2)"),
    ],
)
def test_a_condition_is_said_in_both_languages(catalog, sql, zh, en):
    said = parse_one(sql, dialect="duckdb")
    assert Phrasing(catalog, "zh").condition(said) == zh
    assert en is None or Phrasing(catalog, "en").condition(said) == en


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_condition_of_the_catalog_is_left_as_sql(catalog, lang):
    from tagrid.catalog.rules import branches

    speaker = Phrasing(catalog, lang)
    for tag in catalog.tags.values():
        for branch in branches(tag.rule_sql):
            if branch.condition is not None:
                said = speaker.condition(branch.condition)
                assert not any(name in said for name in branch.columns if "_" in name), (tag.name, said)


def test_a_viewer_who_may_not_see_the_value_gets_no_why(published_home, catalog):
    version, tag = current_version(published_home), catalog.tags["payment_timeliness"]
    closed = catalog.model_copy(update={"tags": {tag.name: tag.model_copy(update={"sensitivity": "restricted"})}})
    with version.connect() as con:
        who = con.execute("select min(customer_id) from portrait_bills").fetchone()[0]
        assert why(con, closed, tag, who, viewer=ALLOWED) is not None
        assert why(con, closed, tag, who, viewer=Viewer(may_see_restricted=False)) is None
