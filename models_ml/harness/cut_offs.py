"""Which past days a score learns from, is calibrated on and is tested on."""

from dataclasses import dataclass
from datetime import date, timedelta

from tagrid.errors import BadInput

# Steps of 25 days walk through the billing month, so the model sees every day of it, not only month ends.
STEP_DAYS = 25
LEAST_HISTORY_DAYS = 90
LEAST_TRAINING = 4
# What is learned from came within so many days before the last of it was known: short horizons get more cut-offs, as
# each holds fewer cases; long ones would only tell the same outcomes again.
REACH_DAYS = 300
# One day's test is one draw of luck and one season; four of the grid walk through a quarter.
MOST_TEST = 4


def _grid(day: date) -> date:
    """The last day of the shared grid that is not after `day`."""
    return date.fromordinal(day.toordinal() // STEP_DAYS * STEP_DAYS)


@dataclass(frozen=True)
class CutOffs:
    """The days of a training, oldest first: those learned from, of which the last calibrates, and those that test."""

    learning: tuple[date, ...]
    test: tuple[date, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """All of them."""
        return (*self.learning, *self.test)


def cut_offs(first_on: date, through_on: date, horizon_days: int) -> CutOffs:
    """Choose the cut-offs: those that train, within a reach of 300 days, one that calibrates, up to four that test.

    All lie on one grid of days, so that scores of different horizons share what is rebuilt for a day. The tests' labels
    are complete by `through_on`. Between calibration and the first test lies a whole horizon, so that whatever the
    model learned was known on the days it is tested for. A shorter history has fewer days to train on, below four of
    them fewer tests. BadInput when it is too short.
    """
    last = _grid(through_on - timedelta(days=horizon_days))
    found = [_with_tests(first_on, last, horizon_days, count) for count in range(MOST_TEST, 0, -1)]
    chosen = next((one for one in found if len(one.learning) > LEAST_TRAINING), found[-1])
    if len(chosen.learning) < 2:
        needed = LEAST_HISTORY_DAYS + STEP_DAYS + (through_on - chosen.learning[-1]).days
        raise BadInput(
            f"The landed history from {first_on} to {through_on} is too short to train on: {needed} days are "
            "needed. Ingest a longer history."
        )
    return chosen


def _with_tests(first_on: date, last: date, horizon_days: int, count: int) -> CutOffs:
    test = tuple(last - timedelta(days=STEP_DAYS * n) for n in reversed(range(count)))
    calibration = test[0] - timedelta(days=-(-horizon_days // STEP_DAYS) * STEP_DAYS)
    most = max(LEAST_TRAINING, (REACH_DAYS - horizon_days) // STEP_DAYS)
    training = [calibration - timedelta(days=STEP_DAYS * n) for n in range(most, 0, -1)]
    known = [day for day in training if (day - first_on).days >= LEAST_HISTORY_DAYS]
    return CutOffs((*known, calibration), test)
