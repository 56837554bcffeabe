"""The publish models over several days: held tags, changes, the same day again, builds by hand, and a rollback."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tagrid.core.overlay import REFERENCE

pytestmark = pytest.mark.slow

PUBLISH = ("tag_snapshot", "tag_changes", "customer_tags", "customer_tags_wide", "catalog_counts")
PROFILE = """\
tagrid: {target: test, outputs: {test: {type: duckdb, path: warehouse.duckdb, threads: 1}}}
"""
CUSTOMERS = [
    {"customer_id": "c1", "subject": "power_customer"},
    {"customer_id": "c2", "subject": "power_customer"},
    {"customer_id": "n1", "subject": "non_power_customer"},
]
CATALOG = {
    "catalog_tags": [
        {"tag": "arrears", "subject": "power_customer"},
        {"tag": "risk", "subject": "power_customer"},
        {"tag": "stage", "subject": "non_power_customer"},
    ],
    "catalog_values": [
        {"tag": tag, "value": value}
        for tag, values in {"arrears": ("clear", "due"), "risk": ("A", "E"), "stage": ("new", "built")}.items()
        for value in (*values, "unknown")
    ],
}
FIRST, SECOND, THIRD = "2026-06-28", "2026-06-29", "2026-06-30"


def day(version, base, c1, c2, stage="new", command="run", **variables):
    """Return a day: arrears and risk of two power customers, the stage of the prospect.

    ``base`` is the version that it is compared with; a ``version`` that is a date only is built by hand.
    """
    pay = [{"customer_id": f"c{n}", "arrears": a, "risk": r} for n, (a, r) in enumerate((c1, c2), 1)]
    tags = {"pay": pay, "way": [{"customer_id": "n1", "stage": stage}], "dim_customer": CUSTOMERS}
    given = {"as_of": version[:10], "version": version if "." in version else "", **variables}
    return {"command": command, "vars": given, "base": base, "tags": tags}


def closed(a_day: dict, customer: str) -> dict:
    """Return the day with one customer on the other side: a closed account keeps its number."""
    customers = [c | {"subject": "non_power_customer"} if c["customer_id"] == customer else c for c in CUSTOMERS]
    return a_day | {"tags": a_day["tags"] | {"dim_customer": customers}}


ONE, TWO, TWO_AGAIN, THREE = f"{FIRST}.1", f"{SECOND}.1", f"{SECOND}.2", f"{THIRD}.1"
DAYS = {
    "first": day(ONE, None, ("clear", "A"), ("due", None), command="build"),
    "second": day(TWO, ONE, ("due", "E"), ("due", "A"), "built", held=["risk", "not_yet_a_column"]),
    "by hand": day(THIRD, "by hand", ("clear", "E"), ("clear", "E"), "built"),
    "second again": day(TWO_AGAIN, TWO, ("clear", "E"), ("due", "E")),
    "third after a rollback to the first": day(THREE, ONE, ("due", "A"), ("clear", None)),
    "third, an account closed": closed(day(THREE, ONE, ("due", "A"), ("clear", None), held=["arrears"]), "c1"),
    "third with a word the catalog lacks": day(THREE, ONE, ("dew", "A"), ("clear", None), command="build"),
}


@pytest.fixture(scope="module")
def seen(tmp_path_factory) -> dict[str, dict]:
    """Return what the tables hold after each of the days, built one after another."""
    root = _project(tmp_path_factory.mktemp("days"))
    (root / "days.json").write_text(json.dumps(list(DAYS.values())))
    script = Path(__file__).with_name("dbt_days.py")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DBT_")} | {"PYTHONPATH": str(REFERENCE)}
    done = subprocess.run(
        [sys.executable, script, root, root / "days.json"], cwd=root, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(zip(DAYS, json.loads((root / "seen.json").read_text()), strict=True))


def _project(root: Path) -> Path:
    """Write a project of the real publish models, macros and tests over models that hold a few rows."""
    settings = YAML(typ="safe").load(REFERENCE / "dbt_project.yml")
    variables = settings["vars"] | {"themes": {"power_customer": ["pay"], "non_power_customer": ["way"]}}
    project = {"name": "tagrid", "version": "1.0.0", "config-version": 2, "profile": "tagrid", "vars": variables}
    project |= {"models": {"tagrid": {"+materialized": "table"}}, "flags": settings["flags"]}
    (root / "dbt_project.yml").write_text(json.dumps(project))
    (root / "profiles.yml").write_text(PROFILE)
    (root / "models").mkdir()
    for name in PUBLISH:
        shutil.copy(REFERENCE / f"dbt_project/models/publish/{name}.sql", root / "models")
    shutil.copy(REFERENCE / "dbt_project/models/publish/tag_changes.yml", root / "models")
    (root / "macros").mkdir()
    for name in ("asked", "known_numbers", "tag_base", "is_key", "unique_combination"):
        shutil.copy(REFERENCE / f"dbt_project/macros/{name}.sql", root / "macros")
    (root / "tests").mkdir()
    for name in ("tag_values_are_declared", "one_value_per_tag"):
        shutil.copy(REFERENCE / f"dbt_project/tests/{name}.sql", root / "tests")
    (root / "models" / "run_date.sql").write_text("select cast('{{ var(\"as_of\") }}' as date) as as_of")
    for name, rows in CATALOG.items():
        (root / f"{name}.json").write_text(json.dumps(rows))
    for model in (*CATALOG, "dim_customer", "tag_pay", "tag_way"):
        source = root / f"{model.removeprefix('tag_')}.json"
        (root / "models" / f"{model}.sql").write_text(f"select columns(*)::varchar from read_json('{source}')")
    return root


def changes(table: dict) -> list[tuple]:
    return [(c["customer_id"], c["tag"], c["old_value"], c["new_value"], c["changed_on"]) for c in table["tag_changes"]]


def wide(table: dict) -> dict[str, tuple]:
    return {c["customer_id"]: (c["arrears"], c["risk"], c["stage"]) for c in table["customer_tags_wide"]}


def test_null_becomes_unknown_for_the_own_subject_only(seen):
    first = seen["first"]
    assert first["failed"] == []
    assert wide(first) == {
        "c1": ("clear", "A", None),
        "c2": ("due", "unknown", None),
        "n1": (None, None, "new"),
    }
    assert [c["customer_no"] for c in first["customer_tags_wide"]] == [0, 1, 2]
    assert len(first["customer_tags"]) == 5
    assert changes(first) == []


def test_a_held_tag_keeps_its_value(seen):
    assert seen["second"]["failed"] == []
    assert wide(seen["second"]) == {
        "c1": ("due", "A", None),
        "c2": ("due", "unknown", None),
        "n1": (None, None, "built"),
    }


def test_changes_are_the_values_that_differ_from_the_base(seen):
    assert changes(seen["second"]) == [
        ("c1", "arrears", "clear", "due", SECOND),
        ("n1", "stage", "new", "built", SECOND),
    ]
    assert {c["version"] for c in seen["second"]["tag_changes"]} == {TWO}


def test_a_build_by_hand_compares_with_what_is_there_and_publishes_nothing(seen):
    hand = seen["by hand"]
    assert {c["version"] for c in hand["tag_changes"]} == {"unpublished"}
    assert changes(hand)[0] == ("c1", "risk", "A", "E", THIRD)


def test_the_same_day_again_is_compared_with_the_version_of_that_day_whatever_was_built_by_hand(seen):
    assert changes(seen["second again"]) == [
        ("c1", "arrears", "due", "clear", SECOND),
        ("c1", "risk", "A", "E", SECOND),
        ("c2", "risk", "unknown", "E", SECOND),
        ("n1", "stage", "built", "new", SECOND),
    ]


def test_what_was_rolled_back_is_no_past(seen):
    third = seen["third after a rollback to the first"]
    assert changes(third) == [("c1", "arrears", "clear", "due", THIRD), ("c2", "arrears", "due", "clear", THIRD)]
    assert {s["version"] for s in third["tag_snapshot"]} == {THREE}


def test_a_customer_of_the_other_subject_leaves_its_values_and_holds_none(seen):
    day = seen["third, an account closed"]
    assert wide(day)["c1"] == (None, None, "unknown")
    assert [change for change in changes(day) if change[0] == "c1"] == [
        ("c1", "arrears", "clear", None, THIRD),
        ("c1", "risk", "A", None, THIRD),
        ("c1", "stage", None, "unknown", THIRD),
    ]


def test_counts_hold_every_declared_value(seen):
    counts = {(c["tag"], c["value"]): c["customers"] for c in seen["first"]["catalog_counts"]}
    assert len(counts) == 9
    assert counts["arrears", "due"] == 1
    assert counts["stage", "built"] == 0


def test_a_value_outside_the_catalog_fails_the_build(seen):
    failed = seen["third with a word the catalog lacks"]["failed"]
    assert [line.partition(":")[0] for line in failed] == ["tag_values_are_declared"]


def test_the_list_of_themes_is_the_tag_models():
    listed = YAML(typ="safe").load(REFERENCE / "dbt_project.yml")["vars"]["themes"]
    models = {path.stem.removeprefix("tag_") for path in (REFERENCE / "dbt_project/models/tags").glob("tag_*.sql")}
    assert sorted(theme for themes in listed.values() for theme in themes) == sorted(models)
