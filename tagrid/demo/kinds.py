"""The latent kinds of customer. A kind is never written anywhere: it only shapes what its customers do."""

from dataclasses import dataclass, fields

import numpy as np

from tagrid.demo.shapes import PROFILES

AREAS = ["urban", "town", "rural", "industrial_park"]
TYPES = ["household", "enterprise", "institution"]


@dataclass(frozen=True)
class Kind:
    """One kind. ``share`` of all customers in per mille; ``kwh`` median month; ``pareto`` tail index (0: none);
    ``cool``/``heat`` extra use per degree beyond comfort; ``feast`` part of use lost at the Spring Festival;
    ``holiday`` change of use on other holidays beyond the profile's; ``poi`` index of the business category."""

    name: str
    type: int
    share: float
    profile: str
    kwh: float
    sigma: float
    pareto: float
    cool: float
    heat: float
    feast: float
    holiday: float
    noise: float
    stress: float
    digital: float
    area: tuple[float, float, float, float]
    industry: tuple[str, ...]
    words: tuple[str, ...]
    poi: int


CITY, TOWN, LAND, PARK = (0.85, 0.15, 0, 0), (0.2, 0.7, 0.1, 0), (0, 0.15, 0.85, 0), (0.05, 0.2, 0.05, 0.7)
MIXED, HOME = (0.6, 0.3, 0.1, 0), ()
SHOPS = ("F5211", "F5212", "F5221", "F5232", "F5273", "O8040")
FOOD = ("H6210", "H6220", "H6291")
OFFICES = ("L7211", "L7241", "I6510", "M7320", "K7020", "J6621", "L7121", "E4710")
LIGHT = ("C1331", "C1711", "C1821", "C2110", "C2221", "C3311", "C3484", "C3857")
MIDDLE = ("C1713", "C2929", "C3360", "C3391", "C3670", "C3823", "C3985", "C2437")
HEAVY = ("C2511", "C2611", "C2614", "C3011", "C3110", "C3130", "C3216", "C3041")

KINDS = [
    Kind("young", 0, 160, "h0", 125, 0.5, 0, 0.055, 0.02, 0.55, -0.1, 0.25, 0.1, 1.0, CITY, HOME, (), 3),
    Kind("family", 0, 300, "h0", 220, 0.45, 0, 0.06, 0.025, 0.1, 0.0, 0.18, -0.1, 0.5, MIXED, HOME, (), 3),
    Kind("elderly", 0, 140, "h0", 115, 0.4, 0, 0.03, 0.03, -0.15, 0.05, 0.13, -0.4, -1.2, MIXED, HOME, (), 3),
    Kind("affluent", 0, 60, "h0", 480, 0.5, 0, 0.09, 0.05, 0.1, 0.0, 0.2, -0.6, 0.9, CITY, HOME, (), 3),
    Kind("villager", 0, 150, "h0", 120, 0.5, 0, 0.04, 0.015, -0.45, 0.1, 0.2, 0.2, -0.6, LAND, HOME, (), 3),
    Kind("absent", 0, 36, "h0", 14, 0.8, 0, 0.01, 0.0, 0.0, 0.1, 0.5, 0.0, 0.2, MIXED, HOME, (), 3),
    Kind("shop", 1, 45, "g4", 420, 0.8, 0, 0.035, 0.01, 0.5, 0.15, 0.12, 0.5, 0.3, MIXED, SHOPS, ("商店", "超市", "药房", "服饰店"), 1),
    Kind("restaurant", 1, 18, "g2", 1700, 0.8, 0, 0.03, 0.01, 0.5, 0.25, 0.15, 0.7, 0.4, MIXED, FOOD, ("餐厅", "酒楼", "火锅店", "快餐店"), 1),
    Kind("bakery", 1, 4, "g5", 1100, 0.6, 0, 0.02, 0, 0.6, 0.1, 0.12, 0.2, 0.1, TOWN, ("C1411", "F5221"), ("面包房", "食品坊"), 1),
    Kind("leisure", 1, 6, "g6", 5200, 1.0, 0, 0.04, 0.015, 0.2, 0.35, 0.15, 0.4, 0.4, MIXED, ("H6110", "H6121", "R9010"), ("酒店", "宾馆", "影城"), 1),
    Kind("office", 1, 22, "g1", 1300, 1.1, 0, 0.045, 0.015, 0.6, 0.0, 0.12, -0.1, 0.8, CITY, OFFICES, ("科技", "咨询", "置业", "物流"), 0),
    Kind("single_shift", 1, 16, "g1", 5200, 0.8, 1.6, 0.01, 0.003, 0.95, -0.3, 0.15, 0.6, 0.2, PARK, LIGHT, ("制衣厂", "家具", "五金", "塑业"), 2),
    Kind("two_shift", 1, 8, "g1x2", 14000, 0.8, 1.5, 0.006, 0.002, 0.9, -0.2, 0.12, 0.4, 0.2, PARK, MIDDLE, ("机械", "纺织", "电子", "橡塑"), 2),
    Kind("continuous", 1, 3.5, "g3", 60000, 0.9, 1.4, 0.003, 0.001, 0.35, -0.02, 0.06, 0.2, 0.2, PARK, HEAVY, ("化工", "水泥", "钢铁", "铝业"), 2),
    Kind("always_on", 1, 5, "g3", 3200, 0.9, 0, 0.012, 0.0, 0.0, 0.0, 0.04, -0.8, 0.6, MIXED, ("I6312", "G5930", "G5990"), ("通信", "冷链", "数据"), 0),
    Kind("grower", 1, 12, "l2", 380, 0.9, 0, 0.02, 0.01, 0.1, 0.0, 0.3, 0.3, -0.6, LAND, ("A0111", "A0141", "A0151"), ("种植合作社", "果园"), 4),
    Kind("livestock", 1, 6, "l1", 2400, 0.9, 0, 0.015, 0.01, 0.0, 0.0, 0.12, 0.3, -0.3, LAND, ("A0313", "A0321", "A0412"), ("养殖场", "水产合作社"), 4),
    Kind("school", 2, 4, "g1", 7000, 0.8, 0, 0.02, 0.01, 0.8, -0.1, 0.1, -1.0, 0.2, MIXED, ("P8321", "P8331", "P8334"), ("小学", "中学", "学院"), 5),
    Kind("hospital", 2, 1, "g3", 70000, 0.8, 0, 0.025, 0.01, 0.1, -0.05, 0.05, -0.9, 0.2, MIXED, ("Q8411", "Q8421"), ("人民医院", "卫生院"), 5),
    Kind("authority", 2, 4.5, "g1", 5000, 0.9, 0, 0.04, 0.02, 0.7, 0.0, 0.1, -0.7, 0.1, MIXED, ("S9221", "S9131", "R8720"), ("服务中心", "管理局", "广播电视台"), 5),
]  # fmt: skip
NAMES = [kind.name for kind in KINDS]


def trait(name: str) -> np.ndarray:
    """Return one numeric trait of every kind, in the order of KINDS."""
    if name not in {f.name for f in fields(Kind)}:
        raise KeyError(name)
    return np.array([getattr(kind, name) for kind in KINDS])


PROFILE = np.array([PROFILES.index(kind.profile) for kind in KINDS])
HOUSEHOLDS = int((trait("type") == 0).sum())


def number(name: str) -> int:
    """Return the number of the kind of that name."""
    return NAMES.index(name)
