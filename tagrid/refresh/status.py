"""The status of an installation: what is in force, how old it is, what the last run did, which sources are fresh."""

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TypeVar

from tagrid.catalog import feed_notes
from tagrid.core.calendar import calendar_years
from tagrid.core.errors import TagridError
from tagrid.core.lock import holder
from tagrid.core.project import Home
from tagrid.core.text import Lang, Text, joined
from tagrid.landing import (
    LATE,
    STOPPED,
    FeedState,
    LandedIndex,
    awaited_warnings,
    check_landed,
    describe_feeds,
    feed_states,
    home_clock,
    journal_damage,
    landed_calendar_warnings,
    landed_range,
    newest_day,
    open_warnings,
    read_index,
    silent_feeds,
)
from tagrid.published import Version, current_version, read_pointer
from tagrid.refresh import duties, ledger
from tagrid.scoring import model_damage, score_states, trainable

_T = TypeVar("_T")


@dataclass(frozen=True)
class SourceStatus:
    """A source table: its newest day, how many days ago that is, and its state: fresh, late or stopped.

    ``state`` and ``fresh`` are null when its contract promises no freshness or it was never delivered. The newest day
    of a master table, which has none of its own, is that of its last delivery.
    """

    address: str
    delivered: bool
    through_on: str | None
    days: int | None
    state: str | None
    fresh: bool | None


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


def _source(address: str, feed: FeedState) -> SourceStatus:
    through_on = feed.last_on.isoformat() if feed.last_on else None
    fresh = None if feed.state is None else feed.state not in (LATE, STOPPED)
    return SourceStatus(address, feed.delivered, through_on, feed.days, feed.state, fresh)


def _silent(feeds: dict[str, FeedState], state: str) -> list[Text]:
    """Return one sentence of the feeds that are late, or that have stopped; none where all come."""
    found = silent_feeds(feeds.values(), state)
    return [describe_feeds(found) + Text(zh="。", en=".")] if found else []


def _calendar(index: LandedIndex) -> dict[str, str]:
    """Return how each year of the data is known; nothing where the operator's file has a fault: a warning says so."""
    if newest_day(index) is None:
        return {}
    try:
        return {str(year): basis for year, basis in calendar_years(*landed_range(index))}
    except TagridError:
        return {}


def _stopped_tags(version: Version | None, feeds: dict[str, FeedState], lang: Lang) -> list[dict]:
    """Return the tags of a version whose sources have stopped, and which of them are held by their cadence."""
    stopped = {address: one for address, one in feeds.items() if one.state == STOPPED}
    if version is None or not stopped:
        return []
    try:
        held, tags = version.manifest.get("held", ()), version.catalog().tags
    except TagridError:  # the damage is a problem of the version
        return []
    return [
        {
            "tag": name,
            "sources": [address for address in tags[name].source_tables if address in stopped],
            "held": name in held,
            "note": note.in_(lang),
        }
        for name, note in feed_notes(tags, stopped, held).items()
    ]


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


def _run_problem(last: ledger.RunRecord, is_locked: bool) -> Text | None:
    """Return what is to be done about the last run of a kind; the holder of the lock may have just begun to run."""
    if not last.is_fault or (last.outcome == ledger.RUNNING and is_locked):
        return None
    if last.outcome == ledger.RUNNING:
        return Text(
            en=f"The last {last.kind} was killed; the next one completes.",
            zh=f"上次 {last.kind} 被终止，下次运行会补齐。",
        )
    began = f"{last.started_at:%Y-%m-%d %H:%M} UTC"
    ended = Text(
        en=f"The last {last.kind}, at {began}, ended with {last.outcome} (exit code {last.exit_code}): ",
        zh=f"上次 {last.kind}（{began}）以 {last.outcome} 结束（退出码 {last.exit_code}）：",
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

    Problems, warnings and the last run's message are in ``lang``.

    A score that is not in force is no problem of the installation: its tag abstains, and ``scores`` gives the reason.

    A problem is: no intact version, a damaged one replaced by an older one, a kind of run whose last did not end
    well, a source that has stopped, duties not done, a delivery's warning that nobody has settled, a landing index or
    state database that cannot be read, a model in force whose files are damaged. With ``full`` every file of the
    version is read, else those that may have been written since; and damaged landed files are problems too. A warning,
    which leaves ``ok`` true, is a late source, an awaited day, or a year whose calendar is not known. Days are counted
    against the home's clock.
    """
    version, problems = _version(home, full)
    index = _attempt(lambda: read_index(home), LandedIndex(), problems)
    if full:
        _attempt(lambda: check_landed(home, index), None, problems)
        problems += filter(None, [journal_damage(home)])
    clock, newest = home_clock(home, index), newest_day(index)
    runs = _attempt(lambda: ledger.latest_runs(home), [], problems)
    last, running = next(iter(runs), None), _running(home)
    if version and running is None and (left := duties.read(version.folder)):
        problems.append(_left_undone(version, left))
    problems += [problem for run in runs if (problem := _run_problem(run, is_locked=running is not None))]
    feeds, notice = feed_states(home, index, clock), clock.operator_notice
    problems += _silent(feeds, STOPPED)
    problems += _model_problems(home)
    warnings = _silent(feeds, LATE)
    warnings += awaited_warnings(home, index, version.as_of if version else None)
    warnings += landed_calendar_warnings(home, index)
    odd = [one.text for one in _attempt(lambda: open_warnings(home), [], problems)]
    if odd:
        settle = Text(
            en=f"Open warnings of deliveries: {len(odd)}. Look into them, then `tagrid landing acknowledge`.",
            zh=f"有 {len(odd)} 条交付警告待处理；核实后请用 `tagrid landing acknowledge` 确认。",
        )
        problems.append(settle)
    warnings += odd
    return {
        "ok": not problems,
        "problems": [problem.in_(lang) for problem in problems],
        "warnings": [warning.in_(lang) for warning in warnings],
        "clock": clock.described() | {"notice": notice.in_(lang) if notice else None},
        "version": version.id if version else None,
        "as_of": version.as_of.isoformat() if version else None,
        "age_days": (newest - version.as_of).days if version and newest else None,
        "behind_clock_days": (clock.today - version.as_of).days if version else None,
        "landed_through": newest.isoformat() if newest else None,
        "customers": version.manifest["customers"] if version else None,
        "tags": version.manifest["tags"] if version else None,
        "last_run": last.described(lang) if last else None,
        "runs": [run.described(lang) for run in runs],
        "lock": running,
        "sources": [asdict(_source(address, feed)) for address, feed in feeds.items()],
        "stopped_tags": _stopped_tags(version, feeds, lang),
        "calendar": _calendar(index),
        "scores": scores(version),
    }
