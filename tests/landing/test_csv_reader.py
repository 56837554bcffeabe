"""Every way a CSV export goes wrong: refused or quarantined, with file, line, column and what to do."""

import csv
import gzip

import duckdb
import pytest
from hypothesis import given, strategies as st

from tagrid.core.errors import BadInput
from tagrid.landing import csv_reader
from tagrid.landing.csv_reader import CsvShape, plain_rows
from tagrid.landing.index import read_index
from tagrid.landing.parquet import status_table
from tests.landing.conftest import HEADER, Utility, text, voltage

FILE = "metering/daily_voltage.csv"


def refused(utility: Utility, lines: list[str] | str | bytes) -> str:
    """The message of a delivery that must be refused and must change nothing."""
    with pytest.raises(BadInput) as caught:
        utility.voltage(lines)
    assert caught.value.exit_code == 2
    assert not (utility.home.landing / "_index.json").exists()
    assert not utility.home.quarantine.exists()
    assert utility.rows("metering.daily_voltage") == []
    return str(caught.value)


def quarantined(utility: Utility, lines: list[str]) -> list[str]:
    """The one quarantined row of a delivery whose other rows landed."""
    utility.voltage(lines)
    with (utility.home.quarantine / "000001/metering.daily_voltage.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["file", "line", "column", "value", "reason", "customer"]
    assert len(utility.rows("metering.daily_voltage")) == len(lines) - 1 - (len(rows) - 1)
    return rows[1]


def spoilt(line: str, at: int = 100) -> list[str]:
    """A good delivery in which file line ``at`` reads ``line``."""
    lines = voltage()
    lines[at - 1] = line
    return lines


CELLS = {
    "wrong type": ("00099,2026-05-01,many,0,0", "monitored_minutes", "many", "whole number"),
    "fraction": ("00099,2026-05-01,1440.5,0,0", "monitored_minutes", "1440.5", "whole number"),
    "ambiguous date": ("00099,02/06/2026,1440,0,0", "reading_on", "02/06/2026", "YYYY-MM-DD"),
    "no such day": ("00099,2026-02-30,1440,0,0", "reading_on", "2026-02-30", "YYYY-MM-DD"),
    "absurd year": ("00099,0206-05-01,1440,0,0", "reading_on", "0206-05-01", "YYYY-MM-DD"),
    "nan": ("00099,2026-05-01,NaN,0,0", "monitored_minutes", "NaN", "whole number"),
    "out of range": ("00099,2026-05-01,1441,0,0", "monitored_minutes", "1441", "outside 0 to 1,440"),
    "required empty": ("00099,2026-05-01,,0,0", "monitored_minutes", "", "requires"),
    "key empty": (",2026-05-01,1440,0,0", "customer_id", "", "requires"),
    "blanks around key": (" 00099,2026-05-01,1440,0,0", "customer_id", " 00099", "blanks"),
    "short row": ("00099,2026-05-01,1440,0", "", "00099,2026-05-01,1440,0", "4 fields, the header 5"),
    "long row": ("00099,2026-05-01,1440,0,0,7", "", "00099,2026-05-01,1440,0,0,7", "6 fields, the header 5"),
    "nul": ("00\x0099,2026-05-01,1440,0,0", "", "00\x0099,2026-05-01,1440,0,0", "NUL"),
    "stray quote": ('000"99,2026-05-01,1440,0,0', "", '000"99,2026-05-01,1440,0,0', "quote"),
    "quote not closed": ('"00099,2026-05-01,1440,0,0', "", '"00099,2026-05-01,1440,0,0', "never closed"),
}


@pytest.mark.parametrize(("line", "column", "value", "reason"), CELLS.values(), ids=CELLS.keys())
def test_one_bad_row_is_quarantined_with_file_line_and_column(utility, line, column, value, reason):
    found = quarantined(utility, spoilt(line))
    assert found[:4] == [FILE, "100", column, value]
    assert reason in found[4]
    assert found[5] == (line.split(",")[0] if column else "")  # the account of a row that could be read as columns


def test_a_formula_in_quarantine_is_inert(utility):
    assert quarantined(utility, spoilt("00099,2026-05-01,=1+1,0,0"))[3] == "'=1+1"


def test_lines_are_counted_across_quoted_line_breaks(utility):
    lines = voltage()
    lines[9] = '"0000\n9",2026-05-01,1440,0,0'  # a control character in a key is refused, at its own line
    lines[99] = "00099,2026-05-01,1440,0,x"
    with pytest.raises(BadInput) as caught:
        utility.voltage(text(lines[:150]))
    assert f"{FILE}, line 10, column customer_id" in str(caught.value)
    assert f"{FILE}, line 101, column under_minutes" in str(caught.value)


def test_rows_lines_and_quotes_survive_the_edges_of_blocks(utility, monkeypatch):
    monkeypatch.setattr(csv_reader, "BLOCK", 200)
    header = "poi_id,poi_name,category,longitude,latitude,district,area_type,customer_id"
    lines = [f'"{i:05}","two\nlines, ""quoted""",office,120.1,31.2,,urban,' for i in range(300)]
    lines[250] = lines[250].replace("office", "opera")
    folder = utility.folder("one", {"outside/poi.csv": text([header, *lines])})
    assert utility.ingest(folder).tables["outside.poi"]["added"] == 299
    assert utility.rows("outside.poi", "distinct poi_name") == [('two\nlines, "quoted"',)]
    written = (utility.home.quarantine / "000001/outside.poi.csv").read_text(encoding="utf-8-sig")
    assert "outside/poi.csv,502,category,opera" in written


def test_more_than_a_percent_of_bad_rows_refuses_all(utility):
    lines = voltage()
    for at in (50, 60, 70, 80):
        lines[at] = lines[at].replace("1440", "1e3")
    message = refused(utility, lines)
    assert "4 of 300 rows" in message
    assert "more than 1%" in message
    assert f"{FILE}, line 51, column monitored_minutes: not a whole number (found '1e3')" in message


def test_a_refusal_and_a_report_are_in_both_languages(utility):
    lines = voltage()
    with pytest.raises(BadInput) as caught:
        utility.voltage([lines[0], *(line.replace("1440", "1e3") for line in lines[1:])])
    assert f"{FILE} 第 2 行 monitored_minutes 列：不是整数（实为 '1e3'）" in caught.value.in_language("zh")
    report = utility.voltage([HEADER + ",phase", *(line + ",A" for line in lines[1:])])
    _, *told = report.to_text().zh.split("\n")
    assert told == [
        "  metering.daily_voltage：行数 300，新增 300",
        f"说明：{report.notes[0].zh}",
        f"注意：{FILE}：以下列不在数据契约中，未入库：phase。",
    ]


def test_missing_column_is_named_with_the_nearest(utility):
    message = refused(utility, [line.replace("under_minutes", "under_minute") for line in voltage()])
    assert f"{FILE}: column 'under_minutes' of metering.daily_voltage is missing" in message
    assert "Did you mean under_minute?" in message
    assert "mapping file" in message


def test_added_column_is_reported_and_the_rest_lands(utility):
    lines = voltage()
    report = utility.voltage([HEADER + ",phase", *(line + ",A" for line in lines[1:])])
    assert list(map(str, report.warnings)) == [f"{FILE}: columns not in the contract, not landed: phase."]
    assert len(utility.rows("metering.daily_voltage")) == 300


def test_a_column_without_a_name_is_called_by_its_place_and_the_rest_lands(utility):
    lines = voltage()
    report = utility.voltage(["," + HEADER, *(f"{number},{line}" for number, line in enumerate(lines[1:]))])
    assert list(map(str, report.warnings)) == [f"{FILE}: columns not in the contract, not landed: column 1."]
    assert len(utility.rows("metering.daily_voltage")) == 300


def test_a_place_that_another_column_is_named_after_stands_twice(utility):
    lines = voltage()
    message = refused(utility, ["," + HEADER + ",column 1", *(f"1,{line},2" for line in lines[1:])])
    assert f"{FILE}, line 1: column 'column 1' stands twice" in message


def test_column_order_does_not_matter(utility):
    turned = [",".join(reversed(line.split(","))) for line in voltage(over=7)]
    utility.voltage(turned)
    assert utility.rows("metering.daily_voltage", "over_minutes, customer_id")[0] == (7, "00001")


def test_a_header_with_one_name_twice(utility):
    message = refused(utility, [HEADER.replace("under_minutes", "over_minutes"), *voltage()[1:]])
    assert f"{FILE}, line 1: column 'over_minutes' stands twice" in message


def test_no_header_at_all(utility):
    message = refused(utility, voltage()[1:])
    assert "columns 'customer_id', 'reading_on', 'monitored_minutes', 'over_minutes', 'under_minutes' of" in message


def test_wrong_encoding_names_line_and_field_and_the_right_one(utility):
    lines = spoilt("00099,2026-05-01,1440,0,零")
    message = refused(utility, text(lines).encode("gb18030"))
    assert f"{FILE}, line 100, field 5: byte 0xc1 is not utf-8" in message
    assert "declare `encoding: gb18030`" in message


def test_utf8_declared_as_gb18030_is_not_read_as_other_letters(utility):
    lines = [f"{i:05},测试用户电量,1" for i in range(9)]
    folder = utility.folder("one", {"marketing/customers.csv": text(["customer_id,customer_name,x", *lines])})
    utility.manifest(folder, {"marketing/customers.csv": {"encoding": "gb18030"}})
    with pytest.raises(
        BadInput, match=r"marketing/customers.csv, from line 1: declared gb18030.*declare `encoding: utf-8`"
    ):
        utility.ingest(folder)


@pytest.mark.parametrize("bom", [b"\xff\xfe", b"\xfe\xff"])
def test_utf16_is_named(utility, bom):
    assert "byte order mark of utf-16" in refused(utility, bom + text(voltage()).encode("utf-16-le"))


def test_a_utf8_byte_order_mark_is_no_part_of_the_first_column(utility):
    utility.voltage(b"\xef\xbb\xbf" + text(voltage()).encode())
    assert utility.rows("metering.daily_voltage", "customer_id")[0] == ("00001",)


def test_windows_line_ends_and_no_last_one(utility):
    utility.voltage("\r\n".join(voltage()))
    assert utility.rows("metering.daily_voltage", "under_minutes, customer_id")[-1] == (0, "00300")


@pytest.mark.parametrize("content", ["", "\n"], ids=["nothing", "a line end"])
def test_empty_file(utility, content):
    message = refused(utility, content)
    assert FILE in message
    assert "export it again" in message


def test_a_header_alone_lands_as_nothing_and_the_rest_of_the_delivery_lands(utility):
    complaints = "ticket_id,customer_id,category,opened_at,due_at,resolved_at,is_justified\n"
    folder = utility.folder("one", {FILE: text(voltage()), "service_95598/complaints.csv": complaints})
    report = utility.ingest(folder)
    assert len(utility.rows("metering.daily_voltage")) == 300
    assert [w.en for w in report.warnings if "complaints.csv: no rows below the header" in w.en] == [
        w.en for w in report.warnings
    ]
    assert len(report.warnings) == 1
    delivered = {t["address"] for t in status_table(read_index(utility.home)).to_pylist() if t["is_delivered"]}
    assert delivered == {"metering.daily_voltage"}  # a header proves no day without complaints
    assert utility.ingest(folder).already


def test_no_rows_are_fine_when_the_manifest_says_so(utility):
    folder = utility.folder("one", {FILE: HEADER + "\n"}, {FILE: {"rows": 0}})
    utility.ingest(folder)
    assert utility.rows("metering.daily_voltage") == []
    status = utility.home.landing / "_status.parquet"
    delivered = duckdb.sql(f"select address from '{status}' where is_delivered").fetchall()
    assert delivered == [("metering.daily_voltage",)]


def test_corrupt_and_cut_gzip(utility):
    packed = bytearray(gzip.compress(text(voltage()).encode(), mtime=0))
    flipped = bytes([*packed[:-6], packed[-6] ^ 1, *packed[-5:]])
    for content in (packed[: len(packed) // 2], flipped, b"no gzip at all"):
        folder = utility.folder("gz", {"metering/daily_voltage.csv.gz": bytes(content)})
        with pytest.raises(BadInput, match=r"metering/daily_voltage.csv.gz: not a whole gzip file"):
            utility.ingest(folder)
    assert utility.rows("metering.daily_voltage") == []


def test_gzip_bomb(utility):
    bomb = gzip.compress(text([HEADER]).encode() + b"0" * (40 << 20), mtime=0)
    with pytest.raises(BadInput, match=r"longer than|1000 times its size"):
        utility.ingest(utility.folder("gz", {"metering/daily_voltage.csv.gz": bomb}))


def test_size_cap(utility, monkeypatch):
    monkeypatch.setattr(csv_reader, "MAX_BYTES", 1000)
    assert f"{FILE}: larger than 1,000 bytes unpacked" in refused(utility, voltage())


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"rows": 301}, "300 rows, the manifest says 301; the file was cut"),
        ({"sha256": "0" * 64}, "the manifest says 0000"),
        ({"table": "metering.daily_volts"}, "Did you mean metering.daily_voltage"),
        ({"format": "xlsx"}, "format 'xlsx'"),
        ({"encoding": "latin-1"}, "encoding 'latin-1'"),
        ({"path": "../x.csv"}, "leads out of the delivery"),
        ({"path": "gone.csv"}, "gone.csv is not in the delivery"),
        ({"row": 3}, "unknown key 'row'. Did you mean rows?"),
    ],
)
def test_a_manifest_that_does_not_fit(utility, entry, message):
    folder = utility.folder("one", {FILE: text(voltage())}, {FILE: entry})
    with pytest.raises(BadInput) as caught:
        utility.ingest(folder)
    assert message in str(caught.value)
    assert "delivery.yml" in str(caught.value) or FILE in str(caught.value)


