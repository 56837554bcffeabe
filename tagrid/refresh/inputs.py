"""What the rules read: one table a theme beside the published tags, so that a rule can be tried on real customers.

The published tags say what was decided; these say on which numbers. The method's checks, a proposed rule and the
comparison of two releases are all evaluated over them.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from sqlglot import exp, parse_one

from tagrid.catalog.rules import PREFIX, STEP

TAGS = "dbt_project/models/tags/"
SCHEMA = "rule_inputs"
KEY = "customer_id"


@dataclass(frozen=True)
class Inputs:
    """The numbers that the rules of one theme read; ``sql`` gives them, one row a customer of the theme's model."""

    theme: str
    sql: str

    @property
    def relation(self) -> str:
        """Schema and name, quoted."""
        return f'"{SCHEMA}"."{self.theme}"'


def rule_inputs(manifest: Path) -> list[Inputs]:
    """Return the inputs of every theme model of a dbt manifest, by theme."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    found = [
        _inputs(node["alias"].removeprefix(PREFIX), node["compiled_code"])
        for node in nodes.values()
        if node["resource_type"] == "model" and node["original_file_path"].startswith(TAGS)
    ]
    return sorted(found, key=lambda one: one.theme)


def _inputs(theme: str, compiled: str) -> Inputs:
    tree = parse_one(compiled, dialect="duckdb")
    step = next(cte.this for cte in tree.find_all(exp.CTE) if cte.alias == STEP)
    keys = [column for column in step.expressions if column.alias_or_name == KEY]
    step.set("expressions", [*keys, *_columns(step.expressions)])
    return Inputs(theme, tree.sql(dialect="duckdb"))


def _columns(selected: list[exp.Expr]) -> list[exp.Expr]:
    """Return each column the tags are made of once, under its bare name, which `rules` sees to it is of one table."""
    read = {column.name: column for tag in selected for column in tag.find_all(exp.Column) if column.name != KEY}
    return [exp.alias_(column.copy(), name, quoted=True) for name, column in read.items()]
