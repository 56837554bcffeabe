"""The walls of the warehouse, read off dbt's manifest."""

import re
import shutil
from collections import Counter

import pytest

from tagrid.catalog.files import load
from tagrid.core.overlay import REFERENCE
from tests.dbt_project.conftest import dbt

# what a model of a layer may refer to
MAY_READ = {
    "staging": set(),
    "marts/dimensions": {"staging", "marts/dimensions", "marts/facts"},
    "marts/facts": {"staging", "marts/facts"},
    "features": {"marts/dimensions", "marts/facts", "features"},
    "scores": {"marts/dimensions", "features"},
    "tags": {"marts/dimensions", "features", "scores"},
    "publish": {"marts/dimensions", "marts/facts", "features", "scores", "tags", "publish"},
}
# the calendar is the one dimension that does not hang on the run date
ALSO_READ = {"marts/facts": {"dim_date"}}
KEY_TESTS = {"is_key", "unique", "unique_combination", "not_null"}
# a row a customer and tag: the key is that of customer_tags_wide, which it unpivots
KEYED_ELSEWHERE = {"customer_tags"}
MOST_LINES = 110
MOST_LINES_A_TAG = 17


def layer(model: dict) -> str:
    folder = "/".join(model["original_file_path"].split("/")[2:4])
    return folder if folder in MAY_READ else folder.split("/")[0]


def reads(model: dict, models: dict) -> list[dict]:
    names = [node.split(".")[2] for node in model["depends_on"]["nodes"] if node.startswith("model.")]
    return [models[name] for name in names]


def test_every_model_lies_in_a_layer(models):
    assert {layer(model) for model in models.values()} <= set(MAY_READ)
    assert {layer(model) for model in models.values()} >= {"staging", "marts/facts", "features", "tags"}


def test_data_flows_down_only(models):
    wrong = [
        f"{model['name']} ({layer(model)}) reads {read['name']} ({layer(read)})"
        for model in models.values()
        for read in reads(model, models)
        if layer(read) not in MAY_READ[layer(model)] and read["name"] not in ALSO_READ.get(layer(model), ())
    ]
    assert not wrong


def test_only_staging_touches_sources(models):
    readers = {
        layer(model)
        for model in models.values()
        if any(node.startswith("source.") for node in model["depends_on"]["nodes"])
    }
    assert readers == {"staging"}


def test_every_model_says_what_a_row_is(models):
    assert not [name for name, model in models.items() if not model["description"].startswith("One row")]


def test_every_described_column_exists_in_words(models):
    columns = [(name, c) for name, m in models.items() for c in m["columns"].values()]
    assert len(columns) > 500
    assert not [f"{name}.{c['name']}" for name, c in columns if not c["description"]]


def test_every_model_has_a_key_test(manifest, models):
    tested = {
        node["attached_node"].split(".")[2]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node.get("attached_node") and node["test_metadata"]["name"] in KEY_TESTS
    }
    assert sorted(set(models) - tested - KEYED_ELSEWHERE) == []


@pytest.mark.parametrize("wall", ["staging", "marts", "features"])
def test_contracts_hold_at_the_walls(models, wall):
    loose = [
        name
        for name, model in models.items()
        if layer(model).startswith(wall) and model["language"] == "sql" and not model["contract"]["enforced"]
    ]
    assert not loose


def test_what_can_have_no_contract_is_held_by_a_test_of_its_columns(manifest, models):
    """dbt has contracts for SQL alone; the columns of a tag model are the tags, which the taxonomy lists."""
    held = {
        node["attached_node"].split(".")[2]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and (node.get("test_metadata") or {}).get("name") == "declared_columns"
    }
    wanted = {n for n, m in models.items() if layer(m) in ("scores", "tags")}
    wanted |= {n for n, m in models.items() if layer(m) == "features" and m["language"] == "python"}
    assert held == wanted
    typed = [(n, c["name"]) for n in wanted for c in models[n]["columns"].values() if not c["data_type"]]
    assert not typed


def test_every_published_table_has_a_reader_that_dbt_knows(manifest, models):
    read = {name.split(".")[2] for one in manifest["exposures"].values() for name in one["depends_on"]["nodes"]}
    assert {one["name"] for one in manifest["exposures"].values()} == {"app", "segments", "documents"}
    assert read == {name for name, model in models.items() if layer(model) == "publish"}


def test_the_models_of_the_catalog_follow_the_tags_in_a_slim_build(models):
    for name in ("catalog_tags", "catalog_values"):
        assert "model.tagrid.tag_snapshot" in models[name]["depends_on"]["nodes"]


