"""The serving database of a version: published models and rule inputs, copied into one file that never changes again.

The inputs, one table a theme, are the numbers that the published tags were decided on.
"""

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp, parse_one

from tagrid.catalog import PREFIX, STEP
from tagrid.core.cache import read_cache, write_cache
from tagrid.core.errors import TagridError
from tagrid.core.files import sync
from tagrid.core.sql import find_landed_files, quote_identifier, quote_literal
from tagrid.published import KEY, RULE_INPUTS, rule_inputs_table
from tagrid.refresh.drafts import VersionDraft

TAG_MODELS = "dbt_project/models/tags/"

PUBLISH = "dbt_project/models/publish/"

# Tables that a page reads by customer; the others are scanned.
_INDEXED = ("portrait_", "customer_tags_wide")

# Of what is kept of the themes' SQL: another number where it is read otherwise.
_FORM = 1

# Decimals that a published double keeps: what stands beyond them is the order of a sum.
DECIMALS = 6
# Of digits that neither a decimal nor a mean of a few has, and more than what is left of a sum below 10 million.
_ASIDE = "1.23456789e-8"

# What one refresh keeps for the next, which finds it in the warehouse: today's tags are in customer_tags_wide.
# To copy the widest table took two fifths of the time. The changes are served with the whole history.
NOT_SERVED = {"tag_snapshot", "tag_changes"}


@dataclass(frozen=True)
class RuleInputs:
    """The numbers that the rules of one theme read; ``sql`` gives them, one row a customer of the theme's model."""

    theme: str
    sql: str

    @property
    def relation(self) -> str:
        """Schema and name, quoted."""
        return rule_inputs_table(self.theme)


@dataclass(frozen=True)
class PublishedModel:
    """One model of models/publish: its name in both databases, and its SQL where it stays a view."""

    database: str
    schema: str
    name: str
    view_sql: str | None

    @property
    def relation(self) -> str:
        """Schema and name, quoted."""
        return f"{quote_identifier(self.schema)}.{quote_identifier(self.name)}"


def rule_inputs(manifest: Path) -> list[RuleInputs]:
    """Return the inputs of every theme model of a dbt manifest, by theme.

    They are kept beside it, as reading the SQL of all themes takes a second.
    """
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    themes = {
        node["alias"].removeprefix(PREFIX): node["compiled_code"]
        for node in nodes.values()
        if node["resource_type"] == "model" and node["original_file_path"].startswith(TAG_MODELS)
    }
    path, key = manifest.with_name("rule_inputs.json"), json.dumps([_FORM, themes])
    if (noted := read_cache(path, key)) is not None:
        return [RuleInputs(*one) for one in noted]
    found = [_inputs(theme, code) for theme, code in sorted(themes.items())]
    write_cache(path, key, [astuple(one) for one in found])
    return found


def _inputs(theme: str, compiled: str) -> RuleInputs:
    tree = parse_one(compiled, dialect="duckdb")
    step = next(cte.this for cte in tree.find_all(exp.CTE) if cte.alias == STEP)
    keys = [column for column in step.expressions if column.alias_or_name == KEY]
    step.set("expressions", [*keys, *_read_columns(step.expressions)])
    return RuleInputs(theme, tree.sql(dialect="duckdb"))


def _read_columns(selected: list[exp.Expr]) -> list[exp.Expr]:
    """Return each column the tags are made of once, under its bare name: `rules` makes sure it is of one table."""
    read = {column.name: column for tag in selected for column in tag.find_all(exp.Column) if column.name != KEY}
    return [exp.alias_(column.copy(), name, quoted=True) for name, column in read.items()]


def _published(node: dict, published: set[str]) -> PublishedModel:
    is_view = node["config"]["materialized"] == "view" and set(node["depends_on"]["nodes"]) <= published
    sql = node.get("compiled_code", "").replace(f"{quote_identifier(node['database'])}.", "") if is_view else None
    return PublishedModel(node["database"], node["schema"], node["alias"], sql)


