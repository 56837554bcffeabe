"""The minutes that a crew has are the same in the settings and in the macro that a build by hand reads."""

import json
import re

from tagrid.catalog.dbt_models import macro_text, render
from tagrid.core.dbt import AREAS_OF_ARRIVAL, dbt_environment
from tagrid.core.project import home
from tagrid.core.settings import Regulation


def test_a_build_by_hand_and_one_of_the_project_know_the_same_minutes():
    promised = {area: Regulation().arrival_limit(area) for area in AREAS_OF_ARRIVAL}
    text = re.search(r"set promised = (\{.*?\})", macro_text("arrival_limit"))
    assert text and json.loads(text[1]) == promised == {"urban": 45, "rural": 90, "remote": 120}
    assert json.loads(dbt_environment(home())["TAGRID_ARRIVAL_MINUTES"]) == promised
    assert (
        Regulation(arrival_minutes=60).arrival_limit("town") == 60 == Regulation(arrival_minutes=60).arrival_limit(None)
    )


def test_the_reader_keeps_a_span_as_a_text():
    assert render("on_day >= {{ window_start('12 months', 'run.as_of') }}") == (
        "on_day >= macro_window_start('12 months', run.as_of)"
    )
