"""`tagrid catalog release | diff | approve` from outside, over the small project in place of the real one."""

import json

import pytest

from tagrid.catalog.model import Catalog
from tagrid.cli import main
from tagrid.core.errors import TagridError
from tagrid.governance.release.freeze import release
from tests.governance.release.conftest import ARREARS, DAY, TAGS, TIMELY


@pytest.fixture
def run(sound, capsys, monkeypatch, tmp_path):
    """Return a function that runs a command on the small project."""
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TAGRID_PROJECT", str(sound))

    def ran(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as done:
            main(["catalog", *arguments])
        told = capsys.readouterr()
        return int(done.value.code or 0), told.out, told.err

    return ran


def test_release_says_what_it_froze(run, sound):
    code, out, _ = run("release", "1.0.0", "--approved-by", "the board")
    assert (code, out) == (0, "Released 1.0.0: 2 tags; 2 changes of state recorded.\n")
    about = json.loads((sound / "taxonomy/releases/1.0.0.json").read_text(encoding="utf-8"))
    assert about["approved_by"] == "the board"


def test_a_refused_release_is_exit_code_2(run, first, edit):
    edit(TAGS, "late_share >= 0.25", "late_share >= 0.3")
    edit(TIMELY, "late_share: 0.25", "late_share: 0.3")
    code, out, err = run("release", "1.1.0")
    assert (code, out) == (2, "")
    assert err.startswith("tagrid: Version 1.1.0 is too small for what changed since 1.0.0")
    code, out, _ = run("release", "2.0.0", "--json")
    assert json.loads(out) == {"version": "2.0.0", "follows": "1.0.0", "tags": 2, "transitions": []}


def test_diff_says_it_in_words_and_as_json(run, first, edit):
    edit(TIMELY, "en: Often late", "en: Late often")
    code, out, _ = run("diff")
    assert code == 0
    assert "1.0.0 → working: 1 change, patch" in out
    assert "values.often_late: 经常逾期 / Often late → 经常逾期 / Late often" in " ".join(out.split())
    found = json.loads(run("diff", "1.0.0", "working", "--json")[1])
    assert (found["bump"], found["effect"], len(found["changes"])) == ("patch", None, 1)


def test_diff_of_a_release_that_is_not_there_names_the_nearest(run, first):
    code, _, err = run("diff", "1.0.1")
    assert code == 2
    assert "Did you mean 1.0.0" in err


def test_diff_before_the_first_release_says_what_to_do(run):
    assert run("diff")[2] == (
        "tagrid: Nothing is released yet to compare with; `tagrid catalog release 1.0.0` makes the first.\n"
    )


def test_approve_writes_the_file(run, sound):
    about = ("--status", "deprecated", "--by", "billing", "--date", "2026-04-01", "--successor", "none")
    code, out, _ = run("approve", "arrears_status", *about)
    assert (code, out) == (0, f"{ARREARS}: arrears_status is deprecated, approved by billing on 2026-04-01.\n")
    assert "status: deprecated\n" in (sound / ARREARS).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("status", "day", "told"),
    [
        ("deprecate", "2026-04-01", "No state 'deprecate' to approve; one of active, deprecated, retired."),
        ("draft", "2026-04-01", "No state 'draft' to approve"),
        ("deprecated", "1.4.2026", "--date '1.4.2026' is no day; write YYYY-MM-DD"),
        ("deprecated", "2026-02-30", "--date '2026-02-30' is no day"),
    ],
)
def test_a_state_or_day_that_is_none_is_refused(run, status, day, told):
    code, _, err = run("approve", "arrears_status", "--status", status, "--by", "billing", "--date", day)
    assert code == 2
    assert told in err


@pytest.mark.parametrize("text", ["", "{", '{"version": "1"}', "[]"])
def test_a_catalog_of_another_tagrid_is_one_line(text):
    with pytest.raises(TagridError, match="The catalog cannot be read, at ") as caught:
        Catalog.from_json(text)
    assert "\n" not in str(caught.value)


def test_a_field_this_tagrid_does_not_know_is_named(first):
    about = json.loads(release("1.1.0", DAY, None, first)[0].catalog.to_json())
    about["tags"]["arrears_status"]["mood"] = "good"
    with pytest.raises(TagridError, match=r"at tags\.arrears_status\.mood: Extra inputs"):
        Catalog.from_json(about)
