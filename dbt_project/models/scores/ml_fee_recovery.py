"""Chance that a power customer's next bill is still unpaid 30 days after its due date."""


def model(dbt, session):
    relations = {
        "dim_customer": dbt.ref("dim_customer"),
        "dim_supply": dbt.ref("dim_supply"),
        "int_customer_payment": dbt.ref("int_customer_payment"),
        "int_customer_payment_recent": dbt.ref("int_customer_payment_recent"),
        "int_customer_usage": dbt.ref("int_customer_usage"),
        "int_customer_credit": dbt.ref("int_customer_credit"),
    }
    as_of = dbt.ref("run_date").pl().item(0, "as_of")

    from models_ml.fee_recovery import SCORE
    from tagrid.core.project import home
    from tagrid.scoring.batch import score_relations

    scored, _ = score_relations(SCORE, relations, home(), as_of)
    return scored
