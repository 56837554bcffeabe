"""A process of its own (``python -m tagrid.scoring.worker``) that rebuilds features of earlier days.

It writes lines ``@{json}`` to its parent and reads one job from standard input, whose end means that the parent died.
dbt reads and compiles the project once; each day runs what it compiled. Each step runs in a forked child: dbt does not
close its database when it returns, and what a day took of memory is given back.
"""

import gc
import json
import multiprocessing
import os
import sys
import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from tagrid.core.compiled import TOKENS, Compiled, Node, from_manifest, read_compiled, write_compiled
from tagrid.core.dbt_child import RARE_COLLECTION
from tagrid.core.session import open_warehouse, run
from tagrid.core.sql import find_landed_files, quote_identifier, quote_literal
from tagrid.scoring.declaration import Clusters, Trainable, declared_trainable
from tagrid.scoring.frames import frame_query

DIMENSIONS = "fqn:marts.dimensions"

FEATURES = "fqn:features"

# Depends on no day, so the warehouse's own is as good.
CALENDAR = "dim_date"

# Dates that may lie ahead because they are plans known in advance.
PLANNED = ("next_", "due_", "valid_", "planned_")


def _send(**what) -> None:
    print(f"@{json.dumps(what)}", flush=True)


def _exit_with_parent(pipe: int) -> None:
    """End this process when the other end of the pipe closes: its work is of no use then."""
    threading.Thread(target=lambda: (os.read(pipe, 1), os._exit(1)), daemon=True).start()


def _child(pipe: int, function, *arguments) -> None:
    _exit_with_parent(pipe)
    function(*arguments)


def _in_child(pipe: int, function, *arguments) -> None:
    """Run in a forked child, which takes the database's lock with it when it ends."""
    context = multiprocessing.get_context("fork")
    child = context.Process(target=_child, args=(pipe, function, *arguments))
    child.start()
    child.join()
    if child.exitcode:
        sys.exit(1)


def _invoke(arguments: list[str], manifest=None):
    from dbt.cli.main import dbtRunner  # heavy; reading the span of the labels needs none of it

    quiet = ["--quiet", "--log-level-file", "none", "--no-use-colors"]
    result = dbtRunner(manifest=manifest).invoke([*quiet, *arguments])
    if result.success:
        return result.result
    failed = [r.message for r in getattr(result.result, "results", []) if r.status not in ("success", "skipped")]
    _send(error=" ".join(str(failed[0] if failed else result.exception).split())[:600])
    sys.exit(1)


def selection(scores: list[Trainable]) -> list[str]:
    """Select the frames' models and whatever of theirs depends on ``as_of``; the rest is the warehouse's."""
    relations = dict.fromkeys(name for score in scores for name in score.relations)
    return [f"+{name},{folder}" for name in relations for folder in (DIMENSIONS, FEATURES)]


def _compile(scores: list[Trainable], manifest, folder: Path) -> None:
    """Keep the SQL of the frames' models, with a token where the day stands; they read the rest in the warehouse."""
    os.environ["TAGRID_ASKED"] = json.dumps({"as_of": TOKENS["as_of"]})
    where = ["--target", "scratch", "--target-path", str(folder / "target")]
    selected = ["--select", *selection(scores), "--exclude", CALENDAR]
    _invoke(["--no-write-json", "compile", *where, *selected], manifest)
    from dbt.adapters.factory import FACTORY  # as above

    adapter: Any = FACTORY.adapters["duckdb"]
    found = from_manifest(manifest, adapter.config, Path(os.environ["TAGRID_HOME"]), partly=True)
    if found is None:
        _send(error="models of features use what only dbt can run: hooks, or other materializations")
        sys.exit(1)
    made = {name: replace(node, code=_deferred(node, found, manifest)) for name, node in found.nodes.items()}
    write_compiled(replace(found, nodes=made), "", folder / "compiled.json")


def _deferred(node: Node, compiled: Compiled, manifest) -> str:
    """Return the code of a node in which what is not built of a day is the warehouse's."""
    code = node.code
    for parent in node.parents:
        if parent not in compiled.nodes and (other := manifest.nodes.get(parent)):
            for scratch in (other.relation_name, other.relation_name.replace('"', '\\"')):  # in SQL, in Python
                code = code.replace(scratch, scratch.replace("scratch", "warehouse", 1))
    return code


