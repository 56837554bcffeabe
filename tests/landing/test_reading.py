"""Parquet deliveries: only casts that lose nothing, and damage is seen."""

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tagrid.core.errors import BadInput
from tagrid.landing import reading
from tests.landing.conftest import Utility

FILE = "metering/daily_voltage.parquet"
VOLTAGE = "metering.daily_voltage"


def columns(rows: int = 300, **other: pa.Array) -> pa.Table:
    columns = {
        "customer_id": pa.array([f"{i:05}" for i in range(rows)]),
        "reading_on": pa.array([date(2026, 5, 1)] * rows),
        "monitored_minutes": pa.array([1440] * rows, pa.int32()),
        "over_minutes": pa.array([3] * rows, pa.int32()),
        "under_minutes": pa.array([0] * rows, pa.int32()),
    }
    return pa.table({**columns, **other})


def deliver(utility: Utility, table: pa.Table, file: str = FILE, name: str = "one", **how):
    path = utility.root / name / file
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, **how)
    return utility.root / name


def test_other_widths_encodings_and_text_become_the_contracts_types(utility):
    table = columns(
        customer_id=pa.array([f"{i:05}" for i in range(300)]).dictionary_encode(),
        reading_on=pa.array([datetime(2026, 5, 1)] * 300, pa.timestamp("ns")),
        monitored_minutes=pa.array([1440] * 300, pa.int64()),
        over_minutes=pa.array(["3"] * 300, pa.large_string()),
        under_minutes=pa.array([0] * 300, pa.uint8()),
    )
    utility.ingest(deliver(utility, table))
    assert utility.rows(VOLTAGE)[0][:6] == ("00000", date(2026, 5, 1), 1440, 3, 0, 1)


WRONG = {
    "identifiers as numbers": ("customer_id", pa.array(range(300)), "int64", "leading zeros"),
    "a time zone": ("reading_on", pa.array([datetime(2026, 5, 1)] * 300, pa.timestamp("us", "UTC")), "UTC", "date"),
    "days as numbers": ("reading_on", pa.array([20260501] * 300), "int64", "date"),
    "fractions": ("over_minutes", pa.array([3.0] * 300), "double", "integer"),
    "booleans": ("over_minutes", pa.array([True] * 300), "bool", "integer"),
}


@pytest.mark.parametrize(("column", "values", "given", "hint"), WRONG.values(), ids=WRONG.keys())
def test_a_retyped_column_is_refused_by_name(utility, column, values, given, hint):
    with pytest.raises(BadInput) as caught:
        utility.ingest(deliver(utility, columns(**{column: values})))
    assert f"{FILE}: column {column!r} is " in str(caught.value)
    assert given in str(caught.value)
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("column", "value", "type", "reason"),
    [
        ("reading_on", datetime(2026, 5, 1, 12), pa.timestamp("us"), "not a date"),
        ("over_minutes", 2**40, pa.int64(), "not a whole number"),
        ("over_minutes", None, pa.int32(), "requires"),
        ("monitored_minutes", 1441, pa.int32(), "outside"),
    ],
)
def test_a_cell_that_does_not_fit_is_quarantined_with_its_row(utility, column, value, type, reason):
    given = columns()[column].cast(type).to_pylist()
    given[41] = value
    report = utility.ingest(deliver(utility, columns(**{column: pa.array(given, type)})))
    assert report.tables[VOLTAGE]["refused"] == 1
    written = (utility.home.quarantine / f"000001/{VOLTAGE}.csv").read_text(encoding="utf-8-sig")
    assert f"{FILE},42,{column}," in written
    assert reason in written


def test_doubles_become_money_only_when_they_are_money(utility):
    names = ["customer_id", "balance_on", "balance_yuan"]
    rows = [pa.array([str(i) for i in range(400)]), pa.array([date(2026, 5, 1)] * 400)]
    balances = [i / 100 for i in range(397)] + [0.123, float("nan"), float("inf")]
    file = "marketing/prepaid_balances.parquet"
    report = utility.ingest(deliver(utility, pa.table([*rows, pa.array(balances)], names), file))
    assert report.tables["marketing.prepaid_balances"]["refused"] == 3
    landed = [b for (b,) in utility.rows("marketing.prepaid_balances", "balance_yuan", "balance_yuan")]
    assert landed == [Decimal(i) / 100 for i in range(397)]


def test_a_flipped_bit_and_a_cut_file(utility):
    folder = deliver(utility, columns(5000), write_page_checksum=True)
    whole = (folder / FILE).read_bytes()
    flipped = bytearray(whole)
    flipped[2000] ^= 4
    for damaged in (bytes(flipped), whole[:-100], whole[100:], b"PAR1", b""):
        (folder / FILE).write_bytes(damaged)
        with pytest.raises(BadInput, match=rf"{FILE}: (not a whole Parquet file|corrupt after row)"):
            utility.ingest(folder)
    assert utility.rows(VOLTAGE) == []


def test_a_missing_column_is_named(utility):
    with pytest.raises(BadInput, match=rf"{FILE}: column 'over_minutes' of {VOLTAGE} is missing"):
        utility.ingest(deliver(utility, columns().drop_columns("over_minutes")))


def test_many_parts_and_small_batches_land_as_one_table(utility, monkeypatch):
    monkeypatch.setattr(reading, "BATCH_ROWS", 70)
    deliver(utility, columns(), "metering/daily_voltage/a.parquet")
    later = columns(reading_on=pa.array([date(2026, 6, 1)] * 300))
    report = utility.ingest(deliver(utility, later, "metering/daily_voltage/b.parquet"))
    assert report.tables[VOLTAGE]["added"] == 600
    assert len(set(utility.rows(VOLTAGE, "customer_id, reading_on"))) == 600


def test_a_row_group_too_big_for_memory_is_refused(utility, monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROW_GROUP_BYTES", 100)
    with pytest.raises(BadInput, match=rf"{FILE}: a row group of [\d,]+ bytes"):
        utility.ingest(deliver(utility, columns()))
