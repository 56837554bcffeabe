"""How each customer is supplied: capacity, voltage, tariff, its own plant, and the grid that feeds it."""

from dataclasses import dataclass

import numpy as np

from tagrid.demo.population import DISTRICTS_OF, PROFILE, Cast, heavy_works, kind_number
from tagrid.demo.shapes import PROFILES

VOLTAGES = ["lv_220v", "lv_380v", "mv_10kv", "hv_35kv", "hv_110kv_up"]

# kVA
SIZES = np.array([
    4, 8, 12, 16, 25, 40, 50, 63, 80, 100, 125, 160, 200, 250,
    315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300,
    8000, 10000, 12500, 16000, 20000, 25000, 31500, 40000, 50000, 63000, 90000, 120000, 180000, 240000,
])  # fmt: skip

HOMES_A_TRANSFORMER = 70

TRANSFORMERS_A_FEEDER = 16

WORKS_KVA = (20_000, 8_000, 6_300)  # of heavy works, in the order of WORKS_KWH


@dataclass(frozen=True)
class Supply:
    """Supply of the customers of a block; the last fields are a row a transformer of the block."""

    capacity: np.ndarray
    voltage: np.ndarray
    dedicated: np.ndarray
    sources: np.ndarray
    grade: np.ndarray
    generation: np.ndarray
    pv: np.ndarray  # 0 none, 1 full feed-in, 2 self-use with surplus
    pv_kw: np.ndarray
    ev: np.ndarray
    time_of_use: np.ndarray
    prepaid: np.ndarray
    profile: np.ndarray  # index into PROFILES
    important: np.ndarray  # index into IMPORTANT, -1 none
    transformer: np.ndarray
    district: np.ndarray
    transformer_area: np.ndarray
    transformer_district: np.ndarray
    transformer_kva: np.ndarray
    transformer_dedicated: np.ndarray
    feeder: np.ndarray

    @property
    def feeders(self) -> int:
        """Number of feeders in the block."""
        return int(self.feeder.max()) + 1


IMPORTANT = ["government", "military", "media", "hospital", "school", "hotel", "state_supported"]


def _capacity(rng: np.random.Generator, who: Cast) -> np.ndarray:
    """Capacity from the usual month: hours of full use, and how generously it was sized; kVA."""
    hours = np.where(who.is_home, 35.0, np.where(who.runs("g3"), 430.0, 170.0))
    wish = who.kwh / hours * np.exp(0.35 * rng.normal(size=who.size) + 0.25)
    wish = np.where(who.is_home, np.maximum(wish, 4 + 4 * (rng.random(who.size) < 0.6)), wish)
    works = heavy_works(who.kind)
    wish[works] = np.resize(WORKS_KVA, len(works))
    return SIZES[np.searchsorted(SIZES, wish).clip(0, len(SIZES) - 1)].astype(float)


# By kind: whom the grid must not fail, cycled from the largest down, so that every category is met.
WEIGHTY = {
    "authority": ("government", "military", "media", "government"),
    "hospital": ("hospital",),
    "school": ("school",),
    "leisure": ("hotel",),
    "continuous": ("state_supported",),
}


