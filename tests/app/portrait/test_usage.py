"""The days of use: what they add up to is said once, in the head of the page."""

from streamlit.testing.v1 import AppTest


def _drawn(days):
    from datetime import date, timedelta

    from app.portrait import usage

    last = date(2026, 6, 30)
    read = [{"date": last - timedelta(days=n), "kwh": 10.0 if n < 365 else 8.0} for n in range(days)]
    usage.days({"usage": read, "events": [], "customer": {"customer_id": "c"}})


def _title(days: int) -> str:
    app = AppTest.from_function(_drawn, kwargs={"days": days}, default_timeout=60).run()
    assert not app.exception, app.exception
    return next(one.proto.body for one in app.get("html") if "tg-title" in one.proto.body)


def test_the_title_has_the_change_and_no_second_yearly_total():
    title = _title(730)
    assert "同比增加 25" in title and "kWh" not in title and "3,650" not in title


def test_less_than_two_years_are_added_up_with_the_days_that_were_read():
    assert "近 90 天中 90 天有读数，合计 900" in _title(90)
