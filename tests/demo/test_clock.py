"""The demo's data end on a fixed day: `tagrid demo` lets the clock of its home stand still on the morning after."""

from types import SimpleNamespace

from tagrid.core.project import Home
from tagrid.demo import publish
from tagrid.landing import home_clock


def test_the_clock_of_a_demo_stands_still_on_the_morning_after_its_last_day(tmp_path, monkeypatch):
    monkeypatch.delenv("TAGRID_NOW")
    home = Home(tmp_path / "home")
    assert home_clock(home).source == "system"
    for step in ("_generated", "_trained", "ingest", "refresh"):
        monkeypatch.setattr(publish, step, lambda *given: None)
    monkeypatch.setattr(publish, "_published", lambda home: publish.UNTIL)
    monkeypatch.setattr(publish, "current_version", lambda home: SimpleNamespace(id="v"))
    publish.publish_demo(home, 300)
    found = home_clock(home)
    assert (found.source, (found.today - publish.UNTIL).days) == ("demo", 1)
    assert f"{found.today}" in found.notice.en and f"{found.today}" in found.notice.zh
