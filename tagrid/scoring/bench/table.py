"""Read a person's labelled rows as a matrix of numbers with labels of 0 and 1.

Files are CSV (UTF-8 or GB18030) or Parquet; they are checked, and labels of another file joined.
"""

import gzip
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from tagrid.core.errors import BadInput
from tagrid.core.text import nearest
from tagrid.scoring.fit import LEAST_CASES

NULL_TEXTS = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "\\N"]

ENDINGS = (".csv", ".csv.gz", ".parquet")


def read_file(path: Path, as_text: tuple[str, ...] = ()) -> pl.DataFrame:
    """Return the rows of a file; columns named in `as_text` stay text (an account number may begin with 0).

    BadInput where it is not there, of another kind, damaged, or holds no row or a column twice.
    """
    if not path.is_file():
        raise BadInput(f"There is no file {path}. Give the path of a CSV or Parquet file.")
    if not path.name.lower().endswith(ENDINGS):
        raise BadInput(f"{path} is none of {', '.join(ENDINGS)}. Save the rows as one of them.")
    if not path.stat().st_size:
        raise BadInput(f"{path} is empty. Give a file with a head line and rows.")
    try:
        rows = pl.read_parquet(path) if path.name.lower().endswith(".parquet") else _csv(path, as_text)
    except pl.exceptions.NoDataError:
        rows = pl.DataFrame()
    except (pl.exceptions.PolarsError, OSError, EOFError) as error:
        raise BadInput(f"{path} cannot be read: {str(error).splitlines()[0]}. Save it again.") from error
    if not len(rows):
        raise BadInput(f"{path} holds no rows. Give a file with a head line and rows.")
    return rows


def _csv(path: Path, as_text: tuple[str, ...]) -> pl.DataFrame:
    data = path.read_bytes()
    data = _decoded(gzip.decompress(data) if path.name.lower().endswith(".gz") else data, path).encode()
    head = pl.read_csv(data, has_header=False, n_rows=1, infer_schema=False).row(0)
    names = [(name or "").strip() for name in head]
    _check_names(names, path)
    texts = {name: pl.String for name in as_text if name in names}
    return pl.read_csv(
        data, skip_rows=1, has_header=False, new_columns=names, infer_schema_length=None, null_values=NULL_TEXTS,
        try_parse_dates=True, schema_overrides=texts,
    )  # fmt: skip


