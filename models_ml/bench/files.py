"""Read a file of labelled rows, or say what is wrong with it: CSV (UTF-8 or GB18030) or Parquet."""

import gzip
from pathlib import Path

import polars as pl

from tagrid.errors import BadInput, nearest

NOTHING = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "\\N"]
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
        data, skip_rows=1, has_header=False, new_columns=names, infer_schema_length=None, null_values=NOTHING,
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


def check_there(rows: pl.DataFrame, names: list[str], path: Path, option: str) -> None:
    """Raise BadInput naming the nearest where a column that was asked for is not in the file."""
    for name in names:
        if name not in rows.columns:
            raise BadInput(f"{path} has no column {name!r} ({option}).{nearest(name, tuple(rows.columns))}")
