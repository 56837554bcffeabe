"""A small taxonomy to break: two tags in one theme, written under the test's own folder."""

from pathlib import Path

import pytest

CLASS = """\
label: {{zh: {zh}, en: {en}}}
definition: {{zh: {zh}的客户, en: Customers by {en}}}
criterion: {{zh: 一个标准, en: One criterion}}
order: {order}
"""

TIMELINESS = """\
label: {zh: 交费及时性, en: Payment timeliness}
requirement: {zh: 安排催收次序, en: Orders the work of collections.}
definition: {zh: 逾期账单占比, en: Share of bills paid late.}
criterion: {zh: 交费日期, en: Payment date.}
method: rule
values:
  early: {zh: 提前, en: Early}
  on_time: {zh: 按时, en: On time}
  often_late: {zh: 经常逾期, en: Often late}
examples:
  - {given: {late_share: 0.25}, gives: often_late}
  - {given: {late_share: 0, days_before: 5}, gives: early}
  - {given: {late_share: 0}, gives: on_time}
  - {given: {}, gives: unknown}
precedence: exclusive
derived_from: []
cadence: daily
owner: billing
sensitivity: internal
status: active
approval: {status: active, by: billing, date: 2026-01-01}
"""

ARREARS = """\
label: {zh: 欠费状态, en: Arrears}
requirement: {zh: 催费, en: Collections.}
definition: {zh: 是否欠费, en: Whether money is owed.}
criterion: {zh: 欠费金额, en: Amount owed.}
method: rule
values:
  clear: {zh: 结清, en: Clear}
  due: {zh: 欠费, en: Due}
examples:
  - {given: {arrears_yuan: 0.01}, gives: due}
  - {given: {arrears_yuan: 0}, gives: clear}
precedence: exclusive
derived_from: []
cadence: monthly
owner: billing
sensitivity: internal
status: active
approval: {status: active, by: billing, date: 2026-01-01}
"""

TAG_PAYMENT = """\
with

payment as (select * from {{ ref('int_customer_payment') }}),

tagged as (

    select
        payment.customer_id,

        case
            when payment.late_share is null then null
            when payment.late_share >= 0.25 then 'often_late'
            when days_before >= 5 then 'early'
            else 'on_time'
        end as payment_timeliness,

        case
            when arrears_yuan > 0 then 'due'
            when arrears_yuan <= 0 then 'clear'
        end as arrears_status

    from payment

)

select * from tagged
"""

THEME = "power_customer/behaviour/payment"


@pytest.fixture
def taxonomy(tmp_path: Path) -> Path:
    """Return the folder of a sound taxonomy."""
    root = tmp_path / "taxonomy"
    theme = root / THEME
    theme.mkdir(parents=True)
    (root / "catalog.yml").write_text("version: 0.1.0\n")
    levels = (
        ("power_customer", "电力客户", "power"),
        ("behaviour", "行为", "behaviour"),
        ("payment", "交费", "pay"),
    )
    folder = root
    for order, (name, zh, en) in enumerate(levels, 1):
        folder = folder / name
        (folder / "_class.yml").write_text(CLASS.format(zh=zh, en=en, order=order), encoding="utf-8")
    (theme / "payment_timeliness.yml").write_text(TIMELINESS, encoding="utf-8")
    (theme / "arrears_status.yml").write_text(ARREARS, encoding="utf-8")
    return root


@pytest.fixture
def project(taxonomy: Path) -> Path:
    """Return the root of a project: the taxonomy and the one tag model it is computed by."""
    models = taxonomy.parent / "dbt_project" / "models" / "tags"
    models.mkdir(parents=True)
    (models / "tag_payment.sql").write_text(TAG_PAYMENT)
    (taxonomy.parent / "tagrid.toml").write_text('name = "small"\n')
    return taxonomy.parent
