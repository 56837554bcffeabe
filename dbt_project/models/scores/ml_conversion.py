"""Chance that a non-power customer gets a supply within the next 90 days."""


def model(dbt, session):
    relations = {
        "dim_customer": dbt.ref("dim_customer"),
        "int_prospect_pace": dbt.ref("int_prospect_pace"),
        "int_prospect": dbt.ref("int_prospect"),
    }
    as_of = dbt.ref("run_date").pl().item(0, "as_of")

    from models_ml.conversion import SCORE
    from tagrid.core.project import home
    from tagrid.scoring.batch import score_relations

    scored, _ = score_relations(SCORE, relations, home(), as_of)
    return scored
