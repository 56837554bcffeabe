"""The demo utility's own feed, day by day, as a night's job takes it: every day lands and publishes.

Each night runs `tagrid ingest` and `tagrid refresh`, each morning `tagrid status`. Among the days one is delivered in
another unit, one comes a day late, and the readings stop for longer than their contract allows; exit codes, status and
home page must tell each, and be content again afterwards. `make soak-feed`, or:

    python -m benchmarks.soak FOLDER --days 60 --customers 300 --publish-every 1
    python -m benchmarks.soak FOLDER --resume    # goes on from the evening of the day that did not end
"""

import argparse
import contextlib
import io
import json
import os
import shutil
import sys
import traceback
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import duckdb
from ruamel.yaml import YAML

from tagrid.cli import main as command_line
from tagrid.core.project import Home
from tagrid.demo.generate import generate
from tagrid.landing import READINGS, source_contract
from tagrid.overview.home import Freshness, freshness

FIRST, SEED = date(2025, 9, 1), 7

PROGRESS = "progress.json"


@dataclass(frozen=True)
class Plan:
    """What happens in a run: how many days, and the numbers of those on which something is wrong."""

    customers: int
    since: date
    days: int
    publish_every: int
    refused: int
    late: int
    stopped: int

    def day(self, number: int) -> date:
        """The day of a number; the first is 1."""
        return self.since + timedelta(days=number - 1)

    @property
    def stopped_numbers(self) -> range:
        """The days without readings: one more than the contract calls a feed stopped after."""
        return range(self.stopped, self.stopped + int(source_contract(READINGS).stopped_days or 0) + 1)


@dataclass(frozen=True)
class Answer:
    """How a command ended: its exit code, what it printed as JSON, and what it said on standard error."""

    code: int
    found: dict
    said: str


@dataclass
class Soak:
    """A run over many days, and what was seen on the way."""

    folder: Path
    plan: Plan
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def home(self) -> Home:
        """The home that the days land in."""
        return Home(self.folder / "home")

    def run(self, *arguments: str) -> Answer:
        """Run a command of the command line on the home."""
        os.environ["TAGRID_HOME"] = str(self.home.root)
        out, err, code = io.StringIO(), io.StringIO(), 0
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                command_line([*arguments, "--json"])
            except SystemExit as ended:
                code = int(ended.code or 0)
            except Exception:
                code = -1  # what a person would see as a traceback
                traceback.print_exc()
        with contextlib.suppress(ValueError):
            return Answer(code, json.loads(out.getvalue()), err.getvalue())
        return Answer(code, {"problems": [err.getvalue()], "warnings": [], "stopped_tags": []}, err.getvalue())

    def delivery(self, since: date, until: date) -> Path:
        """Generate what became known in these days, unless a run before has."""
        out = self.folder / f"{since}"
        if not (out / "delivery.yml").exists():
            shutil.rmtree(out, ignore_errors=True)
            generate(out, self.plan.customers, FIRST, until, since, SEED)
        return out

    def expect(self, is_so: bool, what: str, *seen: object) -> None:
        """Note a fault, with what was seen instead, unless it is so."""
        if not is_so:
            self.fault(f"not so: {what}; seen: {' '.join(map(str, seen))}")
            return
        self.told.append(what)
        print(f"  told: {what}", flush=True)

    def fault(self, what: str) -> None:
        """Note what went wrong."""
        self.faults.append(what)
        print(f"  FAULT {what}", flush=True)

    def land(self, day: date, folder: Path) -> list[str]:
        """Land a day's delivery, which must be taken; return the warnings that are not usual in this feed."""
        answer = self.run("ingest", str(folder))
        if answer.code:
            self.fault(f"{day}: ingest ended with {answer.code}: {answer.said}")
            return []
        usual = ("not taken: newer", "of another row in every column")
        return [one for one in answer.found["warnings"] if not any(part in one for part in usual)]

    def land_well(self, day: date, folder: Path) -> None:
        """Land a day's delivery, of which there is nothing to say."""
        for warning in self.land(day, folder):
            self.fault(f"{day}: {warning}")

    def publish(self, number: int, as_of: date) -> dict:
        """Refresh as every night; the version in force must be of ``as_of``."""
        every, plan = self.plan.publish_every, self.plan
        always = (plan.late, plan.late + 1, plan.stopped_numbers.stop, plan.days)
        if not every or (number % every and number not in always):
            return {}
        answer = self.run("refresh")
        found = answer.found.get("as_of")
        if answer.code or found != as_of.isoformat():
            self.fault(f"{self.plan.day(number)}: refresh ended with {answer.code} as of {found}: {answer.said}")
        return answer.found

    def morning(self) -> tuple[Answer, Freshness]:
        """Return what `tagrid status` and the home page show."""
        return self.run("status"), freshness(self.home)

    def content(self, day: date) -> None:
        """Nothing is wrong in the morning, and nothing is left of what was."""
        status, page = self.morning()
        said = [*status.found["problems"], *(one.en for one in page.warnings if READINGS in one.en)]
        said += [f"{one.kind} failed" for one in page.failed] + [one.table.address for one in page.stopped]
        if status.code or said:
            self.fault(f"{day}: the morning after: exit code {status.code}, {'; '.join(said)}")

    def keep(self, number: int) -> None:
        """Keep the home as it is before a day, to go on from there."""
        made, kept = self.folder / "before.new", self.folder / "before"
        shutil.rmtree(made, ignore_errors=True)
        shutil.copytree(self.home.root, made / "home")
        progress = {"number": number, "seconds": self.seconds, "told": self.told, "faults": self.faults}
        plan = asdict(self.plan) | {"since": self.plan.since.isoformat()}
        (made / PROGRESS).write_text(json.dumps(progress | {"plan": plan}), encoding="utf-8")
        shutil.rmtree(kept, ignore_errors=True)
        made.rename(kept)