def test_an_empty_delivery_and_one_that_is_not_there(utility):
    with pytest.raises(BadInput, match=r"the delivery is empty.*Not understood: readings.csv"):
        utility.ingest(utility.folder("one", {"readings.csv": text(voltage())}))
    with pytest.raises(BadInput, match="there is no such delivery"):
        utility.ingest(utility.root / "nowhere")


def test_duplicates_collapse_and_contradictions_are_refused(utility):
    lines = voltage()
    copies = utility.voltage([*lines, lines[5], lines[5]])
    assert copies.tables["metering.daily_voltage"]["copies"] == 2
    assert len(utility.rows("metering.daily_voltage")) == 300


def test_one_key_with_two_values_is_quarantined_whole(utility):
    lines = voltage()
    found = quarantined(utility, [*lines, lines[5].replace("1440", "1339")])
    assert found[:4] == [FILE, "6", "customer_id, reading_on", "00005, 2026-05-01"]
    assert "stands more than once" in found[4]
    assert ("00005",) not in utility.rows("metering.daily_voltage", "customer_id")


def test_a_day_after_the_deliverys_last_is_quarantined(utility):
    folder = utility.folder("one", {FILE: text(spoilt("00099,2026-05-02,1440,0,0"))})
    utility.manifest(folder, {FILE: {}}, until="2026-05-01")
    utility.ingest(folder)
    assert len(utility.rows("metering.daily_voltage")) == 299
    assert "after the delivery's last day 2026-05-01" in (
        utility.home.quarantine / "000001/metering.daily_voltage.csv"
    ).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("declared", ["utf-8", "gb18030", "big5"])
