"""What dbt compiled runs again without it: the same tables, the same words of what failed; and only what is whole."""

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tagrid.core import dbt
from tagrid.core.compiled import Compiled, Node, read_compiled, write_compiled
from tagrid.core.errors import TagridError
from tagrid.core.overlay import current_project
from tagrid.core.project import Home
from tagrid.core.session import Step, ordered, tokens

PROJECT = """
name: p
profile: p
version: '1.0.0'
model-paths: [models]
"""
PROFILES = """
p:
  target: d
  outputs:
    d:
      type: duckdb
      path: "{{ env_var('TAGRID_WAREHOUSE') }}"
      config_options: {file_search_path: "{{ env_var('TAGRID_HOME') }}"}
      settings: {preserve_insertion_order: false}
"""
MODELS = {
    "day.sql": "select cast('{{ day() }}' as date) as as_of",
    "seen.sql": "{{ config(materialized='view') }} select * from {{ source('landing', 'rows') }}",
    "total.sql": (
        "{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='k') }}\n"
        "select k, sum(v) as total from {{ ref('seen') }}\n"
        "{% if is_incremental() %} where k > (select min(k) from {{ this }}) {% endif %} group by k"
    ),
    "typed.sql": (
        "{{ config(materialized='table', contract={'enforced': true}) }}\n"
        "select as_of, cast(count(*) as integer) as n from {{ ref('day') }}, {{ ref('total') }} group by as_of -- end"
    ),
    "doubled.py": (
        "def model(dbt, session):\n"
        "    dbt.config(materialized='table')\n"
        "    return dbt.ref('total').project('k, total * 2 as twice')\n"
    ),
}
MACROS = """
{% macro asked(name) %}{{ return(fromjson(env_var("TAGRID_ASKED", "{}")).get(name, "")) }}{% endmacro %}
{% macro duckdb__get_select_subquery(sql) %}select as_of, n + 10 as n from (
{{ sql }}
) as made{% endmacro %}
{% macro day() %}{% if execute %}{{ return(asked("as_of")) }}{% endif %}{% endmacro %}
"""
SCHEMA = """
version: 2
sources:
  - name: landing
    config: {meta: {external_location: "read_csv('{name}.csv')"}}
    tables: [{name: rows}]
models:
  - name: total
    columns: [{name: k, data_tests: [unique, not_null]}]
  - name: typed
    columns: [{name: as_of, data_type: date}, {name: n, data_type: integer}]
"""
DAY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Home:
    """A home whose warehouse dbt built for 30 June, and what it compiled."""
    folder = tmp_path_factory.mktemp("compiled")
    home, project = Home(folder / "home"), folder / "project"
    (project / "models").mkdir(parents=True)
    (project / "macros").mkdir()
    home.root.mkdir()
    for name, text in {
        "dbt_project.yml": PROJECT, "profiles.yml": PROFILES, "tagrid.toml": 'name = "p"\n', "models/s.yml": SCHEMA,
        "macros/asked.sql": MACROS,
    }.items():  # fmt: skip
        (project / name).write_text(text, encoding="utf-8")
    for name, text in MODELS.items():
        (project / "models" / name).write_text(text, encoding="utf-8")
    (home.root / "rows.csv").write_text("k,v\n1,1\n2,2\n2,3\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAGRID_PROJECT", str(project))
        asked = {"TAGRID_ASKED": json.dumps({"as_of": "2026-06-30"})}
        dbt.run_dbt(["build"], home=home, environment=asked, keep="one")
        yield home


def _graph(home: Home, key: str = "one") -> Compiled | None:
    return dbt.compiled_graph(home, key, home.root / "dbt_target")


def _run(home: Home, nodes, **more) -> dbt.DbtRun:
    values = {"as_of": DAY.isoformat(), "version": "v"}
    given = {"home": home, "key": "one", "warehouse": home.warehouse, "target_path": home.root / "dbt_target"}
    return dbt.run_compiled(nodes, values=values, **given | more)


def _all(home: Home) -> dict[str, list]:
    with duckdb.connect(str(home.warehouse), config={"file_search_path": str(home.root)}) as con:
        names = ["day", "seen", "total", "typed", "doubled"]
        return {name: con.execute(f"from {name} order by all").fetchall() for name in names}


