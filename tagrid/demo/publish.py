"""The demo from nothing to published versions: generate, ingest, train, refresh; a finished step is not done again.

Deliveries come one after another, as a utility's do. Models learn from the first alone: later versions show outcomes.
"""

import shutil
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter

from tagrid.core.console import step
from tagrid.core.errors import BadInput
from tagrid.core.overlay import current_project, is_thin
from tagrid.core.project import Home
from tagrid.demo.generate import generate
from tagrid.landing import ingest, read_index, stop_demo_clock
from tagrid.published import Version, current_version
from tagrid.refresh import refresh
from tagrid.scoring import print_outcome, store, train, trainable

# Two years before the first version: a score that looks half a year ahead needs that twice, and a year to compare with.
START, SEED = date(2024, 6, 1), 7

# The last day of each delivery, and of the version published from it.
PUBLISHED = (date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30))

UNTIL = PUBLISHED[-1]


@dataclass
class DemoResult:
    """What the demo made, and the seconds of each step."""

    version: Version
    seconds: dict[str, float] = field(default_factory=dict)

    def summary(self) -> str:
        """Return the lines a person reads at the end."""
        tags = self.version.catalog().tags.values()
        available = sum(tag.available for tag in tags)
        in_checkout = not is_thin(current_project())
        app, tagrid = ("make app", ".venv/bin/tagrid") if in_checkout else ("tagrid app", "tagrid")
        spent = "\n".join(f"  {name:<10}{seconds:7.1f} s" for name, seconds in self.seconds.items())
        return (
            f"Version {self.version.id} is published: {self.version.manifest['customers']:,} customers, "
            f"{len(tags)} tags ({available} with values).\n"
            f"Where the time went:\n{spent}\n  {'in all':<10}{sum(self.seconds.values()):7.1f} s\n"
            f"Open the app:  {app}   ->  http://localhost:8501\n"
            f'Try:           {tagrid} segment count "value_tier in (vip, major) and fee_recovery_risk in (D, E)"'
        )


def _refuse_other_data(home: Home) -> None:
    for name in (one.name for one in read_index(home).deliveries if one.kind == "delivery"):
        if not name.startswith("demo "):
            raise BadInput(
                en=f"{home.root} holds other data already (delivery {name!r}); "
                "set TAGRID_HOME to an empty folder for the demo.",
                zh=f"{home.root} 里已有别的数据（交付 {name!r}）；请把 TAGRID_HOME 设为一个空文件夹，再做演示。",
            )


def _generated(home: Home, customers: int, since: date | None, until: date) -> Path:
    """Return a delivery's folder, made now unless it is whole already; without `since` it begins at START."""
    folder = home.root / "demo" / f"{customers}-customers-{until}"
    if not (folder / "delivery.yml").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        generate(folder, customers, START, until, since, SEED)
    return folder


def _trained(home: Home) -> None:
    if not any(store.stored_models(home, name) for name in trainable()):
        train(home, list(trainable()), print_outcome)


def _published(home: Home) -> date:
    """Return the business date of the version in force; a day before START when there is none."""
    try:
        return current_version(home).as_of
    except BadInput:
        return START - timedelta(days=1)


def publish_demo(home: Home, customers: int) -> DemoResult:
    """Make the demo utility of `customers` accounts and publish it; raises BadInput where other data has landed."""
    _refuse_other_data(home)
    stop_demo_clock(home, UNTIL + timedelta(days=1))  # its data end there, whatever day it is
    seconds: dict[str, float] = defaultdict(float)

    def timed(name: str, work: Callable):
        began = perf_counter()
        done = work()
        seconds[name] += perf_counter() - began
        return done

    for number, until in enumerate(PUBLISHED):
        since = PUBLISHED[number - 1] + timedelta(days=1) if number else None
        folder = timed("generate", partial(_generated, home, customers, since, until))
        with step(f"Ingest the delivery until {until}") as say:
            timed("ingest", partial(ingest, home, folder, None, say))
        timed("train", partial(_trained, home))
        if _published(home) < until or until == UNTIL:
            timed("refresh", partial(refresh, home))
    return DemoResult(current_version(home), dict(seconds))
