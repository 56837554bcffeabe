"""Calls of demand response have a number on every day that a demo may begin on."""

from datetime import date

from tagrid.demo.response import _call_day
from tagrid.demo.world import day_number


def test_the_calls_of_every_day_have_numbers_of_their_own():
    days = range(day_number(date(1970, 1, 1)), day_number(date(2060, 1, 1)))
    numbers = [_call_day(day) for day in days]
    assert min(numbers) >= 0
    assert len(set(numbers)) == len(numbers)
    assert max(numbers) < 10**5  # of thirteen digits, five
