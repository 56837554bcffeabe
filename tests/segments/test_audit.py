"""The audit log: only added to, and showing whatever was done to it."""

import threading

import pytest
from sqlalchemy import text

from tagrid.cli import main
from tagrid.core.state import session
from tagrid.segments.audit import add_record, audit_records, seals_path, tampering


def three(home) -> None:
    for number in range(3):
        add_record(home, "li", "export", {"rows": number, "purpose": "催费"})


def test_a_log_as_it_was_written_is_intact(home):
    assert tampering(home) == []
    three(home)
    assert tampering(home) == [] and [one.number for one in audit_records(home)] == [1, 2, 3]
    assert audit_records(home)[2].described()["rows"] == 2


@pytest.mark.parametrize(
    ("act", "found"),
    [
        ("update audit_log set who = 'wang' where number = 2", "record 2 was changed"),
        ("update audit_log set detail = '{}' where number = 3", "record 3 was changed"),
        ("update audit_log set at = '2020-01-01 00:00:00.000000' where number = 1", "record 1 was changed"),
        ("delete from audit_log where number = 1", "record 1 is missing"),
        ("delete from audit_log where number = 2", "record 2 is missing"),
        ("delete from audit_log where number = 3", "record 3 is not the one that was sealed"),
        ("delete from audit_log", "record 1 is not the one that was sealed"),
    ],
)
def test_what_was_done_to_it_shows(home, act, found):
    three(home)
    with session(home) as opened:
        opened.execute(text(act))
    assert found in tampering(home)[0].en
    assert tampering(home)


def test_a_chain_written_anew_does_not_fit_the_seals(home):
    three(home)
    with session(home) as opened:
        opened.execute(text("delete from audit_log"))
    for number in range(3):
        add_record(home, "li", "export", {"rows": number})
    assert "record 1 is not the one that was sealed" in tampering(home)[0].en


def test_a_seal_that_a_killed_process_did_not_copy_is_copied_by_the_next(home):
    three(home)
    lines = seals_path(home).read_text().splitlines(keepends=True)
    seals_path(home).write_text("".join(lines[:1]))
    assert tampering(home) == []
    add_record(home, "li", "export", {})
    assert seals_path(home).read_text().splitlines(keepends=True)[:3] == lines and tampering(home) == []


def test_many_writers_make_one_chain(home):
    add_record(home, "li", "export", {})
    threads = [threading.Thread(target=add_record, args=(home, f"w{n}", "export", {"n": n})) for n in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.number for one in audit_records(home)] == list(range(1, 8))
    assert tampering(home) == []


def test_the_command_ends_with_1_where_it_was_tampered_with(home, capsys):
    three(home)
    with pytest.raises(SystemExit) as stopped:
        main(["audit"])
    assert not stopped.value.code and "催费" in capsys.readouterr().out
    with session(home) as opened:
        opened.execute(text("update audit_log set who = 'wang' where number = 2"))
    with pytest.raises(SystemExit) as stopped:
        main(["audit", "--json"])
    printed = capsys.readouterr()
    assert stopped.value.code == 1 and '"intact": false' in printed.out and "record 2 was changed" in printed.err
