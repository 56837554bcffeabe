"""Schemas of a version's database that hold what rules and scores read, and the key of their tables."""

RULE_INPUTS = "rule_inputs"

KEY = "customer_id"

SCORE_INPUTS = "score_inputs"
