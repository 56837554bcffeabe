"""What a crew and a notice have of time is the same in the settings and in the macros that a build by hand reads."""

import json
import re
from datetime import datetime, timedelta

from tagrid.catalog.dbt_models import macro_text, macros, render
from tagrid.core.dbt import AREAS_OF_ARRIVAL, dbt_environment
from tagrid.core.project import home
from tagrid.core.settings import Regulation, settings
from tagrid.portrait import notice_result


def test_a_build_by_hand_and_one_of_the_project_know_the_same_minutes():
    promised = {area: Regulation().arrival_limit(area) for area in AREAS_OF_ARRIVAL}
    text = re.search(r"set promised = (\{.*?\})", macro_text("arrival_limit", dict(macros())))
    assert text and json.loads(text[1]) == promised == {"urban": 45, "rural": 90, "remote": 120}
    assert json.loads(dbt_environment(home())["TAGRID_ARRIVAL_MINUTES"]) == promised
    assert (
        Regulation(arrival_minutes=60).arrival_limit("town") == 60 == Regulation(arrival_minutes=60).arrival_limit(None)
    )


def test_a_notice_is_in_time_by_the_same_hours_in_a_build_and_on_pages(monkeypatch):
    text = re.search(r"set promised = (\d+)", macro_text("notice_hours", dict(macros())))
    assert text and int(text[1]) == Regulation().notice_hours == 24
    assert dbt_environment(home())["TAGRID_NOTICE_HOURS"] == "24"
    start = datetime(2026, 6, 10, 8)
    row = {"planned_start_at": start, "started_at": start, "first_received_at": start - timedelta(hours=30)}
    assert notice_result(row) == "reached"
    stricter = settings().model_copy(update={"regulation": Regulation(notice_hours=36)})
    for module in ("tagrid.core.dbt", "tagrid.portrait.outages"):
        monkeypatch.setattr(f"{module}.settings", lambda: stricter)
    assert dbt_environment(home())["TAGRID_NOTICE_HOURS"] == "36" and notice_result(row) == "late"


def test_the_reader_keeps_a_span_as_a_text():
    assert render("on_day >= {{ window_start('12 months', 'run.as_of') }}") == (
        "on_day >= macro_window_start('12 months', run.as_of)"
    )
