"""Staging and the source contracts are two files that must agree; here they are matched both ways."""

from tagrid.landing.contracts import source_contracts


def test_one_staging_model_a_source_table(models):
    staged = {name for name in models if name.startswith("stg_")} - {"stg_landing__status"}
    assert staged == {f"stg_{t.system}__{t.name}" for t in source_contracts().values()}


def test_staging_has_the_columns_and_types_of_the_contract(models):
    for table in source_contracts().values():
        columns = models[f"stg_{table.system}__{table.name}"]["columns"]
        declared = {name: c["data_type"] for name, c in columns.items()}
        declared.pop("landed_seq")
        if all(c.name != "period" for c in table.columns):
            declared.pop("period")
        assert declared == {c.name: c.type for c in table.columns}, table.address


def test_staging_tests_the_key_of_the_contract(manifest, models):
    tested = {}
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and node.get("test_metadata"):
            found = node["test_metadata"]
            name, given = found["name"], found["kwargs"]
            if name in ("is_key", "unique_combination"):
                tested[node["attached_node"].split(".")[2]] = tuple(given.get("columns") or (given["column_name"],))
    for table in source_contracts().values():
        assert tested[f"stg_{table.system}__{table.name}"] == table.keys
