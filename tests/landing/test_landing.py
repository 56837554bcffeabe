"""What landing promises: each key once, the newest state, nothing twice, nothing half, whatever comes when."""

import json
import shutil
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tagrid.core.errors import BadInput, Locked, TagridError
from tagrid.core.files import digest
from tagrid.core.lock import exclusive
from tagrid.landing import journal, merge
from tagrid.landing.contracts import source_contract
from tagrid.landing.index import read_index
from tagrid.landing.parquet import ensure_schemas
from tests.landing.conftest import HEADER, text, voltage

pytestmark = pytest.mark.slow

VOLTAGE = "metering.daily_voltage"
BILL = "bill_id,customer_id,bill_month,issued_on,due_on,energy_kwh,peak_kwh,valley_kwh,amount_yuan,power_factor,power_factor_yuan,max_demand_kw"  # noqa: E501


def bill(number: int, issued: str, amount: str) -> str:
    return f"B{number:03},C{number:03},2026-05-01,{issued},2026-07-25,100,,,{amount},,,"


def bills(utility, name: str, *lines: str, **head):
    folder = utility.folder(name, {"marketing/bills.csv": text([BILL, *lines])})
    utility.manifest(folder, {"marketing/bills.csv": {"rows": len(lines)}}, **head)
    return utility.ingest(folder)


def test_rows_land_typed_sorted_by_period_and_are_in_the_status(utility):
    lines = [*voltage("2026-05-31"), *voltage("2026-06-01")[1:]]
    utility.voltage([lines[0], *reversed(lines[1:])])
    assert utility.rows(VOLTAGE, "customer_id, reading_on, period, _landed_seq")[:2] == [
        ("00001", date(2026, 5, 31), "2026-05-01", 1),
        ("00001", date(2026, 6, 1), "2026-06-01", 1),
    ]
    file = utility.home.landing / "metering/daily_voltage/period=2026-06-01/000001-2.parquet"
    landed = pq.read_table(file, partitioning=None)
    wanted = source_contract(VOLTAGE).arrow
    assert (landed.schema.names, landed.schema.types) == (wanted.names, wanted.types)
    ids = landed["customer_id"].to_pylist()
    assert ids == sorted(ids)
    status = duckdb.sql(f"select * from '{utility.home.landing}/_status.parquet' where is_delivered").fetchall()
    columns = lines[0].split(",")
    assert status == [(VOLTAGE, True, 600, date(2026, 5, 31), date(2026, 6, 1), 1, columns, date(2026, 7, 1))]


def test_every_table_has_its_columns_before_anything_arrives(utility):
    ensure_schemas(utility.home)
    before = utility.everything()
    for address in ("marketing.customers", "metering.load_curves"):
        assert utility.rows(address) == []
    ensure_schemas(utility.home)
    assert utility.everything() == before


def test_an_export_from_before_an_optional_column_lands_and_merges_with_later_ones(utility):
    before = "inspection_id,customer_id,due_on,done_on,result"
    old = [before, "JC1,C1,2026-05-01,2026-05-02,ok", "JC2,C2,2026-05-01,,"]
    report = utility.ingest(utility.folder("old", {"marketing/inspections.csv": text(old)}))
    assert report.warnings == []
    new = [before + ",kind", "JC2,C2,2026-05-01,2026-05-09,theft,spot"]
    utility.ingest(utility.folder("new", {"marketing/inspections.csv": text(new)}))
    wanted = [("JC1", "ok", None), ("JC2", "theft", "spot")]
    assert utility.rows("marketing.inspections", "inspection_id, result, kind") == wanted


def test_a_column_that_is_not_optional_stays_asked_for(utility):
    lines = ["inspection_id,customer_id,due_on,done_on", "JC1,C1,2026-05-01,2026-05-02"]
    with pytest.raises(BadInput, match=r"'result' of marketing\.inspections is missing"):
        utility.ingest(utility.folder("old", {"marketing/inspections.csv": text(lines)}))


def test_the_same_delivery_twice_changes_nothing(utility):
    utility.voltage(voltage())
    before = utility.everything()
    report = utility.voltage(voltage(), name="copied under another name")
    assert (report.already, report.seq) == (True, 1)
    assert utility.everything() == before


def test_a_day_later_only_adds_a_file(utility):
    utility.voltage(voltage("2026-05-01"))
    before = utility.everything()
    utility.voltage(voltage("2026-05-02"), "two")
    after = utility.everything()
    assert all(after[name] == content for name, content in before.items() if name.endswith("1.parquet"))
    assert len(utility.rows(VOLTAGE)) == 600


def test_late_and_corrected_rows_replace_by_key(utility):
    utility.voltage(voltage("2026-05-01"))
    utility.voltage(voltage("2026-05-02"), "two")
    late = [HEADER, "00007,2026-05-01,1000,9,9", "00301,2026-05-01,1440,1,1"]
    counts = utility.voltage(late, "three").tables[VOLTAGE]
    assert (counts["added"], counts["replaced"]) == (1, 1)
    rows = utility.rows(VOLTAGE, "customer_id, monitored_minutes, _landed_seq")
    assert len(rows) == 601
    assert [r for r in rows if r[0] == "00007"] == [("00007", 1000, 3), ("00007", 1440, 2)]


