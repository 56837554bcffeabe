"""What a score, or clusters of load curves, declares of itself, and how a feature's number is written.

The declarations are the modules of the folder ``models_ml`` of the project; they are found by folder.
"""

import importlib
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Literal

from tagrid.core.errors import BadInput
from tagrid.core.formats import SIDED_UNITS, days_from, with_unit
from tagrid.core.overlay import REFERENCE, content, roots
from tagrid.core.text import Text, nearest

# Of every draw: what is trained, measured and explained twice is the same twice.
SEED = 20260101

FOLDER = "models_ml"

# How the digits of each unit are written; z: no "-0". The words of the units are those of every number.
VALUE_FORMATS = {
    "share": "{:.0%}",
    "change": "{:+z.0%}",
    **dict.fromkeys(("minutes", "hours", "days", "months", "times", "bills", "count", *SIDED_UNITS), "{:z,.0f}"),
    **dict.fromkeys(("yuan", "kwh", "kw", "kva"), "{:z,.0f}"),
    "yuan_per_kwh": "{:.3f}",
    "years": "{:.1f}",
    "ratio": "{:.2f}",
    "flag": "{}",
    "clock": "{:02.0f}:{:02.0f}",
}


@dataclass(frozen=True)
class Feature:
    """One number the model reads.

    ``name`` is ``<features model>.<column>``. ``zh`` and ``en`` name it for a reader and ``unit`` is one of
    ``VALUE_FORMATS``. ``direction`` is +1 where more of it can only raise the chance, -1 where it can only
    lower it, 0 where the data may say: a reason that contradicts the trade is of no use. ``is_mask`` marks a
    number that shows missing data: gaps are often an artefact of collection, so every score is measured
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
        conditions = " ".join((self.eligible, self.naive))
        read = [*(group.partition(".")[0] for group in self.groups), *(feature.model for feature in self.features)]
        read += re.findall(r"\b((?:dim|int)_\w+)\.", conditions)
        dimensions = [name for name in read if name.startswith("dim_")]
        return list(dict.fromkeys(["dim_customer", *sorted(dimensions), *read]))

    def feature(self, name: str) -> Feature:
        """Return the feature of that name."""
        return next(f for f in self.features if f.name == name)


def trainable() -> "dict[str, Trainable]":
    """Return whatever is trained, by its name: the ``SCORE`` of each module of ``models_ml``, a score or clusters."""
    return _declarations(roots())


def scores() -> dict[str, Score]:
    """Return every declared score by its name: what is learned from labels."""
    return {name: one for name, one in trainable().items() if isinstance(one, Score)}


def declared_score(name: str) -> Score:
    """Return the score of that name; ``BadInput`` names the nearest when there is none."""
    return _named(scores(), name)


def declared_trainable(name: str) -> "Trainable":
    """Return the score, or the clusters, of that name; ``BadInput`` names the nearest when there is none."""
    return _named(trainable(), name)


@cache
def _declarations(folders: tuple[Path, ...]) -> "dict[str, Trainable]":
    if str(REFERENCE) not in sys.path:
        sys.path.insert(0, str(REFERENCE))
    importlib.import_module(FOLDER).__path__ = [str(root / FOLDER) for root in folders]
    found: dict[str, Trainable] = {}
    places: dict[str, str] = {}
    for shown, path in content(FOLDER, "[a-z]*.py", project=folders[0]).items():
        one = getattr(_module(shown, path), "SCORE", None)
        if one is None:
            continue
        if one.name in found:
            raise BadInput(
                en=f"{places[one.name]} and {shown} both declare the score {one.name!r}. Rename one of them.",
                zh=f"{places[one.name]} 与 {shown} 都声明了评分 {one.name}，请为其中之一换一个名称。",
            )
        found[one.name], places[one.name] = one, shown
    return found


def _module(shown: str, path: Path) -> ModuleType:
    """Import a declaration by the name that the dbt models import it by, so that a score is one object."""
    name = ".".join(PurePosixPath(shown).with_suffix("").parts)
    known = sys.modules.get(name)
    if known is not None and Path(known.__file__ or "") != path:  # of another project
        del sys.modules[name]
    try:
        return importlib.import_module(name)
    except Exception as error:  # whatever the code of a project's own declaration raises
        why = f"{type(error).__name__}: {error}"
        raise BadInput(en=f"{shown} cannot be read: {why}.", zh=f"无法读取 {shown}：{why}。") from error


def _named(found: dict, name: str):
    if name not in found:
        known, hint = tuple(found), nearest(name, tuple(found))
        raise BadInput(
            en=f"No score {name!r}; there are {', '.join(known)}.{hint}",
            zh=f"没有评分 {name}；现有：{'、'.join(known)}。{hint.zh}",
        )
    return found[name]


def format_value(feature: Feature, value: float) -> Text:
    """Return a value of the feature with its unit: a flag as yes or no, hours of a clock as a time of day."""
    if feature.unit == "flag":
        return Text(zh="是", en="yes") if value > 0.5 else Text(zh="否", en="no")
    if feature.unit in SIDED_UNITS:
        return days_from(feature.unit, value)
    form, unit = VALUE_FORMATS[feature.unit], feature.unit
    digits = form.format(*divmod(round(value * 60), 60)) if unit == "clock" else form.format(value)
    is_one = round(value) == 1
    return Text(zh=with_unit(digits, unit, "zh", is_one=is_one), en=with_unit(digits, unit, "en", is_one=is_one))


@dataclass(frozen=True)
class Limit:
    """A bound of one measure of ``measure_shape``: ``least`` and ``most`` are within it, None is no bound."""

    measure: str
    least: float | None = None
    most: float | None = None

    def holds(self, value: float, slack: float = 0.0) -> bool:
        """Whether the value is within the bounds, each moved outwards by the share `slack` of itself."""
        is_least = self.least is None or value >= self.least * (1 - slack)
        return is_least and (self.most is None or value <= self.most * (1 + slack))


@dataclass(frozen=True)
class Rule:
    """A name and the limits that all have to hold of a centre that bears it."""

    name: str
    limits: tuple[Limit, ...]

    def holds(self, measured: dict[str, float], slack: float = 0.0) -> bool:
        """Whether every limit holds."""
        return all(limit.holds(measured[limit.measure], slack) for limit in self.limits)


@dataclass(frozen=True)
class Clusters:
    """Clusters of curves, declared; what a `Score` and they have in common bears the same names.

    ``curve`` and ``scatter`` are SQL over dimensions and features: a list of numbers whose mean is 1, null where
    there are too few days, and how far single days lie from it (null where that says nothing of the customer).
    ``rules`` name a centre: the first that holds. ``names`` are all names with their words, (zh, en).
    ``reason_features`` are the features a reason is made of.
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
    naive_zh: str
    naive_en: str
    curve: str
    scatter: str
    features: tuple[Feature, ...]
    reason_features: tuple[str, ...]
    rules: tuple[Rule, ...]
    words: dict[str, tuple[str, str]]
    sources: tuple[str, ...]
    facts: tuple[str, ...]
    span_sql: str
    eligible: str
    horizon_days: int = 0  # a shape is of past days, nothing is predicted
    target: str = "name"

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def names(self) -> list[str]:
        """Names of the features."""
        return [feature.name for feature in self.features]

    @property
    def relations(self) -> list[str]:
        """The dbt models the rows are made from, each once."""
        return list(dict.fromkeys(["dim_customer", *(feature.model for feature in self.features)]))

    @property
    def query(self) -> str:
        """SQL for one row a customer: ``customer_id``, ``curve``, ``scatter`` and the features of reasons."""
        joins = [f"left join {name} using (customer_id)" for name in self.relations if name != "dim_customer"]
        numbers = [f'cast({name} as double) as "{name}"' for name in self.reason_features]
        return (
            f"select dim_customer.customer_id, {self.curve} as curve, cast({self.scatter} as double) as scatter,"
            f" {', '.join(numbers)} from dim_customer {' '.join(joins)} where dim_customer.subject = '{self.subject}'"
        )


Trainable = Score | Clusters
