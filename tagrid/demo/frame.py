"""From numpy columns to a typed table: identifiers, codes, and what of a row is known by a day."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from tagrid.demo.world import DAY_S, NEVER, NEVER_AT, Window
from tagrid.sources.contracts import Column, contract


def ids(prefix: str, numbers: np.ndarray, width: int) -> pl.Series:
    """Return ``prefix`` followed by each number, padded with zeros to ``width``; a negative number gives null."""
    whole = pl.Series(np.asarray(numbers, dtype=np.int64))
    text = whole.cast(pl.String).str.zfill(width)
    return pl.select(pl.when(whole >= 0).then(pl.lit(prefix) + text)).to_series()


def scrambled(numbers: np.ndarray) -> np.ndarray:
    """Return numbers below a billion that tell nothing of those they stand for, nor of their order; one to one."""
    return np.asarray(numbers, dtype=np.int64) * 387_420_489 % 999_999_937


def codes(names: Sequence[str], index: np.ndarray) -> pl.Series:
    """Return the name at each index; a negative index gives null."""
    table = pl.Series([*names, None], dtype=pl.String)
    index = np.asarray(index, dtype=np.int64)
    return table.gather(np.where(index < 0, len(names), index))


def blank(values: pl.Series, empty: np.ndarray) -> pl.Series:
    """Return the values with those marked ``empty`` set to null, as a field nobody filled in."""
    return pl.select(pl.when(~pl.Series(empty)).then(values)).to_series()


def _number(column: Column, values: np.ndarray) -> pl.Series:
    if column.type == "integer":
        series = pl.Series(np.asarray(values, dtype=np.int32))
        return pl.select(pl.when(series >= 0).then(series)).to_series()
    scale = 6 if column.type == "decimal(18,6)" else 2 if column.type.startswith("decimal") else None
    values = np.asarray(values, dtype=np.float64)
    return pl.Series(values if scale is None else np.round(values, scale) + 0.0, nan_to_null=True)


def _moment(column: Column, values: np.ndarray) -> pl.Series:
    never = NEVER if column.type == "date" else NEVER_AT
    series = pl.Series(np.asarray(values, dtype=np.int64))
    series = pl.select(pl.when(series < never).then(series)).to_series()
    if column.type == "date":
        return series.cast(pl.Int32).cast(pl.Date)
    return (series * 1_000_000).cast(pl.Datetime("us"))


def series(column: Column, values: np.ndarray | pl.Series) -> pl.Series:
    """Return the values as a series of the contract column's type; sentinels (NEVER, NaN, below 0) become null."""
    if isinstance(values, pl.Series):
        return values.alias(column.name)
    if column.type in ("date", "timestamp"):
        return _moment(column, values).alias(column.name)
    if column.type in ("double", "integer") or column.type.startswith("decimal"):
        return _number(column, values).alias(column.name)
    return pl.Series(column.name, values)


def as_known(
    address: str,
    known: np.ndarray,
    columns: Mapping[str, np.ndarray | pl.Series],
    window: Window,
    later: dict[str, np.ndarray] | None = None,
) -> pl.DataFrame:
    """Return the rows whose newest state became known inside the window, as they stood at its end.

    ``known`` is the day each row first became known; ``later`` gives for a column the day on which it was filled
    in: until then it is null, and on that day the row comes again.
    """
    table = contract(address)
    known = np.array(known, dtype=np.int64)
    hidden = {}
    for name, day in (later or {}).items():
        seen = day <= window.until
        known = np.where(seen, np.maximum(known, day), known)
        hidden[name] = ~seen
    keep = np.flatnonzero((known >= window.since) & (known <= window.until))
    out = []
    for column in table.columns:
        values = series(column, columns[column.name]).gather(keep)
        if column.name in hidden:
            values = blank(values, hidden[column.name][keep]).alias(column.name)
        out.append(values)
    return pl.DataFrame(out)


def day_of(moments: np.ndarray) -> np.ndarray:
    """Return the day each moment falls on."""
    return np.asarray(moments) // DAY_S


def spread(rng: np.random.Generator, rate: np.ndarray) -> np.ndarray:
    """Return row numbers, each as often as a Poisson draw of its rate says: the subjects of random events."""
    return np.repeat(np.arange(len(rate)), rng.poisson(rate))
