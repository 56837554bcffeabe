"""The customers of a block: their latent kind (kinds.csv), size, area and traits, and their invented names.

A kind or trait is never written anywhere: it only shapes what its customers do. The city is Yunjiang; any likeness of
names is chance.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from tagrid.demo.delivery import codes
from tagrid.demo.shapes import PROFILES
from tagrid.demo.world import World

AREAS = ["urban", "town", "rural", "industrial_park"]

TYPES = ["household", "enterprise", "institution"]

PLACES = ["office", "retail", "factory", "residential", "farm", "public"]


# Columns: `share` of all customers in per mille; `profile` BDEW load profile; `kwh` median month and `sigma` its log
# spread; `pareto` tail index (0: no tail); `cool`/`heat` extra use per degree beyond comfort; `feast` part of use lost
# at the Spring Festival; `holiday` change of use on other holidays beyond the profile's; `noise` log spread from day to
# day; `stress` and `digital` means of the latent traits; odds of the four areas; `poi` category of the place;
# `industry` classes of GB/T 4754; `words` a name may end in.
with (Path(__file__).parent / "kinds.csv").open(encoding="utf-8", newline="") as _file:
    _ROWS = list(csv.DictReader(_file))


NAMES = [row["name"] for row in _ROWS]

COUNT = len(NAMES)

INDUSTRIES = [tuple(row["industry"].split()) for row in _ROWS]

WORDS = [tuple(row["words"].split()) for row in _ROWS]

TYPE = np.array([TYPES.index(row["type"]) for row in _ROWS])

PROFILE = np.array([PROFILES.index(row["profile"]) for row in _ROWS])

POI = np.array([PLACES.index(row["poi"]) for row in _ROWS])

AREA_ODDS = np.array([[float(row[area]) for area in AREAS] for row in _ROWS])

HOUSEHOLDS = int((TYPE == 0).sum())  # they stand first in the table

# Trades in which times are hard: small shops, catering, clothing, furniture, building materials, real estate.
WEAK = {"F5212", "F5232", "F5273", "H6210", "H6220", "C1821", "C2110", "C1711", "K7020", "R9010", "C3011", "C3041"}


@cache
def trait(name: str) -> np.ndarray:
    """Return one numeric column of the table, a value a kind."""
    return np.array([float(row[name]) for row in _ROWS])


def kind_number(name: str) -> int:
    """Return the number of the kind of that name."""
    return NAMES.index(name)


def is_weak(kind: np.ndarray, draw: np.ndarray) -> np.ndarray:
    """Return whether each customer is in a weak trade, by the draw that picks its industry."""
    return np.array([industry in WEAK for industry in industry_of(kind, draw)])


def industry_of(kind: np.ndarray, draw: np.ndarray) -> list[str | None]:
    """Return an industry class that fits each kind, picked by a draw from 0 to 1; None for a household."""
    return [
        INDUSTRIES[k][int(d * len(INDUSTRIES[k]))] if INDUSTRIES[k] else None for k, d in zip(kind, draw, strict=True)
    ]


HEAVY_EVERY = 2000

WORKS_KWH = (2_200_000, 600_000, 450_000)  # usual months of works on 110 kV and, twice, 35 kV


@dataclass(frozen=True)
class Cast:
    """The customers of one block; every array has one value a customer."""

    world: World
    block: int
    no: np.ndarray  # number in the whole world, from 1
    kind: np.ndarray
    area: np.ndarray
    trade: np.ndarray  # draw from 0 to 1 that picks the industry among those of the kind
    kwh: np.ndarray  # a usual month
    growth: np.ndarray  # a month, log
    stress: np.ndarray  # long-run financial stress, mean 0, sd about 1
    diligence: np.ndarray
    temper: np.ndarray
    digital: np.ndarray
    thrift: np.ndarray
    green: np.ndarray

    @property
    def size(self) -> int:
        """How many customers the block holds."""
        return len(self.no)

    @property
    def type(self) -> np.ndarray:
        """0 household, 1 enterprise, 2 institution."""
        return TYPE[self.kind]

    @property
    def is_home(self) -> np.ndarray:
        """Whether the customer is a household."""
        return self.kind < HOUSEHOLDS

    def runs(self, profile: str) -> np.ndarray:
        """Return whether each customer's load profile is that one."""
        return PROFILE[self.kind] == PROFILES.index(profile)

    def rng(self, stream: str, *parts: int) -> np.random.Generator:
        """Return the block's generator of a named stream."""
        return self.world.rng(stream, self.block, *parts)

    def of_kind(self, name: str) -> np.ndarray:
        """Return a numeric trait of each customer's kind."""
        return trait(name)[self.kind]


