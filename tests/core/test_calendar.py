"""The calendar: how each year is known, the operator's days on top, and what it warns of before and when it lacks one.

The years beyond the libraries are made by letting them lack one, so that an upgrade changes no test.
"""

from datetime import date, timedelta

import pytest

from tagrid.core import calendar
from tagrid.core.errors import BadInput
from tagrid.core.overlay import import_content

LACKING = 2027
WHOLE = """years:
  - year: 2027
    complete: true
    holidays:
      - {from: 2027-02-05, to: 2027-02-13, zh: 春节, en: Spring Festival}
    workdays: [2027-01-31, 2027-02-14]
"""


@pytest.fixture
def notices(monkeypatch):
    """The filler of a library that ends with 2026, whatever is installed."""
    filler = import_content("calendars.filler")
    known = filler.in_notices
    monkeypatch.setattr(filler, "in_notices", lambda year: year < LACKING and known(year))
    monkeypatch.setattr(filler, "_is_noticed", lambda worked: any(day.year < LACKING for day in worked))
    calendar._made_year.cache_clear()
    yield filler
    calendar._made_year.cache_clear()


@pytest.fixture
def operator(tmp_path, monkeypatch):
    """Write the operator's file of a thin project."""
    (tmp_path / "tagrid.toml").write_text('name = "p"\nextends = "reference"\n', encoding="utf-8")
    monkeypatch.setenv("TAGRID_PROJECT", str(tmp_path))
    path = tmp_path / calendar.OPERATOR_FILE
    path.parent.mkdir()

    def write(text: str) -> None:
        path.write_text(text, encoding="utf-8")
        calendar._read_operator.cache_clear()

    write("years: []\n")
    return write


def day(on: date) -> calendar.CalendarDay:
    return calendar.calendar_days(on, on)[0]


def test_a_year_that_no_library_has_follows_the_statute_and_the_moon(notices):
    assert calendar.known_by(LACKING) == calendar.RULE
    eighth = day(date(2027, 2, 8))
    assert (eighth.is_workday, eighth.is_holiday, eighth.holiday.en) == (False, True, "Spring Festival")
    assert day(date(2027, 6, 9)).holiday.zh == "端午节"
    assert day(date(2027, 10, 4)).is_holiday  # in lieu of a Saturday, by the statute
    assert not day(date(2027, 2, 22)).is_holiday


@pytest.mark.parametrize(
    ("year", "basis"), [(1949, "weekday"), (1999, "rule"), (2002, "library"), (2013, "library"), (2026, "library"),
                        (2099, "rule"), (2150, "weekday")]
)  # fmt: skip
def test_every_year_has_all_its_days_and_says_how_it_is_known(notices, year, basis):
    found = calendar.calendar_days(date(year, 1, 1), date(year, 12, 31))
    assert [one.date_on for one in found] == [date(year, 1, 1) + timedelta(days=n) for n in range(len(found))]
    assert {one.known_by for one in found} == {basis} == {calendar.known_by(year)}
    holidays = sum(one.is_holiday for one in found)
    assert (holidays == 0) == (basis == "weekday") and holidays < 35


def test_days_moved_by_a_notice_carry_the_name_of_their_holiday():
    assert day(date(2003, 2, 6)).holiday.en == "Spring Festival"
    assert day(date(2003, 2, 8)).is_make_up_day


def test_a_complete_year_of_the_operator_holds_alone(notices, operator):
    operator(WHOLE)
    assert calendar.known_by(2027) == calendar.OPERATOR
    assert day(date(2027, 2, 12)).is_holiday and day(date(2027, 1, 31)).is_make_up_day
    assert not day(date(2027, 10, 1)).is_holiday  # the file says all of the year
    assert day(date(2027, 2, 8)).is_festival_season


def test_single_days_of_the_operator_change_only_themselves(notices, operator):
    operator("years:\n  - year: 2027\n    holidays:\n      - {from: 2027-03-10, zh: 市庆, en: City day}\n"
             "    workdays: [2027-02-10]\n")  # fmt: skip
    assert calendar.known_by(2027) == calendar.RULE
    assert day(date(2027, 3, 10)).holiday.zh == "市庆"
    assert day(date(2027, 2, 10)).is_workday and not day(date(2027, 2, 9)).is_workday


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("years:\n  - year: 2027\n    holiday: []\n", "calendars/days.yml:3: .*Did you mean holidays"),
        ("years:\n  - year: 2027\n    workdays: [2026-01-31]\n", "calendars/days.yml:2: .*2026-01-31 is not in 2027"),
        ("years:\n  - {year: 2027, complete: true}\n", "calendars/days.yml:2: .*no holiday"),
        ("years:\n  - {year: 2027}\n  - {year: 2027}\n", "calendars/days.yml:3: the year 2027 stands twice"),
        ("days: []\n", "calendars/days.yml:1: write `years:`"),
        (
            "years:\n  - year: 2027\n    holidays: [{from: 2027-02-09, to: 2027-02-05, zh: a, en: b}]\n",
            "ends before it begins",
        ),
    ],
)
def test_a_fault_of_the_operators_file_names_its_line(operator, text, fault):
    operator(text)
    with pytest.raises(BadInput, match=fault):
        calendar.known_by(2027)


def test_it_warns_of_a_year_in_the_data_and_of_one_that_begins_soon(notices, operator):
    def warned(last: date, today: date) -> list[str]:
        return [one.en for one in calendar.calendar_warnings(date(2025, 1, 1), last, today)]

    assert warned(date(2026, 9, 30), date(2026, 10, 1)) == []
    (before,) = warned(date(2026, 10, 1), date(2026, 11, 20))
    assert "In 42 days 2027 begins" in before
    assert "calendars/days.yml" in before
    (when,) = warned(date(2027, 2, 1), date(2027, 2, 2))
    assert "no official arrangement of 2027" in when
    operator(WHOLE)
    assert warned(date(2027, 2, 1), date(2027, 2, 2)) == []


def test_its_digest_follows_the_libraries_and_the_operators_file(operator, monkeypatch):
    before = calendar.calendar_fingerprint()
    operator(WHOLE)
    filed = calendar.calendar_fingerprint()
    assert {name for name in filed if filed[name] != before[name]} == {calendar.OPERATOR_FILE}
    monkeypatch.setattr(calendar, "version", lambda name: "99.0")
    assert {name for name, value in calendar.calendar_fingerprint().items() if value == "99.0"} == {
        "chinese-calendar", "holidays"
    }  # fmt: skip
