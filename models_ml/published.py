"""What a published version says of its scores: the state of each, and how far its inputs have moved."""

from typing import TYPE_CHECKING

from tagrid.errors import Told

if TYPE_CHECKING:
    from tagrid.refresh.versions import Version

GOOD = "ready"
STATES = {
    "ready": Told("in force", "在用"),
    "missing": Told("no model", "无模型"),
    "stale": Told("stale", "已过期"),
    "damaged": Told("damaged", "已损坏"),
    "mismatch": Told("does not fit", "不匹配"),
    "drifted": Told("drifted", "已漂移"),
}


def states(version: "Version") -> list[dict]:
    """Return one row a score as ``tagrid.refresh.scores.Standing`` has it; none of a version older than the table."""
    return _rows(version, "select * from score_states order by score", [])


def state_of(version: "Version", score: str) -> dict | None:
    """Return the row of one score; None where the version tells nothing of it."""
    return next((one for one in states(version) if one["score"] == score), None)


def drift_of(version: "Version", score: str) -> list[dict]:
    """Return the rows of ``score_drift``, most moved first; the input ``score`` is the output itself.

    ``usual`` is what the days of the training differed by; ``moved`` tells of a movement the model did not learn from.
    """
    return _rows(version, "select * from score_drift where score = ? order by psi desc, input", [score])


def _rows(version: "Version", sql: str, parameters: list) -> list[dict]:
    import duckdb

    from tagrid.portrait.query import rows

    with version.connect() as con:
        try:
            return rows(con, sql, parameters)
        except duckdb.CatalogException:
            return []
