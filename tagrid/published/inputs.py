"""Names in a version's database of what rules and scores read: schemas beside the published tags, and the key of their tables."""

RULE_INPUTS = "rule_inputs"

KEY = "customer_id"


SCORE_INPUTS = "score_inputs"
