"""The run ledger: what ran, when, how long each step took, how it ended and why."""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime
from time import perf_counter

from sqlalchemy import JSON, ForeignKey, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tagrid.core.errors import BadInput, GateRefused, TagridError
from tagrid.core.logs import log, run_named
from tagrid.core.project import Home
from tagrid.core.state import Base, session, utc_now
from tagrid.core.text import Lang, Text, as_text

_logger = logging.getLogger(__name__)

RUNNING, PUBLISHED, NOTHING_DUE, ROLLED_BACK = "running", "published", "nothing_due", "rolled_back"

FAILED, BAD_INPUT, REFUSED, INTERRUPTED = "failed", "bad_input", "refused", "interrupted"

SUCCESSFUL = (PUBLISHED, NOTHING_DUE, ROLLED_BACK)

_KILLED = Text(en="The run was killed, or the machine stopped.", zh="运行被终止，或机器停机。")


def _now() -> datetime:
    return utc_now().replace(microsecond=0)


class RunMessage(Base):
    """The message of a run in Chinese; runs of before there was one have none."""

    __tablename__ = "run_messages"

    run: Mapped[int] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    zh: Mapped[str]


class RunRecord(Base):
    """One run of a refresh or a rollback; times are UTC, timings seconds by step."""

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

    _zh: Mapped[RunMessage | None] = relationship(lazy="joined", cascade="all, delete-orphan")

    def end(self, outcome: str, message: Text | str, exit_code: int = 0) -> None:
        """Note how the run ended."""
        self.outcome, self.message, self.exit_code, self.ended_at = outcome, str(message), exit_code, _now()
        self._zh = RunMessage(zh=as_text(message).zh)

    @property
    def text(self) -> Text:
        """The message in both languages."""
        if self.message == _KILLED.en:
            return _KILLED
        return Text(en=self.message, zh=self._zh.zh if self._zh else self.message)

    def described(self, lang: Lang = "en") -> dict:
        """Return the record as JSON-able values, its message in ``lang``."""
        shown = {column.key: getattr(self, column.key) for column in self.__table__.columns}
        shown["message"] = self.text.in_(lang)
        return {k: v.isoformat() if isinstance(v, date) else v for k, v in shown.items()}


def _close_interrupted(home: Home) -> None:
    """A run still marked running, seen by the holder of the lock, was killed."""
    with session(home) as opened:
        opened.execute(
            update(RunRecord)
            .where(RunRecord.outcome == RUNNING)
            .values(outcome=INTERRUPTED, message=str(_KILLED), exit_code=1, ended_at=_now())
        )


def _outcome_of(error: BaseException) -> str:
    return {GateRefused: REFUSED, BadInput: BAD_INPUT, KeyboardInterrupt: INTERRUPTED}.get(type(error), FAILED)


@contextmanager
def recorded(home: Home, kind: str, as_of: date | None = None) -> Generator[RunRecord]:
    """Record the block as one run; call with the lock held. The block ends the record, or an error does."""
    _close_interrupted(home)
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


def last_run(home: Home) -> RunRecord | None:
    """Return the newest run, or None when nothing ever ran."""
    with session(home) as opened:
        return opened.scalars(select(RunRecord).order_by(RunRecord.id.desc()).limit(1)).first()