def _build(scores: list[Trainable], folder: Path, day: str) -> None:
    compiled = read_compiled(folder / "compiled.json", "")
    assert compiled is not None, "the child before this one wrote it"
    names = {name for score in scores for name in score.relations}
    chosen = compiled.above(node.id for node in compiled.nodes.values() if node.name in names)
    with open_warehouse(compiled, str(folder / day / "scratch.duckdb"), os.environ["TAGRID_HOME"]) as con:
        con.execute(f"attach {quote_literal(os.environ['TAGRID_WAREHOUSE'])} as warehouse (read_only)").fetchall()
        if failures := run(con, compiled, chosen, {TOKENS["as_of"]: day}):
            _send(error=failures[0][:600])
            sys.exit(1)


def _connect(scratch: Path):
    connection = duckdb.connect(str(scratch))
    find_landed_files(connection, os.environ["TAGRID_HOME"])
    connection.execute(f"attach {quote_literal(os.environ['TAGRID_WAREHOUSE'])} as warehouse (read_only)")
    return connection


def _latest_dates(connection, models: list[str]) -> dict[str, str]:
    """Latest value of every date and timestamp of the features models the score reads, as ``model.column``."""
    columns = connection.execute(
        "select table_name, column_name from information_schema.columns where table_catalog = 'scratch'"
        " and (data_type = 'DATE' or data_type like 'TIMESTAMP%')"
    ).fetchall()
    found = {}
    for table, column in columns:
        if table in models and not column.startswith(PLANNED):
            latest = f"cast(max({quote_identifier(column)}) as varchar)"
            query = f"select {latest} from scratch.main.{quote_identifier(table)}"
            found[f"{table}.{column}"] = connection.execute(query).fetchone()[0]
    return found


def _export(scores: list[Trainable], folder: Path, day: str) -> None:
    connection = _connect(folder / day / "scratch.duckdb")
    for score in scores:
        _export_one(connection, score, folder / day / score.name, date.fromisoformat(day))
    connection.close()
    (folder / day / "scratch.duckdb").unlink()


def _export_one(connection, score: Trainable, folder: Path, as_of: date) -> None:
    folder.mkdir()
    connection.execute("use scratch.main")
    query = score.query if isinstance(score, Clusters) else frame_query(score)
    connection.sql(query).write_parquet(str(folder / "frame.parquet"))
    dates = _latest_dates(connection, [feature.model for feature in score.features])
    (folder / "dates.json").write_text(json.dumps(dates))
    if isinstance(score, Clusters):
        return  # nothing is foretold, so there is no label
    window = {"as_of": as_of, "until": as_of + timedelta(days=score.horizon_days)}
    connection.execute("use warehouse.main")
    connection.sql(score.label_sql, params=window).write_parquet(str(folder / "labels.parquet"))


def _span(connection, score: Trainable) -> list[str | None]:
    days = connection.execute(score.span_sql).fetchone() or (None, None)
    return [str(day) if day else None for day in days]


def _spans(scores: list[Trainable]) -> None:
    with duckdb.connect(os.environ["TAGRID_WAREHOUSE"], read_only=True) as connection:
        find_landed_files(connection, os.environ["TAGRID_HOME"])
        _send(spans={score.name: _span(connection, score) for score in scores})


def _frames(plan: dict[str, list[str]], folder: Path, state: Path, pipe: int) -> None:
    _send(say="parsing")
    os.environ["TAGRID_SCRATCH"] = str(folder / "scratch.duckdb")
    # Kept beside the state, so that the next training parses only what changed.
    manifest = _invoke(["parse", "--target", "scratch", "--target-path", str(state / "scratch")])
    days = sorted({day for own in plan.values() for day in own})
    _in_child(pipe, _compile, [declared_trainable(name) for name in plan], manifest, folder)
    for number, day in enumerate(days, 1):
        _send(say=f"{number}/{len(days)} as of {day}")
        (folder / day).mkdir(parents=True)
        scores = [declared_trainable(name) for name, own in plan.items() if day in own]
        _in_child(pipe, _build, scores, folder, day)
        _in_child(pipe, _export, scores, folder, day)


def main() -> None:
    """Read one job and do it."""
    gc.set_threshold(*RARE_COLLECTION)
    job = json.loads(sys.stdin.readline())
    # A copy, because a forked child gives its standard input away.
    pipe = os.dup(0)
    _exit_with_parent(pipe)
    if job["task"] == "spans":
        _spans([declared_trainable(name) for name in job["scores"]])
    else:
        _frames(job["plan"], Path(job["folder"]), Path(job["state"]), pipe)


if __name__ == "__main__":
    main()
