"""The run ledger: what ran, when, how long each step took, how it ended and why."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from sqlalchemy import JSON, ForeignKey, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tagrid.core.errors import BadInput, GateRefused, TagridError
from tagrid.core.project import Home
from tagrid.core.state import Base, session
from tagrid.core.text import Text, as_text

RUNNING, PUBLISHED, NOTHING_DUE, ROLLED_BACK = "running", "published", "nothing_due", "rolled_back"

FAILED, BAD_INPUT, REFUSED, INTERRUPTED = "failed", "bad_input", "refused", "interrupted"

SUCCESSFUL = (PUBLISHED, NOTHING_DUE, ROLLED_BACK)

_KILLED = Text(en="The run was killed, or the machine stopped.", zh="运行被终止，或机器停机。")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


class RunMessage(Base):
    """What a run's message is in Chinese, where it has any."""

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

    def end(self, outcome: str, message: str, exit_code: int = 0) -> None:
        """Say how the run ended."""
        self.outcome, self.message, self.exit_code, self.ended_at = outcome, str(message), exit_code, _now()
        self._zh = RunMessage(zh=as_text(message).zh)

    @property
    def told(self) -> Text:
        """The message in both languages."""
        return _KILLED if self.message == _KILLED else Text(en=self.message, zh=self._zh.zh if self._zh else None)

    def described(self) -> dict:
        """Return the record as JSON-able values."""
        shown = {column.key: getattr(self, column.key) for column in self.__table__.columns}
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
    """Ledger the block as one run; call with the lock held. The block ends the record, or an error does."""
    _close_interrupted(home)
    record = RunRecord(kind=kind, as_of=as_of, timings={})
    with session(home) as opened:
        opened.add(record)
    try:
        yield record
    except BaseException as error:
        code = error.exit_code if isinstance(error, TagridError) else 1
        said = error.text if isinstance(error, TagridError) else str(error)
        record.end(_outcome_of(error), said or type(error).__name__, code)
        raise
    finally:
        with session(home) as opened:
            opened.merge(record)


def last_run(home: Home) -> RunRecord | None:
    """Return the newest run, or None when nothing ever ran."""
    with session(home) as opened:
        return opened.scalars(select(RunRecord).order_by(RunRecord.id.desc()).limit(1)).first()
