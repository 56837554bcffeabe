"""Runs dbt in a process of its own, as it keeps the database's lock after it returns and is not thread-safe; or runs
what it compiled before, without it.
"""

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tagrid.core.compiled import Compiled, read_compiled
from tagrid.core.dbt_child import KEEP
from tagrid.core.errors import TagridError
from tagrid.core.logs import log
from tagrid.core.overlay import VARIABLE, content, current_project, prepare_dbt, roots
from tagrid.core.project import Home
from tagrid.core.session import ORDER, Order, Step
from tagrid.core.settings import settings
from tagrid.core.text import Text, joined

_logger = logging.getLogger(__name__)

_FLAGS = ["--log-format", "json", "--log-level", "info", "--log-level-file", "none", "--no-use-colors"]

MOST_FAILURES = 5

MOST_CHARACTERS = 700

# What the project says of itself that is compiled into SQL.
_COMPILED_IN = ("TAGRID_TAXONOMY", "TAGRID_ARRIVAL_MINUTES", "TAGRID_NOTICE_HOURS")

# Kinds of area that have a time of their own for a crew to be on site; every other one has that of towns.
AREAS_OF_ARRIVAL = ("urban", "rural", "remote")


@dataclass
class DbtRun:
    """The output of a run of dbt: seconds of each node by its unique id, and its failures as sentences."""

    seconds: dict[str, float] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    noise: list[str] = field(default_factory=list)

    def add_line(self, line: str, on_progress: Callable[[str], None] | None) -> None:
        """Take in one line of dbt's log, a JSON event or anything else it printed."""
        try:
            event = json.loads(line)
            name, data, text = event["info"]["name"], event["data"], event["info"]["msg"]
        except (ValueError, KeyError, TypeError):
            self.noise.append(line)
            return
        if name == "LogStartLine" and on_progress:
            on_progress(f"{data['index']}/{data['total']} {data['node_info']['node_name']}")
        elif name in ("RunResultFailure", "MainEncounteredError"):
            self.failures.append(_plain(data.get("exc") or text))
        elif name == "RunResultError":
            self._explain(_plain(text))
        elif "execution_time" in data and "node_info" in data:
            self.seconds[data["node_info"]["unique_id"]] = data["execution_time"]

    def _explain(self, text: str) -> None:
        """dbt names a failed test first and says why next; a failed model comes as one text."""
        if self.failures and self.failures[-1].startswith("Failure in ") and ": " not in self.failures[-1]:
            self.failures[-1] += f": {text}"
        else:
            self.failures.append(text)


def _plain(text: str) -> str:
    return " ".join(text.split())[:MOST_CHARACTERS]


_SETTINGS = re.compile(r"^( *)settings:\n", re.MULTILINE)

_SEARCH_PATH = "file_search_path: \"{{ env_var('TAGRID_HOME', 'var') }}\"\n"


def _profiles(home: Home) -> Path:
    """Return the folder of the project's profiles; of one from before landed files had relative paths, a copy with the
    setting that they need.
    """
    project = current_project()
    try:
        text = (project / "profiles.yml").read_text(encoding="utf-8")
    except OSError:
        return project
    if "file_search_path" in text:
        return project
    folder = home.root / "dbt_target" / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    changed = _SETTINGS.sub(lambda found: f"{found[1]}config_options:\n{found[1]}  {_SEARCH_PATH}{found[0]}", text)
    (folder / "profiles.yml").write_text(changed, encoding="utf-8")
    return folder


def taxonomy_digest() -> str:
    """Return a digest of the project's tag files: dbt's models of the catalog are modified where it is another."""
    total = sha256()
    for name, path in content("taxonomy", "*.yml").items():
        total.update(f"{name}\0".encode() + path.read_bytes())
    return total.hexdigest()[:16]


def dbt_environment(home: Home) -> dict[str, str]:
    """Return the environment of a process that runs dbt on the current project, or imports its content."""
    paths, regulation = [*map(str, roots()), os.environ.get("PYTHONPATH")], settings().regulation
    return os.environ | {
        VARIABLE: str(current_project()),
        "TAGRID_HOME": str(home.root),
        "TAGRID_WAREHOUSE": str(home.warehouse),
        "TAGRID_TAXONOMY": taxonomy_digest(),
        "TAGRID_ARRIVAL_MINUTES": json.dumps({area: regulation.arrival_limit(area) for area in AREAS_OF_ARRIVAL}),
        "TAGRID_NOTICE_HOURS": str(regulation.notice_hours),
        "DBT_PROFILES_DIR": str(_profiles(home)),
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }


def _environment(home: Home, warehouse: Path | None, target: Path) -> dict[str, str]:
    given = {
        "TAGRID_WAREHOUSE": str(warehouse or home.warehouse),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target / "logs"),
    }
    return dbt_environment(home) | given


