"""Drafts of mappings: unknown files are recognised, what is uncertain or missing is written, and the draft lands."""

import gzip
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tagrid.core.errors import BadInput
from tagrid.landing.draft import draft_mapping, draft_notes
from tagrid.landing.mapping import read_mapping
from tagrid.landing.profile import profile
from tagrid.landing.sniff import guess_encoding
from tests.landing.conftest import Utility, text
from tests.landing.test_shapes import workbook


def drafted(utility: Utility, files: dict[str, str | bytes], name: str = "one", **how):
    """A delivery's folder, the draft for it and the mapping it is."""
    folder = utility.folder(name, files)
    proposed = draft_mapping([folder], utility.root / "aside", **how)
    path = utility.root / f"{name}.yml"
    path.write_text(proposed, encoding="utf-8")
    return folder, path, proposed


def half_hours() -> bytes:
    names = [f"{n // 2:02}:{n % 2 * 30:02} - {(n + 1) // 2:02}:{(n + 1) % 2 * 30:02}" for n in range(48)]
    rows = [",".join(["NMI", "METER SERIAL NUMBER", "DATE", "ESTIMATED?", *names])]
    rows += [",".join(["611", "70", f"0{day}/Dec/2013", "N", *["0.25"] * 48]) for day in range(1, 4)]
    return text(rows).encode()


def test_a_wide_half_hour_file_lands_by_its_draft(utility):
    folder, mapping, proposed = drafted(utility, {"consumption.csv.gz": gzip.compress(half_hours())})
    assert "parts: 48   # CHECK" in proposed
    utility.ingest(folder, mapping=mapping)
    rows = utility.rows("metering.daily_energy", "customer_id, meter_id, reading_on, energy_kwh, is_estimated")
    assert rows[0] == ("611", "70", date(2013, 12, 1), 12.0, False)
    assert len(rows) == 3


def test_a_wide_file_with_a_nameless_column_and_a_second_measure_lands_by_its_draft(utility):
    names = [f"{measure}_{n}" for measure in ("kWh", "kVArh") for n in range(1, 49)]
    rows = [",".join(["MPAN", "ConsumptionDate", "", *names])]
    rows += [",".join(["238", f"{day}/08/2019", "", *["0.5"] * 48, *[""] * 48]) for day in range(13, 16)]
    folder, mapping, proposed = drafted(utility, {"readings.csv": text(rows)})
    assert "# not landed: column 3 (empty, 0 values in 0 cells), kVArh_1 to kVArh_48 (empty, 48 columns)" in proposed
    utility.ingest(folder, mapping=mapping)
    assert utility.rows("metering.daily_energy", "reading_on, energy_kwh")[0] == (date(2019, 8, 13), 24.0)


BILLS = """某市供电公司 2026年6月应收电费明细,,,,,,
账单编号,户号,电费年月,发行日期,最后交费日,总电量,应收电费
D1,0320001,202606,2026年6月3日,2026年6月20日,"1,234","2,468.50"
D2,0320002,202606,2026年6月3日,2026年6月20日,99,52.10
合计,,,,,"1,333","2,520.60"
"""


def test_a_chinese_billing_export_lands_by_its_draft(utility):
    folder, mapping, proposed = drafted(utility, {"电费明细.csv": BILLS.encode("gb18030")})
    assert {"encoding: gb18030", "header: 2", "thousands: ','"} <= {line.strip() for line in proposed.splitlines()}
    report = utility.ingest(folder, mapping=mapping)
    assert report.tables["marketing.bills"]["totals"] == 1
    wanted = "bill_id, customer_id, bill_month, issued_on, energy_kwh, amount_yuan::varchar"
    assert utility.rows("marketing.bills", wanted)[0] == (
        *("D1", "0320001", date(2026, 6, 1), date(2026, 6, 3), 1234.0, "2468.50"),
    )


PAYMENTS = ["用户编号,缴费日期,缴费金额（元）", "0320001,2026/6/1,101", "0320001,2026/6/3,101", "0320002,2026/6/3,80.5"]


def test_an_export_without_numbers_of_its_own_lands_by_its_draft(utility):
    folder, mapping, proposed = drafted(utility, {"缴费记录.csv": text(PAYMENTS)})
    assert "payment_id: {join: [用户编号, 缴费日期]}   # CHECK: no number of its own" in proposed
    utility.ingest(folder, mapping=mapping)
    assert utility.rows("marketing.payments", "payment_id, paid_on, amount_yuan::varchar")[1:] == [
        ("0320001-2026/6/3", date(2026, 6, 3), "101.00"),
        ("0320002-2026/6/3", date(2026, 6, 3), "80.50"),
    ]
    twice = [*PAYMENTS, "0320002,2026/6/3,9"]
    proposed = drafted(utility, {"缴费记录.csv": text(twice)}, "two")[2]
    assert "payment_id: {join: [用户编号, 缴费日期, '缴费金额（元）']}" in proposed
    proposed = drafted(utility, {"缴费记录.csv": text([*twice, twice[-1]])}, "three")[2]
    assert "1 of 5 rows are alike in all of these" in proposed


def test_the_days_of_a_workbook_number_its_rows_as_days(utility, tmp_path):
    rows = [
        ["用户编号", "缴费日期", "缴费金额（元）"],
        ["0320001", date(2026, 6, 1), 101],
        ["0320002", date(2026, 6, 1), 9],
    ]
    folder, mapping, _ = drafted(utility, {"缴费.xlsx": workbook(tmp_path / "p.xlsx", rows)})
    utility.ingest(folder, mapping=mapping)
    numbers = [one for (one,) in utility.rows("marketing.payments", "payment_id")]
    assert numbers == ["0320001-2026-06-01", "0320002-2026-06-01"]


