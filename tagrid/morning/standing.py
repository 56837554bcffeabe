"""How fresh the version in force is: behind by how much, with which sources late, and what the last runs came to."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tagrid.home import Home
from tagrid.refresh import ledger
from tagrid.refresh.ledger import RunRecord
from tagrid.refresh.status import status
from tagrid.sources.contracts import Table, contracts
from tagrid.state import session

MOST_RUNS = 5


@dataclass(frozen=True)
class Late:
    """A source table whose last day is further back than its contract promises; ``days`` from the newest landed day."""

    table: Table
    through_on: date
    days: int


@dataclass(frozen=True)
class Standing:
    """``age_days``: from the version to the newest landed day; ``failed``: runs that did not end well since.

    ``never`` counts source tables that were never delivered.
    """

    age_days: int | None
    landed_through: date | None
    late: tuple[Late, ...]
    delivered: int
    never: int
    last_run: RunRecord | None
    failed: tuple[RunRecord, ...]
    is_running: bool


def standing(home: Home) -> Standing:
    """Return how things stand; days are counted against the newest landed day, never the clock."""
    found = status(home)
    newest = date.fromisoformat(found["landed_through"]) if found["landed_through"] else None
    late = [
        Late(contracts()[one["address"]], day, (newest - day).days)
        for one in found["sources"]
        if one["fresh"] is False and newest and (day := date.fromisoformat(one["through_on"]))
    ]
    delivered = sum(one["delivered"] for one in found["sources"])
    return Standing(
        found["age_days"],
        newest,
        tuple(sorted(late, key=lambda one: -one.days)),
        delivered,
        len(found["sources"]) - delivered,
        ledger.last_run(home),
        tuple(_failed(home)),
        found["lock"] is not None,
    )


def _failed(home: Home) -> list[RunRecord]:
    """Return the runs after the last one that ended well, the newest first."""
    well = select(RunRecord.id).where(RunRecord.outcome.in_(ledger.WELL)).order_by(RunRecord.id.desc()).limit(1)
    ended = (ledger.FAILED, ledger.BAD_INPUT, ledger.REFUSED, ledger.INTERRUPTED)
    with session(home) as opened:
        since = opened.scalar(well) or 0
        query = select(RunRecord).where(RunRecord.id > since, RunRecord.outcome.in_(ended))
        return list(opened.scalars(query.order_by(RunRecord.id.desc()).limit(MOST_RUNS)))
