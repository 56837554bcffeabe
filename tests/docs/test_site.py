"""The documentation holds to the code: links resolve, examples of the expression language parse, commands exist."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from tagrid.cli import root
from tagrid.segments import Workspace
from tests.docs.conftest import reference

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / name for name in ("README.md", "README.zh.md", "CONTRIBUTING.md", "DECISIONS.md", "CHANGELOG.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
GENERATED = {"commands", "configuration", "source-contracts", "catalog", "expressions", "library"}
GENERATED |= {"counterparts", "counterparts.zh"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        generated = target.endswith("decisions/index.md") or ("reference/" in target and Path(target).stem in GENERATED)
        assert "://" in target or generated or (page.parent / target).exists(), target


def test_every_page_is_in_the_navigation():
    text = re.sub(r"^hooks:.*$", "", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    listed = set(re.findall(r"[\w/.-]+\.md", str(yaml.safe_load(text)["nav"])))
    pages = {str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").rglob("*.md")}
    assert {page for page in pages if not page.startswith("decisions/")} <= listed


def test_decisions_are_numbered_and_dated():
    found = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    for number, path in enumerate(found, 1):
        title, _, day = path.read_text(encoding="utf-8").split("\n")[:3]
        assert path.name.startswith(f"{number:04d}-") and title.startswith(f"# {number}. ")
        assert re.fullmatch(r"Date: \d{4}-\d\d-\d\d", day)


def test_commands_that_pages_name_exist():
    groups = root()
    for page in PAGES:
        for line in re.findall(r"^(?: {4}|\$ )tagrid ([a-z-]+)(?: ([a-z-]+))?", page.read_text(encoding="utf-8"), re.M):
            assert line[0] in groups.commands, (page.name, line)
            inner = getattr(groups.commands[line[0]], "commands", {})
            assert not inner or not line[1] or line[1] in inner, (page.name, line)


def test_every_command_is_on_the_page_of_commands_with_an_example():
    page = "\n".join(reference().commands())
    assert "tagrid segment count" in page and "tagrid catalog release" in page and "tagrid init" in page
    assert page.count("Example") >= 45


def test_expressions_of_the_reference_parse(published_home, version):
    workspace = Workspace(version, {})
    for expression in reference().FORMS:
        workspace.parse(expression)


def test_one_version_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["version"] == project
    released = re.findall(r"^## (\d\S+) — \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert released[0] == project
