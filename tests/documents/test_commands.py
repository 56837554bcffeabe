"""`tagrid report` on the command line: one document, many, and wrong use."""

import pytest

from tagrid.documents.render import write_file


@pytest.fixture
def tagrid(published_home, monkeypatch, command_line, tmp_path):
    """Run the command line in the published home and an empty folder: exit code, standard output, standard error."""
    monkeypatch.setenv("TAGRID_HOME", str(published_home.root))
    monkeypatch.setenv("TAGRID_STATE_URL", f"sqlite:///{tmp_path / 'state.db'}")
    monkeypatch.chdir(tmp_path)
    return command_line


def test_one_document_as_html(tagrid, homes, tmp_path):
    out = tmp_path / "mine.html"
    code, said, _ = tagrid("report", "usage", homes[0], "--out", str(out), "--lang", "en")
    assert (code, said.strip()) == (0, str(out))
    assert out.read_text(encoding="utf-8").lstrip().startswith("<!doctype html>")
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith("state.db")] == ["mine.html"]


def test_without_a_name_the_file_is_named_for_what_it_is(tagrid, homes, tmp_path):
    code, said, _ = tagrid("report", "outage", homes[0], "--format", "html", "--as-of", "2026-06-30")
    assert (code, said.strip()) == (0, f"outage-{homes[0]}-zh.html")
    assert (tmp_path / said.strip()).is_file()


def test_pdf_is_what_comes_unless_asked_otherwise(tagrid, homes, tmp_path):
    code, said, _ = tagrid("report", "outage", homes[0])
    assert code == 0 and (tmp_path / said.strip()).read_bytes().startswith(b"%PDF-")


def test_a_segment_into_a_folder(tagrid, ask, tmp_path):
    asked = "transformer_ownership = dedicated and tariff_category = large_industrial"
    code, said, err = tagrid("report", "health", "--segment", asked, "--out", str(tmp_path / "all"), "--format", "html")
    ids = ask(
        "select customer_id from customer_tags_wide "
        "where transformer_ownership = 'dedicated' and tariff_category = 'large_industrial'"
    )
    assert code == 0 and ids
    assert {path.name for path in (tmp_path / "all").iterdir()} == {f"health-{row[0]}-zh.html" for row in ids}
    assert said.strip() == f"{len(ids)} documents in {tmp_path / 'all'}" and f"{len(ids)}/{len(ids)}" in err


def test_a_saved_segment_by_its_name(tagrid, ask, tmp_path):
    assert tagrid("segment", "save", "farms", "tariff_category = agricultural")[0] == 0
    code, _, _ = tagrid("report", "usage", "--segment", "farms", "--out", str(tmp_path / "farms"), "--format", "html")
    farms = ask("select count(*) from customer_tags_wide where tariff_category = 'agricultural'")[0][0]
    assert code == 0 and len(list((tmp_path / "farms").iterdir())) == farms > 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["usage"], 2, "Name one account number, or a segment"),
        (["usage", "1", "--segment", "x"], 2, "not both"),
        (["usage", "0", "--format", "html"], 2, "No customer '0'"),
        (["usage", "0", "--format", "doc"], 2, "--format is html or pdf, not 'doc'"),
        (["usage", "0", "--out", "a.txt"], 2, "a document ends in .html or .pdf, not .txt"),
        (["usage", "0", "--out", "a.pdf", "--format", "html"], 2, "--format asks for html"),
        (["usage", "0", "--lang", "fr"], 2, "--lang is zh or en, not 'fr'"),
        (["usage", "0", "--as-of", "30.6.2026"], 2, "--as-of takes a date like 2026-06-30"),
        (["usage", "0", "--as-of", "2000-01-01"], 2, "the oldest is as of"),
        (["usage", "--segment", "tariff_category = residential"], 2, "name their folder with --out"),
        (["usage", "--segment", "tarif_category = residential", "--out", "f"], 2, "tariff_category"),
        (["usage", "--segment", "origin = applicant", "--out", "f"], 2, "documents are for power customers"),
    ],
)
def test_wrong_use_is_one_line(tagrid, tmp_path, arguments, code, message):
    left, out, err = tagrid("report", *arguments)
    assert (left, out) == (code, "") and message in err
    assert not [path for path in tmp_path.iterdir() if not path.name.startswith("state.db")]


def test_an_empty_segment_writes_nothing(tagrid, tmp_path):
    asked = "tariff_category = residential and tariff_category = agricultural"
    code, _, err = tagrid("report", "usage", "--segment", asked, "--out", str(tmp_path / "none"))
    assert code == 2 and "no customer is in this segment" in err and not (tmp_path / "none").exists()


def test_a_path_that_cannot_be_written(tagrid, homes, tmp_path):
    (tmp_path / "file").write_text("kept")
    code, _, err = tagrid("report", "usage", homes[0], "--out", str(tmp_path / "file" / "a.html"))
    assert code == 1 and "cannot be written" in err and "name a file in a folder you may write" in err
    code, _, err = tagrid(
        "report",
        "usage",
        "--segment",
        "tariff_category = agricultural",
        "--out",
        str(tmp_path / "file"),
        "--format",
        "html",
    )
    assert code == 1 and "cannot be made" in err and (tmp_path / "file").read_text() == "kept"


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    from pathlib import Path

    from tagrid.core.errors import TagridError

    old = tmp_path / "a.html"
    old.write_text("old")

    def full(self, data: bytes) -> int:
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(TagridError, match="No space left on device"):
        write_file(old, b"new")
    assert old.read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["a.html"]
