"""The present as a home takes it: the clock's, the moment a setting names, or, for a demo alone, one that stands still.

A demo's data end on a fixed day, so its clock stands still on the morning after. It does so only while nothing but the
demo's deliveries has landed: data of a utility are measured against the true clock, whatever file lies beside them.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, time

from tagrid.core.files import replace_text
from tagrid.core.project import Home
from tagrid.core.settings import now, settings
from tagrid.core.text import Text
from tagrid.landing.index import LandedIndex, read_index

CLOCK_FILE = "clock.json"

# Deliveries of the invented utility are named so by what makes them.
DEMO_NAME = "demo "

SYSTEM, SETTING, DEMO = "system", "setting", "demo"

AT_HOUR = time(8)


@dataclass(frozen=True)
class Clock:
    """The present of a home and where it comes from: system, setting or demo."""

    now: datetime
    source: str = SYSTEM

    @property
    def today(self) -> date:
        """The day it is in the utility's time zone."""
        return self.now.date()

    @property
    def notice(self) -> Text | None:
        """What to say wherever freshness is shown, in words of a reader; nothing of the true clock."""
        if self.source == DEMO:
            return Text(
                en=f"This is a demo: its clock stands still at {self.today}.",
                zh=f"这是演示数据：时钟停在 {self.today}。",
            )
        if self.source == SETTING:
            return Text(
                en=f"The clock of this installation is held at {self.now:%Y-%m-%d %H:%M}: how fresh the data are is "
                "counted to then, not to today.",
                zh=f"本系统的时钟固定在 {self.now:%Y-%m-%d %H:%M}：数据新旧按这一时刻计算，不是按今天。",
            )
        return None

    @property
    def operator_notice(self) -> Text | None:
        """The notice for whoever runs the commands, with what holds the clock."""
        held = Text(en=" The setting TAGRID_NOW holds it.", zh="由设置 TAGRID_NOW 固定。")
        return self.notice + held if self.notice and self.source == SETTING else self.notice

    def described(self) -> dict:
        """Return it as JSON-able values."""
        return {"now": self.now.isoformat(), "source": self.source}


def home_clock(home: Home, index: LandedIndex | None = None) -> Clock:
    """Return the clock of a home; the setting ``now`` comes first, then a demo's own, then the true one."""
    if settings().now is not None:
        return Clock(now(), SETTING)
    day = _demo_day(home)
    if day and all(one.name.startswith(DEMO_NAME) for one in (index or read_index(home)).deliveries):
        return Clock(datetime.combine(day, AT_HOUR, settings().zone), DEMO)
    return Clock(now())


def stop_demo_clock(home: Home, day: date) -> None:
    """Let the clock of a demo stand still on ``day``; for the demo alone."""
    home.root.mkdir(parents=True, exist_ok=True)
    replace_text(home.root / CLOCK_FILE, json.dumps({"stands_still_on": day.isoformat()}) + "\n")


def _demo_day(home: Home) -> date | None:
    try:
        found = json.loads((home.root / CLOCK_FILE).read_text(encoding="utf-8"))
        return date.fromisoformat(found["stands_still_on"])
    except (OSError, ValueError, KeyError, TypeError):  # none, or damaged: the true clock holds
        return None
