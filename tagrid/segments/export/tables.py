"""The table of exports: what was taken away, from which version, by whom and for what."""

from datetime import date, datetime

from sqlalchemy import JSON
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
