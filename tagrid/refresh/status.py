"""The status of an installation: what is in force, how old it is, what the last run did, which sources are fresh."""

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import TypeVar

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.lock import holder
from tagrid.core.project import Home
from tagrid.core.text import Lang, Text, joined
from tagrid.landing import LandedIndex, read_index, source_contracts
from tagrid.published import Version, current_version, read_pointer
from tagrid.refresh import duties, ledger
from tagrid.refresh.due import landed_range
from tagrid.scoring import model_damage, score_states, trainable

_T = TypeVar("_T")


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
    except (KeyError, TypeError, OverflowError, ProcessLookupError):
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


def _version(home: Home, full: bool) -> tuple[Version | None, list[Text]]:
    problems = []
    try:
        pointer = read_pointer(home)
        wanted = pointer.id
        if pointer.damage:
            problems.append(
                Text(en=f"{home.pointer} ", zh=f"{home.pointer} ")
                + pointer.damage
                + Text(
                    en=f"; {wanted} is taken for it. `tagrid refresh` writes it anew, `tagrid rollback VERSION` names "
                    "another.",
                    zh=f"；以 {wanted} 为准。`tagrid refresh` 会重新写入，`tagrid rollback 版本` 可指定其他版本。",
                )
            )
        found = current_version(home, full)
    except TagridError as error:
        return None, [*problems, error.text]
    if found.id == wanted:
        return found, problems
    replaced = Text(
        en=f"Version {wanted} is damaged; {found.id} serves in its place. Run `tagrid refresh` to make a new one.",
        zh=f"版本 {wanted} 已损坏，暂由 {found.id} 代替；请运行 `tagrid refresh` 生成新版本。",
    )
    return found, [*problems, replaced]


def _left_undone(version: Version, left: duties.Duties) -> Text:
    names = joined(left.titles, zh="、", en=", ")
    return Text(
        en=f"Version {version.id} is in force, and what follows a publish is not done yet: {names.en}. The next "
        "`tagrid refresh` finishes it.",
        zh=f"版本 {version.id} 已生效，但发布后的事项尚未完成：{names.zh}。下一次 `tagrid refresh` 会补齐。",
    )


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


def _model_problems(home: Home) -> list[Text]:
    """Name each model in force whose files are damaged, with the tag that the next refresh leaves unknown."""
    found = []
    for name in sorted(trainable()):
        if why := model_damage(home, name):
            found.append(
                Text(
                    en=f"Score {name}: {why.en}. Its tag is unknown from the next refresh on; restore the file from a "
                    f"backup, or run `tagrid train {name}`.",
                    zh=f"评分 {name}：{why.zh}。下次刷新起其标签为“未知”；"
                    f"请从备份恢复文件，或运行 `tagrid train {name}`。",
                )
            )
    return found


def scores(version: Version | None) -> list[dict]:
    """Return each score of a version with its state and why, in both languages; none of an older version."""
    names = ("score", "tag", "model_id", "state", "why_zh", "why_en", "scored", "unknown", "drift", "drifted_input")
    try:
        return [{name: one[name] for name in names} for one in score_states(version)] if version else []
    except TagridError:  # the damage is a problem of the version
        return []


def _attempt(read: Callable[[], _T], otherwise: _T, problems: list[Text]) -> _T:
    """Return what ``read`` returns; where it fails, its message is a problem."""
    try:
        return read()
    except TagridError as error:
        problems.append(error.text)
        return otherwise


def installation_status(home: Home, lang: Lang = "en", full: bool = False) -> dict:
    """Return how things stand as JSON-able values; ``ok`` is false exactly when there are ``problems``.

    Problems and the last run's message are in ``lang``.

    A score that is not in force is no problem of the installation: its tag abstains, and ``scores`` gives the reason.

    A problem is: no intact version, a damaged one replaced by an older one, a last run that did not end well, or a
    landing index or state database that cannot be read, or a model in force whose files are damaged. With ``full``
    every file of the version is read, else those that may have been written since. Days are counted against the
    newest landed day, never the clock.
    """
    version, problems = _version(home, full)
    index = _attempt(lambda: read_index(home), LandedIndex(), problems)
    newest = _newest_day(index)
    last = _attempt(lambda: ledger.last_run(home), None, problems)
    running = _running(home)
    if version and running is None and (left := duties.read(version.folder)):
        problems.append(_left_undone(version, left))
    if problem := _last_run_problem(last, is_running=running is not None):
        problems.append(problem)
    problems += _model_problems(home)
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
