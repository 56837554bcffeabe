"""What a mapping file can say about exports that are not tables of the contract: wide, zipped, in parts, in Excel."""

import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from tagrid.core.errors import BadInput
from tests.landing.conftest import Utility, text

pytestmark = pytest.mark.slow

ENERGY = "metering.daily_energy"
DAYS = "customer_id, meter_id, reading_on::varchar, energy_kwh"


def land(utility: Utility, mapping: str, files: dict[str, str | bytes], name: str = "one"):
    path = utility.root / "mapping.yml"
    path.write_text(mapping, encoding="utf-8")
    return utility.ingest(utility.folder(name, files), mapping=path)


def workbook(path: Path, *sheets: list[list]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path.read_bytes()


WIDE_DAYS = """
tables:
  metering.daily_energy:
    file: wide.csv
    unpivot: {on: '^\\d{8}$', name: day, value: kwh}
    columns:
      customer_id: account
      meter_id: account
      reading_on: {from: day, format: '%Y%m%d'}
      energy_kwh: kwh
"""


def test_a_column_a_day(utility):
    rows = ["account,name,20260501,20260502,20260503", "01,A,1.5,2.5,", '02,"B, C",,0,7']
    land(utility, WIDE_DAYS, {"wide.csv": text(rows)})
    assert utility.rows(ENERGY, DAYS) == [
        ("01", "01", "2026-05-01", 1.5),
        ("01", "01", "2026-05-02", 2.5),
        ("02", "02", "2026-05-02", 0.0),
        ("02", "02", "2026-05-03", 7.0),
    ]


def test_a_refused_cell_of_a_wide_file_is_named_by_its_line(utility):
    rows = ["account,20260501,20260502", "01,1.5,none"]
    with pytest.raises(BadInput, match=r"wide.csv, line 2, column kwh: not a number \(found 'none'\)"):
        land(utility, WIDE_DAYS, {"wide.csv": text(rows)})
    with pytest.raises(BadInput, match=r"no column of the header \(account, name\) matches"):
        land(utility, WIDE_DAYS, {"wide.csv": "account,name\n1,2\n"})


COLUMN_A_METER = """
tables:
  metering.daily_energy:
    file: meters/*.csv
    unpivot: {on: '^M\\d+$', name: meter, value: kwh}
    columns:
      customer_id: {from: meter, lookup: {file: register.csv, key: 表号, value: 户号}}
      meter_id: meter
      reading_on: day
      energy_kwh: kwh
"""


def test_a_column_a_meter_and_several_meters_a_customer(utility):
    register = "表号,户号\nM1,C1\nM2,C1\nM3,C2\n"
    rows = ["day,M1,M2,M3", "2026-05-01,1,2,3"]
    land(utility, COLUMN_A_METER, {"meters/may.csv": text(rows), "register.csv": register})
    assert [row[:2] for row in utility.rows(ENERGY, DAYS)] == [("C1", "M1"), ("C1", "M2"), ("C2", "M3")]


def test_a_lookup_names_what_is_not_there(utility):
    rows = {"meters/may.csv": "day,M1,M9\n2026-05-01,1,2\n"}
    with pytest.raises(BadInput, match=r"0 files of the delivery are named 'register.csv'"):
        land(utility, COLUMN_A_METER, rows)
    with pytest.raises(BadInput, match=r"line 2, column meter: not in register.csv \(found 'M9'\)"):
        land(utility, COLUMN_A_METER, {**rows, "register.csv": "表号,户号\nM1,C1\n"})
    with pytest.raises(BadInput, match=r"register.csv, line 3: M1 has two values, C1 and C2"):
        land(utility, COLUMN_A_METER, {**rows, "register.csv": "表号,户号\nM1,C1\nM1,C2\n"})


HALF_HOURS = """
tables:
  metering.daily_energy:
    file: half.csv
    combine: {by: time, parts: [4], columns: {energy_kwh: sum, max_demand_kw: max, is_estimated: any}}
    columns:
      customer_id: id
      meter_id: id
      reading_on: day
      energy_kwh: kwh
      max_demand_kw: {from: kwh, scale: 2}
      is_estimated: estimated
"""


def half_hours(customer: str, *cells: str, estimated: str = "0") -> list[str]:
    return [f"{customer},2026-05-01,{n:02}:00,{cell},{estimated}" for n, cell in enumerate(cells)]


def test_parts_of_a_day_are_summed(utility):
    head = "id,day,time,kwh,estimated"
    one, two = half_hours("1", "0.5", "0.5", "0.5", "0.7"), half_hours("2", "1", "", "1", "1", estimated="1")
    report = land(utility, HALF_HOURS, {"half.csv": text([head, *one, one[1], *two])})
    wanted = [("1", 2.2, 1.4, False), ("2", None, 2.0, True)]  # a part that failed leaves the day empty
    assert utility.rows(ENERGY, "customer_id, energy_kwh, max_demand_kw, is_estimated") == wanted
    assert report.tables[ENERGY]["copies"] == 1


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (half_hours("1", "1", "1", "1"), "3 parts of the key instead of 4"),
        (
            [*half_hours("1", "1", "1", "1", "1"), "1,2026-05-01,00:00,9,0"],
            "same part of the key stands more than once",
        ),
    ],
)
def test_a_day_that_is_not_whole_is_refused(utility, rows, reason):
    with pytest.raises(BadInput, match=reason):
        land(utility, HALF_HOURS, {"half.csv": text(["id,day,time,kwh,estimated", *rows])})


