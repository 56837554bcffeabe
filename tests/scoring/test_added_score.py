"""What it takes to add a score: its declaration, its dbt model with the YAML beside it, and the rule that reads it."""

import json
import sys

import pytest

from tagrid.core.dbt import run_dbt
from tagrid.core.errors import TagridError
from tagrid.core.overlay import REFERENCE, VARIABLE
from tagrid.core.project import Home
from tagrid.governance.release.freeze import check
from tagrid.scoring.declaration import declared_score, scores
from tagrid.scoring.status import score_statuses
from tests.added import changed_files, copy_of_project

pytestmark = pytest.mark.slow  # dbt reads the project of each

NAME, TAG, MODEL = "late_payment", "payment_timeliness", "ml_late_payment"
DECLARATION = f"models_ml/{NAME}.py"
SCORING, DESCRIPTION = (f"dbt_project/models/scores/{MODEL}.{ending}" for ending in ("py", "yml"))
RULES = "dbt_project/models/tags/tag_payment.sql"

DECLARED = f'''\
"""Late payment 逾期交费: the chance that the next bill is paid late."""

from dataclasses import replace

from models_ml.fee_recovery import SCORE as RECOVERY

SCORE = replace(RECOVERY, name="{TAG}", output="late_chance", zh="逾期概率", en="Chance of late payment")
'''
DESCRIBED = f"""\
version: 2

models:
  - name: {MODEL}
    description: "One row a power customer: the chance that its next bill is paid late."
    config:
      meta: {{tag: {TAG}}}
    columns:
      - name: customer_id
        description: Power customer
        data_tests: [is_key]
      - name: late_chance
        description: Calibrated chance, 0 to 1
        config: {{meta: {{zh: 逾期概率, en: Chance of late payment, unit: chance}}}}
"""


def _edit(path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, (path, before)
    path.write_text(text.replace(before, after), encoding="utf-8")


def add_score(project) -> None:
    """Add a score to a copy of the project, and to the rule of a tag."""
    (project / DECLARATION).write_text(DECLARED, encoding="utf-8")
    like = (project / "dbt_project/models/scores/ml_fee_recovery.py").read_text(encoding="utf-8")
    (project / SCORING).write_text(like.replace("models_ml.fee_recovery", f"models_ml.{NAME}"), encoding="utf-8")
    (project / DESCRIPTION).write_text(DESCRIBED, encoding="utf-8")
    imported = '    recovery as (select * from {{ ref("ml_fee_recovery") }}),\n'
    _edit(project / RULES, imported, imported + f'    late as (select * from {{{{ ref("{MODEL}") }}}}),\n')
    joined = "        left join recovery on payment.customer_id = recovery.customer_id\n"
    _edit(project / RULES, joined, joined + joined.replace("recovery", "late"))
    _edit(
        project / RULES, "when late_bill_share_12m >= 0.25\n", "when late_bill_share_12m >= 0.25 or late_chance > 0.9\n"
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project with a score more, in force for the tests of this file."""
    folder = copy_of_project(tmp_path_factory.mktemp("added_score"))
    add_score(folder)
    before = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "models_ml"}
    paths = {name: list(module.__path__) for name, module in before.items() if hasattr(module, "__path__")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(folder))
        yield folder
    for name in [one for one in sys.modules if one.partition(".")[0] == "models_ml"]:
        del sys.modules[name]
    sys.modules.update(before)
    for name, path in paths.items():
        before[name].__path__ = path


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    """A home without data, where dbt remembers what it has parsed."""
    return Home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def compiled(project, home) -> dict:
    """The models of the copy by name, as dbt compiles the one that publishes reasons."""
    run_dbt(["compile", "--select", "portrait_reasons"], home=home)
    found = json.loads((home.root / "dbt_target" / "manifest.json").read_text(encoding="utf-8"))
    return {node["name"]: node for node in found["nodes"].values() if node["resource_type"] == "model"}


def test_a_score_is_four_files(project):
    assert changed_files(project) == {DECLARATION, SCORING, DESCRIPTION, RULES}


def test_the_declaration_is_found_and_the_check_finds_nothing_missing(project):
    assert declared_score(TAG).output == "late_chance" and len(scores()) == 9
    assert check(project).tags == check(REFERENCE).tags


def test_its_reasons_are_published_after_its_tag(compiled):
    reasons = compiled["portrait_reasons"]
    assert f"'{TAG}' as tag" in reasons["compiled_code"] and f'"{MODEL}"' in reasons["compiled_code"]
    assert compiled["tag_payment"]["unique_id"] in reasons["depends_on"]["nodes"]
    assert compiled[MODEL]["unique_id"] in compiled["tag_payment"]["depends_on"]["nodes"]
    published = {one for one in compiled if f'"{one}"' in reasons["compiled_code"]}
    assert published == {path.stem for path in (REFERENCE / "dbt_project/models/scores").glob("*.py")} | {MODEL}


def test_the_page_of_the_models_has_its_state(project, published_home, version):
    (found,) = [one for one in score_statuses(published_home, version) if one.score.name == TAG]
    assert found.state["state"] == "missing" and found.models == ()


@pytest.mark.parametrize(
    ("file", "before", "after", "says"),
    [
        (DESCRIPTION, f"meta: {{tag: {TAG}}}", "meta: {}", f"{MODEL}.py: its .yml does not name its tag"),
        (RULES, f'ref("{MODEL}")', 'ref("ml_fee_recovery")', f"{MODEL}.py: no model of the folder `tags` reads it"),
    ],
)
def test_a_score_that_no_tag_has_is_named(project, home, compiled, file, before, after, says):
    text = (project / file).read_text(encoding="utf-8")
    _edit(project / file, before, after)
    try:
        with pytest.raises(TagridError, match=says):
            run_dbt(["compile", "--select", "portrait_reasons"], home=home)
    finally:
        (project / file).write_text(text, encoding="utf-8")