def test_rows_that_did_not_change_keep_their_number(utility):
    utility.voltage(voltage("2026-05-01"))
    again = voltage("2026-05-01")
    again[5] = again[5].replace(",3,", ",4,")
    counts = utility.voltage(again, "two").tables[VOLTAGE]
    assert (counts["added"], counts["replaced"], counts["unchanged"]) == (0, 1, 299)
    seqs = [seq for (seq,) in utility.rows(VOLTAGE, "_landed_seq", "_landed_seq")]
    assert (seqs.count(1), seqs.count(2)) == (299, 1)


def test_out_of_order_deliveries_end_as_in_order(utility):
    early, late = bill(1, "2026-06-05", "10.00"), bill(1, "2026-06-05", "12.50")
    bills(utility, "second", late, until="2026-06-30")
    report = bills(utility, "first", early, bill(2, "2026-06-05", "7.00"), until="2026-06-10")
    counts = report.tables["marketing.bills"]
    assert (counts["older"], counts["added"]) == (1, 1)
    assert "1 row was not taken" in report.warnings[0].en
    amounts = utility.rows("marketing.bills", "bill_id, amount_yuan::varchar")
    assert amounts == [("B001", "12.50"), ("B002", "7.00")]


def test_a_restated_bill_that_moves_to_another_month_stands_once(utility):
    bills(utility, "one", *(bill(i, "2026-05-05", "10") for i in range(1, 6)))
    bills(utility, "two", bill(3, "2026-06-05", "11"))
    rows = utility.rows("marketing.bills", "bill_id, period, _landed_seq")
    assert [r for r in rows if r[0] == "B003"] == [("B003", "2026-06-01", 2)]
    # the month it moved from is marked as changed too, or a fact built by month would keep the old bill
    assert {r[2] for r in rows if r[1] == "2026-05-01"} == {2}
    assert len(rows) == 5


def test_the_newest_record_of_a_master_table_wins(utility):
    names = [c.name for c in source_contract("marketing.customers").columns]

    def customers(name: str, *rows: tuple[str, str, str]):
        lines = [",".join(names)]
        for customer, district, updated in rows:
            row = {"customer_id": customer, "district": district, "updated_at": updated}
            lines.append(",".join(row.get(n, "") for n in names))
        return utility.ingest(utility.folder(name, {"marketing/customers.csv": text(lines)}))

    report = customers("one", ("1", "a", "2026-05-01 10:00:00"), ("1", "b", "2026-05-02 10:00:00"), ("2", "c", ""))
    assert report.tables["marketing.customers"]["copies"] == 1
    customers("two", ("1", "old", "2026-04-01 10:00:00"), ("2", "d", "2026-05-03 10:00:00"))
    assert utility.rows("marketing.customers", "customer_id, district") == [("1", "b"), ("2", "d")]


def test_many_small_files_become_one(utility, monkeypatch):
    monkeypatch.setattr(merge, "MAX_FILES", 3)
    for day in range(1, 6):
        utility.voltage(voltage(f"2026-05-0{day}", customers=30), f"day {day}")
    folder = utility.home.landing / "metering/daily_voltage/period=2026-05-01"
    assert len(list(folder.iterdir())) == 2
    rows = utility.rows(VOLTAGE, "reading_on, _landed_seq")
    assert len(rows) == 150
    assert set(rows) == {(date(2026, 5, day), day) for day in range(1, 6)}


def test_files_that_landed_before_a_column_came_merge_with_those_after(utility, monkeypatch):
    utility.voltage(voltage("2026-05-01", customers=10))
    path = utility.home.landing / "metering/daily_voltage/period=2026-05-01/000001-1.parquet"
    before = digest(path)
    pq.write_table(pq.ParquetFile(path).read().drop_columns("under_minutes"), path)
    index = utility.home.landing / "_index.json"
    index.write_text(read_index(utility.home).to_json().replace(before, digest(path)), encoding="utf-8")
    raw = json.loads(index.read_text(encoding="utf-8"))
    del raw["digest"]  # as before there were digests
    index.write_text(json.dumps(raw), encoding="utf-8")
    counts = utility.voltage([HEADER, "00007,2026-05-01,1440,3,0"], "two").tables[VOLTAGE]
    assert (counts["replaced"], counts["unchanged"]) == (1, 0)
    monkeypatch.setattr(merge, "MAX_FILES", 1)
    utility.voltage(voltage("2026-05-02", customers=1), "three")
    rows = utility.rows(VOLTAGE, "customer_id, under_minutes")
    assert (len(rows), rows.count(("00007", 0)), rows.count(("00006", None))) == (11, 1, 1)


