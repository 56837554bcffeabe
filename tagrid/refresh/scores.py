"""Writes what a version keeps of its scores: the state of each, how far the population moved, what its model read."""

from collections.abc import Set
from dataclasses import astuple, dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

from tagrid.core.files import sync
from tagrid.core.project import Home
from tagrid.core.sql import find_landed_files, quote_identifier, quote_literal
from tagrid.core.text import Text
from tagrid.published import SCORE_INPUTS, score_inputs_table
from tagrid.refresh.parts import again_inputs
from tagrid.scoring import Score, Trainable, champion, frame_query, has_drifted, matrix, measure_drift, trainable

# Index of a population of fewer moves by chance alone.
LEAST_CUSTOMERS = 200

# ``score_states`` has one row a score, ``score_drift`` one an input (and ``score``, the model's output) of each that
# scored, measured over everybody eligible in this very refresh. ``score_inputs.<score>`` keeps the inputs of the
# eligible, 4 bytes a number and sorted by customer, so that reasons can be made on demand from the version alone.
TABLES = """
    create table score_states (
        score varchar, tag varchar, model_id varchar, state varchar, why_zh varchar, why_en varchar, as_of date,
        customers integer, eligible integer, scored integer, unknown integer, drift float, drifted_input varchar);
    create table score_drift (
        score varchar, input varchar, psi float, usual float, missing_then float, missing_now float, moved boolean)
"""


@dataclass(frozen=True)
class ScoreState:
    """One row of ``score_states``.

    ``customers`` are those of the score's subject; of them ``eligible`` could be scored, ``scored`` were, and
    ``unknown`` have no output. ``drift`` is the largest index in ``score_drift`` (of those ``moved``, if any did), and
    ``drifted_input`` whose it is.
    """

    score: str
    tag: str
    model_id: str | None
    state: str
    why_zh: str
    why_en: str
    as_of: date
    customers: int = 0
    eligible: int = 0
    scored: int = 0
    unknown: int = 0
    drift: float | None = None
    drifted_input: str | None = None


@dataclass(frozen=True)
class Left:
    """The scores' ``tables`` that were not due, and the serving database ``before``, which has what they read."""

    tables: Set[str]
    before: Path


def write_scores(
    home: Home, warehouse: Path, database: str, serving: Path, as_of: date, left: Left | None = None
) -> None:
    """Add states, drift and inputs of every declared score to the file ``serving`` of a draft.

    A score that was ``left`` is of the day on which it was due, and so is what it read, but for the customers for whom
    it was computed again. ``database`` is the name that the models of the built database ``warehouse`` have for it. The
    champion is the one the build scored with: both happen under one lock.
    """
    with duckdb.connect() as con:
        find_landed_files(con, home.root)
        con.execute("set temp_directory = ?", [str(serving.parent / "spill")])
        con.execute(f"attach {quote_literal(warehouse)} as {quote_identifier(database)} (read_only)")
        con.execute(f"attach {quote_literal(serving)} as serving")
        if left:
            con.execute(f"attach {quote_literal(left.before)} as before (read_only)")
        con.execute(f"create schema serving.{SCORE_INPUTS}")
        con.execute("use serving")
        con.execute(TABLES)
        con.execute(f"use {quote_identifier(database)}")
        for score in trainable().values():
            _write(con, home, score, as_of, left.tables if left else frozenset())
        con.execute("use serving")
        con.execute("checkpoint serving")
    sync(serving)


def _write(con: duckdb.DuckDBPyConnection, home: Home, score: Trainable, as_of: date, left: Set[str]) -> None:
    table = _table_of(con, score)
    if is_left := table in left:
        was = con.execute("select as_of from before.score_states where score = ?", [score.name]).fetchall()
        as_of = was[0][0] if was else as_of
    state, model, manifest = champion(home, score, as_of)
    found = ScoreState(score.name, score.name, state.model_id, state.code, state.why.zh, state.why.en, as_of)
    moved: list[dict] = []
    if table:
        found = _counted(con, score, found, table)
        if isinstance(score, Score):  # clusters read curves, which the portrait keeps
            relation = _eligible(con, score, is_stored=model is not None, is_left=is_left)
            found = replace(found, eligible=_number(con, relation))
            moved = _drift(con, score, manifest, table, relation) if model is not None and found.scored else []
    found = _with_drift(found, score, moved)
    con.execute(f"insert into serving.score_states values ({', '.join('?' * len(astuple(found)))})", astuple(found))
    for one in moved:
        row = [one[name] for name in ("input", "psi", "usual", "missing_then", "missing_now", "moved")]
        con.execute("insert into serving.score_drift values (?, ?, ?, ?, ?, ?, ?)", [score.name, *row])


