"""The table of benchmarks puts every rival in its column, and says which data it did not have."""

import subprocess
import sys

import pytest

from benchmarks.models.published import PUBLISHED, published
from benchmarks.models.row import Row
from benchmarks.models.shown import kind, lines
from tagrid.core.overlay import REFERENCE


def test_rivals_stand_in_their_columns():
    ours, forest = (
        Row("credit default", "ours", "auc", 0.8, 0.7, 0.9, 1),
        Row("credit default", "x", "auc", 0.6, 0.5, 0.7, 1),
    )
    boosted = Row("credit default", "boosting on raw columns", "auc", 0.7, 0.6, 0.8, 1)
    (line,) = lines([ours, forest, boosted], PUBLISHED)
    assert line[:6] == ["credit default", "auc", "0.800 [0.700, 0.900]", "", "", "0.700 [0.600, 0.800]"]
    assert line[6] == "x 0.600 [0.500, 0.700]" and line[7].startswith("0.784")


def test_kinds_and_published_figures():
    assert kind("best single column") == kind("naive") == "naive rule"
    assert kind("logistic") == "logistic" and kind("logistic on raw columns") == kind("ours, rehearsed") == ""
    assert published("decline after 2016-04-24", "average_precision", PUBLISHED).startswith("0.51")
    assert published("theft from day 90 to 365", "auc", PUBLISHED) == ""


@pytest.mark.slow
def test_what_is_not_there_is_said_and_left_out():
    printed = subprocess.run(
        [sys.executable, "-m", "benchmarks.models", "--credit", "/nowhere/at/all"],
        cwd=REFERENCE, capture_output=True, text=True,
    )  # fmt: skip
    assert printed.returncode == 1 and "credit is left out: there is no /nowhere/at/all" in printed.stderr
    assert (
        "tianchi is left out: name its folder, TIANCHI=" in printed.stderr and "No benchmark was run" in printed.stderr
    )