@pytest.mark.slow
def test_a_later_day_is_what_dbt_makes_of_it(made):
    graph = _graph(made)
    assert graph and {node.name for node in graph.nodes.values() if node.relation} == {
        "day", "seen", "total", "typed", "doubled",
    }  # fmt: skip
    (made.root / "rows.csv").write_text("k,v\n1,100\n2,2\n3,9\n", encoding="utf-8")
    told: list[str] = []
    done = _run(made, graph.below([*graph.source("landing.rows"), graph.model("day").id]), on_progress=told.append)
    # of an incremental model the keys that come again are replaced; key 1 does not come again
    expected = {
        "day": [(DAY,)], "seen": [(1, 100), (2, 2), (3, 9)], "total": [(1, 1), (2, 2), (3, 9)],
        "typed": [(DAY, 13)], "doubled": [(1, 2), (2, 4), (3, 18)],
    }  # fmt: skip
    assert _all(made) == expected
    assert len(done.seconds) == len(told) == len(graph.nodes)
    dbt.run_dbt(["build"], home=made, environment={"TAGRID_ASKED": json.dumps({"as_of": DAY.isoformat()})})
    assert _all(made) == expected


@pytest.mark.slow
def test_what_fails_is_named_as_dbt_names_it_and_what_rests_on_it_is_left_out(made):
    (made.root / "rows.csv").write_text("k,v\n1,1\n,5\n,6\n3,x\n", encoding="utf-8")
    graph = _graph(made)
    with pytest.raises(TagridError) as failed:
        _run(made, graph.below(graph.source("landing.rows")))
    assert str(failed.value).startswith("dbt build failed: Failure in model ")
    assert "(models/total.sql): " in str(failed.value) and "typed" not in str(failed.value)
    (made.root / "rows.csv").write_text("k,v\n1,1\n4,6\n", encoding="utf-8")
    with duckdb.connect(str(made.warehouse), config={"file_search_path": str(made.root)}) as con:
        con.execute("insert into total values (1, 7)")
    with pytest.raises(TagridError) as failed:
        _run(made, graph.below(graph.source("landing.rows")))
    assert "Failure in test unique_total_k (models/s.yml): Got 1 result, configured to fail if != 0" in str(
        failed.value
    )


@pytest.mark.slow
def test_what_was_compiled_of_something_else_or_is_damaged_is_not_used(made):
    path = made.root / "dbt_target" / "compiled.json"
    whole = path.read_bytes()
    assert _graph(made) and _graph(made, "two") is None
    for change in (whole[:-1], whole.replace(b"sum(v)", b"max(v)"), b"", b"[]"):
        path.write_bytes(change)
        assert _graph(made) is None
    path.write_bytes(whole)
    assert str(made.root) not in whole.decode().replace(json.dumps(str(made.root)), "")


@pytest.mark.slow
def test_of_a_part_the_rest_is_compiled_too_and_what_only_dbt_can_do_is_left_to_dbt(made):
    whole, day = _graph(made), Path(current_project(), "models", "day.sql")
    dbt.run_dbt(["build", "--select", "day"], home=made, keep="part")
    assert _graph(made, "part") == whole
    text = day.read_text(encoding="utf-8")
    for more in ("{{ config(post_hook='select 1') }}", "{% do run_query('select 1') if execute %}"):
        day.write_text(f"{more} {text}", encoding="utf-8")
        dbt.run_dbt(["build", "--select", "day"], home=made, keep=more)
        assert _graph(made, more) is None
    day.write_text(text, encoding="utf-8")


def _node(name: str, *parents: str, fails: bool = False) -> Node:
    return Node(
        name, name, f"{name}.sql", "select 1", parents, "" if fails else name, fails=("n", "") if fails else None
    )


def test_a_model_s_own_tests_come_before_what_rests_on_it():
    nodes = [
        _node("c", "b"),
        _node("b", "a"),
        _node("t", "a", fails=True),
        _node("a"),
        _node("u", "a", "c", fails=True),
    ]
    compiled = Compiled({node.id: node for node in nodes})
    assert [node.id for node in ordered(compiled, set(compiled.nodes))] == ["a", "t", "b", "c", "u"]
    assert compiled.below(["b"]) == {"b", "c", "u"} and compiled.above(["c"]) == {"a", "b", "c"}


def test_what_is_written_is_read_as_it_was(tmp_path):
    compiled = Compiled({"a": _node("a"), "t": _node("t", "a", fails=True)}, {"x": "@home@/y"}, {"z": False})
    write_compiled(compiled, "key", tmp_path / "one.json")
    assert read_compiled(tmp_path / "one.json", "key") == compiled
    assert (
        read_compiled(tmp_path / "one.json", "other") is None and read_compiled(tmp_path / "none.json", "key") is None
    )


def test_a_held_tag_keeps_the_value_that_the_last_version_had():
    step = Step([], {"as_of": "2026-07-01", "version": "v"}, ["kept", "new"])
    with duckdb.connect() as con:
        assert tokens(con, step)["@held@"] == "used.customer_id as customer_id"
        con.execute("create table tag_base (customer_id varchar, kept varchar, due varchar)")
        found = tokens(con, step)
    assert found == {
        "@as_of@": "2026-07-01", "@version@": "v", "@held@": 'coalesce(base."kept", used."kept") as "kept"',
    }  # fmt: skip
