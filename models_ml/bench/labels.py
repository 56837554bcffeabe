"""Labels of a person's own file: checked, and joined by customer where they stand in a file of their own."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from models_ml.bench.files import check_there, read_file
from models_ml.harness.fit import LEAST_CASES
from tagrid.errors import BadInput

if TYPE_CHECKING:
    from models_ml.bench.table import Asked


def labels(column: pl.Series, path: Path) -> np.ndarray:
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
    return _enough(numbers.astype(np.int8), where)


def _enough(found: np.ndarray, where: str) -> np.ndarray:
    positives = int(found.sum())
    if positives in (0, len(found)):
        raise BadInput(f"{where} is {found[0]} in every row; there is nothing to tell apart. Add rows of both kinds.")
    if min(positives, len(found) - positives) < LEAST_CASES:
        raise BadInput(
            f"{where} is 1 in {positives} of {len(found)} rows; at least {LEAST_CASES} of each kind are needed to "
            "learn from and to measure on. Add rows."
        )
    return found


def with_labels(rows: pl.DataFrame, asked: "Asked") -> pl.DataFrame:
    """Join the label file by ``--id`` (and ``--time``, where it has that column); rows without a label are left out."""
    path = asked.label_file
    assert path
    if not asked.identity:
        raise BadInput(f"{path} has to be joined by customer. Name the column that both files share by --id.")
    known = read_file(path, (asked.identity,))
    check_there(known, [asked.identity], path, "--id")
    check_there(known, [asked.label], path, "--label")
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
