"""The serving database of a version: the published models, copied into one file that never changes again."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tagrid.errors import TagridError
from tagrid.refresh.inputs import SCHEMA, Inputs
from tagrid.sources.journal import sync

PUBLISH = "dbt_project/models/publish/"
# Tables that a page reads by customer; the others are scanned.
_LOOKED_UP = ("portrait_",)
# What one refresh remembers for the next, which finds it in the warehouse: today's tags are in customer_tags_wide.
# To copy the widest table took two fifths of the time. The changes are those of the whole history: it serves them.
_REMEMBERED = {"tag_snapshot", "tag_changes"}


@dataclass(frozen=True)
class Published:
    """One model of models/publish: its name in both databases, and its SQL where it stays a view."""

    database: str
    schema: str
    name: str
    view_sql: str | None

    @property
    def relation(self) -> str:
        """Schema and name, quoted."""
        return f'"{self.schema}"."{self.name}"'


def _published(node: dict, published: set[str]) -> Published:
    is_view = node["config"]["materialized"] == "view" and set(node["depends_on"]["nodes"]) <= published
    sql = node.get("compiled_code", "").replace(f'"{node["database"]}".', "") if is_view else None
    return Published(node["database"], node["schema"], node["alias"], sql)


def published_models(manifest: Path) -> list[Published]:
    """Return the models under models/publish of a dbt manifest that are served, tables before the views over them."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    found = {
        key: node
        for key, node in nodes.items()
        if node["resource_type"] == "model"
        and node["original_file_path"].startswith(PUBLISH)
        and node["alias"] not in _REMEMBERED
    }
    models = [_published(node, set(found)) for node in found.values()]
    return sorted(models, key=lambda model: (model.view_sql is not None, model.name))


def _statements(model: Published) -> Iterable[str]:
    yield f'create schema if not exists serving."{model.schema}"'
    if model.view_sql is not None:
        yield f"create view {model.relation} as {model.view_sql}"
        return
    yield f'create table {model.relation} as select * from "{model.database}".{model.relation}'
    if model.name.startswith(_LOOKED_UP):
        yield f"create index {model.name}_customer_id on {model.relation} (customer_id)"


def _input_statements(inputs: list[Inputs]) -> Iterable[str]:
    if inputs:
        yield f"create schema if not exists {SCHEMA}"
    for one in inputs:
        yield f"create table {one.relation} as {one.sql}"


def write_serving(warehouse: Path, models: list[Published], inputs: list[Inputs], serving: Path) -> None:
    """Copy ``models`` and ``inputs`` from the built database into a new file ``serving`` and bring it to disk.

    Raises TagridError naming the model that cannot be copied.
    """
    import duckdb

    with duckdb.connect() as con:
        con.execute("set temp_directory = ?", [str(serving.parent / "spill")])
        con.execute(f"attach '{warehouse}' as \"{models[0].database}\" (read_only)")
        con.execute(f"attach '{serving}' as serving")
        con.execute("use serving")
        for model in models:
            try:
                for statement in _statements(model):
                    con.execute(statement)
            except duckdb.Error as error:
                raise TagridError(
                    f"{model.name} cannot be copied into the new version: {error}",
                    f"无法将 {model.name} 写入新版本：{error}",
                ) from error
        for statement in _input_statements(inputs):
            con.execute(statement)
        con.execute("checkpoint serving")
    sync(serving)