def test_without_a_number_of_parts_an_uneven_day_is_reported(utility):
    rows = [*half_hours("1", "1", "1"), *half_hours("2", "1", "1"), *half_hours("3", "1")]
    report = land(
        utility, HALF_HOURS.replace("parts: [4], ", ""), {"half.csv": text(["id,day,time,kwh,estimated", *rows])}
    )
    assert any("most keys have 2 parts, 1 have 1 to 2" in w.en for w in report.warnings)


def test_what_parts_disagree_on_is_named(utility):
    mapping = HALF_HOURS.replace(", is_estimated: any", "")
    rows = [*half_hours("1", "1", "1"), *half_hours("1", "1", "1", estimated="1")[1:]]
    rows = [half_hours("1", "1")[0], *half_hours("1", "1", "1", "1", "1", estimated="1")[1:]]
    with pytest.raises(BadInput, match="is_estimated differs among the parts of the key"):
        land(utility, mapping, {"half.csv": text(["id,day,time,kwh,estimated", *rows])})


CONTINENTAL = """
tables:
  marketing.bills:
    file: bills_*.csv
    encoding: windows-1252
    delimiter: ";"
    header: 3
    totals: '^(Summe|合计)'
    decimal: ","
    thousands: "."
    columns:
      bill_id: Nr
      customer_id: {from: Konto, digits: 6}
      bill_month: {file_name: 'bills_(\\d{6})', format: '%Y%m'}
      issued_on: {from: Datum, format: '%d.%m.%Y'}
      due_on: {from: Fällig, format: '%d.%m.%Y'}
      energy_kwh: Verbrauch
      amount_yuan: Betrag
"""


def test_title_lines_totals_decimal_commas_and_one_file_a_month(utility):
    def month(number: int) -> bytes:
        lines = [
            "Stadtwerke Köln;;;;;",
            "",
            "Nr;Konto;Datum;Fällig;Verbrauch;Betrag",
            f"B{number};4711;03.0{number}.2026;20.0{number}.2026;1.234,5;-1.000,25",
            f"D{number};4712;03.0{number}.2026;20.0{number}.2026;12;7,5",
            "Summe;;;;1.246,5;-992,75",
            "Summe Konten: 2",
        ]
        return text(lines).encode("windows-1252")

    report = land(utility, CONTINENTAL, {"bills_202605.csv": month(5), "bills_202606.csv": month(6)})
    assert report.tables["marketing.bills"]["totals"] == 4
    rows = utility.rows("marketing.bills", "bill_id, customer_id, bill_month, energy_kwh, amount_yuan")
    assert rows[0] == ("B5", "004711", date(2026, 5, 1), 1234.5, Decimal("-1000.25"))
    assert (len(rows), rows[-1][2]) == (4, date(2026, 6, 1))


@pytest.mark.parametrize("cell", ["1.23", "12.34,5", "1,2,3", "1,234.5"])
def test_a_number_with_other_marks_is_refused(utility, cell):
    mapping = "tables:\n  metering.daily_energy:\n    decimal: ','\n    thousands: '.'\n    delimiter: ';'\n"
    rows = f"customer_id;meter_id;reading_on;energy_kwh\n1;1;2026-05-01;{cell}\n"
    with pytest.raises(BadInput, match=r"column energy_kwh: not a number written as 1\.234,5"):
        land(utility, mapping, {"metering/daily_energy.csv": rows})


def test_a_header_below_a_title_is_suggested(utility):
    rows = "Report\n\ncustomer_id,meter_id,reading_on,energy_kwh\n1,1,2026-05-01,1\n"
    with pytest.raises(BadInput, match=r"Line 3 looks like the header: say `header: 3`"):
        land(utility, "tables:\n  metering.daily_energy: {}\n", {"metering/daily_energy.csv": rows})