def _important(who: Cast, capacity: np.ndarray) -> np.ndarray:
    """Call the largest third of the weighty kinds important, four authorities at least; index into IMPORTANT."""
    out = np.full(who.size, -1)
    for kind, names in WEIGHTY.items():
        row = np.flatnonzero(who.kind == kind_number(kind))
        row = row[np.argsort(-capacity[row], kind="stable")][: max(len(names), -(-len(row) // 3))]
        out[row] = np.resize([IMPORTANT.index(name) for name in names], len(row))
    return out


def _transformers(rng: np.random.Generator, who: Cast, dedicated: np.ndarray) -> tuple[np.ndarray, ...]:
    """Give dedicated customers one each and the others one by area in groups; transformer and its area."""
    public = np.flatnonzero(~dedicated)
    public = public[np.lexsort((rng.random(len(public)), who.area[public]))]
    groups = (
        np.concatenate(
            [[0], np.cumsum((np.arange(1, len(public)) % HOMES_A_TRANSFORMER == 0) | (np.diff(who.area[public]) != 0))]
        )
        if len(public)
        else np.array([], dtype=int)
    )
    at = np.empty(who.size, dtype=np.int64)
    at[public] = groups
    count = int(groups.max()) + 1 if len(groups) else 0
    own = np.flatnonzero(dedicated)
    at[own] = count + np.arange(len(own))
    area = np.empty(count + len(own), dtype=np.int64)
    area[at] = who.area
    return at, area, np.arange(len(area)) >= count


def _grid(rng: np.random.Generator, who: Cast, dedicated: np.ndarray, capacity: np.ndarray) -> dict:
    at, area, is_own = _transformers(rng, who, dedicated)
    share = rng.random(len(area))
    district = np.array([DISTRICTS_OF[a][int(s * len(DISTRICTS_OF[a]))] for a, s in zip(area, share, strict=True)])
    load = np.bincount(at, weights=capacity)
    kva = np.where(is_own, load, SIZES[np.searchsorted(SIZES, load * 0.45).clip(9, len(SIZES) - 1)])
    order = np.lexsort((rng.random(len(area)), district))
    feeder = np.empty(len(area), dtype=np.int64)
    feeder[order] = np.arange(len(area)) // TRANSFORMERS_A_FEEDER
    return {
        "transformer": at,
        "district": district[at],
        "transformer_area": area,
        "feeder": feeder,
        "transformer_district": district,
        "transformer_kva": kva,
        "transformer_dedicated": is_own,
    }


def supply(who: Cast) -> Supply:
    """Return how the customers of a block are supplied."""
    rng = who.rng("supply")
    n, home = who.size, who.is_home
    capacity = _capacity(rng, who)
    dedicated = ~home & (capacity >= np.where(rng.random(n) < 0.9, 100, 50))
    levels = [(capacity >= 20_000), (capacity >= 6_300), dedicated, ~home & (capacity > 8) | (capacity > 16)]
    voltage = np.select(levels, [4, 3, 2, 1], 0)
    important = _important(who, capacity)
    weighty = dedicated & ((important >= 0) | who.runs("g3"))
    sources = np.where(weighty & (rng.random(n) < 0.6), np.where(rng.random(n) < 0.12, 3, 2), 1)
    grade = np.select([weighty & (rng.random(n) < 0.35), dedicated & (rng.random(n) < 0.45)], [0, 1], 2)
    generation = np.select([dedicated & (rng.random(n) < 0.03), (sources > 1) & (rng.random(n) < 0.5)], [2, 1], 0)
    roof = np.where(who.area == 2, 0.06, 0.02) * np.where(home, 1, 2) * np.exp(0.6 * who.green)
    pv = np.where(rng.random(n) < roof, np.where(rng.random(n) < 0.55, 2, 1), 0)
    ev = home & (rng.random(n) < 0.05 * np.exp(0.5 * who.digital) * who.of_kind("kwh") / 180)
    cheap = home & (rng.random(n) < 0.22 + 0.35 * ev)
    return Supply(
        capacity=capacity,
        voltage=voltage,
        dedicated=dedicated,
        sources=sources,
        grade=grade,
        generation=generation,
        pv=pv,
        pv_kw=np.where(home, 5 + 10 * rng.random(n), capacity * 0.4),
        ev=ev,
        time_of_use=cheap | (~home & (capacity >= 16) & ~np.isin(who.kind, [kind_number("grower")])),
        prepaid=~dedicated & (rng.random(n) < np.where(home, 0.08, 0.12)),
        important=important,
        profile=np.where(home & (pv == 2), PROFILES.index("p25"), PROFILE[who.kind]),
        **_grid(rng, who, dedicated, capacity),
    )
