"""The catalog's values as a table: one row a tag and value, ``unknown`` included, in the file's order."""


def model(dbt, session):
    import pyarrow as pa

    from tagrid.catalog.files import load

    # no row is read of it: a slim build after a change of tags (state:modified+) makes this table anew
    dbt.ref("tag_snapshot")

    return pa.Table.from_pylist(
        [
            {
                "tag": tag.name,
                "value": code,
                "value_order": order,
                "label_zh": tag.value_label(code).zh,
                "label_en": tag.value_label(code).en,
            }
            for tag in load().tags.values()
            for order, code in enumerate(tag.codes)
        ]
    )