def test_a_nameless_column_of_a_workbook_is_read_by_its_place(utility, tmp_path):
    rows = [["户号", None, "日期", "余额"], ["0000000012", "a", date(2026, 5, 1), 7.5]]
    mapping = """
tables:
  marketing.prepaid_balances:
    file: '*.xlsx'
    columns: {customer_id: {join: [户号, column 2]}, balance_on: 日期, balance_yuan: 余额}
"""
    land(utility, mapping, {"五月.xlsx": workbook(tmp_path / "b.xlsx", rows)})
    assert utility.rows("marketing.prepaid_balances", "customer_id") == [("0000000012-a",)]


def test_a_header_of_blanks_in_a_workbook_is_refused(utility, tmp_path):
    mapping = "tables:\n  marketing.prepaid_balances:\n    file: '*.xlsx'\n    columns: {customer_id: column 1}\n"
    with pytest.raises(BadInput, match="line 1: there are no column names"):
        land(utility, mapping, {"五月.xlsx": workbook(tmp_path / "b.xlsx", [[" ", "  "], ["0000000012", 7.5]])})


def test_an_excel_workbook(utility, tmp_path):
    rows = [
        ["2026年5月用电明细"],
        ["户号", "日期", "电量", "抄表时间"],
        ["0000000012", date(2026, 5, 1), 12.340000000000002, datetime(2026, 5, 2, 0, 0)],
        [13, date(2026, 5, 1), 7, datetime(2026, 5, 2, 8, 30)],
        ["合计", None, 19.34],
    ]
    mapping = """
tables:
  marketing.prepaid_balances:
    file: '*.xlsx'
    header: 2
    totals: 合计
    columns:
      customer_id: {from: 户号, digits: 10}
      balance_on: 日期
      balance_yuan: 电量
"""
    land(utility, mapping, {"五月.xlsx": workbook(tmp_path / "b.xlsx", rows)})
    assert utility.rows("marketing.prepaid_balances", "customer_id, balance_on, balance_yuan") == [
        ("0000000012", date(2026, 5, 1), Decimal("12.34")),
        ("0000000013", date(2026, 5, 1), Decimal("7.00")),
    ]
    with pytest.raises(BadInput, match=r"line 4, column 户号: a number in Excel, which loses the leading zeros"):
        land(
            utility,
            mapping.replace("{from: 户号, digits: 10}", "户号"),
            {"五月.xlsx": workbook(tmp_path / "b", rows)},
            "two",
        )


def test_a_workbook_of_several_sheets_and_one_that_is_none(utility, tmp_path):
    rows = [["customer_id", "started_at"], ["1", datetime(2026, 5, 1, 8)]]
    file = "metering/sensed_outages.xlsx"
    mapping = "tables:\n  metering.sensed_outages: {sheet: 表2}\n"
    two = workbook(tmp_path / "two.xlsx", [["x"]], rows)
    with pytest.raises(BadInput, match=r"2 sheets hold rows \(表1, 表2\); say which by `sheet`"):
        utility.ingest(utility.folder("one", {file: two}))
    with pytest.raises(BadInput, match=r"no sheet '表3' among 表1, 表2"):
        land(utility, mapping.replace("表2", "表3"), {file: two})
    land(utility, mapping, {file: two})
    assert utility.rows("metering.sensed_outages", "customer_id, started_at") == [("1", datetime(2026, 5, 1, 8))]
    with pytest.raises(BadInput, match=r"not a whole Excel workbook"):
        utility.ingest(utility.folder("three", {file: two[:300]}))


def zipped(path: Path, files: dict[str, str]) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path.read_bytes()


def test_zipped_files_by_their_own_names_and_by_a_mapping(utility, tmp_path):
    file = "customer_id,started_at,ended_at\n{},2026-05-01 08:00:00,\n"
    whole = zipped(tmp_path / "a.zip", {"metering/sensed_outages.csv": file.format(1), "说明.md": "x"})
    utility.ingest(utility.folder("one", {"today.zip": whole}))
    utility.ingest(
        utility.folder(
            "two", {"metering/sensed_outages.csv.zip": zipped(tmp_path / "b.zip", {"x.csv": file.format(2)})}
        )
    )
    (tmp_path / "c.zip").write_bytes(zipped(tmp_path / "c.zip", {"metering/sensed_outages.csv": file.format(3)}))
    utility.ingest(tmp_path / "c.zip")
    mapping = "tables:\n  metering.sensed_outages: {file: 'out*.csv'}\n"
    land(
        utility,
        mapping,
        {"d.zip": zipped(tmp_path / "d.zip", {"out_1.csv": file.format(4), "out_2.csv": file.format(5)})},
    )
    assert [c for (c,) in utility.rows("metering.sensed_outages", "customer_id")] == list("12345")
    assert not list(utility.home.work.iterdir())


