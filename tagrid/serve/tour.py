"""The demo from nothing to a published version: generate, ingest, train, refresh; what is done already is kept."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import perf_counter

from tagrid.errors import BadInput
from tagrid.home import Home
from tagrid.refresh.versions import Version, current

START, UNTIL, SEED = date(2025, 1, 1), date(2026, 6, 30), 7
SCORE = "fee_recovery_risk"


@dataclass
class Tour:
    """What the demo made, and the seconds each step took."""

    version: Version
    seconds: dict[str, float] = field(default_factory=dict)

    def summary(self) -> str:
        """Return the lines a person reads at the end."""
        tags = self.version.catalog().tags.values()
        available = sum(tag.available for tag in tags)
        spent = "\n".join(f"  {name:<10}{seconds:7.1f} s" for name, seconds in self.seconds.items())
        return (
            f"Version {self.version.id} is published: {self.version.manifest['customers']:,} customers, "
            f"{len(tags)} tags ({available} with values).\n"
            f"Where the time went:\n{spent}\n  {'in all':<10}{sum(self.seconds.values()):7.1f} s\n"
            "Open the app:  make app   ->  http://localhost:8501\n"
            'Try:           .venv/bin/tagrid segment count "value_tier in (vip, major) and fee_recovery_risk in (D, E)"'
        )


def _refuse_other_data(home: Home) -> None:
    for path in sorted((home.landing / "_deliveries").glob("*.json")):
        name = json.loads(path.read_text(encoding="utf-8"))["name"]
        if not name.startswith("demo "):
            raise BadInput(
                f"{home.root} holds other data already (delivery {name!r}); "
                "set TAGRID_HOME to an empty folder for the demo."
            )


def _generated(home: Home, customers: int) -> Path:
    """Return the demo's delivery folder, made now unless it is whole already."""
    from tagrid.demo.generate import generate

    folder = home.root / "demo" / f"{customers}-customers"
    if not (folder / "delivery.yml").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        generate(folder, customers, START, UNTIL, None, SEED)
    return folder


def _trained(home: Home) -> None:
    from models_ml.harness import store
    from models_ml.report import print_trained
    from models_ml.training import train

    if store.champion_id(home, SCORE) is None:
        print_trained(train(home, SCORE))


def tour(home: Home, customers: int) -> Tour:
    """Make the demo utility of `customers` accounts and publish it; raises BadInput where other data has landed."""
    from tagrid.console import step
    from tagrid.refresh.run import refresh
    from tagrid.sources.ingest import ingest

    _refuse_other_data(home)
    seconds: dict[str, float] = {}

    def timed(name: str, work: Callable):
        began = perf_counter()
        done = work()
        seconds[name] = perf_counter() - began
        return done

    folder = timed("generate", lambda: _generated(home, customers))
    with step("Ingest the delivery") as say:
        timed("ingest", lambda: ingest(home, folder, None, say))
    timed("train", lambda: _trained(home))
    timed("refresh", lambda: refresh(home))
    return Tour(current(home), seconds)
