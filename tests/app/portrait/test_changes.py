"""The portrait page of an earlier day, and the line of values of each tag."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from app.shared.words import WORDS
from tagrid.catalog.files import load
from tagrid.core.overlay import REFERENCE
from tests import published_home
from tests.app.conftest import at_page, texts
from tests.refresh.history_world import World
from tests.segments.small import CATALOG

WHO = "3200000017"
FIRST, SECOND = date(2026, 6, 29), date(2026, 6, 30)
PAGES = ";".join(
    one for one in published_home._TABLES.split(";") if "table portrait_" in one or "into portrait_" in one
)

# Numbers written as literals are decimals; a published version has doubles.
NUMBERS = {"customer": ("annual_kwh", "default_chance"), "bills": ("energy_kwh",), "reasons": ("effect",)}
PAGES += ";" + ";".join(f"alter table portrait_{t} alter {name} type double" for t in NUMBERS for name in NUMBERS[t])


def people(tier: str) -> dict:
    """Return the values of two customers, the first of that tier."""
    first = {"value_tier": tier, "fee_recovery_risk": "E", "arrears_status": "clear", "capacity_band": "lt_8"}
    tags = {tag.name: "unknown" for tag in CATALOG.tags.values() if tag.subject == "power_customer"} | first
    return {(who, tag): value for who in (WHO, "3200000018") for tag, value in tags.items()}


@pytest.fixture
def open_past(tmp_path, monkeypatch):
    """Open the portrait of a customer who was major on the first day and vip on the second."""
    world = World(tmp_path, PAGES)
    tree = CATALOG.model_copy(update={"classes": load().classes})
    world.publish(FIRST, people("major"), tree)
    world.publish(SECOND, people("vip"), tree)
    monkeypatch.setenv("TAGRID_HOME", str(tmp_path))

    def opened(language: str = "zh", **link: str) -> AppTest:
        app = AppTest.from_file(str(REFERENCE / "app" / "main.py"), default_timeout=60)
        for key, value in {"lang": language, "id": WHO, **link}.items():
            app.query_params[key] = value
        at_page(app, "portrait")
        app.run()
        assert not app.exception, app.exception
        return app

    return opened


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_earlier_day_shows_the_values_of_that_day_and_who_tells_of_it(open_past, language):
    now, then = open_past(language), open_past(language, as_of=str(FIRST))
    assert "title='vip'" in texts(now) and "title='vip'" not in texts(then)
    assert "title='major'" in texts(then)
    shown = WORDS["past_described_by"].in_(language)
    assert shown.format(day=FIRST, version="2026-06-29.1", catalog=CATALOG.version).strip() in texts(then)


def test_as_known_now_an_earlier_day_comes_from_the_history(open_past):
    seen = open_past("en", as_of=str(FIRST), known="now")
    assert "title='major'" in texts(seen)
    assert WORDS["past_described_by_history"].en in texts(seen)
    assert WORDS["bills"].en not in texts(seen)


def test_the_changes_of_tags_have_a_line_and_a_table(open_past):
    seen = open_past("en", view="part_changes")
    assert WORDS["past_history_title"].en.format(n=1, day=FIRST) in texts(seen)
    table = next(one.value for one in seen.dataframe if WORDS["past_cause"].en in one.value.columns)
    assert [day.date() for day in table[WORDS["past_valid_from"].en]] == [FIRST, SECOND]


@pytest.mark.parametrize("link", ["2020-01-01", "soon", "2030-01-01"])
def test_a_day_out_of_the_history_shows_the_nearest(open_past, link):
    assert open_past(as_of=link).date_input[0].value in (FIRST, SECOND)
