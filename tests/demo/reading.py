"""Read a delivery folder as its manifest describes it."""

from pathlib import Path

import polars as pl
from ruamel.yaml import YAML

from tagrid.landing.contracts import SourceColumn, source_contract

_TYPES = {"double": pl.Float64, "integer": pl.Int32, "varchar": pl.String}


def manifest(folder: Path) -> dict:
    return YAML(typ="safe").load(folder / "delivery.yml")


def raw(folder: Path, address: str) -> pl.DataFrame:
    """All rows of a table, CSV columns as text."""
    frames = []
    for entry in manifest(folder)["files"]:
        path = folder / entry["path"]
        if entry["table"] == address and entry["format"] == "csv":
            frames.append(pl.read_csv(path.read_bytes().decode(entry["encoding"]).encode(), infer_schema=False))
        elif entry["table"] == address:
            frames.append(pl.read_parquet(path))
    return pl.concat(frames) if frames else pl.DataFrame(schema=[c.name for c in source_contract(address).columns])


def _typed(column: SourceColumn, dtype: pl.DataType) -> pl.Expr:
    value = pl.col(column.name)
    if column.type.startswith("decimal"):
        return value.cast(pl.Float64)
    if dtype != pl.String or column.type == "varchar":
        return value
    if column.type == "timestamp":
        return value.str.to_datetime("%Y-%m-%dT%H:%M:%S")
    if column.type == "date":
        return value.str.to_date("%Y-%m-%d")
    return value == "true" if column.type == "boolean" else value.cast(_TYPES[column.type])


def table(folder: Path, address: str) -> pl.DataFrame:
    """All rows of a table, typed by its contract, exact duplicates taken out."""
    rows = raw(folder, address)
    rows = rows.with_columns(_typed(c, rows.schema[c.name]) for c in source_contract(address).columns)
    return rows if "power_kw" in rows.columns else rows.unique(maintain_order=True)
