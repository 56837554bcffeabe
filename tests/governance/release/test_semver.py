"""Versions compare as numbers, and the least version for a change is the smallest that tells of it."""

import pytest
from hypothesis import given, strategies as st

from tagrid.core.errors import BadInput
from tagrid.governance.release.changes import BUMPS, greatest, is_version, least, number, step

NUMBERS = st.integers(0, 10_000)
VERSIONS = st.builds("{}.{}.{}".format, NUMBERS, NUMBERS, NUMBERS)


@pytest.mark.parametrize(
    "text", ["1", "1.0", "1.0.0.0", "v1.0.0", "1.0.0-rc1", "01.0.0", "1.0.x", "", "1.0.0\n", "１.0.0"]
)
def test_another_form_is_refused(text):
    assert not is_version(text)
    with pytest.raises(BadInput, match=r"write MAJOR\.MINOR\.PATCH"):
        number(text)


@given(VERSIONS, st.sampled_from(BUMPS))
def test_the_least_version_is_a_step_of_just_that_size(version, bump):
    after = least(version, bump)
    assert number(after) > number(version)
    assert step(version, after) == bump


@given(VERSIONS, VERSIONS)
def test_a_version_is_great_enough_when_its_step_is(first, second):
    older, newer = sorted((first, second), key=number)
    if older != newer:
        size = step(older, newer)
        assert all((number(newer) >= number(least(older, bump))) for bump in BUMPS[: BUMPS.index(size) + 1])


@given(st.lists(st.sampled_from(BUMPS)))
def test_changes_together_need_the_greatest_of_them(bumps):
    assert greatest(bumps) == (None if not bumps else max(bumps, key=["patch", "minor", "major"].index))
