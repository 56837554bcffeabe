"""What an inspection may find: misuse of the meter, use that the tariff does not fit, and how inspections notice them.

An episode is theft, a tampered meter or wrong wiring. A sideline adds a trade's load to an account: a shop in a flat,
a firm on a household's price. The tariff does not fit until a check finds it and the contract is corrected.
"""

from dataclasses import dataclass, field

import numpy as np

from tagrid.demo.life import Life, month_column
from tagrid.demo.population import PROFILE, Cast, kind_number
from tagrid.demo.supply import Supply
from tagrid.demo.world import NEVER, WORKDAY, day_kind, month

CAUSES = ["theft", "tampered_meter", "wrong_wiring"]

CONSTANT, RANDOM, HOURS, DAYS, CAP, SHIFT, MEAN, ZERO = range(8)

# Published attack types on readings (Jokar et al. 2016, IEEE Trans. Smart Grid 7(1)), by the cause that makes them.
ATTACKS = ((CONSTANT, HOURS, HOURS, DAYS, ZERO), (CONSTANT, RANDOM, CAP, SHIFT, MEAN), (CONSTANT,))

CAUSE_ODDS = (0.45, 0.37, 0.18)

EPISODE_PREVALENCE = 0.023  # of customers, at any time

EPISODE_START_DAY = 0.0023 / 30.44  # chance that it begins on a day, for a mean customer

EPISODE_STOP_DAY = 0.015 / 30.44  # chance that it ends by itself

NOISY, JAMS = 0.4, 0.3  # share of episodes that cause meter events, and of those that break reads

_HONEST = {"hospital": 0.05, "school": 0.1, "authority": 0.1, "always_on": 0.3, "continuous": 0.6}

_TEMPTED = {"restaurant": 2.2, "shop": 1.5, "single_shift": 2.0, "bakery": 1.8, "two_shift": 1.5, "villager": 1.3}


def misuse_inclination(who: Cast) -> np.ndarray:
    """Return each customer's inclination, mean about 1: trade, hard times, thrift and what nobody sees."""
    weight = np.ones(who.size)
    for name, times in (_HONEST | _TEMPTED).items():
        weight[who.kind == kind_number(name)] = times
    hidden = 0.8 * who.rng("inclination").normal(size=who.size)
    return weight * np.exp(hidden + 0.35 * who.stress + 0.2 * who.thrift - 0.45)


@dataclass
class Episodes:
    """Episodes of a block as they come, one value each; ``depth`` is the part of the use that is still registered.

    An episode is ``over`` on the day it is found or given up; what it does to the meter lasts until its ``end``.
    """

    row: list[int] = field(default_factory=list)
    begin: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    over: list[int] = field(default_factory=list)
    cause: list[int] = field(default_factory=list)
    attack: list[int] = field(default_factory=list)
    depth: list[float] = field(default_factory=list)
    noisy: list[bool] = field(default_factory=list)
    jams: list[bool] = field(default_factory=list)

    def add(self, rng: np.random.Generator, row: int, begin: int, time_of_use: bool) -> int:
        """Draw an episode of a customer that begins on a day; return its number."""
        cause = int(rng.choice(3, p=CAUSE_ODDS))
        attack = int(rng.choice(ATTACKS[cause]))
        if attack == SHIFT and not time_of_use:  # pays nothing for one price all day
            attack = CONSTANT
        depth = float(rng.choice([1 / 3, 2 / 3])) if cause == 2 else float(rng.uniform(0.15, 0.75))
        drawn = (row, begin, NEVER, NEVER, cause, attack, depth, rng.random() < NOISY, rng.random() < JAMS)
        names = ("row", "begin", "end", "over", "cause", "attack", "depth", "noisy", "jams")
        for name, value in zip(names, drawn, strict=True):
            getattr(self, name).append(value)
        return len(self.row) - 1

    def close(self, number: int, day: int, mended: int) -> None:
        """End an episode on a day; the meter is right again from ``mended`` on."""
        self.over[number], self.end[number] = day, mended

    def during(self, first: int, after: int) -> np.ndarray:
        """Return the numbers of the episodes that touch the days from ``first`` to before ``after``."""
        return np.flatnonzero((np.array(self.begin) < after) & (np.array(self.end) > first))