def run_dbt(
    arguments: list[str],
    *,
    home: Home,
    warehouse: Path | None = None,
    target_path: Path | None = None,
    on_progress: Callable[[str], None] | None = None,
    environment: dict[str, str] | None = None,
    keep: str | None = None,
) -> DbtRun:
    """Run ``dbt ARGUMENTS`` on the project and return its seconds and failures.

    ``warehouse`` is the database (default: the home's), ``target_path`` keeps dbt's artifacts and what it
    parsed (default: ``<home>/dbt_target``), ``on_progress`` gets ``3/120 fct_bill`` as a node starts,
    ``environment`` is added to the child's. With ``keep`` the SQL that dbt compiled is kept for `run_compiled`, under
    that key. Raises TagridError naming what failed, and why.
    """
    target = target_path or home.root / "dbt_target"
    prepare_dbt(current_project())
    added = environment or {}
    if keep is not None:
        wanted = {"flags": len(_FLAGS), "path": str(_compiled_file(target)), "key": _whole_key(home, keep)}
        added = added | {KEEP: json.dumps(wanted)}
    child = ["tagrid.core.dbt_child", *_FLAGS, *arguments]
    return _run(child, arguments[0], home, warehouse, target, on_progress, added)


def _compiled_file(target: Path) -> Path:
    return target / "compiled.json"


def _whole_key(home: Home, key: str) -> str:
    """Return ``key`` with what else is in the compiled SQL: the versions of dbt, and what a project says of itself."""
    versions = [f"{name} {version(name)}" for name in ("dbt-core", "dbt-duckdb", "duckdb")]
    named = [f"{name}={one}" for name, one in dbt_environment(home).items() if name in _COMPILED_IN]
    return "; ".join([key, *versions, *sorted(named)])


def compiled_graph(home: Home, key: str, target_path: Path) -> Compiled | None:
    """Return what dbt compiled and kept under ``key``; None where that was of something else, or is damaged."""
    return read_compiled(_compiled_file(target_path), _whole_key(home, key))


def run_compiled(nodes: Iterable[str], *, values: dict[str, str], held: Iterable[str] = (), **where: Any) -> DbtRun:
    """Run nodes of `compiled_graph` by their ids, each after its parents, in one session of the warehouse.

    ``values`` are what `asked()` of the project returns, as text; ``held`` are the tags that keep the value they have;
    ``where`` is as for `run_steps`.
    """
    return run_steps([Step(sorted(nodes), values, sorted(held))], **where)


def run_steps(
    steps: list[Step],
    *,
    home: Home,
    key: str,
    warehouse: Path,
    target_path: Path,
    on_progress: Callable[[str], None] | None = None,
) -> DbtRun:
    """Run steps one after the other in one session of the ``warehouse``; the rest is as for `run_dbt`."""
    order = Order(str(_compiled_file(target_path)), _whole_key(home, key), str(warehouse), steps)
    written = target_path / "order.json"  # longer than an environment variable may be
    written.write_text(json.dumps(asdict(order)), encoding="utf-8")
    return _run(["tagrid.core.session"], "build", home, warehouse, target_path, on_progress, {ORDER: str(written)})


def _run(
    module: list[str],
    command: str,
    home: Home,
    warehouse: Path | None,
    target: Path,
    on_progress: Callable[[str], None] | None,
    added: dict[str, str],
) -> DbtRun:
    """Run a module with its arguments in a process of its own and read the events that it prints."""
    (warehouse or home.warehouse).parent.mkdir(parents=True, exist_ok=True)
    run = DbtRun()
    with subprocess.Popen(
        [sys.executable, "-m", *module],
        cwd=current_project(),
        env=_environment(home, warehouse, target) | added,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as child:
        for line in child.stdout or ():
            run.add_line(line.rstrip(), on_progress)
    ended = {"command": command, "nodes": len(run.seconds), "failures": len(run.failures)}
    log(_logger, "dbt ended", logging.ERROR if child.returncode else logging.INFO, **ended, exit_code=child.returncode)
    if child.returncode:
        raise TagridError(_failure(run, command, child.returncode))
    return run


def _failure(run: DbtRun, command: str, code: int) -> Text:
    """Return why a run failed: its failures, else the last lines it printed, else its exit code."""
    head = Text(en=f"dbt {command} failed: ", zh=f"dbt {command} 失败：")
    reasons = run.failures or run.noise[-MOST_FAILURES:]
    if not reasons:
        return head + Text(en=f"it ended with code {code}", zh=f"退出码为 {code}")
    found, left = head + joined(reasons[:MOST_FAILURES], zh="；", en="; "), len(reasons) - MOST_FAILURES
    return found + Text(en=f" (and {left} more)", zh=f"（另有 {left} 项）") if left > 0 else found
