"""A copy of the project's own catalog to write into, and an idea of a tag to complete."""

import shutil
from pathlib import Path

import pytest

from tagrid.catalog.workshop.idea import Idea, Words
from tagrid.home import PROJECT

RULE = (
    "case when settle_spread_days is null then null when settle_spread_days >= 10 then 'erratic' "
    "when settle_spread_days >= 3 then 'wavering' else 'steady' end"
)
NAMES = {
    "erratic": Words("不规律", "Erratic"),
    "wavering": Words("有波动", "Wavering"),
    "steady": Words("规律", "Steady"),
}


@pytest.fixture
def own_project(tmp_path) -> Path:
    """Return a copy of the project's catalog and models."""
    for folder in ("taxonomy", "dbt_project"):
        shutil.copytree(PROJECT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy(PROJECT / "dbt_project.yml", tmp_path)
    return tmp_path


@pytest.fixture
def idea() -> Idea:
    """Return an idea with everything said but its examples."""
    return Idea(
        goal=Words("催费人员按交费规律安排催收次序", "Collections staff order their work by regularity."),
        scenario=Words("电费发行后的第一周", "The first week after bills are issued"),
        themes=("payment",),
        label=Words("交费规律性", "Payment regularity"),
        definition=Words("近12个月账单从发行到交清天数的波动", "Spread of the days to settlement over 12 months"),
        criterion=Words("交清天数的波动", "Spread of the days to settlement"),
        rule=RULE,
        values=NAMES,
        chain="power_customer/behaviour/payment",
        name="payment_regularity",
        owner="billing",
    )
