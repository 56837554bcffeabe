"""From the types of a delivered Parquet file to the contract's: only casts that lose nothing, cell by cell."""

import pyarrow as pa
import pyarrow.types as pat

from tagrid.sources.arrow import compute as pc
from tagrid.sources.cells import Parsed, nowhere, parse
from tagrid.sources.contracts import Column


def castable(column: Column, given: pa.DataType) -> bool:
    """Whether cells of a Parquet type can become the column's without a guess."""
    if pat.is_dictionary(given):
        given = given.value_type
    wanted = column.arrow
    if given.equals(wanted) or pat.is_null(given) or pat.is_string(given) or pat.is_large_string(given):
        return True
    number = pat.is_integer(given) or pat.is_floating(given) or pat.is_decimal(given)
    if pat.is_floating(wanted) or pat.is_decimal(wanted):
        return number
    if pat.is_integer(wanted):
        return pat.is_integer(given)
    if pat.is_timestamp(wanted):
        return pat.is_timestamp(given) and given.tz is None
    if pat.is_date(wanted):
        return pat.is_date(given) or (pat.is_timestamp(given) and given.tz is None)
    if pat.is_list(wanted):
        listed = pat.is_list(given) or pat.is_large_list(given) or pat.is_fixed_size_list(given)
        return listed and pat.is_floating(given.value_type)
    return False


def convert(column: Column, cells: pa.Array, pattern: str | None = None) -> Parsed:
    """Return the cells in the column's type and which are refused; text is parsed as in a CSV file."""
    if pat.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if pat.is_large_string(cells.type):
        cells = cells.cast(pa.string())
    if pat.is_string(cells.type):
        empty = pc.equal(cells, "")
        return parse(column, pc.if_else(pc.fill_null(empty, False), pa.scalar(None, pa.string()), cells), pattern)
    if pat.is_floating(column.arrow):
        return _finite(cells.cast(pa.float64(), safe=False))
    if pat.is_decimal(column.arrow) and pat.is_floating(cells.type):
        return _money(column, cells.cast(pa.float64()))
    return _lossless(column, cells)


def _finite(values: pa.Array) -> Parsed:
    refused = pc.fill_null(pc.invert(pc.is_finite(values)), False)
    return pc.if_else(refused, pa.scalar(None, values.type), values), refused


def _money(column: Column, values: pa.Array) -> Parsed:
    """Doubles as decimals where they are one: 12.3 is 12.30, 12.345 is refused."""
    kept, endless = _finite(values)
    scale, whole = column.arrow.scale, 10 ** min(column.arrow.precision - column.arrow.scale, 15)
    rounded = pc.round(kept, scale)
    off = pc.greater(pc.abs(pc.subtract(kept, rounded)), pc.multiply(1e-12, pc.add(1.0, pc.abs(kept))))
    refused = pc.or_(endless, pc.fill_null(pc.or_(off, pc.greater_equal(pc.abs(kept), float(whole))), False))
    good = pc.if_else(refused, pa.scalar(None, pa.float64()), rounded)
    return good.cast(column.arrow, safe=False), refused


def _lossless(column: Column, cells: pa.Array) -> Parsed:
    wanted = column.arrow
    try:
        found = cells.cast(wanted)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return _one_by_one(cells, wanted)
    if pat.is_date(wanted) and pat.is_timestamp(cells.type):  # the cast drops the time of day
        refused = pc.fill_null(pc.not_equal(found.cast(cells.type), cells), False)
        return pc.if_else(refused, pa.scalar(None, wanted), found), refused
    return found, nowhere(cells)


def _one_by_one(cells: pa.Array, wanted: pa.DataType) -> Parsed:
    """The slow way, for a chunk that has a cell which cannot be cast."""
    found, refused = [], []
    for i in range(len(cells)):
        try:
            found.append(cells.slice(i, 1).cast(wanted)[0].as_py())
            refused.append(False)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            found.append(None)
            refused.append(True)
    return pa.array(found, wanted), pa.array(refused, pa.bool_())
