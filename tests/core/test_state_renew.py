"""A damaged state database is begun anew with all of it that can be read."""

import json

import pytest

from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.state import StateUnusable, session
from tagrid.core.state_renew import renew_state
from tagrid.segments.audit import add_record, audit_records, restart_seals, tampering
from tagrid.segments.export.exports import Export, exports_made, people_path, restore_exports

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path, monkeypatch) -> Home:
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    made = Home(tmp_path / "home")
    for number in range(200):
        add_record(made, "li", "export", {"rows": number, "purpose": "催费" * 20})
    return made


def _damage(home: Home, place: int, content: bytes) -> None:
    file = home.root / "state.db"
    whole = bytearray(file.read_bytes())
    whole[place : place + len(content)] = content
    file.write_bytes(whole)


def test_a_broken_header_costs_no_row(home):
    before = [one.described() for one in audit_records(home)]
    _damage(home, 0, b"garbage garbage!")
    with pytest.raises(StateUnusable, match="tagrid state renew"):
        audit_records(home)
    done = renew_state(home)
    assert [one.described() for one in audit_records(home)] == before
    assert (done.copied["audit_log"], done.incomplete) == (200, []) and done.aside and done.aside.exists()
    assert restart_seals(home) is None and tampering(home) == []


def test_a_broken_page_costs_its_rows_and_the_log_goes_on(home):
    size = (home.root / "state.db").stat().st_size
    _damage(home, size - 7 * 4096, b"\xff" * 4096)  # the log is what was written last
    done = renew_state(home)
    records = audit_records(home)
    assert 150 < len(records) < 200 and done.incomplete == ["audit_log"]
    assert restart_seals(home) is not None
    add_record(home, "li", "export", {})
    assert audit_records(home)[-1].number == records[-1].number + 1


def test_exports_come_back_from_their_records_and_keep_their_numbers(home):
    people_path(home, 1).parent.mkdir(parents=True)
    with session(home) as opened:
        made = Export(
            **dict.fromkeys(("who", "purpose", "rule", "version", "catalog_version", "file", "sha256"), "x"),
            **dict.fromkeys(("members", "hold_out_share", "held_out", "seed", "rows"), 1),
            as_of=audit_records(home)[0].at.date(),
            columns=["a"],
        )
        opened.add(made)
        opened.flush()
        text = made.described()
    for number in (1, 2):  # the second is of before there were records
        people_path(home, number).write_bytes(b"")
    people_path(home, 1).with_suffix(".json").write_text(json.dumps(text), encoding="utf-8")
    (home.root / "state.db").write_bytes(b"")
    renew_state(home)
    assert restore_exports(home) == 2
    first, second = exports_made(home)
    assert first.described() == text and (second.id, second.purpose) == (2, "its record was lost")


def test_a_database_on_a_server_is_mended_there(home, monkeypatch):
    monkeypatch.setenv("TAGRID_STATE_URL", "postgresql+psycopg://u:p@127.0.0.1:1/x")
    with pytest.raises(BadInput, match="names a database on a server"):
        renew_state(home)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql+psycopg://u:p@host:port/x", r"is not the address of a database"),
        ("postgresql+nosuchdriver://u@host/x", r"address of a database|needs the Python package"),
        ("postgresql://u@host/x", r"needs the Python package psycopg, .*pip install 'psycopg\[binary\]'"),
        ("nonsense", r"is not the address of a database"),
    ],
)
def test_an_address_that_cannot_be_opened_says_what_to_write(home, monkeypatch, url, message):
    monkeypatch.setenv("TAGRID_STATE_URL", url)
    with pytest.raises(BadInput, match=message), session(home):
        pass