def test_a_zip_that_is_damaged_or_leads_out(utility, tmp_path):
    outside = zipped(tmp_path / "out.zip", {"../evil.csv": "a\n"})
    with pytest.raises(BadInput, match="leads out of the archive"):
        utility.ingest(utility.folder("one", {"a.zip": outside}))
    with pytest.raises(BadInput, match=r"a.zip: not a whole zip file"):
        utility.ingest(utility.folder("two", {"a.zip": outside[:40]}))
    bomb = zipped(tmp_path / "bomb.zip", {"metering/daily_energy.csv": "0" * (40 << 20)})
    with pytest.raises(BadInput, match="this is no export"):
        utility.ingest(utility.folder("three", {"a.zip": bomb}))
    assert not (utility.root / "evil.csv").exists()


def test_ninety_six_columns_are_one_curve(utility):
    names = [f"P{i}" for i in range(1, 97)]
    rows = [",".join(["id", "day", *names]), ",".join(["1", "2026-05-01", *["0.5"] * 95, "1.5"])]
    mapping = (
        "tables:\n  metering.load_curves:\n    file: c.csv\n    columns:\n      customer_id: id\n"
        "      curve_on: day\n      power_kw: {gather: '^P\\d+$'}\n"
    )
    report = land(utility, mapping, {"c.csv": text(rows)})
    assert utility.rows("metering.load_curves", "power_kw[1], power_kw[96]") == [(0.5, 1.5)]
    assert report.warnings == []
    gap = ",".join(["2", "2026-05-02", *["0.5"] * 95, ""])
    with pytest.raises(BadInput, match=r"line 2, column power_kw: empty, but the contract requires it"):
        land(utility, mapping, {"c.csv": text([rows[0], gap])})


def test_the_hours_of_a_phase_may_have_gaps(utility):
    head = ",".join(["CONS_NO", "DATA_DATE", "PHASE_FLAG", *(f"I{i}" for i in range(1, 25))])
    rows = [["1", "2026-05-01", "1", "", *["2.5"] * 23], ["1", "2026-05-01", "3", *["-3"] * 24]]
    rows += [["1", "2026-05-01", "2", *[""] * 24]]
    mapping = (
        "tables:\n  metering.phase_currents:\n    file: c.csv\n    columns:\n      customer_id: CONS_NO\n"
        "      curve_on: DATA_DATE\n      phase: {from: PHASE_FLAG, values: {'1': a, '2': b, '3': c}}\n"
        "      current_a: {gather: '^I\\d+$'}\n"
    )
    report = land(utility, mapping, {"c.csv": text([head, *map(",".join, rows)])})
    landed = utility.rows("metering.phase_currents", "phase, current_a[1], current_a[24], len(current_a)")
    assert sorted(landed) == [("a", None, 2.5, 24), ("b", None, None, None), ("c", -3.0, -3.0, 24)]
    assert report.warnings == []


NET = "customer_id,meter_id,reading_on,energy_kwh,peak_kwh,valley_kwh,max_demand_kw,is_estimated"


def test_a_net_meters_day_is_set_aside_alone_or_lands_by_the_mapping(utility):
    rows = text([NET, "1,1,2026-06-30,-5.5,,,1.1,false", "2,2,2026-06-30,5,,,1.1,false"])
    report = utility.ingest(utility.folder("one", {"metering/daily_energy.csv": rows}))
    assert report.tables[ENERGY]["refused"] == 1
    assert [r[0] for r in utility.rows(ENERGY, DAYS)] == ["2"]
    mapping = "tables:\n  metering.daily_energy:\n    columns:\n      energy_kwh: {negative: %s}\n"
    for way, value in (("keep", -5.5), ("zero", 0.0), ("empty", None)):
        land(utility, mapping % way, {"metering/daily_energy.csv": rows}, way)
        assert utility.rows(ENERGY, DAYS)[0][3] == value


def test_an_export_with_its_sign_turned_is_no_net_meter(utility):
    rows = [f"{i},1,2026-06-30,-5.5,,,1.1,false" for i in range(100)]
    with pytest.raises(BadInput, match="100 of 100 rows"):
        utility.ingest(utility.folder("one", {"metering/daily_energy.csv": text([NET, *rows])}))