def test_a_full_disk_lands_nothing_and_is_a_message(utility, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as failing:
        failing.setattr(journal.Journal, "commit", full)
        with pytest.raises(TagridError, match="No space left on device") as caught:
            utility.voltage(voltage())
    assert caught.value.exit_code == 1
    assert utility.rows(VOLTAGE) == []
    assert utility.voltage(voltage()).seq == 1


def _landed_files(utility) -> dict[str, bytes]:
    return {name: content for name, content in utility.everything().items() if name.startswith("landing")}


def test_killed_after_the_journal_the_next_writer_completes_it(utility, monkeypatch):
    utility.voltage(voltage("2026-05-01"))
    shutil.copytree(utility.home.root, utility.root / "undisturbed")
    changed = [*voltage("2026-05-01", over=5), *voltage("2026-06-02")[1:]]
    with monkeypatch.context() as killed:
        killed.setattr("tagrid.landing.intake.recover_journal", lambda home: None)
        killed.setattr("tagrid.landing.intake.shutil.rmtree", lambda *_, **__: None)
        utility.voltage(changed, "two")
    step = json.loads((utility.home.landing / "_journal.json").read_text())
    for made, place in [(utility.home.root / m, utility.home.root / p) for m, p in step["moves"][:2]]:  # half applied
        place.parent.mkdir(parents=True, exist_ok=True)
        made.replace(place)
    assert utility.voltage(changed, "two").already
    utility.everything()
    disturbed = _landed_files(utility)
    shutil.rmtree(utility.home.root)
    (utility.root / "undisturbed").rename(utility.home.root)
    utility.voltage(changed, "two")
    assert {k: v for k, v in disturbed.items() if "quarantine" not in k} == _landed_files(utility)
    assert not (utility.home.landing / "_journal.json").exists()


def test_killed_before_the_journal_nothing_happened(utility, monkeypatch):
    utility.voltage(voltage("2026-05-01"))
    before = _landed_files(utility)
    with monkeypatch.context() as killed:
        killed.setattr(journal.Journal, "commit", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        killed.setattr("tagrid.landing.intake.shutil.rmtree", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            utility.voltage(voltage("2026-05-02"), "two")
    assert _landed_files(utility) == before
    assert utility.voltage(voltage("2026-05-02"), "two").seq == 2
    assert len(utility.rows(VOLTAGE)) == 600


def test_a_refused_table_keeps_the_others_of_its_delivery_out(utility):
    lines = voltage()
    folder = utility.folder(
        "one",
        {
            "metering/daily_voltage.csv": text(lines),
            "metering/sensed_outages.csv": text(["customer_id,started_at,ended_at", "1,soon,"]),
        },
    )
    with pytest.raises(BadInput, match=r"metering/sensed_outages.csv, line 2, column started_at: not a time"):
        utility.ingest(folder)
    assert utility.rows(VOLTAGE) == []
    assert not list(utility.home.work.iterdir())


def test_a_column_that_used_to_come_must_not_vanish_behind_a_mapping(utility):
    mapping = utility.root / "map.yml"
    mapping.write_text("tables:\n  metering.sensed_outages: {encoding: utf-8}\n")
    file = "metering/sensed_outages.csv"
    one = utility.folder("one", {file: "customer_id,started_at,ended_at\n1,2026-05-01 10:00:00,2026-05-01 11:00:00\n"})
    two = utility.folder("two", {file: "customer_id,started_at\n1,2026-05-02 10:00:00\n"})
    utility.ingest(one, mapping=mapping)
    with pytest.raises(BadInput, match=r"sensed_outages.csv: no column for ended_at.*earlier deliveries had"):
        utility.ingest(two, mapping=mapping)


def test_the_lock_keeps_a_second_writer_out(utility):
    with exclusive(utility.home, "tagrid refresh"), pytest.raises(Locked, match=r"`tagrid refresh` \(process \d+\)"):
        utility.voltage(voltage())


def test_landed_files_have_their_checksum_and_rows_in_the_index(utility):
    import hashlib

    utility.voltage(voltage())
    (file,) = read_index(utility.home).files(VOLTAGE)
    content = (utility.home.landing / file.path).read_bytes()
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert (file.rows, file.first_on, file.period) == (300, "2026-05-01", "2026-05-01")


def test_load_curves_of_any_length_but_96_are_refused(utility):
    def curves(length: int) -> dict:
        return {"customer_id": ["1"], "curve_on": [date(2026, 5, 1)], "power_kw": [[0.5] * length]}

    folder = utility.root / "curves"
    folder.mkdir()
    (folder / "metering").mkdir()
    types = pa.schema({"customer_id": pa.string(), "curve_on": pa.date32(), "power_kw": pa.list_(pa.float64())})
    pq.write_table(pa.table(curves(95), types), folder / "metering/load_curves.parquet")
    with pytest.raises(BadInput, match=r"load_curves.parquet, line 1, column power_kw: not 96 finite numbers"):
        utility.ingest(folder)
    pq.write_table(pa.table(curves(96), types), folder / "metering/load_curves.parquet")
    utility.ingest(folder)
    assert utility.rows("metering.load_curves", "len(power_kw)") == [(96,)]
