"""Expected change of a business's energy over the next 3 complete months on the year before."""


def model(dbt, session):
    relations = {
        "dim_customer": dbt.ref("dim_customer"),
        "dim_supply": dbt.ref("dim_supply"),
        "int_customer_momentum": dbt.ref("int_customer_momentum"),
        "int_customer_usage": dbt.ref("int_customer_usage"),
        "int_customer_capacity_change": dbt.ref("int_customer_capacity_change"),
        "int_customer_operation": dbt.ref("int_customer_operation"),
        "int_customer_bill_growth": dbt.ref("int_customer_bill_growth"),
        "int_customer_credit": dbt.ref("int_customer_credit"),
        "int_customer_payment": dbt.ref("int_customer_payment"),
    }
    as_of = dbt.ref("run_date").pl().item(0, "as_of")

    from models_ml.load_growth import SCORE
    from tagrid.core.project import home
    from tagrid.scoring.batch import score_relations

    scored, _ = score_relations(SCORE, relations, home(), as_of)
    return scored
