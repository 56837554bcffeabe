"""The mapping file: a utility's own names, dates and codes; every mistake in it named with its place."""

from datetime import date, datetime
from pathlib import Path

import pytest

from tagrid.catalog.codes import common_code_label
from tagrid.catalog.files import load
from tagrid.core.errors import BadInput
from tagrid.core.overlay import REFERENCE
from tagrid.landing.contracts import source_contract, source_contracts
from tagrid.landing.mapping import read_mapping
from tests.landing.conftest import Utility

TICKETS = """
tables:
  service_95598.tickets:
    file: "工单*.txt"
    format: csv
    encoding: gb18030
    delimiter: "|"
    columns:
      ticket_id: {from: 编号, trim: true}
      customer_id: {from: 户号, 'null': ['-', 无]}
      kind:
        from: 类型
        values: {咨询: consultation, 投诉: complaint, 3: repair}
      channel: {constant: phone}
      opened_at: {from: 受理, format: '%Y年%m月%d日 %H:%M'}
      closed_at: {from: 办结, extract: '^(.+)时$', format: '%Y/%m/%d %H'}
"""
ROWS = """编号|户号|类型|受理|办结
 T1 |0001|咨询|2026年5月1日 09:30|2026/5/2 17时
T2|-|3|2026年5月1日 10:00|
T3|无|投诉|2026年5月31日 23:59|2026/6/1 08时
"""


def write(utility: Utility, text: str) -> Path:
    path = utility.root / "mapping.yml"
    path.write_text(text, encoding="utf-8")
    return path


def tickets(utility: Utility, rows: str = ROWS, mapping: str = TICKETS):
    folder = utility.folder("one", {"工单2026.txt": rows.encode("gb18030")})
    return utility.ingest(folder, mapping=write(utility, mapping))


def test_names_dates_codes_and_delimiter_are_mapped(utility):
    report = tickets(utility)
    wanted = "ticket_id, customer_id, kind, topic, channel, opened_at, closed_at"
    assert utility.rows("service_95598.tickets", wanted) == [
        ("T1", "0001", "consultation", None, "phone", datetime(2026, 5, 1, 9, 30), datetime(2026, 5, 2, 17)),
        ("T2", None, "repair", None, "phone", datetime(2026, 5, 1, 10), None),
        ("T3", None, "complaint", None, "phone", datetime(2026, 5, 31, 23, 59), datetime(2026, 6, 1, 8)),
    ]
    assert report.warnings == []


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("T4|1|骂人|2026年5月1日 09:30|", "类型", "not one of consultation"),
        ("T4|1|咨询|2026-05-01 09:30|", "受理", "not a timestamp written %Y年%m月%d日 %H:%M"),
        ("T4|1|咨询|2026年5月1日 09:30|2026/5/2", "办结", "does not match ^(.+)时$"),
    ],
)
def test_cells_that_do_not_fit_are_named_by_the_files_own_column(utility, row, column, reason):
    with pytest.raises(BadInput) as caught:
        tickets(utility, ROWS + row + "\n")
    assert f"工单2026.txt, line 5, column {column}: {reason}" in str(caught.value)


def test_the_words_of_the_trade_are_as_good_as_the_codes(utility):
    rows = "request_id,customer_id,kind,requested_on,completed_on,capacity_change_kva\n"
    rows += "B1,0001,改类,2026-06-20,,\nB2,0002,暂拆,2026-06-21,,\nB3,0003,move_meter,2026-06-22,,\n"
    utility.ingest(utility.folder("one", {"marketing/change_requests.csv": rows}))
    landed = utility.rows("marketing.change_requests", "request_id, kind")
    assert landed == [("B1", "change_category"), ("B2", "temporary_removal"), ("B3", "move_meter")]
    wrong = rows.replace("改类", "改行")
    with pytest.raises(BadInput, match="line 2, column kind: not one of increase") as caught:
        utility.ingest(utility.folder("two", {"marketing/change_requests.csv": wrong}))
    assert "change_category（改类）" in caught.value.text.zh


def test_every_word_of_the_trade_stands_for_one_code_of_its_column():
    for table in source_contracts().values():
        for column in (c for c in table.columns if c.domain):
            if column.words:
                assert set(column.code_names) == set(column.domain), f"{table.address}.{column.name}"
            assert not set(column.words) & set(column.domain), f"{table.address}.{column.name}"


def test_kinds_of_change_have_one_name_at_the_door_in_the_tag_and_on_a_page():
    (kind,) = (c for c in source_contract("marketing.change_requests").columns if c.name == "kind")
    tag = load().tags["capacity_requests"]
    assert set(tag.values) == {*kind.domain, "none"}
    assert {code: common_code_label(code).zh for code in kind.domain} == kind.code_names
    assert {code: tag.values[code].zh for code in kind.domain} == kind.code_names


