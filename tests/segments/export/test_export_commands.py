"""`tagrid segment export`, `exports`, `lift`, `schedule`, and the exports a refresh writes."""

import json

import pytest

from tagrid.core.errors import BadInput
from tagrid.published.versions import find_version
from tagrid.segments.export.exports import exports_made
from tagrid.segments.export.file import check_file, export_file_name
from tagrid.segments.export.schedule import after_refresh, write_scheduled
from tests.segments.export.conftest import JUNE, MAY

pytestmark = pytest.mark.slow


def test_an_expression_and_a_saved_segment(segment, home, tmp_path):
    out = str(tmp_path / "a.csv")
    code, printed, _ = segment(
        "export", "value_tier = vip", "--purpose", "calls", "--out", out, "--seed", "1", "--hold-out", "10%"
    )
    assert code == 0 and printed.startswith("Export 1: ") and "who refused marketing left out" in printed
    segment("save", "vips", "value_tier = vip")
    made = json.loads(
        segment("export", "vips", "--purpose", "calls", "--out", out, "--seed", "1", "--hold-out", "0.1", "--json")[1]
    )
    assert (made["segment"], made["revision"], made["rule"], made["id"]) == ("vips", 1, "value_tier = vip", 2)
    assert made["sha256"] == exports_made(home)[0].sha256
    top = json.loads(segment("export", "vips", "--purpose", "c", "--out", out, "--top", "3", "annual_kwh", "--json")[1])
    assert (top["rows"], top["capped"]) == (3, "top 3 by annual_kwh")
    assert [one["id"] for one in json.loads(segment("exports", "--json")[1])] == [1, 2, 3]
    assert "calls" in segment("exports")[1]


def test_lift_in_words(segment, tmp_path):
    out = str(tmp_path / "a.csv")
    segment(
        "export",
        "value_tier is known",
        "--purpose",
        "try",
        "--out",
        out,
        "--version",
        MAY,
        "--hold-out",
        "30%",
        "--seed",
        "1",
    )
    printed = segment("lift", "1", "--campaign", "HD1")[1]
    assert printed.startswith("accepted campaign HD1, up to 2026-06-30: ") and " held out. Lift " in printed
    assert set(json.loads(segment("lift", "1", "--json")[1])) >= {"lift", "low", "high", "extra", "treated_share"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--hold-out", "some"], "--hold-out is a share such as 10%"),
        (["--columns", "phone"], "there is no column or tag 'phone'"),
        (["--out", "x.doc"], "an export is written as"),
    ],
)
def test_wrong_use(segment, tmp_path, arguments, message):
    code, _, err = segment("export", "value_tier = vip", "--purpose", "p", "--out", str(tmp_path / "a.csv"), *arguments)
    assert code == 2 and message in err and err.count("\n") == 1


def test_a_schedule_writes_one_file_a_version(segment, home, tmp_path):
    lists = home.root / "lists"
    segment("save", "vip/客户", "value_tier = vip")
    code, printed, _ = segment(
        "schedule", "vip/客户", "--to", str(lists), "--purpose", "weekly", "--format", "parquet", "--by", "li"
    )
    assert code == 0 and "after every refresh" in printed
    for version in (MAY, JUNE, JUNE):
        assert after_refresh(home, find_version(home, version)) == []
    assert sorted(path.name for path in lists.iterdir()) == [f"vip-客户-{MAY}.parquet", f"vip-客户-{JUNE}.parquet"]
    assert [(made.who, made.version, made.segment) for made in exports_made(home)] == [
        ("li", MAY, "vip/客户"),
        ("li", JUNE, "vip/客户"),
    ]
    (lists / f"vip-客户-{JUNE}.parquet").unlink()
    after_refresh(home, find_version(home, JUNE))  # whoever waits for the file has taken it
    assert len(exports_made(home)) == 2
    write_scheduled(home, find_version(home, JUNE))  # somebody asks for it again
    assert len(exports_made(home)) == 3
    segment("schedule", "vip/客户", "--off")
    (lists / f"vip-客户-{JUNE}.parquet").unlink()
    after_refresh(home, find_version(home, JUNE))
    assert len(exports_made(home)) == 3


def test_a_schedule_that_fails_fails_no_refresh_and_no_other(segment, home, tmp_path):
    for name in ("a", "b"):
        segment("save", name, "value_tier = vip")
        segment("schedule", name, "--to", "weekly", "--purpose", "weekly")
    segment("save", "a", "capacity_band = lt_8", "--replace")
    [problem] = after_refresh(home, find_version(home, JUNE))
    assert problem.en.startswith("Scheduled export of 'a': The export would give away capacity_band")
    assert [made.segment for made in exports_made(home)] == ["b"]


def test_wrong_schedules(segment):
    segment("save", "a", "value_tier = vip")
    for arguments, message in (
        (["--to", "x", "--off"], "Say one of --to FOLDER, --pause, --resume, --off"),
        (["--pause"], "'a' is not exported on a schedule"),
        (["--off"], "'a' is not exported on a schedule"),
        (["--to", "../x", "--purpose", "p"], "where scheduled exports are written"),
        (["--to", "/etc", "--purpose", "p"], "/etc is not under"),
        (["--to", "x", "--purpose", "p", "--columns", "distric"], "no column or tag 'distric'"),
        (["--to", "x", "--purpose", "p", "--format", "doc"], "--format is csv, xlsx, parquet, not 'doc'"),
        (["--to", "x"], "--purpose says what"),
    ):
        code, _, err = segment("schedule", "a", *arguments)
        assert code == 2 and message in err


def test_a_file_name_has_nothing_a_folder_could_be():
    assert export_file_name("../../etc/passwd", "v", "csv") == "etc-passwd-v.csv"
    assert export_file_name("...", "v", "csv") == "segment-v.csv"


def test_a_long_name_gives_a_file_that_can_be_written_and_is_its_own(tmp_path):
    long = "重" * 78
    files = [export_file_name(f"{long}{end}", "2026-06-30.1", "parquet") for end in ("", "点", "-7", "点客户")]
    assert len(set(files)) == 4
    for file in files:
        assert file.startswith("重" * 60)
        assert file.endswith("-2026-06-30.1.parquet")
        (tmp_path / f".{file}.json.part").write_text("")  # the longest name beside it
    with pytest.raises(BadInput, match="shorten the name to 244 bytes"):
        check_file(tmp_path / f"{long}重重重重重重.csv")
