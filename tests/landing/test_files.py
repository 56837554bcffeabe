"""Files of a delivery that are not what they seem: links out of it, bombs, bytes that nobody promised."""

import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tagrid.core.errors import BadInput
from tagrid.landing import csv_reader, reading
from tests.landing.conftest import HEADER, Utility, text, voltage

FILE = "metering/daily_voltage.csv"


def test_a_link_that_leads_out_of_the_delivery_is_refused_whatever_points_to_it(utility: Utility):
    outside = utility.root / "secret.csv"
    outside.write_text(text(voltage()))
    links = {"by_name": FILE, "by_manifest": FILE, "by_pattern": "export.txt", "folder": "metering", "nothing": "a.csv"}
    targets = {"folder": utility.root, "nothing": "nowhere.csv"}
    mapping = utility.root / "mapping.yml"
    mapping.write_text("tables: {metering.daily_voltage: {file: '*.txt', format: csv}}")
    for name, link in links.items():
        folder = utility.folder(name, {"notes/other.txt": "x"})
        (folder / link).parent.mkdir(exist_ok=True)
        (folder / link).symlink_to(targets.get(name, outside))
        if name == "by_manifest":
            utility.manifest(folder, {FILE: {}})
        with pytest.raises(BadInput, match=f"{link} is a link that leads out of the delivery"):
            utility.ingest(folder, mapping=mapping if name == "by_pattern" else None)


def test_a_link_within_the_delivery_is_a_file(utility: Utility):
    folder = utility.folder("inside", {"notes/voltage.txt": text(voltage())})
    (folder / "metering").mkdir()
    (folder / FILE).symlink_to("../notes/voltage.txt")
    assert utility.ingest(folder).tables["metering.daily_voltage"]["added"] == 300


def test_a_gzip_bomb_is_known_long_before_its_end(utility: Utility, monkeypatch):
    monkeypatch.setattr(csv_reader, "SURE_BYTES", 16 << 20)
    path = utility.root / "bomb.csv.gz"
    rows = b"1,2026-05-01,1440,0,0\n" * 3_000_000
    path.write_bytes(gzip.compress(HEADER.encode() + b"\n" + rows, compresslevel=6))
    read = 0
    with pytest.raises(BadInput, match="times its size; this is no export"):
        for block in csv_reader.line_blocks(path, "bomb.csv.gz"):
            read += len(block)
    assert read < len(rows) / 2


def test_a_parquet_file_of_one_row_a_million_times_is_refused(utility: Utility, monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS_A_BYTE", 0.1)
    one = pa.array(["1"]).dictionary_encode().take(pa.array([0]).take(pa.array([0] * 110_000)))
    path = utility.root / "bomb" / "metering" / "daily_voltage.parquet"
    path.parent.mkdir(parents=True)
    pq.write_table(pa.table(dict.fromkeys(HEADER.split(","), one)), path)
    with pytest.raises(BadInput, match=r"110,000 rows in [\d,]+ bytes; this is no export"):
        utility.ingest(path.parent.parent)


def test_a_delivery_without_digests_says_so_and_one_with_them_does_not(utility: Utility):
    (note,) = utility.voltage(voltage()).notes
    assert f"No digest was delivered for 1 of 1 files (such as {FILE})" in note.en
    assert "摘要" in note.zh
    folder = utility.folder("with", {FILE: text(voltage("2026-05-02"))}, manifest={FILE: {"rows": 300}})
    assert utility.ingest(folder).notes == []
