"""Which models a version serves, read off dbt's manifest."""

import json

from tagrid.refresh.serving import PUBLISH, published_models


def node(name: str, materialized: str, *reads: str, folder: str = PUBLISH) -> dict:
    return {
        "resource_type": "model",
        "original_file_path": f"{folder}{name}.sql",
        "alias": name,
        "database": "warehouse",
        "schema": "main",
        "config": {"materialized": materialized},
        "depends_on": {"nodes": list(reads)},
        "compiled_code": f'select * from "warehouse"."main"."{reads[0]}"' if reads else "",
    }


def test_what_is_served_needs_nothing_that_is_not(tmp_path):
    models = [
        node("a_view", "view", "wide"),
        node("wide", "table", "tag_snapshot"),
        node("tag_snapshot", "incremental"),
        node("of_the_past", "view", "tag_snapshot"),
        node("fct_bill", "table", folder="dbt_project/models/marts/facts/"),
    ]
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"nodes": {model["alias"]: model for model in models}}))
    served = {model.name: model.view_sql for model in published_models(manifest)}
    # the memory of a refresh stays in the warehouse; a view over it is copied as a table
    assert served == {"of_the_past": None, "wide": None, "a_view": 'select * from "main"."wide"'}
    assert list(served)[-1] == "a_view"
