"""Logs through the standard ``logging``, under the name ``tagrid``: each record knows its run and step.

No record names a customer: events carry counts, names of tables and models, versions, and kinds of error.
"""

import json
import logging
import sys
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

from tagrid.core.errors import BadInput

ROOT = "tagrid"

# One process is one run, unless a run of the ledger is under way in it.
_RUN: ContextVar[str] = ContextVar("run", default=uuid.uuid4().hex[:12])

_STEP: ContextVar[str | None] = ContextVar("step", default=None)


@contextmanager
def run_named(name: str) -> Generator[None]:
    """Give the records of a block the id of their run, such as ``refresh-12`` of the ledger."""
    token = _RUN.set(name)
    try:
        yield
    finally:
        _RUN.reset(token)


@contextmanager
def step_named(name: str) -> Generator[None]:
    """Give the records of a block the step they belong to."""
    token = _STEP.set(name)
    try:
        yield
    finally:
        _STEP.reset(token)


def log(logger: logging.Logger, event: str, level: int = logging.INFO, **fields: object) -> None:
    """Write one event with its fields: counts, versions, names of tables; nothing of a person."""
    logger.log(level, event, extra={"fields": fields})


class JsonLines(logging.Formatter):
    """One JSON object a record: time, level, logger, event, run, step, and the event's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            "run": _RUN.get(),
            "step": _STEP.get(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        known = {key: value for key, value in line.items() if value is not None}
        return json.dumps(known, ensure_ascii=False, default=str)


class _StandardError(logging.Handler):
    """Writes a line to what standard error is at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        print(self.format(record), file=sys.stderr, flush=True)


class PlainLines(logging.Formatter):
    """One line a record for a person: time in UTC, level, run, step, event and its fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        fields = " ".join(f"{name}={value}" for name, value in getattr(record, "fields", {}).items())
        error = f" error={record.exc_info[0].__name__}" if record.exc_info and record.exc_info[0] else ""
        step = f"{_STEP.get()}: " if _STEP.get() else ""
        line = f"{timestamp(record.created)} {record.levelname.lower():<7} {_RUN.get()} {step}{record.getMessage()}"
        return f"{line} {fields}{error}".rstrip().replace("\n", " ")


def timestamp(seconds: float) -> str:
    """Return a time as logs write it, in UTC: ``2026-06-30T01:02:03Z``."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_logs(as_json: bool, file: Path | None = None) -> None:
    """Write the engine's records, from now on: as JSON lines to standard error, and to a file if one is named.

    The file is appended to, in JSON lines where those are asked for. ``BadInput`` where it cannot be written.
    """
    handlers: list[logging.Handler] = [_StandardError()] if as_json else []
    if file:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handlers.append(logging.FileHandler(file, encoding="utf-8"))
        except OSError as error:
            raise BadInput(
                en=f"Cannot write the log file {file}: {error.strerror}.",
                zh=f"无法写入日志文件 {file}：{error.strerror}。",
            ) from None
    logger = logging.getLogger(ROOT)
    for old in logger.handlers:
        old.close()
    for handler in handlers:
        handler.setFormatter(JsonLines() if as_json else PlainLines())
    logger.handlers[:], logger.propagate = handlers or [logging.NullHandler()], False
    logger.setLevel(logging.INFO)


# Without a handler of its own nothing is written: a library leaves that to its user.
logging.getLogger(ROOT).addHandler(logging.NullHandler())
