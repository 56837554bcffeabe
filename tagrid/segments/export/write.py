"""Writes an export as CSV, Excel or Parquet, with what it says of itself, beside its place; nobody sees half a file.

A cell of text that a spreadsheet would run as a formula is written so that it is read as text.
"""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from tagrid.errors import BadInput, TagridError

if TYPE_CHECKING:
    import polars as pl

FORMATS = (".csv", ".xlsx", ".parquet")
MOST_EXCEL_ROWS = 1_048_575
# What a spreadsheet takes for the start of a formula, typed full-width too.
_FORMULA = re.compile(r"^[\s]*[=+\-@＝＋－＠\t\r]")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def check(path: Path) -> None:
    """Raise BadInput where no export can be written to `path`."""
    if path.suffix.lower() not in FORMATS:
        raise BadInput(
            f"--out {path.name}: an export is written as {', '.join(FORMATS)}; name the file so.",
            f"--out {path.name}：导出文件的扩展名应为 {'、'.join(FORMATS)}。",
        )
    if not path.parent.is_dir():
        raise BadInput(
            f"--out {path}: there is no folder {path.parent}; make it first.",
            f"--out {path}：没有文件夹 {path.parent}，请先建立。",
        )
    if path.is_dir():
        raise BadInput(f"--out {path} is a folder; name a file in it.", f"--out {path} 是文件夹，请写明其中的文件名。")


def write(table: "pl.DataFrame", about: dict, path: Path, bom: bool = False) -> list[tuple[Path, Path]]:
    """Write `table` aside; return what is to be moved where, the file itself last.

    `about` goes into Parquet's metadata, a second sheet, or a JSON file beside a CSV. Raises TagridError where the
    disk does not take it; nothing is left then.
    """
    aside = path.with_name(f".{path.name}.part")
    moves = [(aside, path)]
    try:
        match path.suffix.lower():
            case ".csv":
                beside = path.with_name(f"{path.name}.json")
                moves.insert(0, (beside.with_name(f".{beside.name}.part"), beside))
                moves[0][0].write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
                harmless_table(table).write_csv(aside, include_bom=bom)
            case ".xlsx":
                _excel(table, about, aside)
            case _:
                _parquet(table, about, aside)
    except OSError as error:
        drop(moves)
        raise TagridError(f"{path} could not be written: {error}", f"无法写入 {path}：{error}") from error
    return moves


def place(moves: list[tuple[Path, Path]]) -> None:
    """Move what was written aside to its place."""
    from tagrid.sources.journal import sync

    for aside, path in moves:
        sync(aside)
        aside.replace(path)


def drop(moves: list[tuple[Path, Path]]) -> None:
    """Delete what was written aside."""
    for aside, _ in moves:
        aside.unlink(missing_ok=True)


def harmless(text: str) -> str:
    """Return `text` so that a spreadsheet opening a CSV shows it and runs nothing."""
    return f"'{text}" if _FORMULA.match(text) else text


def harmless_table(table: "pl.DataFrame") -> "pl.DataFrame":
    """Return a table whose texts and column names a spreadsheet opening its CSV shows and does not run."""
    import polars as pl

    texts = pl.selectors.string()
    return table.rename(harmless).with_columns(
        pl.when(texts.str.contains(_FORMULA.pattern)).then(pl.lit("'") + texts).otherwise(texts).name.keep()
    )


def _excel(table: "pl.DataFrame", about: dict, aside: Path) -> None:
    """Write two sheets; a text is a text there whatever it begins with, because its cell says so."""
    from openpyxl import Workbook

    if table.height > MOST_EXCEL_ROWS:
        raise BadInput(
            f"Excel holds {MOST_EXCEL_ROWS:,} customers, not {table.height:,}; export .csv or .parquet.",
            f"Excel 最多容纳 {MOST_EXCEL_ROWS:,} 户，共有 {table.height:,} 户，请导出 .csv 或 .parquet。",
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("customers")
    sheet.append([_cell(sheet, name) for name in table.columns])
    for row in table.iter_rows():
        sheet.append([_cell(sheet, one) for one in row])
    second = book.create_sheet("about")
    for key, one in about.items():
        second.append([_cell(second, key), _cell(second, one if isinstance(one, int | float) else _text(one))])
    with aside.open("wb") as opened:
        book.save(opened)


def _text(one: object) -> str:
    return one if isinstance(one, str) else json.dumps(one, ensure_ascii=False, default=str)


def _cell(sheet, one: object):
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(one, str):
        return one
    cell = WriteOnlyCell(sheet, value=_NOT_IN_XML.sub("", one)[:32_767])
    cell.data_type = "s"
    return cell


def _parquet(table: "pl.DataFrame", about: dict, aside: Path) -> None:
    import pyarrow.parquet as pq

    made = table.to_arrow()
    metadata = {b"tagrid": json.dumps(about, ensure_ascii=False).encode()}
    pq.write_table(made.replace_schema_metadata({**(made.schema.metadata or {}), **metadata}), str(aside))
