"""Digests of whole rows: they part copies of a row from rows that agree only in what lands."""

import numpy as np
import polars as pl
import pyarrow as pa


def row_digests(columns: dict[str, pa.Array], size: int) -> np.ndarray:
    """Return a digest of each row over all columns and their names, whatever their order.

    Equal rows of two files of the same columns have equal digests within one process; a digest is never stored.
    """
    if not columns:
        return np.zeros(size, dtype=np.uint64)
    names = sorted(columns)
    frame = pl.DataFrame({f"{i}": _hashable(columns[name]) for i, name in enumerate(names)})
    header = pl.lit("\x1f".join(names)).alias("names")
    return frame.with_columns(header).hash_rows(seed=0).to_numpy()


def _hashable(cells: pa.Array) -> pl.Series:
    """Cells as polars can hash them: values of the usual types, the text of any other."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if pa.types.is_nested(cells.type):
        return pl.Series([None if value is None else repr(value) for value in cells.to_pylist()], dtype=pl.String)
    return pl.Series(cells)
