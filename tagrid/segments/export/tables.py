"""The table of exports: what was taken away, from which version, by whom and for what."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tagrid.segments.keep.tables import now
from tagrid.state import Base


class Export(Base):
    """One export; who was in the file and who was held out stands in a Parquet file of its number."""

    __tablename__ = "segment_exports"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=now)
    who: Mapped[str]
    purpose: Mapped[str]
    segment: Mapped[str | None]
    revision: Mapped[int | None]
    rule: Mapped[str]
    version: Mapped[str]
    catalog_version: Mapped[str]
    as_of: Mapped[date]
    columns: Mapped[list] = mapped_column(JSON)
    members: Mapped[int]
    # Which consent was asked for, and how many had refused it; None: the data tells of none, or none was asked.
    consent: Mapped[str | None]
    opted_out: Mapped[int | None]
    capped: Mapped[str | None]
    hold_out_share: Mapped[float]
    held_out: Mapped[int]
    seed: Mapped[int]
    rows: Mapped[int]
    file: Mapped[str]
    sha256: Mapped[str]

    def described(self) -> dict:
        """Return as JSON-able values."""
        shown = {column.key: getattr(self, column.key) for column in self.__table__.columns}
        return {key: one.isoformat() if isinstance(one, date) else one for key, one in shown.items()}


class ScheduledRun(Base):
    """One writing of a scheduled export: the export it made, or why there is none."""

    __tablename__ = "segment_export_runs"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=now)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"))
    version: Mapped[str]
    export: Mapped[int | None]
    rows: Mapped[int | None]
    file: Mapped[str | None]
    problem: Mapped[str | None]
    # The problem in Chinese, for a page.
    problem_zh: Mapped[str | None]

    def described(self) -> dict:
        """Return as JSON-able values."""
        shown = {key: getattr(self, key) for key in ("version", "export", "rows", "file", "problem")}
        return {"at": self.at.isoformat(timespec="seconds")} | shown
