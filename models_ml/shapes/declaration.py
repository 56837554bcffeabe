"""What clusters of curves must say of themselves; the rules that name a centre by what can be measured of its shape."""

from dataclasses import dataclass

from models_ml.harness.declaration import Feature, Score


@dataclass(frozen=True)
class Limit:
    """A bound of one measure (see ``measures.measures``): ``least`` and ``most`` are within it, None is no bound."""

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
    ``told`` are the features a reason is made of.
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
    told: tuple[str, ...]
    rules: tuple[Rule, ...]
    words: dict[str, tuple[str, str]]
    sources: tuple[str, ...]
    facts: tuple[str, ...]
    span_sql: str
    eligible: str
    horizon_days: int = 0  # a shape is of the days that were, nothing is foretold
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
        """SQL for one row a customer of the subject: ``customer_id``, ``curve``, ``scatter``, and what is told."""
        joins = [f"left join {name} using (customer_id)" for name in self.relations if name != "dim_customer"]
        told = [f'cast({name} as double) as "{name}"' for name in self.told]
        return (
            f"select dim_customer.customer_id, {self.curve} as curve, cast({self.scatter} as double) as scatter,"
            f" {', '.join(told)} from dim_customer {' '.join(joins)} where dim_customer.subject = '{self.subject}'"
        )


Trainable = Score | Clusters
