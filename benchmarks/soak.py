"""The demo utility's own feed, day by day, as a night's job takes it: every day lands and publishes.

Among the days one is refused (another unit), one comes late, and the readings stop for some days; status, exit code and
home page must tell each, and be content again afterwards. `make soak-feed`, or:

    python -m benchmarks.soak FOLDER --days 60 --customers 300 --publish-every 1
"""

import argparse
import json
import os
import shutil
import sys
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import duckdb
from ruamel.yaml import YAML

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import Home
from tagrid.demo.generate import generate
from tagrid.landing.intake import ingest
from tagrid.overview.home import freshness
from tagrid.refresh.publish import refresh
from tagrid.refresh.status import installation_status

FIRST, SEED = date(2025, 9, 1), 7

# Days of the soak on which something happens.
REFUSED, LATE, STOPPED, STOPPED_DAYS = 12, 24, 36, 4


@dataclass
class Soak:
    """A run over many days, and what was seen on the way."""

    folder: Path
    customers: int
    since: date
    publish_every: int
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def home(self) -> Home:
        """The home that the days land in."""
        return Home(self.folder / "home")

    def delivery(self, since: date, until: date) -> Path:
        """Generate what became known in these days."""
        out = self.folder / f"{since}"
        generate(out, self.customers, FIRST, until, since, SEED)
        return out

    def expect(self, is_so: bool, what: str) -> None:
        """Note a fault unless it is so."""
        (self.told if is_so else self.faults).append(what)
        print(("  told: " if is_so else "  FAULT: ") + what, flush=True)

    def land(self, day: date, folder: Path) -> None:
        """Land a day's delivery; it must neither be refused nor raise a warning."""
        try:
            report = ingest(self.home, folder)
        except TagridError as error:
            self.faults.append(f"{day}: refused: {error.text.en}")
            print(self.faults[-1], flush=True)
            return
        for warning in report.warnings:
            if "rows were not taken" not in warning.en and "rows are copies" not in warning.en:
                self.faults.append(f"{day}: {warning.en}")
                print(f"  FAULT {self.faults[-1]}", flush=True)

    def publish(self, day: date) -> None:
        """Publish the day, and look whether its version is in force."""
        outcome = refresh(self.home)
        if outcome.as_of != day:
            self.faults.append(f"{day}: published as of {outcome.as_of}")

    def settle(self) -> None:
        """Nothing may be open after an incident is over."""
        open_ = installation_status(self.home)["warnings"]
        self.expect(not open_, f"status is content again ({'; '.join(open_) or 'no open warning'})")


def spoilt(folder: Path) -> Path:
    """A copy of a delivery whose readings are in Wh."""
    out = folder.with_name(folder.name + "-wh")
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


def take_readings_out(folder: Path) -> None:
    """Make a delivery lack the readings, as when their feed has stopped."""
    manifest = YAML(typ="safe").load(folder / "delivery.yml")
    manifest["files"] = [entry for entry in manifest["files"] if entry["table"] != "metering.daily_energy"]
    shutil.rmtree(folder / "metering" / "daily_energy")
    YAML().dump(manifest, folder / "delivery.yml")


def _wake(day: date) -> None:
    """Have the clock show the morning on which the night's job runs."""
    os.environ["TAGRID_NOW"] = f"{day}T06:00"


def _refused_day(soak: Soak, day: date, folder: Path) -> None:
    try:
        ingest(soak.home, spoilt(folder))
        soak.expect(False, f"{day} in Wh is refused")
    except BadInput as error:
        soak.expect(error.exit_code == 2 and "energy_kwh" in error.text.en, f"{day} in Wh is refused with exit code 2")
    soak.land(day, folder)


def run(soak: Soak, days: int) -> None:
    """Take the days one by one."""
    _wake(soak.since)
    ingest(soak.home, soak.delivery(FIRST, soak.since - timedelta(days=1)))
    if soak.publish_every:
        refresh(soak.home)
    late: tuple[date, Path] | None = None
    stopped: list[tuple[date, Path]] = []
    for number in range(1, days + 1):
        day, began = soak.since + timedelta(days=number - 1), perf_counter()
        _wake(day + timedelta(days=1))
        folder = soak.delivery(day, day)
        if number == REFUSED:
            _refused_day(soak, day, folder)
        elif number == LATE:
            late = (day, folder)
        elif STOPPED <= number < STOPPED + STOPPED_DAYS:
            whole = shutil.copytree(folder, folder.with_name(f"{day}-whole"))
            take_readings_out(folder)
            soak.land(day, folder)
            stopped.append((day, Path(whole)))
        else:
            _usual_day(soak, day, folder, late, stopped)
            if late:
                late = None
            if stopped:
                stopped = []
            if soak.publish_every and (number % soak.publish_every == 0 or number == days):
                soak.publish(day)
        soak.seconds.append(perf_counter() - began)
        print(f"{day} {soak.seconds[-1]:6.1f} s", flush=True)


def _usual_day(
    soak: Soak, day: date, folder: Path, late: tuple[date, Path] | None, stopped: list[tuple[date, Path]]
) -> None:
    missing = [late] if late else stopped
    if not missing:
        soak.land(day, folder)
        return
    report = ingest(soak.home, folder)
    names = [f"{one}" for one, _ in missing]
    told = " ".join(w.en for w in report.warnings)
    soak.expect(all(name in told for name in names), f"{day}: the ingest names {', '.join(names)}")
    found = installation_status(soak.home)
    soak.expect(not found["ok"] and names[0] in " ".join(found["warnings"]), "status names them and is not well")
    soak.expect(bool(freshness(soak.home).warnings), "so does the home page")
    for one, delivered in missing:
        soak.land(one, delivered)
    soak.settle()


def main() -> None:
    """Parse the arguments, run, print what was seen; exit code 1 when a day was refused or an incident not told."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--customers", type=int, default=300)
    parser.add_argument("--since", type=date.fromisoformat, default=date(2026, 5, 1))
    parser.add_argument("--publish-every", type=int, default=1, help="0: land only")
    given = parser.parse_args()
    soak = Soak(given.folder, given.customers, given.since, given.publish_every)
    run(soak, given.days)
    seconds = sorted(soak.seconds)
    print(
        json.dumps(
            {
                "days": len(seconds),
                "median_s": round(seconds[len(seconds) // 2], 1),
                "slowest_s": round(seconds[-1], 1),
                "told": soak.told,
                "faults": soak.faults,
            },
            indent=1,
        )
    )
    sys.exit(1 if soak.faults else 0)


if __name__ == "__main__":
    main()