HOME_TRADES = ["shop", "restaurant", "single_shift", "bakery"]

FARM_TRADES = ["single_shift", "two_shift", "bakery"]

FARMS = [kind_number("grower"), kind_number("livestock")]

SIDELINE_PREVALENCE, FARM_PREVALENCE = 0.025, 0.12  # of households and of farms, at the start

SIDELINE_START_DAY = 0.0022 / 30.44  # chance that a household's begins on a day; a farm's is three times as likely

SIDELINE_STOP_DAY = 0.010 / 30.44

MISPLACED = {"shop": 0.09, "restaurant": 0.09, "bakery": 0.09, "single_shift": 0.09}

MISPLACED_KVA = 63  # larger ones are looked at before they are connected


@dataclass(frozen=True)
class Trade:
    """The trade each customer would take up: profile, size (kWh a month) and how readily, one value a customer."""

    profile: np.ndarray
    kwh: np.ndarray
    ready: np.ndarray


def sideline_trade(who: Cast) -> Trade:
    """Return what each household or farm would do on the side; ``ready`` is 0 for everybody else."""
    rng, farm = who.rng("sideline"), np.isin(who.kind, FARMS)
    draw, size, hidden = rng.random(who.size), rng.normal(size=who.size), rng.normal(size=who.size)
    home = np.array([kind_number(name) for name in HOME_TRADES])[(draw * len(HOME_TRADES)).astype(int)]
    shed = np.array([kind_number(name) for name in FARM_TRADES])[(draw * len(FARM_TRADES)).astype(int)]
    kwh = np.where(farm, 1.6 * who.kwh + 700, 420) * np.exp(0.55 * size)
    ready = np.exp(0.7 * hidden - 0.245) * np.where(farm, 3, np.where(who.kind == kind_number("absent"), 0.2, 1))
    return Trade(PROFILE[np.where(farm, shed, home)], kwh, np.where(who.is_home | farm, ready, 0.0))


def misplaced(who: Cast, capacity: np.ndarray) -> np.ndarray:
    """Return which firms were put on a household's tariff when they were connected."""
    chance = np.zeros(who.size)
    for name, share in MISPLACED.items():
        chance[who.kind == kind_number(name)] = share
    return (who.rng("misplaced").random(who.size) < chance) & (capacity <= MISPLACED_KVA)


@dataclass
class Sidelines:
    """The sideline of each customer (NEVER: none), and when a mismatch was found and the contract corrected."""

    begin: np.ndarray
    end: np.ndarray
    found: np.ndarray
    corrected: np.ndarray
    misplaced: np.ndarray

    def is_mismatch(self, day: int) -> np.ndarray:
        """Return whether the tariff on file does not fit the use on the day, and nobody has found it yet."""
        runs = (self.begin <= day) & (day < self.end)
        return (runs | self.misplaced) & (self.found > day)

    def is_mismatch_of(self, row: int, day: int) -> bool:
        """Return the same for one customer."""
        return bool(self.found[row] > day and (self.misplaced[row] or self.begin[row] <= day < self.end[row]))

    def runs(self, rows: np.ndarray, days: np.ndarray) -> np.ndarray:
        """Return (rows, days) whether the sideline runs on the day."""
        return (days >= self.begin[rows, None]) & (days < self.end[rows, None])


def initial_sidelines(who: Cast, it: Trade, capacity: np.ndarray) -> Sidelines:
    """Draw the sidelines that run already when the world begins."""
    rng, start = who.rng("sidelines before"), who.world.start_day
    share = np.where(who.is_home, SIDELINE_PREVALENCE * it.ready, FARM_PREVALENCE * it.ready / 3)
    has = rng.random(who.size) < share
    begin = np.where(has, start - 1 - rng.exponential(500, who.size).astype(int), NEVER)
    never = np.full(who.size, NEVER)
    return Sidelines(begin, never.copy(), never.copy(), never.copy(), misplaced(who, capacity))


ROUTINE, SPOT, TARGETED, NATURE = range(4)

KINDS = ["routine", "spot", "targeted", "use_nature"]

RESULTS = ["ok", "defect", "use_mismatch", "theft", "tampered_meter", "wrong_wiring"]