def test_western_letters_are_no_chinese_ones(utility, declared):
    content = text(["ticket_id,customer_name,x", *(f"T{i},José Peña,1" for i in range(9))])
    path = utility.root / "x.csv"
    path.write_bytes(content.encode("cp1252"))
    codec = csv_reader.ENCODINGS[declared]
    with pytest.raises(BadInput, match="encoding: windows-1252"):
        list(csv_reader.CsvFile(path, "x.csv", codec).rows())
    (rows,) = csv_reader.CsvFile(path, "x.csv", "cp1252").rows()
    assert rows.columns[1][0].as_py() == "José Peña"


def test_rows_that_end_with_a_delimiter(utility):
    path = utility.root / "x.csv"
    path.write_text("a;b\n1;2;\n3;;\n", encoding="utf-8")
    (rows,) = csv_reader.CsvFile(path, "x.csv", "utf-8", ";", 1, True).rows()
    assert [column.to_pylist() for column in rows.columns] == [["1", "3"], ["2", None]]
    path.write_text("a;b\n1;2;\n3;;x\n", encoding="utf-8")
    with pytest.raises(BadInput, match="line 3: something stands behind the last delimiter"):
        list(csv_reader.CsvFile(path, "x.csv", "utf-8", ";", 1, True).rows())


@given(text=st.text("ab,\n\r\0", max_size=40), width=st.integers(1, 4))
def test_rows_of_one_shape_are_read_as_row_by_row(text, width):
    shape, data = CsvShape(width, ","), text.encode() or b"\n"
    at_once = plain_rows(data, 2, shape)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_reader, "_rows_of_one_shape", lambda *_: None)
        one_by_one = plain_rows(data, 2, shape)
    assert [c.to_pylist() for c in at_once.columns] == [c.to_pylist() for c in one_by_one.columns]
    assert (at_once.lines.tolist(), at_once.broken) == (one_by_one.lines.tolist(), one_by_one.broken)
