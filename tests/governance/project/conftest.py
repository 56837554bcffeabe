"""A project of one's own, made once and copied for each test."""

import shutil
from pathlib import Path

import pytest

from tagrid.governance.project import create_project

TAG = "power_customer/behaviour/payment"
TIMELY = f"taxonomy/{TAG}/payment_timeliness.yml"
MODEL = "dbt_project/models/tags/tag_payment.sql"

ADDED = """\
label: {zh: 多数账单逾期, en: Mostly late}
requirement:
  zh: 催费人员先联系多数账单逾期的客户
  en: Collections staff call first those who are mostly late.
definition:
  zh: "近12个月内迟于最后交费日交费的账单占一半以上为是"
  en: "More than half of the last 12 months' bills were paid after their due date"
criterion:
  zh: 逾期账单占比
  en: Share of late bills
method: rule
values:
  mostly: {zh: 多数逾期, en: Mostly late bills}
  seldom: {zh: 少数逾期, en: Fewer late bills}
examples:
  - {given: {late_bill_share_12m: 0.6}, gives: mostly}
  - {given: {late_bill_share_12m: 0.5}, gives: seldom}
  - {given: {late_bill_share_12m: null}, gives: unknown}
precedence: ordered
derived_from: []
cadence: daily
owner: billing
sensitivity: internal
status: active
approval: {status: active, by: billing, date: 2026-11-29}
"""

COLUMN = """\
            case
                when late_bill_share_12m is null
                then null
                when late_bill_share_12m > 0.5
                then 'mostly'
                else 'seldom'
            end as mostly_late,

            payment.main_channel as payment_channel,
"""


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """A project as `tagrid init` makes it; not to be written to."""
    folder = tmp_path_factory.mktemp("projects") / "my-utility"
    create_project(folder)
    return folder


@pytest.fixture
def own(made, tmp_path, monkeypatch) -> Path:
    """A project of one's own, which is the current one."""
    root = tmp_path / "my-utility"
    shutil.copytree(made, root, symlinks=True)
    monkeypatch.delenv("TAGRID_PROJECT", raising=False)
    monkeypatch.chdir(root)
    return root


def edit(path: Path, *pairs: str) -> None:
    """Replace texts in a file; each must be there."""
    text = path.read_text(encoding="utf-8")
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def add_tag(root: Path) -> None:
    """Add a tag to a project that has its own copy of the theme's model."""
    place = root / "taxonomy" / TAG / "mostly_late.yml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(ADDED, encoding="utf-8")
    edit(root / MODEL, "            payment.main_channel as payment_channel,\n", COLUMN)
