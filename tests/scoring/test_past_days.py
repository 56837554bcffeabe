"""The features of a past day, rebuilt by dbt: the same numbers whether or not the future has already landed."""

from datetime import date
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from models_ml.fee_recovery import SCORE
from tagrid.core.project import Home
from tagrid.core.sql import find_landed_files
from tagrid.scoring import training
from tagrid.scoring.frames import CutOffs
from tagrid.scoring.rebuild import build_frames, label_spans
from tests.scoring.landing import forget_after, land

pytestmark = pytest.mark.long

DAY = date(2024, 12, 20)


def _frame(home: Home, folder) -> pl.DataFrame:
    folder.mkdir()
    (frame,) = build_frames(home, {SCORE: CutOffs((), (DAY,))}, folder, lambda _: None)[SCORE.name]()
    return frame.rows


def _known(home: Home, folder) -> pl.DataFrame:
    """Features of everybody; the label needs the future, so read them without it."""
    try:
        _frame(home, folder)
    finally:
        known = pl.read_parquet(folder / str(DAY) / SCORE.name / "frame.parquet")
    return known.sort("customer_id")


@pytest.fixture(scope="module")
def landed(tmp_path_factory) -> Home:
    home = Home(tmp_path_factory.mktemp("landed"))
    land(home, 60)
    training._build_facts(home, [SCORE], lambda _: None)
    return home


def test_a_past_day_knows_nothing_of_what_came_later(landed, tmp_path):
    assert label_spans(landed, [SCORE], tmp_path)[SCORE.name][1] > DAY
    labelled = _frame(landed, tmp_path / "labelled")
    before = pl.read_parquet(tmp_path / "labelled" / str(DAY) / SCORE.name / "frame.parquet").sort("customer_id")
    assert labelled["label"].sum() > 0 and before["int_customer_payment.late_bill_share_12m"].n_unique() > 3

    forget_after(landed, DAY)
    assert label_spans(landed, [SCORE], tmp_path)[SCORE.name][1] <= DAY
    after = _known(landed, tmp_path / "forgotten")
    assert after.equals(before)


def test_what_is_served_is_what_was_trained_on(landed):
    """The warehouse is only read while past days are built."""
    with duckdb.connect(str(landed.warehouse), read_only=True) as connection:
        find_landed_files(connection, landed.root)
        tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        assert "int_customer_payment" not in tables
        assert connection.execute("select max(amount_yuan) from fct_bill").fetchone()[0] > Decimal(0)
