"""Expectations by the names, arguments and answers of Great Expectations, computed by DuckDB in one query.

Great Expectations takes four seconds of processor time to import, more than all else that a day's delivery costs. The
few expectations that the suites of this project are made of stand here; `tagrid.core.expectations` runs them, and any
other one as Great Expectations itself does.
"""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

from tagrid.core.sql import quote_identifier, quote_literal
from tagrid.core.text import Text, as_text

# What the rows are called in the query of an expectation.
BATCH = "batch_of_rows"


@dataclass(frozen=True)
class Broken:
    """An expectation does not hold: what was observed instead, nothing where the query is a yes or no."""

    observed: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Expectation(ABC):
    """What should hold, in English and by ``meta["zh"]`` in Chinese; ``severity`` is critical, warning or info."""

    description: str
    meta: dict[str, str] = field(default_factory=dict)
    severity: str = "critical"
    column: str | None = None

    @property
    def type(self) -> str:
        """Its name in Great Expectations."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    @abstractmethod
    def measure(self) -> str:
        """Return the SQL of the one value, over all rows, that is judged."""

    @abstractmethod
    def judged(self, found: Any) -> Broken | None:
        """Return what of the value does not hold, None where all does."""


@dataclass(frozen=True, kw_only=True)
class UnexpectedRowsExpectation(Expectation):
    """A query, on ``{batch}`` for the rows, gives no row."""

    unexpected_rows_query: str

    def measure(self) -> str:
        """Return the number of rows that the query gives."""
        return f"(select count(*) from ({self.unexpected_rows_query.format(batch=BATCH).rstrip('; ')}))"

    def judged(self, found: Any) -> Broken | None:
        """Return how many rows there are; of one row nothing, as the query is then a yes or no."""
        return Broken(None if found == 1 else Text(en=f"{found} rows", zh=f"{found} 行")) if found else None


@dataclass(frozen=True, kw_only=True)
class _OfColumn(Expectation):
    column: str

    @property
    def _cell(self) -> str:
        return quote_identifier(self.column)


@dataclass(frozen=True, kw_only=True)
class _Bounds(Expectation):
    min_value: Any = None
    max_value: Any = None
    strict_min: bool = False
    strict_max: bool = False

    def _holds(self, value: Any) -> bool:
        above = self.min_value is None or (value > self.min_value if self.strict_min else value >= self.min_value)
        below = self.max_value is None or (value < self.max_value if self.strict_max else value <= self.max_value)
        return above and below

    def _between(self, value: Any) -> Broken | None:
        if value is None or value != value:  # a mean of nothing, or of what is no number
            return Broken(Text(en="no value at all", zh="没有任何值"))
        return None if self._holds(value) else Broken(as_text(value))


@dataclass(frozen=True, kw_only=True)
class ExpectTableRowCountToBeBetween(_Bounds):
    """There are so many rows."""

    def measure(self) -> str:
        """Return the number of rows."""
        return f"(select count(*) from {BATCH})"

    def judged(self, found: Any) -> Broken | None:
        """Return the number of rows where it lies outside."""
        return self._between(found)


@dataclass(frozen=True, kw_only=True)
class _Aggregate(_OfColumn, _Bounds):
    FUNCTION: ClassVar[str]

    def measure(self) -> str:
        """Return the aggregate of the column."""
        return f"(select {self.FUNCTION}({self._cell}) from {BATCH})"

    def judged(self, found: Any) -> Broken | None:
        """Return the aggregate where it lies outside."""
        return self._between(found)


class ExpectColumnMinToBeBetween(_Aggregate):
    """The least value of a column lies within bounds."""

    FUNCTION = "min"


class ExpectColumnMaxToBeBetween(_Aggregate):
    """The greatest value of a column lies within bounds."""

    FUNCTION = "max"


class ExpectColumnMeanToBeBetween(_Aggregate):
    """The mean of a column lies within bounds."""

    FUNCTION = "avg"


@dataclass(frozen=True, kw_only=True)
class _Mostly(_OfColumn):
    mostly: float = 1

    def measure(self) -> str:
        """Return the rows, those that count and those that are unexpected."""
        counting, unexpected = self._counted()
        counts = f"count(*), count(*) filter ({counting}), count(*) filter ({unexpected})"
        return f"(select [{counts}] from {BATCH})"

    @abstractmethod
    def _counted(self) -> tuple[str, str]: ...

    def judged(self, found: Any) -> Broken | None:
        """Return how many rows are unexpected where they are more than there may be."""
        every, counting, unexpected = found
        if not counting or (counting - unexpected) / counting >= self.mostly:
            return None
        return Broken(Text(en=f"{unexpected} of {every} rows unexpected", zh=f"{every} 行中有 {unexpected} 行不符"))


@dataclass(frozen=True, kw_only=True)
class ExpectColumnValuesToNotBeNull(_Mostly):
    """A column is filled, in at least the share ``mostly`` of the rows."""

    def _counted(self) -> tuple[str, str]:
        return "true", f"{self._cell} is null"


@dataclass(frozen=True, kw_only=True)
class ExpectColumnValuesToBeBetween(_Mostly, _Bounds):
    """The values of a column lie within bounds, at least the share ``mostly`` of those that are filled."""

    def _counted(self) -> tuple[str, str]:
        least, most = (">" if self.strict_min else ">=", "<" if self.strict_max else "<=")
        bounds = [(least, self.min_value), (most, self.max_value)]
        within = [f"{self._cell} {sign} {_literal(bound)}" for sign, bound in bounds if bound is not None]
        filled = f"{self._cell} is not null"
        return filled, f"{filled} and not ({' and '.join(within)})"


def _literal(bound: Any) -> str:
    return repr(bound) if isinstance(bound, int | float) else quote_literal(bound)


@dataclass(frozen=True)
class ExpectationSuite:
    """Expectations under a name, of this module or of Great Expectations."""

    name: str
    expectations: list[Any] = field(default_factory=list)
