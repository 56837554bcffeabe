"""The catalog's tags as a table: one row a tag customers have values of, in tree order."""


def model(dbt, session):
    import pyarrow as pa

    from tagrid.catalog.files import load

    # no row is read of it: a slim build after a change of tags (state:modified+) makes this table anew
    dbt.ref("tag_snapshot")

    return pa.Table.from_pylist(
        [
            {
                "tag": tag.name,
                "subject": tag.subject,
                "dimension": tag.dimension,
                "theme": tag.theme,
                "tag_order": order,
                "label_zh": tag.label.zh,
                "label_en": tag.label.en,
                "method": tag.method,
                "cadence": tag.cadence,
                "owner": tag.owner,
                "sensitivity": tag.sensitivity,
                "status": tag.status,
            }
            for order, tag in enumerate(load().tags.values())
        ]
    )
