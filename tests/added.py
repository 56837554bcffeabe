"""Content added to a copy of the project, file by file: a tag, and a number that a rule reads."""

import shutil
from pathlib import Path

from tagrid.core.overlay import REFERENCE

FOLDERS = ("app", "calendars", "dbt_project", "expectations", "models_ml", "taxonomy")
FILES = ("dbt_project.yml", "profiles.yml", "tagrid.toml")

TAG, NUMBER = "overdue_length", "weeks_late_12m"
TAG_FILE = f"taxonomy/power_customer/behaviour/payment/{TAG}.yml"
RULES = "dbt_project/models/tags/tag_payment.sql"
FEATURES = "dbt_project/models/features/int_customer_payment.sql"
LABELS = "dbt_project/models/features/int_customer_payment.yml"

TAG_TEXT = """\
label: {zh: 欠费时长, en: Length of arrears}
requirement:
  zh: 催费人员先联系欠费时间长的客户
  en: Collections staff call those first who have been in arrears longest.
definition:
  zh: 最久一笔欠费逾期超过60天为长期，其余逾期为短期，没有逾期为无；没有账单时未知
  en: "The oldest bill past due for more than 60 days is long, another short; no such bill none; without bills unknown"
criterion:
  zh: 最久一笔欠费的逾期天数
  en: Days the oldest open bill is past due
method: rule
values:
  long:  {zh: 长期, en: Long}
  short: {zh: 短期, en: Short}
  none:  {zh: 无, en: None}
examples:
  - {given: {oldest_overdue_days: 61}, gives: long}
  - {given: {oldest_overdue_days: 60}, gives: short}
  - {given: {oldest_overdue_days: 0}, gives: none}
  - {given: {oldest_overdue_days: null}, gives: unknown}
precedence: exclusive
derived_from: [arrears_status]
cadence: daily
owner: billing
sensitivity: internal
status: active
approval: {status: active, by: billing, date: 2026-11-22}
"""
TAG_RULE = """\
            case
                when oldest_overdue_days > 60 then 'long'
                when oldest_overdue_days > 0 then 'short'
                when oldest_overdue_days = 0 then 'none'
            end as overdue_length,

"""


def copy_of_project(folder: Path) -> Path:
    """Copy the project's content, without the engine."""
    for name in FOLDERS:
        shutil.copytree(REFERENCE / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.py[co]"))
    for name in FILES:
        shutil.copy(REFERENCE / name, folder)
    return folder


def _edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, (path, before)
    path.write_text(text.replace(before, after), encoding="utf-8")


def add_tag(project: Path) -> None:
    """Add a tag: its file in the taxonomy, and its rule in the model of its theme."""
    (project / TAG_FILE).write_text(TAG_TEXT, encoding="utf-8")
    first = "            payment.main_channel as payment_channel,\n\n"
    _edit(project / RULES, first, first + TAG_RULE)


def add_number(project: Path) -> None:
    """Add a number: its column, its label and unit, and a rule that reads it."""
    last = "            prepaid.prepaid_days_left\n"
    late = "case when has_settlements then max_days_late_12m / 7.0 end"
    _edit(project / FEATURES, last, last.replace("\n", f",\n            {late} as {NUMBER}\n"))
    label = f"""\
      - name: {NUMBER}
        data_type: double
        description: "Longest delay, weeks"
        config: {{meta: {{zh: 近12个月最长逾期周数, en: Longest delay of 12 months in weeks, unit: number}}}}
"""
    path = project / LABELS
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + label, encoding="utf-8")
    _edit(project / RULES, "when late_bill_share_12m >= 0.25\n", f"when late_bill_share_12m >= 0.25 or {NUMBER} > 9\n")


def changed_files(project: Path) -> set[str]:
    """Return the files of a copy that differ from the project's own."""
    files = [path for name in FOLDERS for path in (project / name).rglob("*") if path.is_file()]
    names = {path.relative_to(project).as_posix(): path for path in files}
    same = {name for name, path in names.items() if (REFERENCE / name).is_file()
            and (REFERENCE / name).read_bytes() == path.read_bytes()}  # fmt: skip
    return {name for name in names.keys() - same if "__pycache__" not in name}