def test_the_models_of_the_catalog_are_modified_by_an_edit_of_the_taxonomy(home, manifest, monkeypatch):
    """As dbt compares two states: `dbt ls --select state:modified` against the manifest of before."""
    before = home.root / "before"
    before.mkdir()
    shutil.copy(home.root / "target" / "manifest.json", before)
    monkeypatch.setenv("TAGRID_TAXONOMY", "edited")
    modified = dbt(home.root, "ls", "-q", "--resource-type", "model", "--select", "state:modified", "--state", before)
    assert {line.rpartition(".")[2] for line in modified.split()} == {"catalog_tags", "catalog_values"}


def test_a_theme_is_in_the_group_of_the_department_with_most_of_its_tags(models):
    served = load().tags.values()
    for theme in {tag.theme for tag in served}:
        owners = Counter(tag.owner for tag in served if tag.theme == theme)
        config = models[f"tag_{theme}"]["config"]
        assert owners[config["group"]] == max(owners.values()), theme
        assert config["meta"]["owners"] == sorted(owners), theme


def test_models_stay_short(models):
    long = {name: model["raw_code"].count("\n") + 1 for name, model in models.items()}
    for name, model in models.items():
        if layer(model) == "tags":
            long[name] -= MOST_LINES_A_TAG * len(re.findall(r"^            end as ", model["raw_code"], re.M))
    assert not {name: lines for name, lines in long.items() if lines > MOST_LINES}


def test_nothing_asks_the_clock(models):
    clock = re.compile(r"\b(current_date|current_timestamp|now\(|today\(|getdate\()", re.I)
    assert not [name for name, model in models.items() if clock.search(model["raw_code"])]


def test_every_window_begins_by_the_macros(models):
    """`x_at > as_of - interval 12 months` holds a day more of moments than of days."""
    own = re.compile(r"> *=? *(?:\w+\.)?(?:as_of|until_at) - interval")
    assert [name for name, model in models.items() if own.search(model["raw_code"])] == []


def bare_bounds(sql: str) -> list[str]:
    """Return the calls of greatest() and least() with an argument that may be null: they overlook it."""
    known = re.compile(r"(-?\d[\d.]*|-?coalesce\(.*, *-?\d[\d.]*\))", re.S)
    wrong = []
    for name, inside in ((call[1], _inside(sql, call.end())) for call in re.finditer(r"\b(greatest|least)\s*\(", sql)):
        unknown = [
            one for one in _arguments(inside) if not known.fullmatch(one) and not re.match("greatest|least", one)
        ]
        wrong += [f"{name}({inside})"] if unknown else []
    return wrong


def _inside(sql: str, start: int) -> str:
    depth, end = 1, start
    while depth:
        depth += {"(": 1, ")": -1}.get(sql[end], 0)
        end += 1
    return sql[start : end - 1]


def _arguments(inside: str) -> list[str]:
    """Split at the commas that stand in no parentheses."""
    found, depth = [""], 0
    for letter in inside:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        found = [*found, ""] if letter == "," and not depth else [*found[:-1], found[-1] + letter]
    return [one.strip() for one in found]


def test_bounds_that_overlook_a_null_are_told_apart():
    assert bare_bounds("select greatest(least(level, 1), -1)") == ["least(level, 1)"]
    assert bare_bounds("avg(greatest (f(a, coalesce(b, 0)), 0)), least(coalesce(x, 0) / y, 1)") == [
        "greatest(f(a, coalesce(b, 0)), 0)",
        "least(coalesce(x, 0) / y, 1)",
    ]
    assert not bare_bounds("least(greatest(-coalesce(a.b, c(d), 0), 0), 0.999)")


def test_no_null_is_taken_for_a_bound(models):
    """``greatest(least(null, 1), -1)`` is 1: models bound by `clamp`, and where a null is overlooked, say so."""
    bare = {name: bare_bounds(model["raw_code"]) for name, model in models.items()}
    bare |= {
        path.name: bare_bounds(path.read_text(encoding="utf-8")) for path in (REFERENCE / "models_ml").glob("*.py")
    }
    assert not {name: calls for name, calls in bare.items() if calls}
    macros = (REFERENCE / "dbt_project" / "macros").glob("*.sql")
    assert [one.name for one in macros if re.search(r"\b(greatest|least)\(\{", one.read_text())] == ["bounds.sql"]


def test_the_run_date_enters_once(models):
    assert [name for name, model in models.items() if 'asked("as_of")' in model["raw_code"]] == ["run_date"]