THEFT_SEEN = (0.65, 0.75, 0.9, 0.35)  # by kind: chance that what is there is found

MISMATCH_SEEN = (0.5, 0.3, 0.3, 0.92)

SPOT_MONTH, TARGETED_MONTH, NATURE_MONTH = 0.028, 0.007, 0.0075

WORKDAYS_A_MONTH = 20.6

FALSE_EVENT_SHARE = 0.006  # meters with events that mean nothing: old seals, magnets of loudspeakers

FITS_HOME_KWH, FITS_FARM_KWH = 220, 600


def has_false_events(who: Cast) -> np.ndarray:
    """Return whose meter reports openings and fields although nobody touches it."""
    return who.rng("tamper").random(who.size) < FALSE_EVENT_SHARE


def routine(who: Cast, net: Supply, lives: Life, index: int) -> dict[str, np.ndarray]:
    """Return the periodic inspections due in the month: row, due, done (NEVER: neglected) and a draw for defects."""
    rng = who.rng("inspections", index)
    turn = who.rng("inspection month").integers(0, 12, who.size) == index % 12
    checked = net.dedicated | (~who.is_home & (who.rng("checked").random(who.size) < 0.15))
    row = np.flatnonzero(turn & checked)
    due = month(index).first + rng.integers(0, month(index).length, len(row))
    neglect = rng.random(len(row)) < 0.07
    done = np.where(neglect, NEVER, due + rng.integers(-25, 12, len(row)))
    done = np.where((rng.random(len(row)) < 0.12) & ~neglect, due + rng.integers(12, 90, len(row)), done)
    here = (due >= lives.opened[row]) & (due < lives.ended[row]) & (due >= who.world.start_day)
    return {"row": row[here], "due": due[here], "done": done[here], "draw": rng.random(len(row))[here]}


@dataclass(frozen=True)
class InspectionOdds:
    """Chances of an inspection on a workday of a month, one value a customer, before what is hidden adds to them."""

    spot: np.ndarray
    targeted: np.ndarray
    nature: np.ndarray


def inspection_odds(who: Cast, lives: Life, index: int) -> InspectionOdds:
    """Return the chances a workday: at random, and by what looks odd though it need not be.

    A drop of use over three months draws inspectors, and so do meters that meddle by themselves; much use for a
    household or a farm draws checks of its nature.
    """
    now = month_column(who, index)
    drop = (lives.level[:, max(0, now - 3)] - lives.level[:, now]).clip(0, 1.2)
    use = np.log(who.kwh) + lives.level[:, now]
    farm = np.isin(who.kind, FARMS)
    typical = np.log(np.where(farm, FITS_FARM_KWH, FITS_HOME_KWH))
    much = np.where(who.is_home | farm, (use - typical).clip(0, 2.5), 0.3)
    return InspectionOdds(
        np.full(who.size, SPOT_MONTH) / WORKDAYS_A_MONTH,
        TARGETED_MONTH / WORKDAYS_A_MONTH * np.exp(1.4 * drop + 1.2 * has_false_events(who)),
        NATURE_MONTH / WORKDAYS_A_MONTH * np.exp(1.1 * much),
    )


def suspicion(episodes: Episodes, number: int) -> float:
    """Return how many times likelier a targeted inspection is while an episode runs: deep cuts and events show."""
    lost = 0.8 if episodes.attack[number] in _FAINT else -np.log(max(episodes.depth[number], 0.05))
    return float(np.exp(0.9 + 0.9 * lost + 0.6 * episodes.noisy[number]))


_FAINT = (5,)  # a peak moved to the valley takes nothing off the total


def nature_suspicion(who: Cast, it: Trade, sidelines: Sidelines, day: int) -> np.ndarray:
    """Return how many times likelier a check of the use's nature is by the hints of neighbours and the load."""
    mismatch = sidelines.is_mismatch(day)
    runs = (sidelines.begin <= day) & (day < sidelines.end)
    added = np.where(runs, np.log1p(it.kwh / who.kwh), 0.6)
    return np.where(mismatch, np.minimum(np.exp(1.1 + 0.8 * added), 14), 1.0)


def is_workday(day: int) -> bool:
    """Return whether inspectors are out on the day."""
    return day_kind(day) == WORKDAY
