"""An unknown export as its columns are: read as it seems to be written, a wide file by what its columns stand for."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tagrid.core.errors import BadInput
from tagrid.landing.profile import Profile, date_formats, profile
from tagrid.landing.sniff import Sniffed, open_rows, sniff

SAMPLE_ROWS = 50_000

# So many columns whose names are days, times or numbers make a file a wide one.
WIDE = 5

# The beginnings of lines that add others up.
TOTALS = r"^(合计|总计|小计|累计|[Tt]otal|TOTAL|[Ss]um|SUM|[Gg]rand)"

_TIME_NAME = r"^\d{1,2}[:：点时h]\d{0,2}(:\d{2})?( ?[-–—~至] ?\d{1,2}[:：点时h]\d{0,2}(:\d{2})?)?$"
_NUMBER_NAME = r"^(?P<stem>[^\d]*?)[ _-]?\d{1,4}$"


@dataclass
class Wide:
    """The columns of a wide file: what their names are (``date``, ``time``, ``number`` or ``meter``)."""

    names: list[str]
    kind: str
    pattern: str
    format: str | None = None


@dataclass
class UnknownFile:
    """An unknown file with its columns' profiles, those of a wide file as name and value."""

    found: Sniffed
    profiles: dict[str, Profile]
    columns: dict[str, pa.Array] = field(repr=False)
    wide: Wide | None = None
    totals: bool = False
    glob: str = ""


def read_export(path: Path, shown: str) -> UnknownFile:
    """Return a file's columns, read as it seems to be written, with their profiles."""
    found = sniff(path, shown)
    columns, numbers = _columns(found)
    totals = False
    if found.format != "parquet" and columns:
        last = [str(c[-1].as_py() or "") for c in columns.values() if len(c)]
        totals = bool(re.match(TOTALS, next((cell for cell in last if cell.strip()), "")))
        if totals:
            columns = {name: cells[:-1] for name, cells in columns.items()}
    wide = find_wide(columns)
    profiles = {
        name: profile(name, cells, name in numbers)
        for name, cells in columns.items()
        if not (wide and name in wide.names)
    }
    if wide:
        values = pa.concat_arrays([columns[name].cast(pa.string()) for name in wide.names[:60]])
        profiles["value"] = profile("value", values)
        profiles["name"] = Profile("name", "date" if wide.kind == "date" else "text", format=wide.format)
    return UnknownFile(found, profiles, columns, wide, totals, shown)


def _columns(found: Sniffed) -> tuple[dict[str, pa.Array], set[str]]:
    """The first rows by column, and the columns that Excel holds as numbers."""
    if found.format == "parquet":
        try:
            file = pq.ParquetFile(found.path)
            batch = next(file.iter_batches(SAMPLE_ROWS), None)
        except (pa.ArrowInvalid, OSError) as error:
            raise BadInput(
                en=f"{found.shown}: not a whole Parquet file ({error}).",
                zh=f"{found.shown}：不是完整的 Parquet 文件（{error}）。",
            ) from error
        columns = batch.columns if batch is not None else [pa.array([], field.type) for field in file.schema_arrow]
        return dict(zip(file.schema_arrow.names, columns, strict=True)), set()
    reader = open_rows(found)
    header, numbers = reader.header(), set()
    for rows in reader.rows():
        columns = {name: cells[:SAMPLE_ROWS] for name, cells in zip(header, rows.columns, strict=True)}
        for name, mask in zip(header, getattr(rows, "numbers", ()), strict=False):
            numbers |= {name} if mask.any() else set()
        return columns, numbers
    return {name: pa.array([], pa.string()) for name in header}, numbers


def find_wide(columns: dict[str, pa.Array]) -> Wide | None:
    """Return the columns that hold one measure each for a day, a time, a number or a meter, or none."""
    names = list(columns)
    dates = [name for name in names if re.search(r"\d", name) and date_formats([name])]
    if len(dates) >= WIDE and (formats := date_formats(dates)):
        return Wide(dates, "date", _pattern_of(formats[0]), formats[0])
    times = [name for name in names if re.match(_TIME_NAME, name.strip())]
    if len(times) >= WIDE:
        return Wide(times, "time", _TIME_NAME)
    stems: dict[str, list[str]] = {}
    for name in names:
        if stem := re.match(_NUMBER_NAME, name.strip()):
            stems.setdefault(stem["stem"], []).append(name)
    stem = max(stems, key=lambda s: len(stems[s]), default="")
    if (stem and len(stems[stem]) >= 12) or len(stems.get(stem, ())) in (24, 48, 96):
        return Wide(stems[stem], "number", rf"^{re.escape(stem)}[ _-]?\d+$")
    profiles = [profile(name, cells) for name, cells in columns.items()]
    measured = [p.name for p in profiles if p.kind in ("number", "empty")]
    others = [p for p in profiles if p.name not in measured]
    if len(measured) >= 20 and len(others) == 1 and others[0].kind in ("date", "timestamp"):
        return Wide(measured, "meter", f"^({'|'.join(map(re.escape, measured))})$")
    return None


def _pattern_of(format: str) -> str:
    widths = {"%Y": r"\d{4}", "%y": r"\d{2}", "%b": "[A-Za-z]{3}", "%B": "[A-Za-z]+", "%p": "[AP]M"}
    return (
        "^"
        + "".join(widths.get(p, r"\d{1,2}") if p[:1] == "%" else re.escape(p) for p in re.split("(%.)", format))
        + "$"
    )
