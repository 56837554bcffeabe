"""What a score must say of itself, and how the scores of ``models_ml`` are found."""

import importlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tagrid.errors import BadInput, nearest

FOLDER = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Feature:
    """One number the model reads.

    ``name`` is ``<features model>.<column>``. ``zh`` and ``en`` name it for a reader and ``unit`` is one of
    ``words.UNITS``. ``direction`` is +1 where more of it can only raise the chance, -1 where it can only
    lower it, 0 where the data may say: a reason that contradicts the trade helps nobody.
    """

    name: str
    zh: str
    en: str
    unit: str
    direction: int = 0

    @property
    def model(self) -> str:
        """The features model it stands in."""
        return self.name.partition(".")[0]

    @property
    def column(self) -> str:
        """Its column there."""
        return self.name.partition(".")[2]


@dataclass(frozen=True)
class Score:
    """One score, declared.

    ``label_sql`` gives, for the parameters ``$as_of`` and ``$until``, one row a customer with ``label``
    (boolean), ``began_on`` (first day of what the label looks at) and ``decided_on`` (day it was settled).
    ``sources`` are the source tables without which there is no label, ``facts`` the facts made of them, and
    ``span_sql`` gives the first and the last day of the facts the label is made from.
    ``eligible`` and ``naive`` are SQL over dimensions and features: who is scored, and the rule of thumb
    the model has to beat (a larger number is a larger chance).
    """

    name: str
    output: str
    subject: str
    zh: str
    en: str
    label_zh: str
    label_en: str
    decision_zh: str
    decision_en: str
    horizon_days: int
    eligible: str
    label_sql: str
    span_sql: str
    naive: str
    naive_zh: str
    naive_en: str
    features: tuple[Feature, ...]
    sources: tuple[str, ...]
    facts: tuple[str, ...]
    groups: tuple[str, ...] = (
        "dim_supply.tariff_category",
        "dim_customer.district",
        "dim_customer.hardship_category",
    )

    @property
    def names(self) -> list[str]:
        """Names of the features, in the order the model reads them."""
        return [feature.name for feature in self.features]

    @property
    def relations(self) -> list[str]:
        """The dbt models a frame is made from: both dimensions, then each features model once."""
        return list(dict.fromkeys(["dim_customer", "dim_supply", *(f.model for f in self.features)]))

    def feature(self, name: str) -> Feature:
        """Return the feature of that name."""
        return next(f for f in self.features if f.name == name)


@cache
def scores() -> dict[str, Score]:
    """Return every declared score by its name: each module of ``models_ml`` that has a ``SCORE``."""
    modules = [importlib.import_module(f"models_ml.{p.stem}") for p in sorted(FOLDER.glob("[a-z]*.py"))]
    found = [module.SCORE for module in modules if hasattr(module, "SCORE")]
    return {score.name: score for score in found}


def declared(name: str) -> Score:
    """Return the score of that name; ``BadInput`` names the nearest when there is none."""
    if name not in scores():
        known = tuple(scores())
        raise BadInput(f"No score {name!r}; there are {', '.join(known)}.{nearest(name, known)}")
    return scores()[name]
