"""The files of exports: where they may be written, writing CSV, Excel and Parquet, and clearing downloads of the app.

A file is written beside its place and then moved, so nobody sees half of it. Downloads are deleted after a day.
"""

import json
import re
import shutil
import time
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from tagrid.core.errors import BadInput, TagridError
from tagrid.core.files import sync
from tagrid.core.project import Home
from tagrid.core.settings import settings
from tagrid.core.spreadsheet import FORMULA, SIGNED_DIGITS, escape_formula

if TYPE_CHECKING:
    import polars as pl


FORMATS = (".csv", ".xlsx", ".parquet")

MOST_EXCEL_ROWS = 1_048_575

# The record of an export stays for good; a download is a copy with customers in it.
DOWNLOAD_SECONDS, MOST_DOWNLOADS = 24 * 3_600, 50

# A file system takes 255 bytes, and beside an export stands what is written aside, .NAME.json.part.
MOST_NAME_BYTES = 255 - len("..json.part")

DOWNLOAD_PREFIX, DELETING_PREFIX = "app-", ".going-"

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def check_file(path: Path) -> None:
    """Raise BadInput where no export can be written to `path`."""
    if path.suffix.lower() not in FORMATS:
        raise BadInput(
            en=f"--out {path.name}: an export is written as {', '.join(FORMATS)}; name the file so.",
            zh=f"--out {path.name}：导出文件的扩展名应为 {'、'.join(FORMATS)}。",
        )
    if len(path.name.encode()) > MOST_NAME_BYTES:
        raise BadInput(
            en=f"--out {path.name}: shorten the name to {MOST_NAME_BYTES} bytes (a Chinese letter takes 3).",
            zh=f"--out {path.name}：文件名至多 {MOST_NAME_BYTES} 字节（一个汉字占 3 字节），请缩短。",
        )
    if not path.parent.is_dir():
        raise BadInput(
            en=f"--out {path}: there is no folder {path.parent}; make it first.",
            zh=f"--out {path}：没有文件夹 {path.parent}，请先建立。",
        )
    if path.is_dir():
        raise BadInput(
            en=f"--out {path} is a folder; name a file in it.", zh=f"--out {path} 是文件夹，请写明其中的文件名。"
        )


def write_aside(table: "pl.DataFrame", about: dict, path: Path, bom: bool = False) -> list[tuple[Path, Path]]:
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
                escape_formulas(table).write_csv(aside, include_bom=bom)
            case ".xlsx":
                _excel(table, about, aside)
            case _:
                _parquet(table, about, aside)
    except OSError as error:
        delete_aside(moves)
        raise TagridError(en=f"{path} could not be written: {error}", zh=f"无法写入 {path}：{error}") from error
    return moves


def move_into_place(moves: list[tuple[Path, Path]]) -> None:
    """Move what was written aside to its place."""
    for aside, path in moves:
        sync(aside)
        aside.replace(path)


def delete_aside(moves: list[tuple[Path, Path]]) -> None:
    """Delete what was written aside."""
    for aside, _ in moves:
        aside.unlink(missing_ok=True)


def escape_formulas(table: "pl.DataFrame") -> "pl.DataFrame":
    """Return a table whose texts and column names a spreadsheet opening its CSV shows and does not run."""
    import polars as pl  # heavy; counting a segment needs none of it

    texts = pl.selectors.string()
    # Rust's $ is the end of the text alone: a line break behind the digits is none of them.
    is_formula = texts.str.contains(FORMULA.pattern) & ~texts.str.contains(SIGNED_DIGITS.pattern)
    return table.rename(escape_formula).with_columns(
        pl.when(is_formula).then(pl.lit("'") + texts).otherwise(texts).name.keep()
    )


