"""A process of its own (``python -m tagrid.scoring.worker``) that rebuilds features of earlier days with dbt.

It writes lines ``@{json}`` to its parent and reads one job from standard input, whose end means that the parent died.
dbt does not close its database when it returns, so each step runs in a forked child; the project is parsed once.
"""

import gc
import json
import multiprocessing
import os
import sys
import threading
from datetime import date, timedelta
from pathlib import Path

import duckdb

from tagrid.core.dbt import RARE_COLLECTION
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
    """Select the frames' models and whatever of theirs depends on ``as_of``; everything else is deferred."""
    relations = dict.fromkeys(name for score in scores for name in score.relations)
    return [f"+{name},{folder}" for name in relations for folder in (DIMENSIONS, FEATURES)]


def _build(scores: list[Trainable], manifest, folder: Path, day: str, state: Path) -> None:
    os.environ["TAGRID_SCRATCH"] = str(folder / day / "scratch.duckdb")
    target, variables = folder / day / "target", json.dumps({"as_of": day})
    where = ["--target", "scratch", "--target-path", str(target), "--vars", variables]
    defer = ["--defer", "--favor-state", "--state", str(state)]
    _invoke(["--no-write-json", "run", *where, *defer, "--select", *selection(scores), "--exclude", CALENDAR], manifest)


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
    for number, day in enumerate(days, 1):
        _send(say=f"{number}/{len(days)} as of {day}")
        (folder / day).mkdir(parents=True)
        scores = [declared_trainable(name) for name, own in plan.items() if day in own]
        _in_child(pipe, _build, scores, manifest, folder, day, state)
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