def test_what_was_used_in_a_month_is_no_days(utility, tmp_path):
    rows = [
        ["户号", "时间", "电量"],
        *([f"032000{n}", month, 963.8] for n in range(9) for month in ("201401", "201402")),
    ]
    proposed = drafted(utility, {"月用电量.xlsx": workbook(tmp_path / "m.xlsx", rows)})[2]
    assert "metering.daily_energy" not in proposed
    mapping = utility.root / "days.yml"
    columns = "customer_id: 户号, meter_id: 户号, energy_kwh: 电量, reading_on: {from: 时间, format: '%Y%m'}"
    mapping.write_text(f"tables:\n  metering.daily_energy: {{file: a.csv, columns: {{{columns}}}}}\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"reading_on\.format: '%Y%m' does not name year, month and day"):
        read_mapping(mapping)


def test_an_excel_workbook_with_numbers_for_identifiers(utility, tmp_path):
    rows = [["户号", "日期", "电量(MWh)"], [320001, date(2026, 5, 1), 0.5], [320002, date(2026, 5, 1), 1.5]]
    folder, mapping, proposed = drafted(utility, {"日电量.xlsx": workbook(tmp_path / "b.xlsx", rows)})
    assert "digits: 6" in proposed
    assert "scale: 1000" in proposed
    utility.ingest(folder, mapping=mapping)
    rows = utility.rows("metering.daily_energy", "customer_id, meter_id, energy_kwh")
    assert rows == [("320001", "320001", 500.0), ("320002", "320002", 1500.0)]


def test_what_is_missing_and_what_codes_mean_is_left_to_a_person(utility):
    rows = [
        "工单编号,户号,受理时间,受理渠道,kind",
        "T1,01,2026-05-01 08:00:00,电话,投诉",
        "T2,02,2026-05-01 09:00:00,柜台,吵架",
    ]
    folder, mapping, proposed = drafted(utility, {"工单.csv": text(rows)})
    assert "柜台: TODO" in proposed
    assert "电话" not in proposed  # the trade's words for the codes are known
    assert "CHECK: TODO is one of consultation" in proposed
    with pytest.raises(BadInput, match="not one of consultation"):
        utility.ingest(folder, mapping=mapping)
    energy = {"energy.csv": "day,kwh\n2026-05-01,1\n2026-05-02,2\n"}
    proposed = drafted(utility, energy, "two", address="metering.daily_energy")[2]
    assert "# MISSING customer_id (户号)" in proposed
    assert "2 columns missing" in draft_notes(proposed).en


def test_a_file_a_month_is_one_table_and_a_stranger_is_named(utility):
    month = "customer_id,meter_id,reading_on,energy_kwh\n1,1,2026-0{0}-01,5\n"
    files = {f"energy_20260{n}.csv": month.format(n) for n in (5, 6)} | {"x.csv": "colour,shape\nred,round\n"}
    folder, mapping, proposed = drafted(utility, files)
    assert "file: 'energy_20260*.csv'" in proposed
    assert "# x.csv: no table of the contracts is like it" in proposed
    assert draft_notes(proposed).en.startswith("1 file of no known table, name it by --table; ")
    assert "round" not in proposed  # no value of an unknown file is written
    utility.ingest(folder, mapping=mapping)
    assert len(utility.rows("metering.daily_energy")) == 2


def test_a_parquet_file_and_a_table_that_is_named(utility):
    path = utility.root / "one/data.parquet"
    path.parent.mkdir()
    pq.write_table(pa.table({"account": [1, 22], "day": [date(2026, 5, 1)] * 2, "balance": [5, 7]}), path)
    proposed = draft_mapping([path.parent], utility.root, "marketing.prepaid_balances")
    (utility.root / "m.yml").write_text(proposed, encoding="utf-8")
    assert set(read_mapping(utility.root / "m.yml").tables) == {"marketing.prepaid_balances"}
    assert "digits: 2" in proposed


@pytest.mark.parametrize(
    ("letters", "encoding"),
    [
        ("户号电量用户", "gb18030"),
        ("戶號電量臺灣繳費", "big5"),
        ("Müller, Größe, José", "windows-1252"),
        ("户号é", "utf-8"),
    ],
)
def test_encodings_are_known_by_letters_that_people_write(letters, encoding):
    codec = {"windows-1252": "cp1252", "big5": "big5hkscs"}.get(encoding, encoding)
    assert guess_encoding(f"a,b\n{letters},1\n".encode(codec)) == encoding


@pytest.mark.parametrize(
    ("cells", "kind", "format"),
    [
        (["2026-05-01", "2026-05-31"], "date", "%Y-%m-%d"),
        (["31/05/2026", "01/06/2026"], "date", "%d/%m/%Y"),
        (["05/31/2026"], "date", "%m/%d/%Y"),
        (["20260531", "20260601"], "date", "%Y%m%d"),
        (["2026/05/31 24:00", "2026/05/31 10:30"], "timestamp", "%Y/%m/%d %H:%M"),
        (["1.234,50", "7,1"], "number", None),
        (["12", "-3.5"], "number", None),
        (["a", "-"], "text", None),
    ],
)
def test_what_a_columns_cells_are(cells, kind, format):
    found = profile("x", pa.array(cells))
    assert (found.kind, found.format) == (kind, format)


def test_days_and_months_that_could_be_swapped_are_said():
    assert profile("x", pa.array(["01/06/2026", "02/06/2026"])).is_ambiguous
    assert not profile("x", pa.array(["01/06/2026", "31/05/2026"])).is_ambiguous
