"""The tables of 0.2.0: segments with revisions and sizes, exports, audit, reviews, uses of tags, Chinese messages."""

import sqlalchemy as sa

from tagrid.core.state_tables import ensure_table

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    """Create what is not there: 0.2.0 made a table when the command that uses it was first run."""
    ensure_table(
        "run_messages",
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("zh", sa.String, nullable=False),
    )
    ensure_table(
        "segments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, unique=True),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("folder", sa.String, nullable=False),
        sa.Column("alert_share", sa.Double, nullable=False),
        sa.Column("schedule", sa.JSON),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("deleted_name", sa.String),
        sa.Column("deleted_at", sa.DateTime),
        sa.Column("deleted_by", sa.String),
    )
    ensure_table(
        "segment_revisions",
        sa.Column("segment_id", sa.Integer, sa.ForeignKey("segments.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("expression", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("catalog_version", sa.String, nullable=False),
        sa.Column("saved_at", sa.DateTime, nullable=False),
        sa.Column("saved_by", sa.String, nullable=False),
    )
    ensure_table(
        "segment_sizes",
        sa.Column("segment_id", sa.Integer, sa.ForeignKey("segments.id"), primary_key=True),
        sa.Column("version", sa.String, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("customers", sa.Integer),
        sa.Column("base", sa.Integer),
        sa.Column("problem", sa.String),
        sa.Column("moved_share", sa.Double),
        sa.Column("is_alert", sa.Boolean, nullable=False),
        sa.Column("recorded_at", sa.DateTime, nullable=False),
    )
    ensure_table(
        "segment_exports",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("segment", sa.String),
        sa.Column("revision", sa.Integer),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("catalog_version", sa.String, nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("columns", sa.JSON, nullable=False),
        sa.Column("members", sa.Integer, nullable=False),
        sa.Column("consent", sa.String),
        sa.Column("opted_out", sa.Integer),
        sa.Column("capped", sa.String),
        sa.Column("hold_out_share", sa.Double, nullable=False),
        sa.Column("held_out", sa.Integer, nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("file", sa.String, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
    )
    ensure_table(
        "segment_export_runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("segment_id", sa.Integer, sa.ForeignKey("segments.id"), nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("export", sa.Integer),
        sa.Column("rows", sa.Integer),
        sa.Column("file", sa.String),
        sa.Column("problem", sa.String),
        sa.Column("problem_zh", sa.String),
    )
    ensure_table(
        "audit_log",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("detail", sa.String, nullable=False),
        sa.Column("sealed", sa.String, nullable=False),
    )
    ensure_table(
        "score_reviews",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("customer_id", sa.String, nullable=False),
        sa.Column("tag", sa.String, nullable=False),
        sa.Column("score", sa.String, nullable=False),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("because", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("value", sa.String, nullable=False),
        sa.Column("output", sa.Double),
        sa.Column("model_id", sa.String),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("reviewed_on", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.DateTime, nullable=False),
    )
    ensure_table(
        "tag_uses",
        sa.Column("tag", sa.String, primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("used_on", sa.Date, primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
    )
