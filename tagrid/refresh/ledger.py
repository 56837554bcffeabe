"""The run ledger: what ran, when, how long each step took, how it ended and why."""

import logging
import os
import socket
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime
from time import perf_counter

from sqlalchemy import JSON, ForeignKey, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tagrid.core.errors import BadInput, GateRefused, TagridError
from tagrid.core.logs import log, run_named
from tagrid.core.project import Home
from tagrid.core.state import Base, session, utc_now
from tagrid.core.text import Lang, Text, as_text

_logger = logging.getLogger(__name__)

RUNNING, PUBLISHED, NOTHING_DUE, ROLLED_BACK, DONE = "running", "published", "nothing_due", "rolled_back", "done"

FAILED, BAD_INPUT, REFUSED, INTERRUPTED = "failed", "bad_input", "refused", "interrupted"

SUCCESSFUL = (PUBLISHED, NOTHING_DUE, ROLLED_BACK, DONE)

UNSUCCESSFUL = (FAILED, BAD_INPUT, REFUSED, INTERRUPTED)

# Recorded with the home's lock held: of these at most one runs.
_LOCKED = ("refresh", "rollback")

# Asked for by a person who reads the answer: what they mistyped is no fault of the installation.
ON_REQUEST = ("export", "report")

_KILLED = Text(en="The run was killed, or the machine stopped.", zh="运行被终止，或机器停机。")


def _now() -> datetime:
    return utc_now().replace(microsecond=0)


class RunMessage(Base):
    """The message of a run in Chinese; runs of before there was one have none."""

    __tablename__ = "run_messages"

    run: Mapped[int] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    zh: Mapped[str]


def _this_process() -> str:
    return f"{socket.gethostname()}/{os.getpid()}"


class RunRecord(Base):
    """One run: a refresh, a rollback, an ingest, a training, an export or a writing of documents.

    Times are UTC, timings seconds by step; ``process`` is the machine and process that ran it.
    """

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    as_of: Mapped[date | None]
    started_at: Mapped[datetime] = mapped_column(default=_now)
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default=RUNNING)
    exit_code: Mapped[int | None]
    version: Mapped[str | None]
    message: Mapped[str] = mapped_column(default="")
    timings: Mapped[dict[str, float]] = mapped_column(JSON, default=dict)
    process: Mapped[str | None] = mapped_column(default=_this_process)

    _zh: Mapped[RunMessage | None] = relationship(lazy="joined", cascade="all, delete-orphan")

    def end(self, outcome: str, message: Text | str, exit_code: int = 0) -> None:
        """Note how the run ended."""
        self.outcome, self.message, self.exit_code, self.ended_at = outcome, str(message), exit_code, _now()
        self._zh = RunMessage(zh=as_text(message).zh)

    @property
    def is_running(self) -> bool:
        """Whether it has not ended and its process is alive; one on another machine is taken to be."""
        if self.outcome != RUNNING or not self.process:
            return False
        machine, _, process = self.process.rpartition("/")
        try:
            if machine == socket.gethostname():
                os.kill(int(process), 0)
        except (ValueError, ProcessLookupError):
            return False
        except PermissionError:
            pass  # alive, and somebody else's
        return True

    @property
    def is_fault(self) -> bool:
        """Whether somebody has to look at how it ended."""
        if self.kind in ON_REQUEST and self.outcome == BAD_INPUT:
            return False
        return self.outcome in UNSUCCESSFUL or (self.outcome == RUNNING and not self.is_running)

    @property
    def text(self) -> Text:
        """The message in both languages."""
        if self.message == _KILLED.en or (self.outcome == RUNNING and not self.is_running):
            return _KILLED
        return Text(en=self.message, zh=self._zh.zh if self._zh else self.message)

    def described(self, lang: Lang = "en") -> dict:
        """Return the record as JSON-able values, its message in ``lang``."""
        shown = {column.key: getattr(self, column.key) for column in self.__table__.columns}
        shown["message"] = self.text.in_(lang)
        return {k: v.isoformat() if isinstance(v, date) else v for k, v in shown.items()}


