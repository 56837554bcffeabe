"""Chance that a power customer complains within the next 30 days."""


def model(dbt, session):
    relations = {
        "dim_customer": dbt.ref("dim_customer"),
        "dim_supply": dbt.ref("dim_supply"),
        "int_customer_wait": dbt.ref("int_customer_wait"),
        "int_customer_fault": dbt.ref("int_customer_fault"),
        "int_customer_bill_jump": dbt.ref("int_customer_bill_jump"),
        "int_customer_service": dbt.ref("int_customer_service"),
        "int_customer_sensitivity": dbt.ref("int_customer_sensitivity"),
        "int_customer_payment": dbt.ref("int_customer_payment"),
    }
    as_of = dbt.ref("run_date").pl().item(0, "as_of")

    from models_ml.complaint import SCORE
    from tagrid.core.project import home
    from tagrid.scoring.batch import score_relations

    scored, _ = score_relations(SCORE, relations, home(), as_of)
    return scored