def _excel(table: "pl.DataFrame", about: dict, aside: Path) -> None:
    """Write two sheets; a text is a text there whatever it begins with, because its cell says so."""
    from openpyxl import Workbook  # heavy; only an Excel file needs it

    if table.height > MOST_EXCEL_ROWS:
        raise BadInput(
            en=f"Excel holds {MOST_EXCEL_ROWS:,} customers, not {table.height:,}; export .csv or .parquet.",
            zh=f"Excel 最多容纳 {MOST_EXCEL_ROWS:,} 户，共有 {table.height:,} 户，请导出 .csv 或 .parquet。",
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("customers")
    sheet.append([_cell(sheet, name) for name in table.columns])
    for row in table.iter_rows():
        sheet.append([_cell(sheet, one) for one in row])
    second = book.create_sheet("about")
    for key, one in about.items():
        second.append([_cell(second, key), _cell(second, one if isinstance(one, int | float) else _json_text(one))])
    with aside.open("wb") as opened:
        book.save(opened)


def _json_text(one: object) -> str:
    return one if isinstance(one, str) else json.dumps(one, ensure_ascii=False, default=str)


def _cell(sheet, one: object):
    from openpyxl.cell import WriteOnlyCell  # as above

    if not isinstance(one, str):
        return one
    cell = WriteOnlyCell(sheet, value=_NOT_IN_XML.sub("", one)[:32_767])
    cell.data_type = "s"
    return cell


def _parquet(table: "pl.DataFrame", about: dict, aside: Path) -> None:
    import pyarrow.parquet as pq  # heavy; only a Parquet file needs it

    made = table.to_arrow()
    metadata = {b"tagrid": json.dumps(about, ensure_ascii=False).encode()}
    pq.write_table(made.replace_schema_metadata({**(made.schema.metadata or {}), **metadata}), str(aside))


def export_root(home: Home) -> Path:
    """Return the root (setting ``export_root``, by default ``lists/`` in the home), links followed."""
    return (settings().export_root or home.root / "lists").resolve()


def allowed_folder(home: Home, folder: Path) -> Path:
    """Return `folder`, taken under the root where it is relative, links followed.

    Raises BadInput for one outside the root, by `..` or by a link too.
    """
    root = export_root(home)
    if "\0" in str(folder):
        raise BadInput(en="A folder's name holds no null character.", zh="文件夹名称不能含空字符。")
    found = (root / folder).resolve()
    if not found.is_relative_to(root):
        raise BadInput(
            en=f"{folder} is not under {root}, where scheduled exports are written (TAGRID_EXPORT_ROOT).",
            zh=f"{folder} 不在定期导出的根目录 {root} 之下（由 TAGRID_EXPORT_ROOT 指定）。",
        )
    return found


def export_file_name(name: str, version: str, form: str) -> str:
    """Return the file of a segment in a version; what a file name cannot have is a dash.

    A name whose file's would be too long is cut, and a digest parts it from others of that beginning.
    """
    plain = re.sub(r"[^\w.-]+", "-", name).strip("-.") or "segment"
    ending = f"-{version}.{form}"
    room = MOST_NAME_BYTES - len(ending.encode())
    if len(plain.encode()) > room:
        suffix = "-" + sha256(name.encode()).hexdigest()[:8]
        plain = plain.encode()[: room - len(suffix)].decode("utf-8", "ignore").strip("-.") + suffix
    return plain + ending


def new_download_folder(home: Home) -> Path:
    """Return an empty folder for one download; earlier ones that are too old are deleted first."""
    clear_downloads(home)
    folder = home.root / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    return Path(mkdtemp(prefix=DOWNLOAD_PREFIX, dir=folder))


def clear_downloads(home: Home, now: float | None = None) -> int:
    """Delete downloads older than a day, and all but the last fifty; return how many went.

    A folder gets another name before it is emptied, so nobody finds half of it; one that a killed process left under
    that name goes the next time. ``now``: seconds since the epoch. What another process deletes meanwhile is no fault.
    """
    folder, moment = home.root / "exports", time.time() if now is None else now
    last_first = sorted(_folders_by_age(folder, DOWNLOAD_PREFIX), reverse=True)
    old = [
        path for at, (born, path) in enumerate(last_first) if at >= MOST_DOWNLOADS or moment - born > DOWNLOAD_SECONDS
    ]
    for path in old:
        try:
            path.rename(path.with_name(DELETING_PREFIX + path.name))
        except FileNotFoundError:
            continue
    for _, path in _folders_by_age(folder, DELETING_PREFIX):
        shutil.rmtree(path, ignore_errors=True)
    return len(old)


def _folders_by_age(folder: Path, prefix: str) -> list[tuple[float, Path]]:
    """Return the folders of a prefix with the time of their last change; a link to elsewhere is none."""
    found = []
    for path in folder.glob(f"{prefix}*"):
        try:
            if path.is_dir() and not path.is_symlink():
                found.append((path.stat().st_mtime, path))
        except FileNotFoundError:
            continue
    return found
