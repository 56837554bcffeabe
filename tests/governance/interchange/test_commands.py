"""`tagrid catalog export` from outside: what it writes, and how it refuses."""

import json

import pytest
from openpyxl import load_workbook
from rdflib import OWL, SKOS, Graph

from tagrid.catalog.files import load
from tagrid.catalog.model import Catalog
from tagrid.governance.release.releases import served_version
from tests.catalog.test_commands import run

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def empty_home(monkeypatch, tmp_path):
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize("name", ["catalog.ttl", "catalog.rdf", "catalog.jsonld"])
def test_skos_by_the_ending_of_the_file(capsys, tmp_path, name):
    out = tmp_path / name
    assert run(capsys, "export", "--format", "skos", "--base", "https://grid.example.cn/t/", "--out", str(out))[0] == 0
    graph = Graph().parse(out)
    catalog = load()
    tags = [*catalog.tags.values(), *catalog.shelved.values()]
    values = sum(len(tag.values) for tag in tags)
    assert len(set(graph.subjects(SKOS.inScheme))) == len(catalog.classes) + len(tags) + values
    assert [str(version) for version in graph.objects(None, OWL.versionInfo)] == [served_version(catalog)]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_skos_to_standard_output_is_turtle(capsys):
    code, out, _ = run(capsys, "export", "--format", "skos")
    assert code == 0
    assert Graph().parse(data=out, format="turtle")


def test_the_ending_alone_says_the_format(capsys, tmp_path):
    out = tmp_path / "catalog.xlsx"
    assert run(capsys, "export", "--out", str(out))[0] == 0
    assert load_workbook(out).sheetnames[:3] == ["目录 Tags", "取值 Values", "类目 Classes"]


def test_json_reads_back(capsys, tmp_path):
    out = tmp_path / "catalog.json"
    assert run(capsys, "export", "--format", "json", "--out", str(out))[0] == 0
    catalog = Catalog.from_json(out.read_text(encoding="utf-8"))
    assert catalog.tags["payment_timeliness"].sources
    assert json.loads(run(capsys, "export")[1])["version"] == served_version(load())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--out", "x.csv"), "the ending .csv is not one of .ttl, .rdf, .jsonld, .xlsx, .json"),
        (("--format", "skos", "--out", "x.json"), "the ending .json is not one of .ttl, .rdf, .jsonld"),
        (("--version", "9.9.9"), "There is no release '9.9.9'"),
        (("--format", "xlsx"), "A workbook needs a file"),
        (("--format", "json", "--base", "https://a.cn/"), "--base is for SKOS"),
        (("--format", "skos", "--base", "a.cn/"), "must be an http(s) URI"),
        (("--format", "skos", "--base", "https://a.cn/t"), "ends in / or #"),
        (("--format", "skos", "--base", "https://a.cn/<t>/"), "ends in / or #"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(capsys, arguments, told):
    code, out, err = run(capsys, "export", *arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("name", ["catalog.ttl", "catalog.xlsx", "catalog.json"])
def test_a_place_that_cannot_be_written_is_told(capsys, tmp_path, name):
    code, _, err = run(capsys, "export", "--out", str(tmp_path / "no" / name))
    assert code == 2
    assert "No such file or directory" in err
