"""Lineage over a small project: through stars, unions, subqueries and counts down to the source columns."""

import duckdb
import pytest

from tagrid.catalog.described import delivered_tables, describe, with_rules
from tagrid.catalog.files import load
from tagrid.catalog.lineage import Lineage, lineage
from tagrid.core.errors import BadInput
from tagrid.core.project import Home

SOURCES = """\
sources:
  - name: marketing
    tables:
      - name: bills
        description: Bills
        config: {meta: {zh: 账单, load: master}}
        columns:
          - {name: bill_id, data_type: varchar, description: Bill, config: {meta: {zh: 账单号, key: true}}}
          - {name: customer_id, data_type: varchar, description: Customer, config: {meta: {zh: 户号}}}
          - {name: amount_yuan, data_type: double, description: Amount, config: {meta: {zh: 金额}}}
          - {name: due_on, data_type: date, description: Due, config: {meta: {zh: 最后交费日}}}
      - name: payments
        description: Payments
        config: {meta: {zh: 交费记录, load: master}}
        columns:
          - {name: payment_id, data_type: varchar, description: Payment, config: {meta: {zh: 交费号, key: true}}}
          - {name: bill_id, data_type: varchar, description: Bill, config: {meta: {zh: 账单号}}}
          - {name: paid_on, data_type: date, description: Paid, config: {meta: {zh: 交费日期}}}
          - {name: amount_yuan, data_type: double, description: Amount, config: {meta: {zh: 金额}}}
"""
MODELS = {
    "staging/marketing/stg_bills": "select *, _landed_seq as landed_seq from {{ source('marketing', 'bills') }}",
    "staging/marketing/stg_payments": "select * from {{ source('marketing', 'payments') }}",
    "marts/run_date": "select max(due_on) as as_of from {{ ref('stg_bills') }}",
    "features/int_customer_payment": "{{ config(materialized='table') }} {feature}",
}


@pytest.fixture
def built(project):
    """Return a function that writes the feature model and gives the lineage of its columns."""
    models = project / "dbt_project" / "models"

    def columns_of(feature: str) -> dict[str, set[str]]:
        for name, sql in MODELS.items():
            path = models / f"{name}.sql"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(sql.replace("{feature}", feature))
        (models / "staging" / "marketing" / "_marketing__sources.yml").write_text(SOURCES, encoding="utf-8")
        return {name: set(below) for name, below in Lineage(project).columns("int_customer_payment").items()}

    return columns_of


B, P = "marketing.bills.", "marketing.payments."


@pytest.mark.parametrize(
    ("feature", "expected"),
    [
        ("with b as (select * from {{ ref('stg_bills') }}) select due_on as x from b", {B + "due_on"}),
        ("select sum(amount_yuan) filter (where due_on > date '2026-01-01') as x from {{ ref('stg_bills') }}",
         {B + "amount_yuan", B + "due_on"}),
        ("select count(*) as x from {{ ref('stg_payments') }}", {P + "payment_id"}),
        ("select amount_yuan as x from {{ ref('stg_bills') }} union all by name "
         "select bill_id, paid_on as x from {{ ref('stg_payments') }}", {B + "amount_yuan", P + "paid_on"}),
        ("select bill_id, amount_yuan as x from {{ ref('stg_bills') }} union all "
         "select bill_id, paid_on from {{ ref('stg_payments') }}", {B + "amount_yuan", P + "paid_on"}),
        ("select (select max(paid_on) from {{ ref('stg_payments') }}) as x from {{ ref('stg_bills') }}",
         {P + "paid_on"}),
        ("select exists (select 1 from {{ ref('stg_payments') }} as p where p.bill_id = b.bill_id) as x "
         "from {{ ref('stg_bills') }} as b", set()),
        ("select rank() over (partition by due_on order by amount_yuan) as x from {{ ref('stg_bills') }}",
         {B + "amount_yuan"}),
        ("select amount_yuan * 2 as y, y + 1 as x from {{ ref('stg_bills') }}", {B + "amount_yuan"}),
        ("select paid_on as x from {{ ref('stg_bills') }} join {{ ref('stg_payments') }} using (bill_id)",
         {P + "paid_on"}),
        ("select {{ dbt.datediff('due_on', 'as_of', 'day') }} as x from {{ ref('stg_bills') }} "
         "cross join {{ ref('run_date') }}", {B + "due_on"}),
        ("select case when {{ delivered('marketing.payments') }} then coalesce(amount_yuan, 0) end as x "
         "from {{ ref('stg_bills') }}", {"marketing.payments", B + "amount_yuan"}),
        ("{% if is_incremental() %} broken {% endif %} select due_on as x from {{ ref('stg_bills') }}",
         {B + "due_on"}),
        ("select customer_id as x from {{ ref('stg_bills') }}", set()),
    ],
)  # fmt: skip
def test_a_column_comes_from(built, feature, expected):
    assert built(feature)["x"] == expected


