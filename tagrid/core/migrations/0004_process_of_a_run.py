"""The process of a run: without a lock, only that tells a run under way from one that was killed."""

import sqlalchemy as sa

from tagrid.core.state_tables import ensure_table

revision, down_revision = "0004", "0003"


def upgrade() -> None:
    """Add the column."""
    ensure_table("runs", sa.Column("process", sa.String))
