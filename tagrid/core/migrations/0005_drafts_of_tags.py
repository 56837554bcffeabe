"""What is entered in the workshop: a draft of a tag outlives the page it is written on."""

import sqlalchemy as sa

from tagrid.core.state_tables import ensure_table

revision, down_revision = "0005", "0004"


def upgrade() -> None:
    """Make the table."""
    ensure_table(
        "workshop_drafts",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("changed_at", sa.DateTime, nullable=False, index=True),
        sa.Column("content", sa.Text, nullable=False),
    )