def _kinds(rng: np.random.Generator, size: int) -> np.ndarray:
    """Give out kinds in their exact shares, in random order."""
    bounds = np.cumsum(trait("share") / trait("share").sum())
    return np.searchsorted(bounds, (rng.permutation(size) + rng.random(size)) / size).clip(0, COUNT - 1)


def _sizes(rng: np.random.Generator, kind: np.ndarray) -> np.ndarray:
    """Draw usual months, kWh: lognormal, and a Pareto tail for the kinds that have one (at most 60 times)."""
    tail = trait("pareto")[kind]
    body = trait("kwh")[kind] * np.exp(trait("sigma")[kind] * rng.normal(size=len(kind)))
    stretch = rng.random(len(kind)) ** (-1 / np.where(tail > 0, tail, 1))
    return body * np.where(tail > 0, np.minimum(stretch, 60.0), 1.0)


def _areas(rng: np.random.Generator, kind: np.ndarray) -> np.ndarray:
    bounds = np.cumsum(AREA_ODDS, axis=1)[kind]
    return (rng.random(len(kind))[:, None] > bounds).sum(axis=1).clip(0, len(AREAS) - 1)


def heavy_works(kind: np.ndarray) -> np.ndarray:
    """Return the rows of the works on high voltage: three continuous ones in every 2,000 customers."""
    count = 3 * (len(kind) // HEAVY_EVERY)
    return np.flatnonzero(kind == kind_number("continuous"))[:count]


def cast(world: World, block: int) -> Cast:
    """Return the customers of a block of the world."""
    size = world.size_of(block)
    rng = world.rng("cast", block)
    kind = _kinds(rng, size)
    noise = rng.normal(size=(7, size))
    area, kwh, trade = _areas(rng, kind), _sizes(rng, kind), rng.random(size)
    works = heavy_works(kind)
    kwh[works] = np.resize(WORKS_KWH, len(works)) * np.exp(0.2 * rng.normal(size=len(works)))
    small = (TYPE[kind] == 1) & (kwh < trait("kwh")[kind])
    stress = trait("stress")[kind] + noise[0] + 0.5 * is_weak(kind, trade) + 0.2 * small
    return Cast(
        world=world,
        block=block,
        no=np.arange(size) + 1 + sum(world.size_of(b) for b in range(block)),
        kind=kind,
        area=area,
        trade=trade,
        kwh=kwh,
        growth=0.0015 + 0.007 * noise[1] - 0.002 * np.maximum(stress, 0),
        stress=stress,
        diligence=0.9 * noise[2] - 0.35 * stress,
        temper=noise[3],
        digital=trait("digital")[kind] + noise[4],
        thrift=noise[5] + 0.3 * stress,
        green=noise[6] + 0.3 * trait("digital")[kind],
    )


HARDSHIPS = ["low_income", "medical_dependency", "elderly_alone"]


def hardship(who: Cast) -> np.ndarray:
    """Return each customer's hardship, an index into HARDSHIPS; -1 without one."""
    draw = who.rng("hardship").random(who.size)
    alone = (who.kind == kind_number("elderly")) & (draw < 0.12)
    poor = who.is_home & (draw < 0.02 * np.exp(0.5 * who.stress))
    ill = who.is_home & (draw > 0.996)
    return np.select([alone, poor, ill], [2, 0, 1], -1)


CITY = "云江"

DISTRICTS = ["东湖区", "西岭区", "南桥区", "高新区", "临江县", "安平县", "青禾县", "北塘区"]

# Which districts an area lies in (urban, town, rural, industrial park).
DISTRICTS_OF = [[0, 1, 2, 7], [2, 4, 5, 7], [4, 5, 6], [3, 7, 4]]

STREETS = ["人民路", "建设路", "解放街", "滨江大道", "学府路", "园区一路", "新华街", "和平里", "桃源路", "兴业大道"]

TOWNS = ["河口镇", "龙泉镇", "新桥镇", "石塘镇", "清水乡", "柳河乡"]

VILLAGES = ["柳湾村", "石桥村", "东岗村", "青溪村", "花园村", "枫林村", "大河村", "南山村"]

_FAMILY = list("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈")

_GIVEN = list("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国春梅海燕志红文波宁辉鹏飞雪琳晨欣怡浩宇轩涵梓")

_FIRM = list("恒盛华瑞祥泰鑫隆宏达利丰源茂永兴嘉和正德金鼎东方天成联创佳美广信安康中远大同")


def _pick(rng: np.random.Generator, words: list[str], size: int) -> pl.Series:
    return codes(words, rng.integers(0, len(words), size))


def people(rng: np.random.Generator, size: int) -> pl.Series:
    """Return names of people: a family name and one or two given characters."""
    second = np.where(rng.random(size) < 0.75, rng.integers(0, len(_GIVEN), size), -1)
    return _pick(rng, _FAMILY, size) + _pick(rng, _GIVEN, size) + codes(_GIVEN, second).fill_null("")


def firms(rng: np.random.Generator, kind: np.ndarray) -> pl.Series:
    """Return names of firms and institutions that fit their kinds."""
    size = len(kind)
    trade = np.full(size, "", dtype=object)
    draw = rng.random(size)
    for k in np.unique(kind):
        words = WORDS[k] or ("商行",)
        at = kind == k
        trade[at] = np.array(words, dtype=object)[(draw[at] * len(words)).astype(int)]
    style = _pick(rng, _FIRM, size) + _pick(rng, _FIRM, size)
    return CITY + style + pl.Series(trade.tolist(), dtype=pl.String)


def addresses(rng: np.random.Generator, district: np.ndarray, area: np.ndarray, kind: np.ndarray) -> pl.Series:
    """Return addresses in the districts, by index: flats, houses of a village, farms, and premises on a street."""
    size = len(district)
    number, street = _numbers(rng, 1, 999, size) + "号", _pick(rng, STREETS, size)
    village = _pick(rng, TOWNS, size) + _pick(rng, VILLAGES, size) + _numbers(rng, 1, 20, size) + "组"
    floor, flat = _numbers(rng, 1, 34, size), _numbers(rng, 1, 5, size)
    flats = street + number + _numbers(rng, 1, 40, size) + "幢" + floor + "0" + flat + "室"
    rural, farm = area == AREAS.index("rural"), POI[kind] == PLACES.index("farm")
    place = (
        pl.when(pl.Series(farm)).then(village)
        .when(pl.Series(rural)).then(village + number)
        .when(pl.Series(TYPE[kind] == 0)).then(flats)
        .otherwise(street + number)
    )  # fmt: skip
    return CITY + "市" + codes(DISTRICTS, district) + pl.select(place).to_series()


def _numbers(rng: np.random.Generator, low: int, high: int, size: int) -> pl.Series:
    return pl.Series(rng.integers(low, high, size)).cast(pl.String)


def phones(rng: np.random.Generator, size: int) -> pl.Series:
    """Return mobile numbers of the test range 190 0000."""
    return "1900000" + pl.Series(rng.integers(0, 10_000, size)).cast(pl.String).str.zfill(4)
