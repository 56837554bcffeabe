"""What a published version holds of its scores: the state of each, and the drift of its inputs.

It is light to import, as it needs no estimator.
"""

import duckdb

from tagrid.core.sql import quote_identifier, rows
from tagrid.core.text import Text
from tagrid.published import Version
from tagrid.scoring.declaration import trainable

READY = "ready"

STATE_LABELS = {
    "ready": Text(en="in force", zh="在用"),
    "missing": Text(en="no model", zh="无模型"),
    "stale": Text(en="stale", zh="已过期"),
    "damaged": Text(en="damaged", zh="已损坏"),
    "mismatch": Text(en="does not fit", zh="不匹配"),
    "drifted": Text(en="drifted", zh="已漂移"),
}


def score_cautions(con: duckdb.DuckDBPyConnection) -> dict[str, Text]:
    """Return by its output column what is to be known of each score that is not simply in force."""
    try:
        states = con.execute(f"select score, why_zh, why_en from score_states where state <> '{READY}'").fetchall()
    except duckdb.CatalogException:  # no scores were published
        return {}
    known = trainable()
    return {
        known[score].output: Text(zh=f"评分“{known[score].zh}”：{zh}。", en=f"The score “{known[score].en}”: {en}.")
        for score, zh, en in states
        if score in known
    }


def unusable_scores(con: duckdb.DuckDBPyConnection, database: str) -> set[str]:
    """Return the output columns of the scores whose model could not be used; ``database`` is a served one."""
    known = "select count(*) from duckdb_tables() where database_name = ? and table_name = 'score_states'"
    if con.execute(known, [database]).fetchone() == (0,):  # no scores were published
        return set()
    query = f"select score from {quote_identifier(database)}.score_states where state not in ('ready', 'drifted')"
    names = {name for (name,) in con.execute(query).fetchall()}
    return {score.output for name, score in trainable().items() if name in names}


def score_states(version: Version) -> list[dict]:
    """Return one row a score, as the refresh wrote it; none of a version older than the table."""
    return _query(version, "select * from score_states order by score", [])


def score_state(version: Version, score: str) -> dict | None:
    """Return the row of one score; None where the version has no row of it."""
    return next((one for one in score_states(version) if one["score"] == score), None)


def score_drift(version: Version, score: str) -> list[dict]:
    """Return the rows of ``score_drift``, most moved first; the input ``score`` is the output itself.

    ``usual`` is what the days of the training differed by; ``moved`` marks a movement the model did not learn from.
    """
    return _query(version, "select * from score_drift where score = ? order by psi desc, input", [score])


def _query(version: Version, sql: str, parameters: list) -> list[dict]:
    with version.connect() as con:
        try:
            return rows(con, sql, parameters)
        except duckdb.CatalogException:
            return []