def _close_interrupted(home: Home, kind: str) -> None:
    """End the records of runs that were killed: of a dead process, and of a kind whose lock this run holds."""
    with session(home) as opened:
        for record in opened.scalars(select(RunRecord).where(RunRecord.outcome == RUNNING)):
            if not record.is_running or (kind in _LOCKED and record.kind in _LOCKED):
                record.outcome, record.message, record.exit_code = INTERRUPTED, str(_KILLED), 1
                record.ended_at = _now()


def _outcome_of(error: BaseException) -> str:
    return {GateRefused: REFUSED, BadInput: BAD_INPUT, KeyboardInterrupt: INTERRUPTED}.get(type(error), FAILED)


@contextmanager
def recorded(home: Home, kind: str, as_of: date | None = None) -> Generator[RunRecord]:
    """Record the block as one run; of a refresh or a rollback with the lock held.

    The block ends the record, or an error does.
    """
    _close_interrupted(home, kind)
    record = RunRecord(kind=kind, as_of=as_of, timings={})
    with session(home) as opened:
        opened.add(record)
    began, name = perf_counter(), f"{kind}-{record.id}"
    try:
        with run_named(name):
            log(_logger, "run began", kind=kind)
            yield record
    except BaseException as error:
        code = error.exit_code if isinstance(error, TagridError) else 1
        message = error.text if isinstance(error, TagridError) else as_text(error)
        record.end(_outcome_of(error), message or type(error).__name__, code)
        raise
    finally:
        with run_named(name):
            seconds = round(perf_counter() - began, 2)
            log(_logger, "run ended", outcome=record.outcome, version=record.version, seconds=seconds)
        with session(home) as opened:
            opened.merge(record)


def complete(home: Home, run: int, version: str, as_of: date, message: Text) -> None:
    """Note that a run had published before it was killed, or before the state database was gone."""
    with session(home) as opened:
        record = opened.get(RunRecord, run)
        if record is not None and record.outcome not in SUCCESSFUL:
            finished = Text(
                en=" What follows a publish was finished by the next run.", zh="发布后的事项由下一次运行补齐。"
            )
            record.version, record.as_of = version, as_of
            record.end(PUBLISHED, message + finished)


def latest_runs(home: Home) -> list[RunRecord]:
    """Return the newest run of each kind, the newest first."""
    newest = select(func.max(RunRecord.id)).group_by(RunRecord.kind)
    with session(home) as opened:
        found = opened.scalars(select(RunRecord).where(RunRecord.id.in_(newest)).order_by(RunRecord.id.desc()))
        return list(found)


def runs(home: Home, most: int, kind: str | None = None) -> list[RunRecord]:
    """Return the last runs, the newest first; with ``kind`` of that kind only."""
    wanted = select(RunRecord) if kind is None else select(RunRecord).where(RunRecord.kind == kind)
    with session(home) as opened:
        return list(opened.scalars(wanted.order_by(RunRecord.id.desc()).limit(most)))


def faults_since_success(home: Home, most: int) -> list[RunRecord]:
    """Return the runs somebody has to look at: those after the last of their kind that ended well, the newest first."""
    with session(home) as opened:
        well = select(RunRecord.kind, func.max(RunRecord.id)).where(RunRecord.outcome.in_(SUCCESSFUL))
        since = {row[0]: row[1] for row in opened.execute(well.group_by(RunRecord.kind))}
        ended = select(RunRecord).where(RunRecord.outcome.not_in(SUCCESSFUL)).order_by(RunRecord.id.desc())
        found = []
        for record in opened.scalars(ended):
            if record.id > since.get(record.kind, 0) and record.is_fault:
                found.append(record)
                if len(found) == most:
                    break
        return found


def last_run(home: Home) -> RunRecord | None:
    """Return the newest run, or None when nothing ever ran."""
    with session(home) as opened:
        return opened.scalars(select(RunRecord).order_by(RunRecord.id.desc()).limit(1)).first()
