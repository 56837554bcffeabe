"""How often each tag is used: shown, counted in a segment, exported. Counts by day, in the state database."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Literal, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.state import Base, in_transaction, read_state, session, upsert

UseKind = Literal["view", "segment", "export"]

USE_KINDS: tuple[UseKind, ...] = get_args(UseKind)


class TagUse(Base):
    """How often a tag was used in one way on one day (UTC)."""

    __tablename__ = "tag_uses"

    tag: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    used_on: Mapped[date] = mapped_column(primary_key=True)
    times: Mapped[int]


def record(home: Home, tags: str | Iterable[str], kind: UseKind, day: date | None = None) -> None:
    """Count one use of a tag, or of each of several; raises BadInput for a kind that is not in ``USE_KINDS``."""
    if kind not in USE_KINDS:
        raise BadInput(
            en=f"No kind of use {kind!r}; there are {', '.join(USE_KINDS)}.",
            zh=f"没有使用方式“{kind}”；可选：{'、'.join(USE_KINDS)}。",
        )
    used_on = day or datetime.now(UTC).date()
    counted = sorted({tags} if isinstance(tags, str) else set(tags))  # in one order, or two would wait for each other

    def count(opened: Session) -> None:
        for tag in counted:
            use = {"tag": tag, "kind": kind, "used_on": used_on, "times": 1}
            upsert(opened, TagUse, use, {"times": TagUse.times + 1})

    read_state(lambda: in_transaction(home, count), None)


def uses(home: Home) -> dict[str, dict[str, int]]:
    """Return how often each tag was ever used, ``{tag: {kind: times}}``; a tag that never was is not in it."""
    return read_state(lambda: _uses(home), {})


def _uses(home: Home) -> dict[str, dict[str, int]]:
    query = select(TagUse.tag, TagUse.kind, func.sum(TagUse.times)).group_by(TagUse.tag, TagUse.kind)
    found: dict[str, dict[str, int]] = {}
    with session(home) as opened:
        for tag, kind, times in opened.execute(query):
            found.setdefault(tag, {})[kind] = int(times)
    return found


def last_uses(home: Home) -> tuple[date | None, dict[str, date]]:
    """Return the day since which uses are counted here, and the last day on which each tag was used."""
    return read_state(lambda: _last_uses(home), (None, {}))


def _last_uses(home: Home) -> tuple[date | None, dict[str, date]]:
    with session(home) as opened:
        rows = opened.execute(select(TagUse.tag, func.max(TagUse.used_on)).group_by(TagUse.tag)).tuples().all()
        return opened.scalar(select(func.min(TagUse.used_on))), dict(rows)
