"""A copy of the project's own catalog to write into, and an idea of a tag to complete."""

import shutil
from pathlib import Path

import pytest

from tagrid.core.overlay import REFERENCE
from tagrid.governance.workshop.draft import PartialText, TagIdea

RULE = (
    "case when settle_spread_days is null then null when settle_spread_days >= 10 then 'erratic' "
    "when settle_spread_days >= 3 then 'wavering' else 'steady' end"
)
NAMES = {
    "erratic": PartialText("不规律", "Erratic"),
    "wavering": PartialText("有波动", "Wavering"),
    "steady": PartialText("规律", "Steady"),
}


@pytest.fixture
def own_project(tmp_path) -> Path:
    """Return a copy of the project's catalog, models and scores."""
    for folder in ("taxonomy", "dbt_project", "models_ml"):
        shutil.copytree(REFERENCE / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for file in ("dbt_project.yml", "tagrid.toml"):
        shutil.copy(REFERENCE / file, tmp_path)
    return tmp_path


@pytest.fixture
def idea() -> TagIdea:
    """Return an idea with everything said but its examples."""
    return TagIdea(
        goal=PartialText("催费人员按交费规律安排催收次序", "Collections staff order their work by regularity."),
        scenario=PartialText("电费发行后的第一周", "The first week after bills are issued"),
        themes=("payment",),
        label=PartialText("交费平稳性", "Payment steadiness"),
        definition=PartialText("近12个月账单从发行到交清天数的波动", "Spread of the days to settlement over 12 months"),
        criterion=PartialText("交清天数的波动", "Spread of the days to settlement"),
        rule=RULE,
        values=NAMES,
        chain="power_customer/behaviour/payment",
        name="payment_steadiness",
        owner="billing",
    )
