"""A new project: what it holds, and what is refused."""

import pytest
from ruamel.yaml import YAML

from tagrid.catalog.files import load
from tagrid.core.errors import BadInput
from tagrid.core.overlay import LINKS, REFERENCE, declared, engine_version
from tagrid.core.settings import Settings, settings
from tagrid.governance.project import create_project
from tagrid.governance.project.lock import read_lock


def test_a_new_project_holds_all_a_project_has(own):
    assert {path.name for path in own.iterdir()} == {
        ".gitignore", ".tagrid", "README.md", "app", "calendars", "dbt_project", "dbt_project.yml", "expectations",
        "models_ml", "packages.yml", "profiles.yml", "tagrid.lock", "tagrid.toml", "taxonomy",
    }  # fmt: skip
    assert (declared(own)["name"], declared(own)["engine"]) == ("my-utility", engine_version())
    assert all((own / link).readlink() == REFERENCE for link in LINKS)
    assert "$" not in "".join((own / name).read_text() for name in ("tagrid.toml", "dbt_project.yml", "README.md"))


def test_its_settings_are_the_defaults_said_out_loud(own):
    found = settings()
    for name, field in Settings.model_fields.items():
        if name not in ("name", "engine", "extends", "now"):
            assert getattr(found, name) == field.get_default(), name


def test_its_models_are_built_as_the_reference_builds_them(own):
    ours, theirs = (YAML(typ="safe").load(root / "dbt_project.yml") for root in (own, REFERENCE))
    assert ours["models"]["my_utility"] == theirs["models"]["tagrid"]
    assert ours["require-dbt-version"] == theirs["require-dbt-version"]
    assert {name: ours["vars"][name] for name in ("as_of", "held", "version")} == {
        "as_of": "",
        "held": [],
        "version": "",
    }
    assert (own / "profiles.yml").read_bytes() == (REFERENCE / "profiles.yml").read_bytes()


def test_its_catalog_is_the_reference_one(own):
    assert load() == load(REFERENCE / "taxonomy")
    assert read_lock(own).tags.keys() == load().tags.keys()


@pytest.mark.parametrize(("name", "such"), [("My Utility", "my-utility"), ("1st", "my-utility"), ("a_b", "a-b")])
def test_a_name_that_is_none_is_refused(tmp_path, name, such):
    with pytest.raises(BadInput, match=f"no name of a project.*such as {such}"):
        create_project(tmp_path / name)
    assert not (tmp_path / name).exists()


def test_the_name_of_the_engine_is_taken(tmp_path):
    with pytest.raises(BadInput, match="taken by the engine"):
        create_project(tmp_path / "tagrid")


def test_a_folder_that_holds_something_is_refused(tmp_path):
    folder = tmp_path / "there"
    folder.mkdir()
    (folder / "mine.txt").write_text("x")
    with pytest.raises(BadInput, match=r"is not empty \(mine\.txt\); nothing was written") as refused:
        create_project(folder)
    assert "不是空文件夹" in refused.value.in_language("zh")
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
