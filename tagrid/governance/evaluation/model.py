"""What an evaluation holds: figures of each tag, associations of each pair, faults of the method, and advice."""

import datetime
from typing import Literal

from pydantic import Field

from tagrid.catalog import Strict
from tagrid.core.text import Text

Relation = Literal["nested", "earlier", "remainder", "crossing"]

Action = Literal["keep", "merge", "split", "retire"]

# How the association of two tags is accounted for.
How = Literal["derived", "common", "outgoing"]


class ValueFigures(Strict):
    """One value: ``customers`` have it, ``holds`` meet its own condition whatever comes before it in the rule.

    ``is_reachable`` is False where no input whatever leads to it, None where that could not be worked out.
    """

    code: str
    label: Text
    customers: int
    holds: int | None = None
    is_reachable: bool | None = None


class ValueOverlap(Strict):
    """Two values whose own conditions hold for the same customers, the earlier in the rule first.

    ``both`` meet the two conditions; for ``decided`` of them only the order of the two decides which value
    they get. ``nested``: one lies inside the other by ordered thresholds or by logic. ``earlier``: a value before
    both takes every one of them. ``remainder``: the last branch is for everyone else who is known.
    """

    first: str
    second: str
    both: int
    decided: int
    relation: Relation


class Cause(Strict):
    """Why some customers are unknown: inputs that are null, with the tables never delivered, or a condition."""

    kind: Literal["not_delivered", "not_known", "condition", "hole", "no_row"]
    customers: int
    inputs: tuple[str, ...] = ()
    condition: str | None = None
    tables: tuple[str, ...] = ()


class Conditions(Strict):
    """What the rule does on the data. ``else_unknown`` of those who fall into else have an input that is null."""

    overlaps: tuple[ValueOverlap, ...]
    else_value: str | None
    else_customers: int
    else_unknown: int
    holes: int
    causes: tuple[Cause, ...]
    spread: float | None = None


class Stability(Strict):
    """Against an older version in which the tag meant the same: PSI, and the share of customers who changed."""

    version: str
    as_of: datetime.date
    psi: float
    changed: float
    customers: int


class OutcomeBand(Strict):
    """One value of a tag some time ago: of ``customers`` decided since, ``cases`` came true.

    Of a score that foretells an amount, ``mean`` is their mean amount as it came, and there are no cases.
    """

    code: str
    customers: int
    cases: int = 0
    mean: float | None = None

    @property
    def rate(self) -> float:
        """Share of the customers for whom it came true; of an amount, their mean one."""
        if self.mean is not None:
            return self.mean
        return self.cases / self.customers if self.customers else 0.0


class TagOutcome(Strict):
    """What became of a tag's bands; ``missing`` says why it is not known, ``passing`` that this soon ends."""

    score: str
    target: Literal["chance", "amount"] = "chance"
    version: str | None = None
    as_of: datetime.date | None = None
    until: datetime.date | None = None
    bands: tuple[OutcomeBand, ...] = ()
    missing: Text | None = None
    passing: bool = False


class Pair(Strict):
    """How two tags go together: bias-corrected Cramér's V and normalised mutual information, 0 to 1.

    Of ``customers`` both are known. ``declared`` is how a declaration accounts for it, None where none does.
    """

    first: str
    second: str
    customers: int
    v: float
    nmi: float
    declared: How | None = None

    def other(self, tag: str) -> str:
        """Return the tag that is not ``tag``."""
        return self.second if tag == self.first else self.first


class TagAdvice(Strict):
    """What to do with a tag, with the reasons in figures."""

    action: Action
    reasons: tuple[Text, ...]


class TagFigures(Strict):
    """Everything measured of one tag. ``evenness`` is entropy of the known values / log of their number."""

    name: str
    label: Text
    subject: str
    available: bool
    reason: Text | None
    precedence: str
    statutory: bool = False
    customers: int
    known: int
    evenness: float
    values: tuple[ValueFigures, ...]
    conditions: Conditions | None = None
    unchecked: Text | None = None
    stability: Stability | None = None
    outcome: TagOutcome | None = None
    strongest: Pair | None = None
    uses: dict[str, int] = Field(default_factory=dict)
    advice: TagAdvice = TagAdvice(action="keep", reasons=())

    @property
    def coverage(self) -> float:
        """Share of the subject's customers whose value is known."""
        return self.known / self.customers if self.customers else 0.0

    @property
    def top(self) -> ValueFigures:
        """The most frequent value."""
        return max(self.values, key=lambda value: value.customers)

    @property
    def top_share(self) -> float:
        """Share of the most frequent value among the known."""
        return self.top.customers / self.known if self.known else 0.0


class MethodFault(Strict):
    """One place where the classification breaks its own method; ``figures`` are what the message counts."""

    kind: Literal["overlap", "unreachable", "hole", "association"]
    tag: str
    other: str | None = None
    message: Text
    figures: dict[str, float] = Field(default_factory=dict)


class Evaluation(Strict):
    """The evaluation of one published version."""

    version: str
    created_at: str
    as_of: datetime.date
    catalog_version: str
    customers: dict[str, int]
    tags: dict[str, TagFigures]
    pairs: tuple[Pair, ...]
    faults: tuple[MethodFault, ...]
    notes: tuple[Text, ...] = ()
    seconds: dict[str, float] = Field(default_factory=dict)

    def related(self, tag: str, most: int = 5) -> list[Pair]:
        """Return the pairs of ``tag`` with the strongest association first."""
        own = [pair for pair in self.pairs if tag in (pair.first, pair.second)]
        return sorted(own, key=lambda pair: -pair.v)[:most]

    def faults_of(self, tag: str) -> list[MethodFault]:
        """Return the faults that ``tag`` has a part in."""
        return [fault for fault in self.faults if tag in (fault.tag, fault.other)]
