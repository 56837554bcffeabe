"""Runs the process that rebuilds the features of past days with dbt, and reads the frames it wrote.

One process rebuilds for all scores of a training at once.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path

from tagrid.core.dbt import dbt_environment
from tagrid.core.errors import TagridError
from tagrid.core.overlay import current_project, prepare_dbt
from tagrid.core.project import Home
from tagrid.scoring.declaration import Clusters, Trainable
from tagrid.scoring.frames import CutOffs, concatenated, read_frame, subsampled
from tagrid.scoring.shapes.clusters import read_rows


def state_folder(home: Home) -> Path:
    """Where dbt left the manifest of the build whose facts the frames borrow."""
    return home.root / "dbt_target"


def _read_messages(lines: Iterable[str], say: Callable[[str], None]) -> tuple[list[dict], list[str]]:
    """Split what the worker prints into messages (``@{json}``) and noise, and report its progress."""
    messages, noise = [], []
    for line in lines:
        if not line.startswith("@"):
            noise.append(line.strip())
            continue
        messages.append(json.loads(line[1:]))
        if "say" in messages[-1]:
            say(messages[-1]["say"])
    return messages, noise


def _run_worker(home: Home, folder: Path, job: dict, say: Callable[[str], None]) -> list[dict]:
    project = current_project()
    prepare_dbt(project)
    with subprocess.Popen(
        [sys.executable, "-m", "tagrid.scoring.worker"],
        cwd=project,
        env=dbt_environment(home) | {"DBT_LOG_PATH": str(folder / "logs")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as child:
        assert child.stdin and child.stdout
        # Left open: its closing is how the worker learns that this process died.
        child.stdin.write(json.dumps({"folder": str(folder)} | job) + "\n")
        child.stdin.flush()
        messages, noise = _read_messages(child.stdout, say)
    if child.returncode:
        why = next((one["error"] for one in messages if "error" in one), " ".join(noise[-5:]) or "the worker died")
        raise TagridError(
            en=f"Could not rebuild the features of an earlier day: {why}", zh=f"无法重算过去某日的特征：{why}"
        )
    return messages


def label_spans(home: Home, scores: list[Trainable], folder: Path) -> dict[str, tuple[date, date] | None]:
    """First and last day of the facts each score's label is made from; None where there are none."""
    messages = _run_worker(home, folder, {"task": "spans", "scores": [score.name for score in scores]}, lambda _: None)
    found = next(one["spans"] for one in messages if "spans" in one)
    return {
        name: (date.fromisoformat(days[0]), date.fromisoformat(days[1])) if all(days) else None
        for name, days in found.items()
    }


def build_frames(
    home: Home, plan: dict[Trainable, CutOffs], folder: Path, say: Callable[[str], None]
) -> dict[str, Callable[[], list]]:
    """Rebuild the days of the plan in `folder` (scratch; the caller deletes it).

    Returns for each score how to read its frames, oldest first, those that test as the last one (of clusters, its rows
    by day); reading checks them for leaks.
    """
    days = {score.name: list(map(str, own.days)) for score, own in plan.items()}
    _run_worker(home, folder, {"task": "frames", "plan": days, "state": str(state_folder(home))}, say)

    def read(score: Trainable, own: CutOffs) -> list:
        if isinstance(score, Clusters):
            return [read_rows(score, day, folder / str(day) / score.name) for day in own.days]
        learning, test = (
            [read_frame(score, day, folder / str(day) / score.name) for day in part]
            for part in (own.learning, own.test)
        )
        return [*subsampled(learning), concatenated(subsampled(test))]

    return {score.name: partial(read, score, own) for score, own in plan.items()}
