"""Labelled rows as the harness wants them: a matrix of numbers, labels of 0 and 1, and whose row each is."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from models_ml.bench.files import check_there, read_file
from models_ml.bench.labels import labels, with_labels
from tagrid.errors import BadInput

# A text with its own value in nearly every row is a name or a number of the row, not a quality.
MOST_LEVELS_A_ROW = 0.5
GROUPS, LEVELS_OF_A_GROUP = 4, range(2, 13)


@dataclass(frozen=True)
class Asked:
    """Which files and columns a person named; see ``tagrid bench-model --help``."""

    features: Path
    label: str
    identity: str = ""
    time: str = ""
    label_file: Path | None = None
    columns: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows to learn from: ``x`` rows x ``names`` (NaN where missing; a text as the number of its level), ``y`` 0 or 1.

    ``texts`` gives the levels of each text column. ``days`` orders rows in time, where there is a time column. ``left``
    says which columns are not used, and why; ``unlabelled`` how many rows a label file did not know.
    """

    names: list[str]
    x: np.ndarray
    y: np.ndarray
    customers: np.ndarray
    texts: dict[str, list[str]] = field(default_factory=dict)
    days: np.ndarray | None = None
    left: dict[str, str] = field(default_factory=dict)
    unlabelled: int = 0

    def groups(self) -> pl.DataFrame:
        """The first few text columns of 2 to 12 levels, by whose levels figures are told."""
        few = [name for name, levels in self.texts.items() if len(levels) in LEVELS_OF_A_GROUP][:GROUPS]
        return pl.DataFrame({name: self._text(name) for name in few})

    def _text(self, name: str) -> pl.Series:
        codes, levels = self.x[:, self.names.index(name)], self.texts[name]
        return pl.Series([None if np.isnan(code) else levels[int(code)] for code in codes], dtype=pl.String)


def read_table(asked: Asked) -> Table:
    """Read and check what was named; BadInput says what is wrong, where, and what to do."""
    rows = read_file(asked.features, tuple(filter(None, [asked.identity])))
    named = [name for name in (asked.identity, asked.time) if name]
    check_there(rows, [*named, *asked.columns, *asked.without], asked.features, "asked for")
    before = len(rows)
    if asked.label_file:
        rows = with_labels(rows, asked)
    else:
        check_there(rows, [asked.label], asked.features, "--label")
    y = labels(rows[asked.label], asked.label_file or asked.features)
    customers = _customers(rows, asked)
    own = {asked.label, asked.identity, asked.time, *asked.without}
    chosen = [name for name in (asked.columns or rows.columns) if name not in own]
    names, columns, texts, left = _matrix(rows, chosen)
    if not names:
        why = "; ".join(f"{name}: {reason}" for name, reason in left.items()) or "there is no other column"
        raise BadInput(f"{asked.features} holds no feature to learn from: {why}. Add columns of numbers or texts.")
    days = _days(rows, asked) if asked.time else None
    return Table(names, np.column_stack(columns), y, customers, texts, days, left, before - len(rows))


def _customers(rows: pl.DataFrame, asked: Asked) -> np.ndarray:
    if not asked.identity:
        return np.arange(len(rows)).astype(str)
    if nobody := rows[asked.identity].null_count():
        raise BadInput(f"{asked.features}: {nobody} rows have no {asked.identity!r} (--id). Fill it or leave them out.")
    key = [name for name in (asked.identity, asked.time) if name]
    twice = rows.filter(pl.struct(key).is_duplicated())
    if len(twice):
        what = " and ".join(f"{name} {twice[name][0]}" for name in key)
        hint = "" if asked.time else " Name the column that tells them apart in time by --time, or keep one of each."
        raise BadInput(f"{asked.features} has {what} more than once ({len(twice)} such rows).{hint}")
    return rows[asked.identity].cast(pl.String).to_numpy()


def _days(rows: pl.DataFrame, asked: Asked) -> np.ndarray:
    column = rows[asked.time]
    if not (column.dtype.is_temporal() or column.dtype.is_numeric()):
        raise BadInput(
            f"{asked.features}: {asked.time!r} (--time) is neither a date nor a number, as in {column.drop_nulls()[:1]}"
            "; write dates as 2026-06-30."
        )
    if column.null_count():
        raise BadInput(f"{asked.features}: {column.null_count()} rows have no {asked.time!r} (--time). Fill it.")
    if column.n_unique() == 1:
        raise BadInput(f"{asked.features}: every row has the same {asked.time!r} (--time). Leave the option out.")
    return (_as_days(column) if column.dtype.is_temporal() else column).cast(pl.Float64).to_numpy()


def _as_days(column: pl.Series) -> pl.Series:
    if column.dtype in (pl.Time, pl.Duration):
        return column.cast(pl.Int64)
    return column.cast(pl.Date).to_physical()


def _matrix(
    rows: pl.DataFrame, chosen: list[str]
) -> tuple[list[str], list[np.ndarray], dict[str, list[str]], dict[str, str]]:
    names, columns, texts, left = [], [], {}, {}
    for name in chosen:
        column, levels, why = _column(rows[name])
        if not why and np.isnan(column).all():
            why = "no row has it"
        elif not why and not np.isnan(column).any() and column.min() == column.max():
            why = "always the same"
        if why:
            left[name] = why
            continue
        names.append(name)
        columns.append(column)
        if levels:
            texts[name] = levels
    return names, columns, texts, left


def _column(given: pl.Series) -> tuple[np.ndarray, list[str], str]:
    """A column as numbers, the levels of a text, and why it cannot be used; infinite counts as missing."""
    if given.dtype.is_numeric() or given.dtype in (pl.Boolean, pl.Null):
        numbers = given.cast(pl.Float64).fill_null(float("nan")).to_numpy()
        return np.where(np.isfinite(numbers), numbers, np.nan), [], ""
    if given.dtype.is_temporal():
        return _as_days(given).cast(pl.Float64).fill_null(float("nan")).to_numpy(), [], ""
    if given.dtype not in (pl.String, pl.Categorical, pl.Enum):
        return np.empty(0), [], f"a {given.dtype} is neither a number nor a text"
    text = given.cast(pl.String)
    levels = sorted(text.drop_nulls().unique().to_list())
    if len(levels) > max(LEVELS_OF_A_GROUP[-1], MOST_LEVELS_A_ROW * len(text)):
        return np.empty(0), [], f"a text with {len(levels)} values in {len(text)} rows tells rows apart, not kinds"
    codes = text.replace_strict({level: at for at, level in enumerate(levels)}, default=None, return_dtype=pl.Float64)
    return codes.fill_null(float("nan")).to_numpy(), levels, ""
