"""The tables of 0.1.0: the run ledger and saved segments as they were before revisions."""

import sqlalchemy as sa

from tagrid.core.state_tables import ensure_table

revision, down_revision = "0001", None


def upgrade() -> None:
    """Create what is not there; a database of 0.1.0 or later has some of it and no revision yet."""
    ensure_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("as_of", sa.Date),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("exit_code", sa.Integer),
        sa.Column("version", sa.String),
        sa.Column("message", sa.String, nullable=False),
        sa.Column("timings", sa.JSON, nullable=False),
    )
    ensure_table(
        "saved_segments",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("expression", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("catalog_version", sa.String, nullable=False),
        sa.Column("saved_at", sa.DateTime, nullable=False),
    )
