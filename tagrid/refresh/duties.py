"""What follows a publish: sizes and alerts of saved segments, scheduled exports, the ledger. Each is done once.

The list of what is still to be done lies in the version's folder before the pointer names it, and is shortened as each
duty ends. So a run that dies after the pointer moved, or whose state database does, leaves it to the next one.
"""

import contextlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

from tagrid.core.files import replace_text
from tagrid.core.project import Home
from tagrid.core.text import Text
from tagrid.published import Version, read_version
from tagrid.refresh import ledger
from tagrid.segments.export import FOLLOWING

FILE = "duties.json"

LEDGER = "ledger"

_LEDGER = Text(en="The record of the run", zh="运行记录")


@dataclass(frozen=True)
class Duties:
    """What is still to be done for a version, and the message of the run that published it."""

    run: int
    message: Text
    pending: tuple[str, ...] = (*FOLLOWING, LEDGER)

    def described(self) -> dict:
        """Return as JSON-able values."""
        return {"run": self.run, "en": self.message.en, "zh": self.message.zh, "pending": list(self.pending)}

    @property
    def titles(self) -> list[Text]:
        """What is pending, by name."""
        return [FOLLOWING[name].title if name in FOLLOWING else _LEDGER for name in self.pending]


def write(folder: Path, duties: Duties) -> None:
    """Write the duties of the version in ``folder``, or delete their file once there are none."""
    if duties.pending:
        replace_text(folder / FILE, json.dumps(duties.described(), ensure_ascii=False))
    else:
        (folder / FILE).unlink(missing_ok=True)


def read(folder: Path) -> Duties | None:
    """Return the duties of the version in ``folder``, None where all are done; all of them where they are damaged."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Duties(int(found["run"]), Text(en=str(found["en"]), zh=str(found["zh"])), _known(found["pending"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):  # every duty may be done again without harm
        return Duties(0, Text(en="", zh=""))


def _known(pending: list[str]) -> tuple[str, ...]:
    known = tuple(name for name in (*FOLLOWING, LEDGER) if name in pending)
    if len(known) != len(pending):
        raise ValueError(f"unknown duties in {pending}")
    return known


def perform(home: Home, version: Version) -> list[Text]:
    """Do what is pending for a version, but the ledger; return what went wrong, a line each.

    A duty that fails as a whole stays pending; what could not be done within one is recorded by it and is not tried
    again.
    """
    problems: list[Text] = []
    duties = read(version.folder)
    for name in duties.pending if duties else ():
        if name == LEDGER or duties is None:
            continue
        is_done, wrong = FOLLOWING[name].attempt(home, version)
        problems += wrong
        if is_done:
            duties = write_shorter(version.folder, duties, name)
    return problems


def write_shorter(folder: Path, duties: Duties, name: str) -> Duties:
    """Note that a duty is done, and return the others."""
    left = replace(duties, pending=tuple(one for one in duties.pending if one != name))
    write(folder, left)
    return left


def close(home: Home, version_id: str) -> None:
    """Note that the run is in the ledger."""
    folder = home.versions / version_id
    if duties := read(folder):
        # What cannot be written here is done again by the next run.
        with contextlib.suppress(OSError):
            write_shorter(folder, duties, LEDGER)


def catch_up(home: Home, version_id: str | None) -> list[Text]:
    """Finish what an earlier run left undone for the version in force; return what went wrong, a line each."""
    version = read_version(home, version_id or "")
    if version is None or (duties := read(version.folder)) is None:
        return []
    problems = perform(home, version)
    if LEDGER in duties.pending:
        ledger.complete(home, duties.run, version.id, version.as_of, duties.message)
        close(home, version.id)
    return problems
