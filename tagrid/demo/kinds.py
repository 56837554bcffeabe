"""The latent kinds of customer, from kinds.csv. A kind is never written anywhere: it only shapes what its customers do.

Columns of the table: ``share`` of all customers in per mille; ``profile`` BDEW load profile; ``kwh`` median month and
``sigma`` its log spread; ``pareto`` tail index (0: no tail); ``cool``/``heat`` extra use per degree beyond comfort;
``feast`` part of use lost at the Spring Festival; ``holiday`` change of use on other holidays beyond the profile's;
``noise`` log spread from day to day; ``stress`` and ``digital`` means of the latent traits; odds of the four areas;
``poi`` category of the place; ``industry`` classes of GB/T 4754; ``words`` a name may end in.
"""

import csv
from functools import cache
from pathlib import Path

import numpy as np

from tagrid.demo.shapes import PROFILES

AREAS = ["urban", "town", "rural", "industrial_park"]
TYPES = ["household", "enterprise", "institution"]
PLACES = ["office", "retail", "factory", "residential", "farm", "public"]

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


def number(name: str) -> int:
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