def resumed(folder: Path) -> tuple[Soak, int]:
    """Put the home back to what it was before the last day that began; return the run and that day's number."""
    found = json.loads((folder / "before" / PROGRESS).read_text(encoding="utf-8"))
    plan = Plan(**found["plan"] | {"since": date.fromisoformat(found["plan"]["since"])})
    shutil.rmtree(folder / "home", ignore_errors=True)
    shutil.copytree(folder / "before" / "home", folder / "home")
    return Soak(folder, plan, found["seconds"], found["faults"], found["told"]), found["number"]


def spoilt(folder: Path) -> Path:
    """A copy of a delivery whose readings are in Wh."""
    out = folder.with_name(folder.name + "-wh")
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(folder, out)
    (out / "delivery.yml").unlink()
    for path in (out / "metering" / "daily_energy").glob("*.parquet"):
        changed = "energy_kwh * 1000 as energy_kwh, peak_kwh * 1000 as peak_kwh, valley_kwh * 1000 as valley_kwh"
        with duckdb.connect() as con:
            con.execute(f"create table t as select * replace ({changed}) from '{path}'")
            con.execute(f"copy t to '{path}' (format parquet)")
    for path in out.glob("marketing/*.csv"):  # its encoding stood in the manifest
        path.unlink()
    return out


def without_readings(folder: Path) -> Path:
    """A copy of a delivery that lacks the readings, as when their feed has stopped."""
    out = folder.with_name(folder.name + "-stopped")
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(folder, out)
    manifest = YAML(typ="safe").load(out / "delivery.yml")
    manifest["files"] = [entry for entry in manifest["files"] if entry["table"] != READINGS]
    shutil.rmtree(out / "metering" / "daily_energy")
    YAML().dump(manifest, out / "delivery.yml")
    return out


def _wake(day: date) -> None:
    """Have the clock show the morning on which the night's job runs."""
    os.environ["TAGRID_NOW"] = f"{day}T06:00"


def refused_night(soak: Soak, number: int, folder: Path) -> None:
    """The readings come in another unit; the job ends there, and the right ones come after."""
    day = soak.plan.day(number)
    answer = soak.run("ingest", str(spoilt(folder)))
    is_named = answer.code == 2 and "energy_kwh" in answer.said
    soak.expect(is_named, f"{day} in Wh is refused with exit code 2", answer.code, answer.said)
    status, page = soak.morning()
    is_told = status.code == 1 and any("exit code 2" in one for one in status.found["problems"])
    soak.expect(is_told, "status ends with 1 and names the refused ingest", status.code, status.found["problems"])
    soak.expect(any(one.kind == "ingest" for one in page.failed), "so does the home page", page.failed)
    usual_night(soak, number, folder)


def late_night(soak: Soak, number: int) -> None:
    """Nothing comes: nothing is due, and a day is not late yet."""
    soak.publish(number, soak.plan.day(number - 1))
    soak.content(soak.plan.day(number))


def night_after_late(soak: Soak, number: int, folder: Path) -> None:
    """The day after comes first: it waits for the missing one, which comes then."""
    day, missing = soak.plan.day(number), soak.plan.day(number - 1)
    _names_missing(soak, day, folder, [missing])
    waiting = soak.publish(number, soak.plan.day(number - 2))
    if waiting:
        said = waiting.get("message", "")
        soak.expect(f"{missing}" in said, f"the refresh awaits {missing}", said)
        page = freshness(soak.home)
        is_shown = any("Awaited" in one.en and f"{missing}" in one.en for one in page.warnings)
        soak.expect(is_shown, "the home page awaits it", page.warnings)
    soak.land_well(missing, soak.folder / f"{missing}")
    soak.publish(number, day)
    soak.content(day)


