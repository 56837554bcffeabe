"""Names of the invented city Yunjiang: people, firms, streets. Any likeness is chance."""

import numpy as np
import polars as pl

from tagrid.demo.frame import codes
from tagrid.demo.kinds import TYPE
from tagrid.demo.kinds import WORDS as ENDINGS

CITY = "云江"
DISTRICTS = ["东湖区", "西岭区", "南桥区", "高新区", "临江县", "安平县", "青禾县", "北塘区"]
# Which districts an area lies in (urban, town, rural, industrial park).
DISTRICTS_OF = [[0, 1, 2, 7], [2, 4, 5, 7], [4, 5, 6], [3, 7, 4]]
STREETS = ["人民路", "建设路", "解放街", "滨江大道", "学府路", "园区一路", "新华街", "和平里", "桃源路", "兴业大道"]
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
        words = ENDINGS[k] or ("商行",)
        at = kind == k
        trade[at] = np.array(words, dtype=object)[(draw[at] * len(words)).astype(int)]
    style = _pick(rng, _FIRM, size) + _pick(rng, _FIRM, size)
    ending = codes(["有限公司", ""], np.where(np.isin(kind, _COMPANIES) & (draw * 7 % 1 < 0.8), 0, 1))
    return CITY + style + pl.Series(trade.tolist(), dtype=pl.String) + ending


def addresses(rng: np.random.Generator, district: np.ndarray) -> pl.Series:
    """Return addresses in the districts, by index."""
    size = len(district)
    number = pl.Series(rng.integers(1, 999, size)).cast(pl.String)
    door = pl.Series(rng.integers(101, 3206, size)).cast(pl.String)
    return CITY + "市" + codes(DISTRICTS, district) + _pick(rng, STREETS, size) + number + "号" + door + "室"


def phones(rng: np.random.Generator, size: int) -> pl.Series:
    """Return mobile numbers of the test range 190 0000."""
    return "1900000" + pl.Series(rng.integers(0, 10_000, size)).cast(pl.String).str.zfill(4)


_COMPANIES = np.flatnonzero(TYPE == 1)
