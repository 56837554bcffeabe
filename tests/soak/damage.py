"""Flips single bits in the files of a small home and holds that none is silent: `python -m tests.soak.damage 200`.

After each flip every reader answers as before, or says that something is damaged (as an error, or by reading an older
version with a notice); nothing ends in a traceback; and a refresh, with the repair its message names, mends it. Every
second flip is one without a write, as a disk rots: the notes of what was found whole say that nothing happened.
"""

import contextlib
import io
import json
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tagrid.cli import main
from tagrid.core import intact, state_digest
from tagrid.core.errors import TagridError
from tagrid.core.intact import identity
from tagrid.core.notices import notice, take_notices
from tagrid.core.project import Home
from tagrid.core.state import engine
from tagrid.core.state_renew import renew_state
from tagrid.core.text import Text
from tagrid.landing import read_index, repair_landing
from tagrid.published import current_version, database_damage, query_history, read_history, values_on_day
from tagrid.published.versions import OPENED
from tagrid.refresh import diagnose, installation_status, publish
from tagrid.segments import audit_records, saved_segments
from tagrid.segments.index import open_index
from tagrid.segments.saving import save_segment
from tests.refresh import small

DAY = small.date(2026, 6, 29)

NEXT = small.next_day(DAY)


def make_home(root: Path) -> Home:
    """Publish two versions of the small utility, with saved segments; the second day is in force."""
    home = Home(root)
    small.land(home, DAY)
    publish.refresh(home)
    save_segment(home, "high users", "level = high", small.catalog())
    save_segment(home, "others", 'not segment("high users")', small.catalog())
    small.land(home, NEXT, 2)
    publish.refresh(home)
    return home


def kinds(home: Home) -> dict[str, list[Path]]:
    """Return the files of a home by kind."""
    found: dict[str, list[Path]] = {}
    for path in sorted(home.root.rglob("*")):
        if path.is_file() and path.stat().st_size and path.name not in ("lock",) and "dbt_target" not in path.parts:
            found.setdefault(_kind(home, path), []).append(path)
    return found


def _kind(home: Home, path: Path) -> str:
    parts = path.relative_to(home.root).parts
    if parts[0] == "landing" and path.suffix == ".parquet" and not path.name.startswith("_"):
        return "landed rows" if path.parent.name != "period=none" else "landed columns"
    if parts[0] == "versions":
        return "/".join(("version", *parts[2:]))
    if parts[0] == "history":
        return f"history/*{path.suffix}"
    return "/".join(parts)


def answers(home: Home) -> dict[str, Callable[[], object]]:
    """Return the readers of a home; each gives what a person would see."""

    def counts() -> object:
        version = current_version(home)
        index = open_index(version)
        return version.id, index.facets(index.base("power_customer")), version.catalog().to_json()

    def tables() -> object:
        version = current_version(home)
        with version.connect() as con:
            names = [row[0] for row in con.execute("select table_name from duckdb_tables() order by 1").fetchall()]
            return version.id, {name: con.execute(f'from "{name}" order by all').fetchall() for name in names}

    def history() -> object:
        version = current_version(home)
        known, day = read_history(version), DAY
        asked = query_history(version, day)
        return (
            version.id,
            known.runs,
            sorted(map(str, values_on_day(asked, ["level"]).to_pylist())),
            asked.catalog().to_json(),
        )

    def versions() -> object:
        found = command(home, "versions", "--json")
        assert isinstance(found, list)
        for wrong in (one["damage"] for one in found if one["damage"]):
            notice(Text(en=f"{wrong}", zh=f"{wrong}"))
        return found

    return {
        "count": lambda: command(home, "segment", "count", "level = high", "--json"),
        "count of a saved segment": lambda: command(home, "segment", "count", "segment(others)", "--json"),
        "counts": counts,
        "tables": tables,
        "history": history,
        "landed": lambda: read_index(home),
        "segments": lambda: [one.described() for one in saved_segments(home)],
        "audit": lambda: [one.described() for one in audit_records(home)],
        "versions": versions,
    }


def command(home: Home, *arguments: str) -> object:
    """Return what a command prints; its error is raised as it would be shown."""
    os.environ["TAGRID_HOME"] = str(home.root)
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(list(arguments))
        except SystemExit as ended:
            code = int(ended.code or 0)
    if err.getvalue().startswith("tagrid: "):
        raise TagridError(en=err.getvalue().removeprefix("tagrid: "))
    assert not code, err.getvalue()
    return json.loads(out.getvalue())


def ask(reader: Callable[[], object]) -> tuple[object, str]:
    """Return the answer of a reader and what it told beside; another error than a told one is raised."""
    try:
        found = reader()
    except TagridError as error:
        return None, str(error)
    except duckdb.Error as error:
        if damage := database_damage():  # as the command line and the app do
            return None, str(damage)
        raise error
    return found, " ".join(str(one) for one in take_notices())


