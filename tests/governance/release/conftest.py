"""A small project that passes the whole check: two tags, the models below them, and one source table."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from tagrid.catalog.model import Catalog
from tagrid.governance.release.freeze import release
from tagrid.governance.release.releases import working
from tests.catalog.conftest import THEME

DAY = datetime.date(2026, 3, 1)
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
          - {name: owed_yuan, data_type: double, description: Owed, config: {meta: {zh: 欠费}}}
          - {name: is_late, data_type: boolean, description: Late, config: {meta: {zh: 逾期}}}
          - {name: days_early, data_type: integer, description: Early, config: {meta: {zh: 提前天数}}}
"""
STAGING = """\
select bill_id, customer_id, owed_yuan, is_late, days_early
from {{ source("marketing", "bills") }}
where {{ is_real("bill_id") }}
"""
FEATURES = """\
with
bills as (select * from {{ ref("stg_bills") }}),
late as (select customer_id, avg(is_late::int) as late_share from bills group by customer_id),
owing as (select customer_id, sum(owed_yuan) as arrears_yuan from bills group by customer_id),
early as (select customer_id, avg(days_early) as days_before from bills group by customer_id),
joined as (
    select late.customer_id, late.late_share, owing.arrears_yuan, early.days_before
    from late
    left join owing on late.customer_id = owing.customer_id
    left join early on late.customer_id = early.customer_id
)
select * from joined
"""
LABELS = """\
models:
  - name: int_customer_payment
    columns:
      - name: late_share
        config: {meta: {zh: 逾期占比, en: Share paid late, unit: share}}
      - name: arrears_yuan
        config: {meta: {zh: 欠费, en: Arrears, unit: yuan}}
      - name: days_before
        config: {meta: {zh: 提前天数, en: Days before the due date, unit: days}}
"""
MACRO = "{% macro is_real(id) %} {{ id }} not like 'test%' {% endmacro %}\n"
FILES = {
    "dbt_project.yml": "vars: {themes: {power_customer: [payment]}}\n",
    "dbt_project/models/staging/marketing/_marketing__sources.yml": SOURCES,
    "dbt_project/models/staging/marketing/stg_bills.sql": STAGING,
    "dbt_project/models/features/int_customer_payment.sql": FEATURES,
    "dbt_project/models/features/int_customer_payment.yml": LABELS,
    "dbt_project/macros/is_real.sql": MACRO,
}
TAGS = "dbt_project/models/tags/tag_payment.sql"
FEATURE = "dbt_project/models/features/int_customer_payment.sql"
STAGE = "dbt_project/models/staging/marketing/stg_bills.sql"
TIMELY = f"taxonomy/{THEME}/payment_timeliness.yml"
ARREARS = f"taxonomy/{THEME}/arrears_status.yml"


@pytest.fixture
def sound(project: Path) -> Path:
    """Return the root of the project; nothing is released of it."""
    for name, text in FILES.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return project


@pytest.fixture
def first(sound: Path) -> Path:
    """Return the root of the project, released as 1.0.0."""
    release("1.0.0", DAY, "the board", sound)
    return sound


@pytest.fixture
def edit(sound: Path) -> Callable[..., Catalog]:
    """Return a function that replaces text in a file of the project and returns the catalog as it is then."""

    def edited(file: str, *pairs: str) -> Catalog:
        path = sound / file
        text = path.read_text(encoding="utf-8")
        for old, new in zip(pairs[::2], pairs[1::2], strict=True):
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        return working(sound)

    return edited
