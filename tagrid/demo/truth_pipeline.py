"""The truth about applicants: the chance to be energised in time, for a readiness and a speed nobody else knows.

Whether an applicant is one of those who stall is not known, not even here: it is weighed by its readiness, the step
it stands at and how long it has waited there.
"""

import numpy as np
import polars as pl

from tagrid.demo import pipeline
from tagrid.demo.frame import ids, scrambled
from tagrid.demo.kinds import trait
from tagrid.demo.life import NEWCOMERS, YEAR
from tagrid.demo.pipeline import Course
from tagrid.demo.requests import STRANGER_DAYS, STRANGERS, led_to_accounts, odds, without_account
from tagrid.demo.scene import Scene

DRAWS = 600


def conversion(view: Scene, day: int, horizon: int) -> pl.DataFrame:
    """Chance that an applicant on its way on the day is energised within the window."""
    row, led = led_to_accounts(view)
    kind, _, lost = without_account(view)
    numbers = [2 * view.who.no[row], 2 * (view.who.block * 10**5 + np.arange(len(kind))) + 1]
    prior = _priors(view, np.concatenate([view.who.kind[row], kind]))
    course, number = _both(led, lost), np.concatenate(numbers)
    waits = (course.accepted <= day) & (course.steps[:, -1] > day) & (course.dropped > day)
    at = np.flatnonzero(waits)
    chance = _chance(view, _picked(course, at), prior[at], day, horizon)
    done = course.steps[at, -1]
    names = "applicant:" + ids("SQ", scrambled(number[at]), 9)
    return pl.DataFrame({"customer_id": names, "truth": chance, "label": (done > day) & (done <= day + horizon)})


def _both(one: Course, other: Course) -> Course:
    names = ("readiness", "size", "accepted", "steps", "dropped")
    return Course(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in names))


def _picked(course: Course, at: np.ndarray) -> Course:
    return Course(*(getattr(course, name)[at] for name in ("readiness", "size", "accepted", "steps", "dropped")))


def _priors(view: Scene, kind: np.ndarray) -> np.ndarray:
    """How many times more applications a day end with an account than stall, by kind of customer."""
    share = trait("share") / trait("share").sum()
    ends = NEWCOMERS * view.who.size * share / (3 * YEAR)
    stalls = max(6, int(view.who.size * STRANGERS)) * odds() / STRANGER_DAYS
    return (ends / stalls)[kind]


def _chance(view: Scene, course: Course, prior: np.ndarray, day: int, horizon: int) -> np.ndarray:
    n, count = len(course.size), len(pipeline.STEPS)
    step = (course.steps <= day).sum(axis=1)
    last = np.where(course.steps <= day, course.steps, course.accepted[:, None]).max(axis=1)
    wait = day - last
    rng = np.random.default_rng(view.who.world.seed)
    gaps = (
        rng.gamma(pipeline.SHAPE, 1 / pipeline.SHAPE, (DRAWS, n, count)) * pipeline.pace(course.readiness, course.size)
        + 1
    )
    ahead = np.arange(count)[None, None, :] >= step[None, :, None]
    left = (gaps * ahead).sum(axis=2)
    lasts = np.take_along_axis(gaps, np.broadcast_to(step[None, :, None], (DRAWS, n, 1)), axis=2)[..., 0] > wait
    still = lasts.mean(axis=0)
    in_time = (lasts & (left <= wait + horizon)).mean(axis=0) / np.maximum(still, 1 / DRAWS)
    reach = np.array(pipeline.REACH)
    beyond = reach[::-1].cumsum()[::-1] - reach
    first, after = pipeline.DROP_DAYS
    stays = 1 - pipeline.DROPS * ((wait - first) / (after - first)).clip(0, 1)
    stalled = reach[step] * stays + beyond[step] * still
    keen = np.exp(((course.readiness - pipeline.READY[1]) ** 2 - (course.readiness - pipeline.READY[0]) ** 2) / 2)
    odds_of = prior * keen * still / np.maximum(stalled, 1e-12)
    return odds_of / (1 + odds_of) * in_time
