"""Chance that an inspection of a power customer now would confirm theft, a tampered meter or wrong wiring."""


def model(dbt, session):
    relations = {
        "dim_customer": dbt.ref("dim_customer"),
        "dim_supply": dbt.ref("dim_supply"),
        "int_customer_meter_event": dbt.ref("int_customer_meter_event"),
        "int_customer_finding": dbt.ref("int_customer_finding"),
        "int_customer_usage_step": dbt.ref("int_customer_usage_step"),
        "int_customer_usage_shift": dbt.ref("int_customer_usage_shift"),
        "int_customer_usage_net_shift": dbt.ref("int_customer_usage_net_shift"),
        "int_customer_usage": dbt.ref("int_customer_usage"),
        "int_customer_usage_gaps": dbt.ref("int_customer_usage_gaps"),
    }
    as_of = dbt.ref("run_date").pl().item(0, "as_of")

    from models_ml.abnormal_use import SCORE
    from tagrid.core.project import home
    from tagrid.scoring.batch import score_relations

    scored, _ = score_relations(SCORE, relations, home(), as_of)
    return scored
