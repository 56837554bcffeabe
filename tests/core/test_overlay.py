"""Which project is the current one, and whose file is in force at a path."""

import sys

import pytest

from tagrid.core.errors import BadInput
from tagrid.core.overlay import (
    LINKS,
    REFERENCE,
    content,
    content_by_name,
    content_file,
    current_project,
    is_thin,
    own_project,
    prepare_dbt,
    release_prefix,
    roots,
    shown_path,
)

THIN = 'name = "my-utility"\nextends = "reference"\nengine = "0.1.0"\n'
LABELS = "app/owners.yml"


@pytest.fixture
def thin(tmp_path, monkeypatch):
    """A project over the reference content, with one own file in the reference's place and one of its own."""
    monkeypatch.delenv("TAGRID_PROJECT", raising=False)
    root = tmp_path / "my-utility"
    (root / "app").mkdir(parents=True)
    (root / "tagrid.toml").write_text(THIN, encoding="utf-8")
    (root / LABELS).write_text("billing: {zh: 财务, en: Finance}\n", encoding="utf-8")
    (root / "app" / "own.yml").write_text("a: 1\n", encoding="utf-8")
    return root


def test_the_project_is_found_upward_from_the_current_folder(thin, monkeypatch):
    inside = thin / "app"
    monkeypatch.chdir(inside)
    assert current_project() == thin


def test_outside_of_every_project_the_reference_is_meant(tmp_path, monkeypatch):
    monkeypatch.delenv("TAGRID_PROJECT", raising=False)
    monkeypatch.chdir(tmp_path)
    assert current_project() == REFERENCE
    assert own_project() == REFERENCE  # a checkout may be written to; an installed engine may not


def test_the_variable_names_the_project(thin, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TAGRID_PROJECT", str(thin))
    assert current_project() == thin


def test_a_folder_without_the_file_is_no_project(tmp_path, monkeypatch):
    monkeypatch.setenv("TAGRID_PROJECT", str(tmp_path))
    with pytest.raises(BadInput, match=r"is no tagrid project: it has no tagrid\.toml") as refused:
        current_project()
    assert "不是 tagrid 项目" in refused.value.in_language("zh")


def test_outside_of_a_project_an_installed_engine_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.delenv("TAGRID_PROJECT", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tagrid.core.overlay._CARRIED", REFERENCE)
    with pytest.raises(BadInput, match=r"There is no tagrid\.toml in .* or above it.*tagrid init NAME"):
        own_project()


def test_an_own_file_hides_the_reference_file_of_the_same_path(thin):
    found = content("app", "*.yml", project=thin)
    assert found[LABELS] == thin / LABELS
    assert found["app/own.yml"] == thin / "app/own.yml"
    assert found["app/lists.yml"] == REFERENCE / "app/lists.yml"
    assert list(found) == sorted(found)
    assert content_file(LABELS, thin) == thin / LABELS
    assert content_file("app/nowhere.yml", thin) == thin / "app/nowhere.yml"
    assert {shown_path(path, thin) for path in found.values()} == set(found)


def test_a_model_is_known_by_its_name_wherever_it_stands(thin):
    own = thin / "dbt_project/models/own/tag_payment.sql"
    own.parent.mkdir(parents=True)
    own.write_text("select 1", encoding="utf-8")
    found = content_by_name("dbt_project/models", "*.sql", project=thin)
    assert found["tag_payment"] == own
    assert found["tag_value"] == REFERENCE / "dbt_project/models/tags/tag_value.sql"


def test_the_reference_has_nothing_below_it():
    assert roots(REFERENCE) == (REFERENCE,)
    assert not is_thin(REFERENCE)
    assert release_prefix(REFERENCE) == ""


def test_releases_of_a_project_bear_its_name(thin):
    assert roots(thin) == (thin, REFERENCE)
    assert release_prefix(thin) == "my-utility-"


def test_the_links_are_made_and_put_right(thin):
    prepare_dbt(thin)
    assert all((thin / link).readlink() == REFERENCE for link in LINKS)
    (thin / LINKS[0]).unlink()
    (thin / LINKS[0]).symlink_to(thin)
    prepare_dbt(thin)
    assert (thin / LINKS[0]).readlink() == REFERENCE


def test_a_project_for_a_newer_engine_is_refused(thin):
    (thin / "tagrid.toml").write_text(THIN.replace("0.1.0", "99.0.0"), encoding="utf-8")
    with pytest.raises(
        BadInput, match=r'made for tagrid 99\.0\.0, and .* is installed.*pip install "tagrid>=99'
    ) as refused:
        roots(thin)
    assert "适配 tagrid 99.0.0" in refused.value.in_language("zh")


@pytest.mark.parametrize(("text", "said"), [('engine = "new"', "'new' is no version"), ("name = ", "cannot be read")])
def test_a_file_that_cannot_be_read_is_named(thin, text, said):
    (thin / "tagrid.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=said) as refused:
        roots(thin)
    assert str(thin / "tagrid.toml") in str(refused.value)


def test_own_scores_come_before_the_reference_ones(thin, monkeypatch):
    import models_ml

    (thin / "models_ml").mkdir()
    (thin / "models_ml" / "own_score.py").write_text("ANSWER = 42\n", encoding="utf-8")
    monkeypatch.setattr(models_ml, "__path__", [str(root / "models_ml") for root in roots(thin)])
    import models_ml.own_score

    assert models_ml.own_score.ANSWER == 42
    sys.modules.pop("models_ml.own_score")
