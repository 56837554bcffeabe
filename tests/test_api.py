"""The door for Python: its examples run, its notebook runs, and nothing restricted comes through by default."""

import doctest
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import nbformat
import polars as pl
import pytest
from nbclient import NotebookClient

import tagrid
from tagrid import api
from tagrid.core.errors import BadInput

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "docs" / "notebooks" / "library.ipynb"


@pytest.fixture
def utility(published_home) -> tagrid.Utility:
    return tagrid.open(published_home.root)


def test_every_public_function_has_an_example_that_runs(published_home, utility, monkeypatch):
    monkeypatch.setenv("TAGRID_HOME", str(published_home.root))
    names = {"tagrid": tagrid, "utility": utility, "pl": pl}
    names["customer_id"] = utility.segment("value_tier = vip").members(1)["customer_id"][0]
    found = [one for one in doctest.DocTestFinder().find(api, globs=names) if one.examples]
    results = [doctest.DocTestRunner().run(one) for one in found]
    assert len(found) >= 10 and all(result.failed == 0 for result in results)


def test_the_notebook_runs_and_is_kept_without_outputs(published_home, monkeypatch):
    monkeypatch.setenv("TAGRID_HOME", str(published_home.root))
    kept = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in kept["cells"])
    notebook = nbformat.reads(json.dumps(kept), as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    assert "data" in notebook.cells[-1]["outputs"][0]


def test_values_are_those_of_the_version(utility):
    values = utility.values("value_tier")
    vip = values.filter(pl.col("value_tier") == "vip").height
    assert vip == utility.segment("value_tier = vip").count == utility.segment("value_tier = vip").members().height


def test_a_day_or_an_id_opens_a_kept_version(published_home, utility):
    day = utility.version.as_of
    assert tagrid.open(published_home.root, day).version == tagrid.open(published_home.root, utility.version.id).version
    with pytest.raises(BadInput):
        tagrid.open(published_home.root, day - timedelta(days=1000))


def test_nothing_restricted_comes_through_by_default(published_home, utility):
    restricted = [tag for tag in utility.catalog.tags.values() if tag.sensitivity == "restricted"]
    name, value = restricted[0].name, next(iter(restricted[0].values))
    with pytest.raises(BadInput, match="restricted"):
        utility.values(name)
    with pytest.raises(BadInput, match="restricted"):
        utility.segment(f"{name} = {value}").members()
    seen = tagrid.open(published_home.root, viewer=tagrid.Viewer(may_see_restricted=True))
    assert name in seen.values(name).columns
    customer = utility.segment("value_tier = vip").members(1)["customer_id"][0]
    assert name in utility.portrait(customer).hidden and seen.portrait(customer).hidden == ()
    assert name not in utility.history(customer)["tag"].to_list()


def test_the_import_is_light():
    code = "import sys, tagrid; print({'polars', 'duckdb', 'pydantic', 'numpy'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True, cwd=ROOT).strip() == "set()"
