"""Chance that a check within 180 days finds the tariff not to fit the use."""


def model(dbt, session):
    relations = {
        "dim_customer": dbt.ref("dim_customer"),
        "dim_supply": dbt.ref("dim_supply"),
        "int_customer_nature": dbt.ref("int_customer_nature"),
        "int_customer_usage": dbt.ref("int_customer_usage"),
        "int_customer_momentum": dbt.ref("int_customer_momentum"),
        "int_customer_service": dbt.ref("int_customer_service"),
    }
    as_of = dbt.ref("run_date").pl().item(0, "as_of")

    from models_ml.use_nature import SCORE
    from tagrid.core.project import home
    from tagrid.scoring.batch import score_relations

    scored, _ = score_relations(SCORE, relations, home(), as_of)
    return scored
