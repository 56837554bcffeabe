"""`tagrid catalog evaluate`: what it prints, and its exit codes."""

import json

import pytest

from tagrid.catalog.uses import record
from tagrid.cli import main
from tagrid.core.project import Home
from tests.governance.evaluation.small import customers, publish, tag

CROSSING = "case when a >= 10 then 'high' when b >= 15 then 'wide' else 'rest' end"


@pytest.fixture
def faulty(home):
    """A version with one fault, in the tag `mixed`."""
    rows = customers({"a": [n % 20 for n in range(400)], "b": [n // 20 for n in range(400)]})
    size = tag("size", "case when b > 9 then 'big' when b <= 9 then 'small' end", "big small")
    return publish(home, [tag("mixed", CROSSING, "high wide rest"), size], rows)


@pytest.fixture
def wide(monkeypatch):
    """A terminal on which a line is not broken."""
    monkeypatch.setenv("COLUMNS", "300")


def _run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["catalog", "evaluate", *arguments])
    return ended.value.code or 0


def test_a_sound_version_ends_with_0_and_a_line_a_tag(sound, wide, capsys):
    assert _run() == 0
    out = capsys.readouterr().out
    late = next(line for line in out.splitlines() if line.startswith("late  Late"))
    assert "90.0%" in late
    assert "keep" in late
    assert "✗" not in out


def test_a_fault_ends_with_3_after_everything_is_printed(faulty, wide, capsys):
    assert _run() == 3
    out, err = capsys.readouterr()
    assert "size  Size" in out
    assert "✗ mixed: 50 customers meet both “High” and “Wide”" in out
    assert "breaks the method 1 time: in mixed." in err
    assert "Traceback" not in err


def test_of_one_tag_only_its_own_faults_count(faulty, wide, capsys):
    assert _run("--tag", "size") == 0
    assert "mixed  Mixed" not in capsys.readouterr().out
    assert _run("--tag", "mixed", "--lang", "zh") == 3
    out = capsys.readouterr().out
    assert "high ∩ wide: 50 (50)  交叉" in out
    assert "满足自身条件" in out


def test_json_is_the_evaluation(faulty, capsys):
    assert _run("--json") == 3
    told = json.loads(capsys.readouterr().out)
    assert told["version"] == faulty.id
    assert [fault["kind"] for fault in told["faults"]] == ["overlap"]
    assert told["tags"]["size"]["known"] == 400


@pytest.mark.parametrize(
    ("arguments", "said"), [(("--tag", "sise"), "size"), (("--version", "2026-06-30.9"), "2026-06-30.1")]
)
def test_a_wrong_name_is_told_with_the_nearest(faulty, capsys, arguments, said):
    assert _run(*arguments) == 2
    assert said in capsys.readouterr().err


def test_before_anything_is_published(home, capsys):
    assert _run() == 2
    assert "tagrid refresh" in capsys.readouterr().err


def test_a_tag_without_its_source_is_told_apart_with_the_reason(home, wide, capsys):
    rows = customers({"a": [n % 20 for n in range(400)], "main_channel": [None] * 400})
    channel = tag("payment_channel", "main_channel", "app counter", sources=("marketing.payments.channel",))
    level = tag("level", "case when a >= 10 then 'high' else 'low' end", "high low")
    publish(home, [channel, level], rows, fingerprint={"landed": {"metering.daily_energy": 1}})
    assert _run("--tag", "payment_channel") == 0
    out = capsys.readouterr().out
    assert "not available: Needs a source, never delivered." in out
    assert "source never delivered: main_channel ← marketing.payments" in out
    assert _run() == 0
    assert "level  Level" in capsys.readouterr().out


def test_uses_of_a_tag_are_told_by_kind(sound, wide, capsys):
    record(Home(sound.folder.parent.parent), ["late"], "export")
    assert _run("--tag", "late") == 0
    assert "exports 1" in capsys.readouterr().out