def _decoded(data: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput(f"{path} is neither UTF-8 nor GB18030 text. Save it as UTF-8.")


def _check_names(names: list[str], path: Path) -> None:
    if "" in names:
        raise BadInput(f"{path}: column {names.index('') + 1} has no name. Name every column in the head line.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadInput(f"{path} has two columns {twice[0]!r}. Name every column differently.")


def check_columns(rows: pl.DataFrame, names: list[str], path: Path, option: str) -> None:
    """Raise BadInput naming the nearest where a column that was asked for is not in the file."""
    for name in names:
        if name not in rows.columns:
            raise BadInput(f"{path} has no column {name!r} ({option}).{nearest(name, tuple(rows.columns))}")


def read_labels(column: pl.Series, path: Path) -> np.ndarray:
    """Return the label as 0 and 1; BadInput where it is a text, missing, another number, or too rare to learn."""
    where = f"{path}: the label {column.name!r}"
    is_known = column.null_count() < len(column)
    if is_known and not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
        first = column.drop_nulls()[0]
        raise BadInput(f"{where} is not a number ({first!r}). Write 1 where it happened and 0 where it did not.")
    numbers = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    if (gone := np.isnan(numbers)).any():
        raise BadInput(
            f"{where} is missing in {gone.sum()} of {len(numbers)} rows, first in row {int(gone.argmax()) + 1}. "
            "Leave out the rows whose outcome is unknown."
        )
    if (odd := ~np.isin(numbers, (0, 1))).any():
        raise BadInput(
            f"{where} is {numbers[odd][0]:g} in row {int(odd.argmax()) + 1}. Write 1 where it happened, else 0."
        )
    return _check_counts(numbers.astype(np.int8), where)


def _check_counts(found: np.ndarray, where: str) -> np.ndarray:
    positives = int(found.sum())
    if positives in (0, len(found)):
        raise BadInput(f"{where} is {found[0]} in every row; there is nothing to tell apart. Add rows of both kinds.")
    if min(positives, len(found) - positives) < LEAST_CASES:
        raise BadInput(
            f"{where} is 1 in {positives} of {len(found)} rows; at least {LEAST_CASES} of each kind are needed to "
            "learn from and to measure on. Add rows."
        )
    return found


def join_label_file(rows: pl.DataFrame, asked: "BenchInput") -> pl.DataFrame:
    """Join the label file by ``--id`` (and ``--time``, where it has that column); rows without a label are left out."""
    path = asked.label_file
    assert path
    if not asked.identity:
        raise BadInput(f"{path} has to be joined by customer. Name the column that both files share by --id.")
    known = read_file(path, (asked.identity,))
    check_columns(known, [asked.identity], path, "--id")
    check_columns(known, [asked.label], path, "--label")
    if asked.label in rows.columns:
        raise BadInput(f"{asked.features} and {path} both have a column {asked.label!r}. Leave it in one of them.")
    key = [name for name in (asked.identity, asked.time) if name and name in known.columns]
    twice = known.filter(pl.struct(key).is_duplicated())
    if len(twice):
        raise BadInput(
            f"{path} has {asked.identity} {twice[asked.identity][0]} more than once. Keep one label of each."
        )
    number = pl.col(asked.identity).cast(pl.String)
    try:
        found = rows.with_columns(number).join(known.select(*key, asked.label).with_columns(number), on=key)
    except pl.exceptions.PolarsError as error:
        raise BadInput(
            f"{asked.features} and {path} write {' and '.join(key)} differently. Write both alike."
        ) from error
    if not len(found):
        raise BadInput(f"No {asked.identity} of {path} is in {asked.features}. Check that both write it alike.")
    return found


# A text with its own value in nearly every row is a name or a number of the row, not a quality.
MOST_LEVELS_A_ROW = 0.5

GROUPS, LEVELS_OF_A_GROUP = 4, range(2, 13)


@dataclass(frozen=True)
class BenchInput:
    """Which files and columns a person named; see ``tagrid bench-model --help``."""

    features: Path
    label: str
    identity: str = ""
    time: str = ""
    label_file: Path | None = None
    columns: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class LabelledTable:
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


def read_table(asked: BenchInput) -> LabelledTable:
    """Read and check what was named; BadInput says what is wrong, where, and what to do."""
    rows = read_file(asked.features, tuple(filter(None, [asked.identity])))
    named = [name for name in (asked.identity, asked.time) if name]
    check_columns(rows, [*named, *asked.columns, *asked.without], asked.features, "asked for")
    before = len(rows)
    if asked.label_file:
        rows = join_label_file(rows, asked)
    else:
        check_columns(rows, [asked.label], asked.features, "--label")
    y = read_labels(rows[asked.label], asked.label_file or asked.features)
    customers = _customers(rows, asked)
    own = {asked.label, asked.identity, asked.time, *asked.without}
    chosen = [name for name in (asked.columns or rows.columns) if name not in own]
    names, columns, texts, left = _matrix(rows, chosen)
    if not names:
        why = "; ".join(f"{name}: {reason}" for name, reason in left.items()) or "there is no other column"
        raise BadInput(f"{asked.features} holds no feature to learn from: {why}. Add columns of numbers or texts.")
    days = _days(rows, asked) if asked.time else None
    return LabelledTable(names, np.column_stack(columns), y, customers, texts, days, left, before - len(rows))


def _customers(rows: pl.DataFrame, asked: BenchInput) -> np.ndarray:
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


def _days(rows: pl.DataFrame, asked: BenchInput) -> np.ndarray:
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