def published_models(manifest: Path) -> list[PublishedModel]:
    """Return the models under models/publish of a dbt manifest that are served, tables before the views over them."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    found = {
        key: node
        for key, node in nodes.items()
        if node["resource_type"] == "model"
        and node["original_file_path"].startswith(PUBLISH)
        and node["alias"] not in NOT_SERVED
    }
    models = [_published(node, set(found)) for node in found.values()]
    return sorted(models, key=lambda model: (model.view_sql is not None, model.name))


def exact(con: duckdb.DuckDBPyConnection, query: str) -> str:
    """Return the query with its doubles rounded to ``DECIMALS``, so that its rows are a function of what it reads.

    A sum of doubles differs by its last digits with the order its threads come in, from one build to the next. Where
    it lies in the very middle of two of ``DECIMALS`` that order would choose: ``_ASIDE`` moves the middle.
    """
    relation = con.sql(query)
    columns = [(quote_identifier(name), kind) for name, kind in zip(relation.columns, relation.types, strict=True)]
    shown = [f"{_rounded(name, kind)} as {name}" for name, kind in columns]
    return f"select {', '.join(shown)} from ({query})"


def _rounded(value: str, kind: Any, depth: int = 0) -> str:
    """Return the SQL of a value of a DuckDB type with its doubles rounded, also those in lists and structs."""
    if kind.id == "double":
        # plus zero, as a difference that vanishes may leave a zero of either sign
        return f"round({value} + {_ASIDE}, {DECIMALS}) + 0.0"
    if kind.id == "list":
        one = f"one_{depth}"
        inner = _rounded(one, kind.children[0][1], depth + 1)
        return value if inner == one else f"list_transform({value}, lambda {one}: {inner})"
    if kind.id == "struct":
        fields = [(quote_identifier(name), inner) for name, inner in kind.children]
        found = {name: _rounded(f"{value}.{name}", inner, depth) for name, inner in fields}
        if any(inner != f"{value}.{name}" for name, inner in found.items()):
            packed = ", ".join(f"{name} := {inner}" for name, inner in found.items())
            return f"case when {value} is not null then struct_pack({packed}) end"
    return value


def _statements(con: duckdb.DuckDBPyConnection, model: PublishedModel) -> Iterable[str]:
    yield f"create schema if not exists serving.{quote_identifier(model.schema)}"
    if model.view_sql is not None:
        yield f"create view {model.relation} as {model.view_sql}"
        return
    built = f"{quote_identifier(model.database)}.{model.relation}"
    yield f"create table {model.relation} as {exact(con, f'select * from {built}')}"
    if model.name.startswith(_INDEXED):
        yield f"create index {model.name}_customer_id on {model.relation} (customer_id)"


def _input_statements(con: duckdb.DuckDBPyConnection, inputs: list[RuleInputs]) -> Iterable[str]:
    if inputs:
        yield f"create schema if not exists {RULE_INPUTS}"
    for one in inputs:
        yield f"create table {one.relation} as {exact(con, one.sql)} order by {KEY}"


def write_serving(draft: VersionDraft, models: list[PublishedModel], inputs: list[RuleInputs], serving: Path) -> None:
    """Copy ``models`` and ``inputs`` from the built database into a new file ``serving`` and bring it to disk.

    Raises TagridError naming the model that cannot be copied.
    """
    with duckdb.connect() as con:
        find_landed_files(con, draft.home.root)
        con.execute("set temp_directory = ?", [str(serving.parent / "spill")])
        con.execute(f"attach {quote_literal(draft.warehouse)} as {quote_identifier(models[0].database)} (read_only)")
        con.execute(f"attach {quote_literal(serving)} as serving")
        con.execute("use serving")
        for model in models:
            try:
                for statement in _statements(con, model):
                    con.execute(statement)
            except duckdb.Error as error:
                raise TagridError(
                    en=f"{model.name} cannot be copied into the new version: {error}",
                    zh=f"无法将 {model.name} 写入新版本：{error}",
                ) from error
        for statement in _input_statements(con, inputs):
            con.execute(statement)
        con.execute("checkpoint serving")
    sync(serving)
