"""Chance that a customer turns to buying in the market within 180 days."""


def model(dbt, session):
    relations = {
        "dim_customer": dbt.ref("dim_customer"),
        "dim_supply": dbt.ref("dim_supply"),
        "int_customer_market": dbt.ref("int_customer_market"),
        "int_customer_usage": dbt.ref("int_customer_usage"),
        "int_customer_momentum": dbt.ref("int_customer_momentum"),
        "int_customer_value": dbt.ref("int_customer_value"),
        "int_customer_price_response": dbt.ref("int_customer_price_response"),
        "int_customer_payment": dbt.ref("int_customer_payment"),
        "int_customer_flexibility": dbt.ref("int_customer_flexibility"),
    }
    as_of = dbt.ref("run_date").pl().item(0, "as_of")

    from models_ml.market_switch import SCORE
    from tagrid.core.project import home
    from tagrid.scoring.batch import score_relations

    scored, _ = score_relations(SCORE, relations, home(), as_of)
    return scored
