"""The status of an installation: what is in force, how old it is, what the last run did, which sources are fresh."""

import os
from dataclasses import asdict, dataclass
from datetime import date

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.lock import holder
from tagrid.core.project import Home
from tagrid.core.text import Lang, Text
from tagrid.landing import LandedIndex, read_index, source_contracts
from tagrid.published import Version, current_version, pointed_id
from tagrid.refresh import ledger
from tagrid.refresh.due import landed_range
from tagrid.scoring import score_states


@dataclass(frozen=True)
class SourceStatus:
    """A source table; ``fresh`` is null when its contract promises no freshness or it was never delivered."""

    address: str
    delivered: bool
    through_on: str | None
    fresh: bool | None


def _newest_day(index: LandedIndex) -> date | None:
    try:
        return landed_range(index)[1]
    except BadInput:
        return None


def _running(home: Home) -> dict | None:
    """Return who holds the lock; the name of a killed holder stays in the file, so its process must be alive."""
    who = holder(home)
    try:
        os.kill(who["pid"], 0)
    except (KeyError, ProcessLookupError):
        return None
    except PermissionError:
        pass  # alive, and somebody else's
    return who


def sources(index: LandedIndex, newest: date | None) -> list[SourceStatus]:
    """Return every source table, its last day, and whether that is near enough to the newest landed day."""
    found = []
    for address, table in source_contracts().items():
        landed = index.tables.get(address)
        through_on = landed.through_on if landed else None
        fresh = None
        if newest and through_on and table.fresh_days is not None:
            fresh = (newest - through_on).days <= table.fresh_days
        text = through_on.isoformat() if through_on else None
        found.append(SourceStatus(address, landed is not None, text, fresh))
    return found


def _version(home: Home) -> tuple[Version | None, list[Text]]:
    wanted = pointed_id(home)
    try:
        found = current_version(home)
    except TagridError as error:
        return None, [error.text]
    if found.id == wanted:
        return found, []
    replaced = Text(
        en=f"Version {wanted} is damaged; {found.id} serves in its place. Run `tagrid refresh` to make a new one.",
        zh=f"版本 {wanted} 已损坏，暂由 {found.id} 代替；请运行 `tagrid refresh` 生成新版本。",
    )
    return found, [replaced]


def _last_run_problem(last: ledger.RunRecord | None, is_running: bool) -> Text | None:
    if last is None or last.outcome in ledger.SUCCESSFUL:
        return None
    if last.outcome == ledger.RUNNING:
        killed = Text(
            en=f"The last {last.kind} was killed; the next one completes.",
            zh=f"上次 {last.kind} 被终止，下次运行会补齐。",
        )
        return None if is_running else killed
    ended = Text(
        en=f"The last {last.kind} ended with {last.outcome}: ", zh=f"上次 {last.kind} 以 {last.outcome} 结束："
    )
    return ended + last.text


def scores(version: Version | None) -> list[dict]:
    """Return each score of a version with its state and why, in both languages; none of an older version."""
    names = ("score", "tag", "model_id", "state", "why_zh", "why_en", "scored", "unknown", "drift", "drifted_input")
    try:
        return [{name: one[name] for name in names} for one in score_states(version)] if version else []
    except TagridError:  # the damage is a problem of the version
        return []


def installation_status(home: Home, lang: Lang = "en") -> dict:
    """Return how things stand as JSON-able values; ``ok`` is false exactly when there are ``problems``.

    Problems and the last run's message are in ``lang``.

    A score that is not in force is no problem of the installation: its tag abstains, and ``scores`` gives the reason.

    A problem is: no intact version, a damaged one replaced by an older one, or a last run that did not end
    well. Days are counted against the newest landed day, never the clock.
    """
    index = read_index(home)
    newest, (version, problems) = _newest_day(index), _version(home)
    last = ledger.last_run(home)
    running = _running(home)
    if problem := _last_run_problem(last, is_running=running is not None):
        problems.append(problem)
    return {
        "ok": not problems,
        "problems": [problem.in_(lang) for problem in problems],
        "version": version.id if version else None,
        "as_of": version.as_of.isoformat() if version else None,
        "age_days": (newest - version.as_of).days if version and newest else None,
        "landed_through": newest.isoformat() if newest else None,
        "customers": version.manifest["customers"] if version else None,
        "tags": version.manifest["tags"] if version else None,
        "last_run": last.described(lang) if last else None,
        "lock": running,
        "sources": [asdict(source) for source in sources(index, newest)],
        "scores": scores(version),
    }