def stopped_night(soak: Soak, number: int, folder: Path) -> None:
    """The readings do not come, all else does; their contract decides when that is late, and when they have stopped."""
    day, contract = soak.plan.day(number), source_contract(READINGS)
    last = soak.plan.day(soak.plan.stopped - 1)
    soak.land_well(day, without_readings(folder))
    soak.publish(number, last)
    days = (day - last).days + 1
    status, page = soak.morning()
    if days > (contract.stopped_days or 0):
        problems = " ".join(status.found["problems"])
        is_told = status.code == 1 and f"{READINGS} has stopped: nothing since {last}" in problems
        soak.expect(is_told, f"{day}: status ends with 1: the readings have stopped", status.code, problems)
        soak.expect(bool(status.found["stopped_tags"]), "status names the tags that rest on them")
        shown = [one.table.address for one in page.stopped]
        soak.expect(READINGS in shown and page.stopped_tags > 0, "so does the home page", shown, page.stopped_tags)
    elif days > (contract.fresh_days or 0):
        warnings = " ".join(status.found["warnings"])
        is_told = not status.code and f"{READINGS} is late: nothing since {last}" in warnings
        soak.expect(is_told, f"{day}: status warns: the readings are late", status.code, warnings)
        shown = [one.table.address for one in page.late]
        soak.expect(READINGS in shown, "so does the home page", shown)
    else:
        soak.content(day)


def night_after_stop(soak: Soak, number: int, folder: Path) -> None:
    """The readings come again: those of the days between are lost, until they come after all."""
    day, missing = soak.plan.day(number), [soak.plan.day(one) for one in soak.plan.stopped_numbers]
    _names_missing(soak, day, folder, missing)
    soak.publish(number, day)
    for one in missing:
        soak.land_well(one, soak.folder / f"{one}")
    soak.publish(number, day)
    soak.content(day)


def _names_missing(soak: Soak, day: date, folder: Path, missing: list[date]) -> None:
    said = " ".join(soak.land(day, folder))
    soak.expect(f"no rows for {missing[0]}" in said, f"{day}: the ingest names {missing[0]}", said)
    status, page = soak.morning()
    warnings = " ".join(status.found["warnings"])
    is_named = status.code == 1 and f"no rows for {missing[0]}" in warnings
    soak.expect(is_named, "status ends with 1 and names it", status.code, warnings)
    soak.expect(any(f"no rows for {missing[0]}" in one.en for one in page.warnings), "so does the home page")


def usual_night(soak: Soak, number: int, folder: Path) -> None:
    """A day lands and is published; nothing is to be said."""
    day = soak.plan.day(number)
    soak.land_well(day, folder)
    soak.publish(number, day)
    soak.content(day)


def begin(soak: Soak) -> None:
    """Land and publish the past."""
    _wake(soak.plan.since)
    past = soak.plan.since - timedelta(days=1)
    for warning in soak.land(past, soak.delivery(FIRST, past)):
        print(f"  said of the past: {warning}", flush=True)
    if soak.plan.publish_every:
        soak.publish(0, past)


def run(soak: Soak, first: int) -> None:
    """Take the days one by one, from the one of a number."""
    plan = soak.plan
    for number in range(first, plan.days + 1):
        began, day = perf_counter(), plan.day(number)
        soak.keep(number)
        _wake(day + timedelta(days=1))
        folder = soak.delivery(day, day)
        if number == plan.refused:
            refused_night(soak, number, folder)
        elif number == plan.late:
            late_night(soak, number)
        elif number == plan.late + 1:
            night_after_late(soak, number, folder)
        elif number in plan.stopped_numbers:
            stopped_night(soak, number, folder)
        elif number == plan.stopped_numbers.stop:
            night_after_stop(soak, number, folder)
        else:
            usual_night(soak, number, folder)
        soak.seconds.append(round(perf_counter() - began, 1))
        print(f"{number:3}  {day} {soak.seconds[-1]:6.1f} s", flush=True)


def main() -> None:
    """Parse the arguments, run, print what was seen; exit code 1 when a day was refused or an incident not told."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--resume", action="store_true", help="go on with the run that is in the folder")
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--customers", type=int, default=300)
    parser.add_argument("--since", type=date.fromisoformat, default=date(2026, 5, 1))
    parser.add_argument("--publish-every", type=int, default=1, help="0: land only; else on the days of incidents too")
    parser.add_argument("--refused", type=int, default=12, help="number of the day that comes in another unit")
    parser.add_argument("--late", type=int, default=24, help="number of the day that comes a day late")
    parser.add_argument("--stopped", type=int, default=36, help="number of the first day without readings")
    given = vars(parser.parse_args())
    folder, resume = given.pop("folder").absolute(), given.pop("resume")
    if resume:
        soak, first = resumed(folder)
    else:
        soak, first = Soak(folder, Plan(**given)), 1
        begin(soak)
    run(soak, first)
    seconds = sorted(soak.seconds)
    print(
        json.dumps(
            {
                "days": len(seconds),
                "median_s": seconds[len(seconds) // 2],
                "slowest_s": seconds[-1],
                "told": soak.told,
                "faults": soak.faults,
            },
            indent=1,
        )
    )
    sys.exit(1 if soak.faults else 0)


if __name__ == "__main__":
    main()
