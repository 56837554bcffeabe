"""A made-up score over made-up customers, whose real chances are known, so that the harness can be judged."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from tagrid.core.project import Home
from tagrid.scoring.declaration import Feature, Score
from tagrid.scoring.frames import Frame

FEATURES = (
    Feature("int_a.late_share", "逾期占比", "Late share", "share", 1),
    Feature("int_a.days_before", "提前天数", "Days before", "days", -1),
    Feature("int_a.noise", "噪声", "Noise", "ratio"),
    Feature("int_b.growth", "增长", "Growth", "change"),
)

SCORE = Score(
    name="made_up",
    output="chance",
    subject="power_customer",
    zh="虚构",
    en="Made up",
    label_zh="发生",
    label_en="It happens",
    decision_zh="无",
    decision_en="None",
    horizon_days=92,
    eligible="true",
    label_sql="select 1",
    span_sql="select 1",
    naive="int_a.late_share",
    naive_zh="逾期占比",
    naive_en="Late share",
    features=FEATURES,
    sources=("marketing.bills",),
    facts=("fct_bill",),
    groups=("dim_supply.tariff_category",),
)
FIRST = date(2025, 1, 1)


def make_frame(seed: int, day: date, size: int = 1500, signal: float = 1.0) -> Frame:
    """One frame whose label follows the first two features and the growth, as strongly as `signal` says."""
    random = np.random.default_rng(seed)
    late, days = random.beta(0.5, 3, size), random.normal(4, 4, size)
    noise, growth = random.normal(size=size), random.normal(0, 0.3, size)
    logit = -3.2 + signal * (5 * late - 0.25 * days + 1.5 * np.abs(growth) + 0.6)
    label = random.random(size) < 1 / (1 + np.exp(-logit))
    growth[random.random(size) < 0.2] = np.nan
    rows = pl.DataFrame(
        {
            "customer_id": [f"c{i:05d}" for i in range(size)],
            "eligible": True,
            "naive": late,
            "int_a.late_share": late,
            "int_a.days_before": days,
            "int_a.noise": noise,
            "int_b.growth": growth,
            "group:dim_supply.tariff_category": random.choice(["residential", "agricultural"], size),
            "label": label,
        },
        nan_to_null=True,
    )
    # as numbers of 4 bytes, which is what a score reads
    rows = rows.with_columns(pl.col([f.name for f in FEATURES]).cast(pl.Float32).cast(pl.Float64))
    return Frame(day, rows, rows.drop("label"))


def make_frames(signal: float = 1.0, size: int = 1500) -> list[Frame]:
    """Four frames, 25 days apart, oldest first."""
    return [make_frame(n, FIRST + timedelta(days=25 * n), size, signal) for n in range(4)]


def relabelled(frame: Frame, label) -> Frame:
    """The same frame with other labels."""
    return replace(frame, rows=frame.rows.with_columns(label=pl.Series(label)))


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def score() -> Score:
    return SCORE


@pytest.fixture
def declared_alone(monkeypatch) -> Score:
    """The made-up score as the only one there is."""
    from tagrid.scoring import declaration

    monkeypatch.setattr(declaration, "_declarations", lambda roots: {SCORE.name: SCORE})
    return SCORE


@pytest.fixture(scope="session")
def frames() -> list[Frame]:
    return make_frames()


@pytest.fixture(scope="session")
def trained(tmp_path_factory, frames):
    """A home with a champion; read only."""
    from tagrid.scoring.training import train_on

    home = Home(tmp_path_factory.mktemp("trained"))
    return home, train_on(home, SCORE, frames)


@pytest.fixture
def own_trained(trained, tmp_path):
    """A copy of the home with a champion, to damage."""
    from shutil import copytree

    copytree(trained[0].models, tmp_path / "models")
    return Home(tmp_path), trained[1]
