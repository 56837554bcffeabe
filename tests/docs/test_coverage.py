"""The page of coverage names what exists: each tag, model and test of its rows, the same in both languages."""

import re
from pathlib import Path

import pytest

from tagrid.catalog.dbt_models import model_files
from tagrid.catalog.files import load

ROOT = Path(__file__).parents[2]

PAGES = {lang: ROOT / "docs" / "explanation" / name for lang, name in (("en", "coverage.md"), ("zh", "coverage.zh.md"))}


def rows(text: str) -> list[list[list[str]]]:
    """The rows of a page's tables: of each, the names in backticks of its tags, models and tests."""
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ") and "`" in line]
    return [[re.findall(r"`([^`]+)`", row[place]) for place in (1, 2, 4)] for row in cells]


def faults(found: list[list[list[str]]]) -> list[str]:
    """What the rows name and is nowhere, or is a test that tests nothing."""
    tags, models = load().tags, model_files()
    out = [tag for one, _, _ in found for tag in one if tag not in tags or tags[tag].status != "active"]
    out += [model for _, one, _ in found for model in one if model not in models]
    for test in {test for _, _, one in found for test in one}:
        path = ROOT / test
        if not path.is_file() or ("unit_tests:" if path.suffix == ".yml" else "def test_") not in path.read_text(
            "utf-8"
        ):
            out.append(test)
    return out


@pytest.mark.parametrize("lang", PAGES)
def test_every_tag_model_and_test_that_is_named_exists(lang):
    found = rows(PAGES[lang].read_text(encoding="utf-8"))
    assert len(found) > 40 and all(tags and models and tests for tags, models, tests in found)
    assert faults(found) == []


def test_both_languages_name_the_same():
    en, zh = (rows(PAGES[lang].read_text(encoding="utf-8")) for lang in ("en", "zh"))
    assert en == zh


def test_a_name_that_does_not_exist_is_a_fault():
    wrong = rows("| x | `value_tier`<br>`no_such_tag` | `int_no_such` | Portrait | `tests/docs/test_no_such.py` |")
    assert faults(wrong) == ["no_such_tag", "int_no_such", "tests/docs/test_no_such.py"]
