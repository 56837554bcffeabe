"""Tables of a version's database that hold what rules and scores read, and the key of them."""

from tagrid.core.sql import quote_identifier

KEY = "customer_id"

RULE_INPUTS, SCORE_INPUTS = "rule_inputs", "score_inputs"


def rule_inputs_table(theme: str) -> str:
    """Return the table of the inputs that the rules of a theme read, quoted."""
    return f"{quote_identifier(RULE_INPUTS)}.{quote_identifier(theme)}"


def score_inputs_table(score: str) -> str:
    """Return the table of the inputs that a score's model read, quoted."""
    return f"{quote_identifier(SCORE_INPUTS)}.{quote_identifier(score)}"
