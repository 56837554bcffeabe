"""Rows of one key within a delivery: copies are whole rows that agree in every column; nothing else melts."""

from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tagrid.core.errors import BadInput
from tagrid.landing.contracts import SourceColumn, SourceTable, source_contracts
from tagrid.landing.merge import deduplicate
from tagrid.landing.partials import MARKS
from tests.landing.conftest import HEADER, Utility, text, voltage

pytestmark = pytest.mark.slow

ENERGY = "metering.daily_energy"
COLUMNS = "customer_id,meter_id,reading_on,energy_kwh,peak_kwh,valley_kwh,max_demand_kw,is_estimated"


def hours(day: str = "2026-06-30") -> list[str]:
    return [f"C1,M1,{day},0.5,,,,false,{hour}" for hour in range(24)]


def test_equal_hours_of_a_day_are_no_copies(utility: Utility):
    folder = utility.folder("one", {"metering/daily_energy.csv": text([COLUMNS + ",hour", *hours()])})
    with pytest.raises(BadInput, match=r"agree in what lands and differ in other columns.*`combine`"):
        utility.ingest(folder)
    assert utility.rows(ENERGY) == []


def test_hours_in_files_of_their_own_are_no_copies_either(utility: Utility):
    parts = {
        f"metering/daily_energy/{n}.csv": text([COLUMNS + ",hour", one]) for n, one in enumerate(hours(), start=10)
    }
    with pytest.raises(BadInput, match="24 of 24 rows"):
        utility.ingest(utility.folder("one", parts))


def test_hours_of_a_parquet_file_are_no_copies_either(utility: Utility):
    path = utility.root / "one/metering/daily_voltage.parquet"
    path.parent.mkdir(parents=True)
    names = HEADER.split(",")
    voltages = [["C1"] * 3, [date(2026, 5, 1)] * 3, [1440] * 3, [3] * 3, [0] * 3, [[0], [1], [2]]]
    pq.write_table(pa.table(dict(zip([*names, "phase"], voltages, strict=True))), path)
    with pytest.raises(BadInput, match="agree in what lands"):
        utility.ingest(utility.root / "one")


def test_hours_without_their_hour_are_told(utility: Utility):
    same = [one.rpartition(",")[0] for one in hours()]
    folder = utility.folder("one", {"metering/daily_energy.csv": text([COLUMNS, *same])})
    with pytest.raises(BadInput, match=r"1 row stands about 24 times,.*without their hour"):
        utility.ingest(folder)
    report = utility.ingest(folder, accept_unusual=True)
    assert report.tables[ENERGY]["copies"] == 23
    assert "23 rows are copies of another row in every column" in report.warnings[0].en


def test_copies_of_whole_rows_are_dropped_and_told(utility: Utility):
    lines = voltage()
    twice = {f"metering/daily_voltage/{name}.csv": text(lines) for name in "ab"}
    report = utility.ingest(utility.folder("one", twice))
    assert report.tables["metering.daily_voltage"]["copies"] == 300
    assert [w.en for w in report.warnings] == [
        "metering.daily_voltage: 300 rows are copies of another row in every column; one of each landed."
    ]


def sample(column: SourceColumn) -> object:
    if column.domain:
        return column.domain[0]
    simple = {"date": "2026-05-01", "timestamp": "2026-05-01 10:00:00", "boolean": "true", "varchar": "A"}
    return simple.get(column.type, [1.0] if column.type == "float[]" else "1")


@pytest.mark.parametrize("table", source_contracts().values(), ids=lambda table: table.address)
def test_in_every_table_only_whole_copies_go(table: SourceTable, tmp_path):
    """Three rows of a key, two of them alike in every column of the file: all are refused, whatever the table.

    A table whose contract says which row of a key holds keeps that one.
    """
    cells = {c.name: [sample(c)] * 3 for c in table.columns}
    con = duckdb.connect()
    differing = (1, 0) if table.precedence else (0, 3)
    for digests, kept, refused in (([7, 7, 8], *differing), ([7, 7, 7], 1, 0)):
        marks = ([2, 3, 4], pa.array(digests, pa.uint64()), pa.array([0] * 3, pa.uint64()), [0] * 3)
        rows = pa.table({**cells, **dict(zip(MARKS, marks, strict=True))})
        pq.write_table(rows, tmp_path / "rows.parquet")
        found = deduplicate(con, table, [tmp_path / "rows.parquet"], ["f.csv"], tmp_path / "out.parquet")
        assert found is not None
        assert (pq.read_metadata(found.path).num_rows, len(found.refused), found.copies) == (kept, refused, 2 * kept)
