"""A damaged landing is told before its rows are read, and has a way back."""

import json
import shutil

import pytest

from tagrid.core.errors import TagridError
from tagrid.landing import journal
from tagrid.landing.index import INDEX, read_index
from tagrid.landing.journal import JOURNAL, recover_journal
from tagrid.landing.mend import check_landed, landed_damage, repair_landing
from tests.landing.conftest import voltage

pytestmark = pytest.mark.slow

VOLTAGE = "metering.daily_voltage"


def _flip(path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


@pytest.fixture
def landed(utility):
    utility.voltage(voltage())
    utility.voltage(voltage("2026-06-02"), "two")
    return utility


def _first(utility):
    return utility.home.landing / read_index(utility.home).files(VOLTAGE)[0].path


def test_a_flipped_bit_is_told_before_the_rows_are_merged_and_is_mended_by_landing_again(landed):
    before = landed.rows(VOLTAGE, "customer_id, reading_on, over_minutes")
    _flip(_first(landed))
    with pytest.raises(TagridError, match=r"000001-1\.parquet differs from its sha256.*tagrid landing repair"):
        landed.voltage(voltage("2026-05-01", over=4), "three")
    done = repair_landing(landed.home)
    assert [one.name for one in done.deliveries] == ["one", "two"] and len(done.files) == 1
    assert (done.aside / done.files[0]).exists()
    check_landed(landed.home, read_index(landed.home))
    for one in done.deliveries:
        assert not landed.ingest(landed.root / one.name).already
    assert landed.rows(VOLTAGE, "customer_id, reading_on, over_minutes") == before
    assert repair_landing(landed.home).to_text().en == "Nothing is damaged."


def test_a_lost_index_is_written_anew_as_it_was(landed):
    before = read_index(landed.home)
    (landed.home.landing / INDEX).unlink()
    with pytest.raises(TagridError, match="tagrid landing repair"):
        read_index(landed.home)
    assert repair_landing(landed.home).index
    assert read_index(landed.home) == before
    assert landed.ingest(landed.root / "two").already


@pytest.mark.parametrize("moved", [0, 1, 3])
def test_a_step_whose_journal_is_damaged_is_completed_by_its_digests(landed, monkeypatch, tmp_path, moved):
    whole = tmp_path / "whole"
    shutil.copytree(landed.root, whole)
    monkeypatch.setattr("tagrid.landing.intake.recover_journal", lambda home: False)  # it dies with the step committed
    monkeypatch.setattr("tagrid.landing.intake.shutil.rmtree", lambda *_, **__: None)
    landed.voltage(voltage("2026-06-03"), "three")
    monkeypatch.undo()
    path = landed.home.landing / JOURNAL
    for made, place in json.loads(path.read_text(encoding="utf-8"))["moves"][:moved]:
        (landed.home.root / place).parent.mkdir(parents=True, exist_ok=True)
        (landed.home.root / made).replace(landed.home.root / place)
    path.write_bytes(b"\xff not json")
    with pytest.raises(TagridError, match="tagrid landing repair"):
        recover_journal(landed.home)
    assert repair_landing(landed.home).journal and journal.journal_damage(landed.home) is None
    index = read_index(landed.home)
    assert index.next_seq == 4 and not list(landed_damage(landed.home, index, full=True))
    assert len(landed.rows(VOLTAGE)) == 900


def test_a_file_that_no_index_names_is_taken_out(landed):
    stray = _first(landed).with_name("000009-1.parquet")
    shutil.copyfile(_first(landed), stray)
    done = repair_landing(landed.home)
    assert not stray.exists() and done.deliveries == [] and len(landed.rows(VOLTAGE)) == 600