def test_columns_together_number_a_row(utility):
    mapping = TICKETS.replace("{from: 编号, trim: true}", "{join: [编号, 户号]}")
    rows = ROWS.replace("T2|-", "T2|0002").replace("T3|无", " T1|0003")
    assert tickets(utility, rows, mapping).warnings == []
    assert [one for (one,) in utility.rows("service_95598.tickets", "ticket_id")] == ["T1-0001", "T1-0003", "T2-0002"]
    with pytest.raises(BadInput, match="line 5, column ticket_id: empty, but the contract requires it"):
        tickets(utility, rows + "T4||咨询|2026年5月1日 09:30|\n", mapping)
    with pytest.raises(BadInput, match="T1-0001"):  # of one number, and no copies
        tickets(utility, rows + "T1|0001|投诉|2026年5月1日 09:30|\n", mapping)


def test_scale_changes_the_unit(utility):
    mapping = "tables:\n  metering.daily_energy:\n    columns:\n      energy_kwh: {from: wh, scale: 0.001}\n"
    rows = "customer_id,meter_id,reading_on,wh\n01,7,2026-05-01,12500\n"
    folder = utility.folder("one", {"metering/daily_energy.csv": rows})
    utility.ingest(folder, mapping=write(utility, mapping))
    assert utility.rows("metering.daily_energy", "customer_id, energy_kwh, peak_kwh") == [("01", 12.5, None)]


def test_one_file_is_a_delivery_with_a_mapping(utility):
    folder = utility.folder("one", {"any.csv": "customer_id,started_at\n1,2026-05-01 10:00:00\n"})
    mapping = write(utility, "tables:\n  metering.sensed_outages: {encoding: utf-8}\n")
    utility.ingest(folder / "any.csv", mapping=mapping)
    assert len(utility.rows("metering.sensed_outages")) == 1


def test_the_same_file_read_by_another_mapping_is_another_delivery(utility):
    tickets(utility)
    assert not tickets(utility, mapping=TICKETS.replace("constant: phone", "constant: app")).already
    assert {c for (c,) in utility.rows("service_95598.tickets", "channel")} == {"app"}


def replaced(old: str, new: str) -> str:
    assert old in TICKETS
    return TICKETS.replace(old, new)


MISTAKES = {
    "table": (replaced("tickets", "ticket"), "'service_95598.ticket'", "Did you mean service_95598.tickets"),
    "key of a table": (replaced("encoding", "encodings"), "tables.service_95598.tickets", "Did you mean encoding"),
    "key of a column": (replaced("format: '%Y年", "date: '%Y年"), "columns.opened_at", "unknown key 'date'"),
    "column": (replaced("opened_at", "opend_at"), "unknown key 'opend_at'", "Did you mean opened_at"),
    "encoding": (replaced("gb18030", "koi8"), "tables.service_95598.tickets.encoding", "'koi8' is not one of utf-8"),
    "delimiter": (replaced('"|"', '"||"'), "delimiter", "one ASCII character"),
    "pattern": (replaced("^(.+)时$", "^(.+时$"), "columns.closed_at.extract", "not a regular expression"),
    "group": (replaced("^(.+)时$", "^.+时$"), "columns.closed_at.extract", "exactly one group"),
    "format": (replaced("{from: 编号, trim: true}", "{format: '%Y'}"), "ticket_id.format", "for dates and times"),
    "both": (replaced("{constant: phone}", "{constant: phone, from: x}"), "columns.channel", "keep one"),
    "one joined": (replaced("from: 编号, trim: true", "join: [编号]"), "ticket_id.join", "two or more columns"),
    "joined twice": (replaced("from: 编号, trim: true", "join: [编号, 编号]"), "ticket_id.join", "each once"),
    "a kind joined": (replaced("format: '%Y年%m月%d日 %H:%M'", "join: [受理, 办结]"), "opened_at", "keep one"),
    "joined column": (replaced("from: 编号, trim: true", "join: [编号, 户名]"), "from column '户名'", "户号"),
    "no tables": ("name: x\n", "tables", "at least one table"),
    "top": (TICKETS + "untill: 2026-01-01\n", "unknown key 'untill'", "Did you mean until"),
    "until": (TICKETS + "until: soon\n", "until", "YYYY-MM-DD"),
    "yaml": ("tables: [\n", "line 2", "not valid YAML"),
    "source column": (replaced("from: 类型", "from: 类别"), "takes kind from column '类别'", "类型"),
    "file": (replaced("工单*.txt", "ticket*.txt"), "no file for service_95598.tickets", "looked for ticket*.txt"),
}  # fmt: skip