def _table_of(con: duckdb.DuckDBPyConnection, score: Trainable) -> str | None:
    """Name of the built table that has the score's output; None where none was built."""
    found = con.execute(
        "select table_name from duckdb_columns() where database_name = current_database() and schema_name = 'main'"
        " and column_name = ? and starts_with(table_name, 'ml_')",
        [score.output],
    ).fetchall()
    return found[0][0] if found else None


def _eligible(con: duckdb.DuckDBPyConnection, score: Score, is_stored: bool, is_left: bool) -> str:
    """Return the relation of the eligible with their inputs; written into the version where a model read them."""
    columns = ", ".join(map(quote_identifier, score.names))
    query = f"select customer_id, {columns} from ({frame_query(score)}) where eligible"
    if is_stored and is_left and _has(con, "before", SCORE_INPUTS, score.name):
        query = _inputs_as_scored(con, score, columns)
    if not is_stored:
        return f"({query})"
    relation = f"serving.{score_inputs_table(score.name)}"
    con.execute(f"create table {relation} as {query} order by customer_id")
    return relation


def _has(con: duckdb.DuckDBPyConnection, database: str, schema: str, table: str) -> bool:
    found = "select 1 from duckdb_tables() where (database_name, schema_name, table_name) = (?, ?, ?)"
    return bool(con.execute(found, [database, schema, table]).fetchall())


def _inputs_as_scored(con: duckdb.DuckDBPyConnection, score: Score, columns: str) -> str:
    """Return the query of what a score that was left read: of the version before, or where it was computed again."""
    ((database,),) = con.execute("select current_database()").fetchall()
    query = (
        f"select customer_id, {columns} from before.{score_inputs_table(score.name)} semi join"
        f" (select customer_id from dim_customer where subject = {quote_literal(score.subject)}) using (customer_id)"
    )
    again = again_inputs(score)
    if not _has(con, database, "main", again):
        return query
    again = quote_identifier(again)
    return (
        f"{query} anti join {again} using (customer_id)"
        f" union all select customer_id, {columns} from {again} where eligible"
    )


def _number(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    ((rows,),) = con.execute(f"select count(*) from {relation}").fetchall()
    return rows


def _counted(con: duckdb.DuckDBPyConnection, score: Trainable, found: ScoreState, table: str) -> ScoreState:
    output, relation = quote_identifier(score.output), quote_identifier(table)
    ((scored,),) = con.execute(f"select count({output}) from {relation}").fetchall()
    customers = _number(con, relation)
    return replace(found, customers=customers, eligible=customers, scored=scored, unknown=customers - scored)


def _drift(con: duckdb.DuckDBPyConnection, score: Score, manifest: dict, table: str, relation: str) -> list[dict]:
    """Index of every input and of the output against the population the model was tested on."""
    built, output = quote_identifier(table), quote_identifier(score.output)
    rows = con.sql(
        f"select inputs.* exclude (customer_id), {built}.{output} as score"
        f" from {relation} as inputs inner join {built} using (customer_id)"
    ).pl()
    outputs = matrix(rows, ["score"])[:, 0]
    found = measure_drift(manifest.get("references", {}), score.names, matrix(rows, score.names), outputs)
    # An input that nobody had when the model learned is one it makes no use of.
    unused = {name for name, median in manifest["medians"].items() if median is None}
    return [one | {"moved": has_drifted(one) and one["input"] not in unused} for one in found]


def _with_drift(found: ScoreState, score: Trainable, moved: list[dict]) -> ScoreState:
    """State the largest movement and, where it is none the model learned from, that the score has drifted."""
    if not moved:
        return found
    named = [one for one in moved if one["moved"]]
    most = named[0] if named else moved[0]
    found = replace(found, drift=most["psi"], drifted_input=most["input"])
    if not named or found.eligible < LEAST_CUSTOMERS:
        return found
    why = drift_reason(score, [one["input"] for one in named], most["psi"])
    return replace(found, state="drifted", why_zh=why.zh, why_en=why.en)


def drift_reason(score: Trainable, names: list[str], most: float) -> Text:
    """Name the inputs (``score``: the model's output) that are no longer what it learned from, the first three."""
    labels = {f.name: (f.zh, f.en) for f in score.features} | {"score": ("评分本身", "the score itself")}
    zh, en = "、".join(labels[name][0] for name in names[:3]), ", ".join(labels[name][1] for name in names[:3])
    if len(names) > 3:
        zh, en = f"{zh}等{len(names)}项", f"{en} and {len(names) - 3} more"
    return Text(
        en=f"the population moved away from the one it learned from (PSI up to {most:.2f}): {en}; run `tagrid train`",
        zh=f"客户群体与训练时相比已明显变化（PSI 最高 {most:.2f}）：{zh}，请运行 `tagrid train`",
    )
