"""The settings: which source wins, and what cannot be read."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tagrid.core.errors import BadInput
from tagrid.core.project import home
from tagrid.core.settings import FLAGS, PREFIX, chosen_language, setting_sources, settings, today


@pytest.fixture
def project(tmp_path, monkeypatch):
    """An empty project that is the current one, and no variable of the engine."""
    for name in list(__import__("os").environ):
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    _write(tmp_path)
    return tmp_path


def _write(project: Path, text: str = "") -> None:
    (project / "tagrid.toml").write_text(f'name = "p"\n{text}', encoding="utf-8")


def _source(name: str) -> tuple[str, str]:
    return next((one.value, one.source) for one in setting_sources() if one.name == name)


def test_the_file_then_the_environment_then_flags(project, monkeypatch):
    assert _source("time_zone") == ("Asia/Shanghai", "default")
    _write(project, 'time_zone = "Asia/Tokyo"')
    assert _source("time_zone") == ("Asia/Tokyo", str(project / "tagrid.toml"))
    monkeypatch.setenv("TAGRID_TIME_ZONE", "Europe/Berlin")
    assert _source("time_zone") == ("Europe/Berlin", "TAGRID_TIME_ZONE")
    monkeypatch.setitem(FLAGS, "time_zone", "UTC")
    assert _source("time_zone") == ("UTC", "--time-zone")


def test_what_a_project_is_stands_in_its_file_alone(project, monkeypatch):
    monkeypatch.setenv("TAGRID_NAME", "other")
    monkeypatch.setenv("TAGRID_EXTENDS", "reference")
    assert settings().name == "p"
    assert settings().extends is None


def test_an_empty_variable_counts_as_not_set(project, monkeypatch):
    monkeypatch.setenv("TAGRID_HOME", "")
    assert home().root == project / "var"


def test_a_folder_in_the_file_is_meant_from_the_projects_root(project, monkeypatch):
    _write(project, 'home = "data"\nexport_root = "/lists"')
    (project / "below").mkdir()
    monkeypatch.chdir(project / "below")
    assert home().root == project / "data"
    assert settings().export_root == Path("/lists")


@pytest.mark.parametrize(("value", "lang"), [("zh_CN.UTF-8", "zh"), ("ZH", "zh"), ("en", "en"), ("fr", "en")])
def test_the_language_of_messages(project, monkeypatch, value, lang):
    monkeypatch.setenv("TAGRID_LANG", value)
    assert chosen_language() == lang


@pytest.mark.parametrize(
    ("value", "shown"), [("1", True), (" 1 ", True), ("0", False), ("yes", False), ("true", False)]
)
def test_only_a_one_shows_what_is_restricted(project, monkeypatch, value, shown):
    monkeypatch.setenv("TAGRID_SHOW_RESTRICTED", value)
    assert settings().show_restricted is shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('time_zon = "UTC"', "there is no setting 'time_zon'. Did you mean time_zone"),
        ("[regulation]\nnotice_hour = 3", "there is no setting 'regulation.notice_hour'. Did you mean notice_hours"),
        ('time_zone = "Mars"', "time_zone cannot be read"),
        ('currency = "yuan"', "currency cannot be read"),
        ('languages = ["fr"]', "languages.0 cannot be read"),
        ("[regulation]\nnotice_hours = -1", "regulation.notice_hours cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_file(project, text, said):
    _write(project, text)
    with pytest.raises(BadInput) as refused:
        settings()
    assert str(refused.value).startswith(str(project / "tagrid.toml"))
    assert said in str(refused.value)
    assert refused.value.in_language("zh") != str(refused.value)


def test_a_variable_that_cannot_be_read_is_named(project, monkeypatch):
    monkeypatch.setenv("TAGRID_TIME_ZONE", "Mars")
    with pytest.raises(BadInput, match=r"^TAGRID_TIME_ZONE: time_zone cannot be read"):
        settings()


def test_a_password_is_not_shown(project, monkeypatch):
    monkeypatch.setenv("TAGRID_STATE_URL", "postgresql://tagrid:secret@db/tagrid")
    assert _source("state_url")[0] == "postgresql://tagrid:***@db/tagrid"


def test_the_day_is_that_of_the_time_zone(project):
    _write(project, 'time_zone = "Pacific/Kiritimati"')
    assert today() == datetime.now(ZoneInfo("Pacific/Kiritimati")).date()