FEATURE = (
    "select bills.customer_id, count(paid_on) / count(bill_id) as late_share, min(due_on - paid_on) as days_before, "
    "sum(bills.amount_yuan) as arrears_yuan from {{ ref('stg_bills') }} as bills "
    "left join {{ ref('stg_payments') }} as payments using (bill_id) group by all"
)


def test_a_tag_comes_from_its_theme_model_down(built, project):
    built(FEATURE)
    tags = with_rules(load(project / "taxonomy"), project).tags
    assert tags["arrears_status"].sources == ("marketing.bills.amount_yuan",)
    assert tags["arrears_status"].inputs == ("arrears_yuan",)
    assert "\n  when days_before >= 5 then 'early'\n  else 'on_time'\nend" in tags["payment_timeliness"].rule_sql
    assert tags["payment_timeliness"].source_tables == ("marketing.bills", "marketing.payments")


def test_a_changed_model_is_read_anew(built, project):
    built(FEATURE)
    first = lineage(project)
    assert lineage(project) is first
    path = project / "dbt_project/models/features/int_customer_payment.sql"
    path.write_text(path.read_text().replace("sum(bills.amount_yuan)", "max(due_on)"))
    assert lineage(project).columns("tag_payment")["arrears_status"] == {"marketing.bills.due_on"}


def test_sql_that_cannot_be_followed_names_its_model(built):
    with pytest.raises(BadInput, match=r"int_customer_payment\.sql: its columns cannot be followed"):
        built("select nowhere.x from {{ ref('stg_bills') }} as a cross join {{ ref('stg_bills') }} as a")


def described(built, project, rows, delivered):
    built(FEATURE)
    con = duckdb.connect()
    con.execute("create table catalog_counts (tag varchar, value varchar, customers bigint)")
    con.execute(
        "create table source_gaps (address varchar, days int, missing_days int, first_missing_on date,"
        " last_missing_on date)"
    )
    con.executemany("insert into catalog_counts values (?, ?, ?)", rows)
    return describe(load(project / "taxonomy"), con, delivered, {}, project).tags


def test_counts_stand_in_the_order_of_the_values(built, project):
    rows = [("arrears_status", "unknown", 3), ("arrears_status", "due", 2)]
    tag = described(built, project, rows, {"marketing.bills"})["arrears_status"]
    assert tag.counts == {"clear": 0, "due": 2, "unknown": 3}
    assert tag.available
    assert tag.reason is None


def test_a_tag_without_values_names_the_sources_that_never_came(built, project):
    rows = [("payment_timeliness", "unknown", 5)]
    tag = described(built, project, rows, {"marketing.payments"})["payment_timeliness"]
    assert not tag.available
    assert tag.reason.en == "Needs marketing.bills, never delivered."
    assert tag.reason.zh == "缺少数据源，从未到货：账单（marketing.bills）"


def test_a_tag_whose_sources_came_says_so(built, project):
    both = {"marketing.payments", "marketing.bills"}
    tags = described(built, project, [("payment_timeliness", "unknown", 5)], both)
    assert "no customer meets its conditions" in tags["payment_timeliness"].reason.en
    assert "no customers of this subject" in tags["arrears_status"].reason.en


def test_what_was_delivered_is_read_from_the_landing(tmp_path):
    home = Home(tmp_path)
    assert delivered_tables(home) == set()
    home.landing.mkdir()
    rows = "(values ('marketing.bills', true), ('gis.locations', false)) as t(address, is_delivered)"
    duckdb.execute(f"copy (from {rows}) to '{home.landing / '_status.parquet'}' (format parquet)")
    assert delivered_tables(home) == {"marketing.bills"}