def flip(path: Path, chance: random.Random) -> int:
    """Flip one bit of a file and return the place of its byte."""
    place = chance.randrange(path.stat().st_size)
    with path.open("r+b") as opened:
        opened.seek(place)
        (was,) = opened.read(1)
        opened.seek(place)
        opened.write(bytes([was ^ 1 << chance.randrange(8)]))
    return place


def forget_writes(home: Home) -> None:
    """Let the notes of what was found whole say that no file was written since, as where a disk rots."""
    for note in [*home.versions.glob("*/verified.json"), *home.root.glob("verified/*.json")]:
        folder = {"landing": home.landing, "history": home.root / "history"}.get(note.stem, note.parent)
        with contextlib.suppress(ValueError, AttributeError):
            known = json.loads(note.read_bytes())
            for name, one in known.items():
                if now := identity(folder / name):
                    known[name] = [*now, one[-1]]
            note.write_text(json.dumps(known), encoding="utf-8")
    file = home.root / "state.db"
    noted = state_digest._noted(file)
    if noted and (now := identity(file)):
        state_digest._write_note(file, now, noted["count"], noted["sha256"])


def start_anew() -> None:
    """Forget what this process knows of files, as a new one does."""
    intact._FOUND.clear()
    state_digest._WHOLE.clear()
    OPENED.clear()
    take_notices()


@dataclass
class Result:
    """What became of the flips, by kind, and those that are faults."""

    outcomes: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def run(flips: int, seed: int, folder: Path, only: str | None = None) -> Result:
    """Flip bits one at a time, each in a fresh copy of one home, over every kind of file in turn."""
    chance, result = random.Random(seed), Result()
    base = make_home(folder / "base")
    before = {name: ask(reader)[0] for name, reader in answers(base).items()}
    whole = small.contents(current_version(base))
    order = [kind for kind in kinds(base) if only in (None, kind)]
    for number in range(flips):
        home = Home(folder / f"home{number}")
        shutil.copytree(base.root, home.root)
        start_anew()
        installation_status(home, full=True)  # the notes are of this copy
        kind = order[number % len(order)]
        path = chance.choice(kinds(home)[kind])
        place = flip(path, chance)
        if number // len(order) % 2:
            forget_writes(home)
        start_anew()
        where = f"flip {number}: {path.relative_to(home.root)}, byte {place}"
        try:
            outcome, faults = _after(home, before, whole)
        except Exception as error:
            outcome, faults = "traceback", [f"{type(error).__name__}: {error}"]
        result.outcomes[kind, outcome] += 1
        result.faults += [f"{where}: {one}" for one in faults]
        engine(home).dispose()
        shutil.rmtree(home.root)
    return result


def _after(home: Home, before: dict, whole: dict) -> tuple[str, list[str]]:
    faults, told = [], []
    for name, reader in answers(home).items():
        start_anew()
        found, said = ask(reader)
        told += [f"{name}: {said}"] * bool(said)
        if found != before[name] and not said:
            faults.append(f"{name} differs in silence")
    start_anew()
    seen = installation_status(home, full=True)
    wrong = [str(one.finding) for one in diagnose(home) if not one.ok and str(one.subject) != "disk"]
    if told and not wrong and seen["ok"]:
        faults.append(f"neither status nor doctor knows: {told[0]}")
    outcome = "told" if told else "found by status or doctor" if wrong or not seen["ok"] else "no difference"
    start_anew()
    faults += _mended(home, whole)
    return outcome, faults


def _mended(home: Home, whole: dict) -> list[str]:
    """Refresh, do what its message names, and return what is not as it was."""
    for _ in range(3):
        with contextlib.redirect_stderr(io.StringIO()):
            try:
                publish.refresh(home)
                break
            except TagridError as error:
                said = str(error)
            if "landing repair" in said:
                repair_landing(home)
                return []  # the delivery is to be ingested again, which this utility does not
            if "state renew" in said:
                renew_state(home)
            elif "backup" in said:
                return []
            else:
                return [f"the refresh names no way back: {said}"]
    start_anew()
    if small.contents(current_version(home)) != whole:
        return ["what is published after a refresh differs"]
    seen = installation_status(home, full=True)
    return [] if seen["ok"] else [f"after a refresh: {seen['problems'][0]}"]


if __name__ == "__main__":
    small.install(setattr)
    os.environ.pop("TAGRID_STATE_URL", None)
    os.environ["TAGRID_NOW"] = NEXT.isoformat()  # its data end there
    wanted = [one for one in sys.argv[1:] if one.isdigit()]
    with tempfile.TemporaryDirectory() as made:
        found = run(int(wanted[0]) if wanted else 200, int(wanted[1]) if wanted[1:] else 7, Path(made))
    for (kind, outcome), number in sorted(found.outcomes.items()):
        print(f"{number:4}  {kind}: {outcome}")
    print(f"{sum(found.outcomes.values())} flips, {len(found.faults)} faults")
    print("\n".join(found.faults))
    sys.exit(1 if found.faults else 0)
