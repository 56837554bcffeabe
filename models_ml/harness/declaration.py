"""What a score must say of itself, and how the scores of ``models_ml`` are found."""

import importlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tagrid.errors import BadInput, nearest

if TYPE_CHECKING:
    from models_ml.shapes.declaration import Trainable

FOLDER = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Feature:
    """One number the model reads.

    ``name`` is ``<features model>.<column>``. ``zh`` and ``en`` name it for a reader and ``unit`` is one of
    ``words.UNITS``. ``direction`` is +1 where more of it can only raise the chance, -1 where it can only
    lower it, 0 where the data may say: a reason that contradicts the trade helps nobody. ``is_mask`` marks a
    number that tells of missing data: gaps are often an artefact of collection, so every score is measured
    without them too.
    """

    name: str
    zh: str
    en: str
    unit: str
    direction: int = 0
    is_mask: bool = False

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
    (boolean; a number where the target is an amount), ``began_on`` (first day of what the label looks at) and
    ``decided_on`` (day it was settled).
    ``otherwise`` is the label of the eligible without such a row (who is in no record of complaints did not
    complain); None where their outcome is unknown.
    ``target``: a chance that the label comes true, 0 to 1, or the expected amount of a label that is a number.
    ``sources`` are the source tables without which there is no label, ``facts`` the facts made of them, and
    ``span_sql`` gives the first and the last day of the facts the label is made from.
    ``eligible`` and ``naive`` are SQL over dimensions and features: who is scored, and the rule of thumb
    the model has to beat (a larger number is a larger chance; of an amount, the amount itself).
    ``capacity`` is the share of customers the team can handle, where precision and lift are measured.
    ``reasons_from``: from which chance (of an amount: from which distance to 0) each customer's reasons are
    made at every refresh; below it, on demand.
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
    target: Literal["chance", "amount"] = "chance"
    otherwise: bool | None = None
    capacity: float = 0.05
    reasons_from: float = 0.12

    @property
    def names(self) -> list[str]:
        """Names of the features, in the order the model reads them."""
        return [feature.name for feature in self.features]

    @property
    def relations(self) -> list[str]:
        """The dbt models a frame is made from, each once: dimensions first, then the features models."""
        said = " ".join((self.eligible, self.naive))
        read = [*(group.partition(".")[0] for group in self.groups), *(feature.model for feature in self.features)]
        read += re.findall(r"\b((?:dim|int)_\w+)\.", said)
        dimensions = [name for name in read if name.startswith("dim_")]
        return list(dict.fromkeys(["dim_customer", *sorted(dimensions), *read]))

    def feature(self, name: str) -> Feature:
        """Return the feature of that name."""
        return next(f for f in self.features if f.name == name)


@cache
def trainable() -> "dict[str, Trainable]":
    """Return whatever is trained, by its name: the ``SCORE`` of each module of ``models_ml``, a score or clusters."""
    modules = [importlib.import_module(f"models_ml.{p.stem}") for p in sorted(FOLDER.glob("[a-z]*.py"))]
    found = [module.SCORE for module in modules if hasattr(module, "SCORE")]
    return {one.name: one for one in found}


@cache
def scores() -> dict[str, Score]:
    """Return every declared score by its name: what is learned from labels."""
    return {name: one for name, one in trainable().items() if isinstance(one, Score)}


def declared(name: str) -> Score:
    """Return the score of that name; ``BadInput`` names the nearest when there is none."""
    return _of_name(scores(), name)


def to_train(name: str) -> "Trainable":
    """Return the score, or the clusters, of that name; ``BadInput`` names the nearest when there is none."""
    return _of_name(trainable(), name)


def _of_name(found: dict, name: str):
    if name not in found:
        known = tuple(found)
        raise BadInput(f"No score {name!r}; there are {', '.join(known)}.{nearest(name, known)}")
    return found[name]
