"""dbt in its own process: its message about a failure, and that it ends with its caller."""

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tagrid.core import dbt
from tagrid.core.errors import TagridError
from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home

PROFILES = "p: {target: d, outputs: {d: {type: duckdb, path: \"{{ env_var('TAGRID_WAREHOUSE') }}\"}}}\n"
SCHEMA = """
models:
  - name: a
    columns: [{name: a, data_tests: [unique]}]
"""


def _event(name: str, text: str = "", **data) -> str:
    return json.dumps({"info": {"name": name, "msg": text}, "data": data})


def test_progress_and_seconds_are_read():
    printed, run = [], dbt.DbtRun()
    node = {"node_name": "fct_bill", "unique_id": "model.tagrid.fct_bill"}
    run.add_line(_event("LogStartLine", index=3, total=120, node_info=node), printed.append)
    run.add_line(_event("LogModelResult", node_info=node, execution_time=0.5), printed.append)
    assert printed == ["3/120 fct_bill"]
    assert run.seconds == {"model.tagrid.fct_bill": 0.5}


def test_many_failures_are_listed_as_five_and_a_number():
    printed = dbt._failure(dbt.DbtRun(failures=[f"model {n}" for n in range(8)]), "build", 1)
    assert printed.en == "dbt build failed: model 0; model 1; model 2; model 3; model 4 (and 3 more)"
    assert printed.zh == "dbt build 失败：model 0；model 1；model 2；model 3；model 4（另有 3 项）"


def test_what_dbt_prints_when_it_breaks_is_the_message():
    run = dbt.DbtRun()
    run.add_line("ModuleNotFoundError: no module", None)
    assert "ModuleNotFoundError" in dbt._failure(run, "build", 1).en


def test_landed_files_are_named_from_the_home_s_root():
    sources = [path.read_text(encoding="utf-8") for path in REFERENCE.glob("dbt_project/models/staging/*/*sources.yml")]
    named = [line for text in sources for line in text.splitlines() if "read_parquet(" in line]
    assert len(named) >= 6 and all("read_parquet('landing/" in line for line in named)


def test_a_project_of_before_is_run_with_profiles_that_find_landed_files(tmp_path, monkeypatch):
    project = tmp_path / "project"
    project.mkdir()
    (project / "tagrid.toml").write_text('name = "p"\n', encoding="utf-8")
    monkeypatch.setenv("TAGRID_PROJECT", str(project))
    now = (REFERENCE / "profiles.yml").read_text(encoding="utf-8")
    (project / "profiles.yml").write_text(now, encoding="utf-8")
    home = Home(tmp_path / "home")
    assert dbt.dbt_environment(home)["DBT_PROFILES_DIR"] == str(project)
    lines = [line for line in now.splitlines() if "file_search_path" not in line and "config_options" not in line]
    (project / "profiles.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    folder = dbt.dbt_environment(home)["DBT_PROFILES_DIR"]
    read = YAML(typ="safe").load(Path(folder, "profiles.yml").read_text(encoding="utf-8"))
    assert read == YAML(typ="safe").load(now)


@pytest.mark.slow
def test_a_failing_model_and_a_failing_test_are_named_with_their_message(tmp_path, monkeypatch):
    project = tmp_path / "project"
    (project / "models").mkdir(parents=True)
    (project / "dbt_project.yml").write_text("{name: p, profile: p, version: '1.0.0'}\n", encoding="utf-8")
    (project / "profiles.yml").write_text(PROFILES, encoding="utf-8")
    (project / "models" / "a.sql").write_text("select 1 as a union all select 1", encoding="utf-8")
    (project / "models" / "b.sql").write_text("select nope", encoding="utf-8")
    (project / "models" / "s.yml").write_text(SCHEMA, encoding="utf-8")
    (project / "tagrid.toml").write_text('name = "p"\n', encoding="utf-8")
    monkeypatch.setenv("TAGRID_PROJECT", str(project))
    printed: list[str] = []
    with pytest.raises(TagridError) as failed:
        dbt.run_dbt(["build"], home=Home(tmp_path / "home"), on_progress=printed.append)
    assert "Failure in test unique_a_a (models/s.yml): Got 1 result" in str(failed.value)
    assert "Failure in model b (models/b.sql)" in str(failed.value)
    assert 'Referenced column "nope"' in str(failed.value)
    assert printed[0].startswith("1/3 ")
    assert (tmp_path / "home" / "warehouse" / "warehouse.duckdb").exists()
