"""Share of its load a customer is expected to shed when it is called."""


def model(dbt, session):
    relations = {
        "dim_customer": dbt.ref("dim_customer"),
        "dim_supply": dbt.ref("dim_supply"),
        "int_customer_flexibility": dbt.ref("int_customer_flexibility"),
    }
    as_of = dbt.ref("run_date").pl().item(0, "as_of")

    from models_ml.demand_response import SCORE
    from tagrid.core.project import home
    from tagrid.scoring.batch import score_relations

    scored, _ = score_relations(SCORE, relations, home(), as_of)
    return scored