@pytest.mark.parametrize(("mapping", "where", "what"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_the_mapping_is_named_with_its_place(utility, mapping, where, what):
    with pytest.raises(BadInput) as caught:
        tickets(utility, mapping=mapping)
    assert where in str(caught.value)
    assert what in str(caught.value)
    assert not (utility.home.landing / "_index.json").exists()


def test_a_mapping_that_is_not_there():
    with pytest.raises(BadInput, match=r"gone\.yml: there is no such mapping file"):
        read_mapping(Path("gone.yml"))


def test_the_tianchi_example(utility):
    """Lines as the contest's files have them: floor values, weekdays behind dates, a unit behind numbers."""
    energy = "record_date,user_id,power_consumption\n2015-01-01,2,24\n2015-01-01,003,1\n2015-01-02,2,1135\n"
    weather = (
        "日期,最高气温,最低气温,天气,风向,风力\n"
        "2015-01-01星期四,5℃,-4℃,晴,西北风~西风,微风\n2015-01-02星期五,9℃,-2℃,晴~多云,南风,3-4级\n"
    )
    import gzip

    files = {
        "daily_energy.csv.gz": gzip.compress(energy.encode(), mtime=0),
        "weather_gbk.csv": weather.encode("gb18030"),
    }
    utility.ingest(utility.folder("one", files), mapping=REFERENCE / "examples/tianchi/mapping.yml")
    assert utility.rows("metering.daily_energy", "customer_id, meter_id, reading_on, energy_kwh") == [
        ("003", "003", date(2015, 1, 1), 0.0),
        ("2", "2", date(2015, 1, 1), 24.0),
        ("2", "2", date(2015, 1, 2), 1135.0),
    ]
    assert utility.rows("outside.weather", "station_id, weather_on, high_c, low_c, condition") == [
        ("yangzhong", date(2015, 1, 1), 5.0, -4.0, "晴"),
        ("yangzhong", date(2015, 1, 2), 9.0, -2.0, "晴~多云"),
    ]


def energy(utility: Utility, rule: str):
    rows = "customer_id,meter_id,reading_on,kwh\n1,1,2026-05-01,-\n2,2,2026-05-01,5\n"
    folder = utility.folder("one", {"metering/daily_energy.csv": rows})
    columns = f"tables:\n  metering.daily_energy:\n    columns:\n      energy_kwh: {rule}\n"
    utility.ingest(folder, mapping=write(utility, columns))
    return utility.rows("metering.daily_energy", "energy_kwh", "customer_id")


@pytest.mark.parametrize("key", ["null", "'null'", "~"])
def test_the_key_null_is_read_as_the_guide_writes_it(utility, key):
    assert energy(utility, f"{{from: kwh, {key}: ['-']}}") == [(None,), (5.0,)]


def test_nothing_in_values_is_an_empty_cell_and_not_a_word(utility):
    assert energy(utility, "{from: kwh, values: {'-': null}}") == [(None,), (5.0,)]


OPENED = "{from: 受理, format: '%Y年%m月%d日 %H:%M'}"


@pytest.mark.parametrize(
    ("format", "reason"),
    [
        ("'%Y %Y'", "is not a way to write dates"),
        ("20260501", "is not a way to write dates"),
        ("'%Q'", "is not a way to write dates"),
        ("'%H:%M'", "does not name year, month and day"),
        ("'%m-%d %H:%M'", "does not name year, month and day"),
        ("'%Y-%m-%dT%H:%M:%S%z'", "reads a time zone"),
    ],
)
def test_a_format_that_writes_no_day_is_named(utility, format, reason):
    with pytest.raises(BadInput, match=rf"columns\.opened_at\.format: .*{reason}"):
        tickets(utility, mapping=replaced(OPENED, f"{{from: 受理, format: {format}}}"))


def test_missing_columns_of_all_files_are_named_at_once(utility):
    files = {
        "metering/daily_voltage.csv": "customer_id,reading_on,over_minutes\n1,2026-05-01,1\n",
        "metering/sensed_outages.csv": "customer_id,ended_at\n1,2026-05-01 08:00:00\n",
    }
    with pytest.raises(BadInput) as caught:
        utility.ingest(utility.folder("one", files))
    assert "columns 'monitored_minutes', 'under_minutes' of metering.daily_voltage are missing" in str(caught.value)
    assert "column 'started_at' of metering.sensed_outages is missing" in str(caught.value)
