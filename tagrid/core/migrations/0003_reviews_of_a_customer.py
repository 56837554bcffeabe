"""An index on the customer of a review: 0.2.0 declared it and never made it."""

from alembic import op

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_score_reviews_customer_id", "score_reviews", ["customer_id"], if_not_exists=True)
