"""Named cluster of a power customer's mean workday curve."""


def model(dbt, session):
    relations = {
        "dim_customer": dbt.ref("dim_customer"),
        "int_customer_curve": dbt.ref("int_customer_curve"),
    }
    as_of = dbt.ref("run_date").pl().item(0, "as_of")

    from models_ml.load_shape import SCORE
    from tagrid.core.project import home
    from tagrid.scoring.shapes.batch import name_relations

    named, _ = name_relations(SCORE, relations, home(), as_of)
    return named
