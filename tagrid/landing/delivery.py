"""A delivery: which file holds which table, by its manifest, by a mapping file, or by the files' own names."""

import hashlib
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from tagrid.core.errors import BadInput
from tagrid.core.text import nearest
from tagrid.landing.contracts import SourceTable, source_contract, source_contracts
from tagrid.landing.csv_reader import ENCODINGS
from tagrid.landing.mapping import FORMATS, Mapping, TableRule, iso_day, read_yaml


def delivered_digest(path: Path) -> str:
    """Return the sha256 of a file's bytes as they lie on disk; an unreadable file is BadInput."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror or error}).") from error


MANIFEST = "delivery.yml"

_MANIFEST_KEYS = ("name", "until", "files")

_FILE_KEYS = ("path", "table", "format", "encoding", "delimiter", "rows", "sha256")

_ENDINGS = {".csv": "csv", ".csv.gz": "csv", ".parquet": "parquet"}


@dataclass(frozen=True)
class DeliveredFile:
    """One file of a delivery; ``rows`` and ``sha256`` are what the manifest promises, if there is one."""

    path: Path
    shown: str
    table: SourceTable
    format: str
    encoding: str
    delimiter: str
    rule: TableRule | None = None
    rows: int | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Delivery:
    """What came in; ``ignored`` are data files that nothing assigns to a table."""

    name: str
    until: date | None
    files: tuple[DeliveredFile, ...]
    ignored: tuple[str, ...]
    mapping_sha256: str


def format_of(path: str) -> str | None:
    """Format told by a file's name: csv, parquet, or none."""
    return next((kind for end, kind in _ENDINGS.items() if path.lower().endswith(end)), None)


def open_delivery(source: Path, mapping: Mapping | None) -> Delivery:
    """Return what ``source`` (a folder, or one file with a mapping) delivers; nothing to land is BadInput."""
    if not source.exists():
        raise BadInput(f"{source}: there is no such delivery.")
    mapping = mapping or Mapping()
    root = source if source.is_dir() else source.parent
    found = sorted(p for p in source.rglob("*") if p.is_file()) if source.is_dir() else [source]
    names = [p.relative_to(root).as_posix() for p in found]
    manifest = read_yaml(root / MANIFEST) if source.is_dir() and MANIFEST in names else None
    head = _head(manifest, root / MANIFEST) if manifest is not None else {}
    if manifest is not None:
        files = tuple(_listed_file(entry, i, root, mapping) for i, entry in enumerate(head["files"]))
    else:
        files = tuple(f for name in names if (f := _matched_file(name, root, mapping, alone=not source.is_dir())))
    delivery = Delivery(
        name=str(head.get("name") or mapping.name or source.name),
        until=head.get("until") or mapping.until,
        files=files,
        ignored=tuple(n for n in names if format_of(n) and n not in {f.shown for f in files}),
        mapping_sha256=mapping.sha256,
    )
    _check(delivery, source, mapping if manifest is None else Mapping())
    return delivery


def _check(delivery: Delivery, source: Path, mapping: Mapping) -> None:
    for address, rule in mapping.tables.items():
        if not any(f.table.address == address for f in delivery.files):
            wanted = ", ".join(rule.files) or "its own name"
            raise BadInput(f"{source}: no file for {address} (looked for {wanted}); correct `file` in the mapping.")
    if not delivery.files:
        said = f" Not understood: {', '.join(delivery.ignored[:5])}." if delivery.ignored else ""
        raise BadInput(
            f"{source}: the delivery is empty: no file for any table.{said} Name files <system>/<table>.csv "
            "or .parquet, list them in delivery.yml, or give a mapping file."
        )


def _head(raw: object, path: Path) -> dict:
    if not isinstance(raw, dict) or not isinstance(raw.get("files"), list):
        raise BadInput(f"{path}: must hold `files`, a list of the delivery's files.")
    _refuse_unknown_keys(raw, _MANIFEST_KEYS, str(path))
    paths = [str(f.get("path")) for f in raw["files"] if isinstance(f, dict)]
    for name in paths:
        if paths.count(name) > 1:
            raise BadInput(f"{path}: {name} is listed twice.")
    return {**raw, "until": iso_day(raw.get("until"), f"{path}: until")}


def _refuse_unknown_keys(raw: dict, keys: tuple[str, ...], where: str) -> None:
    for key in raw:
        if key not in keys:
            raise BadInput(f"{where}: unknown key {key!r}.{nearest(str(key), keys) or ' Known: ' + ', '.join(keys)}")


def _listed_file(raw: object, number: int, root: Path, mapping: Mapping) -> DeliveredFile:
    """One entry of the manifest as a file; it must be there and lie inside the delivery."""
    where = f"{root / MANIFEST}, files[{number}]"
    if not isinstance(raw, dict) or not {"path", "table"} <= set(raw):
        raise BadInput(f"{where}: must hold at least `path` and `table`.")
    _refuse_unknown_keys(raw, _FILE_KEYS, where)
    name = str(raw["path"])
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
        raise BadInput(f"{where}: {name!r} leads out of the delivery.")
    if not (root / name).is_file():
        raise BadInput(f"{where}: the file {name} is not in the delivery; it was not delivered whole.")
    rows = raw.get("rows")
    if rows is not None and (type(rows) is not int or rows < 0):
        raise BadInput(f"{where}: rows must be a whole number, not {rows!r}.")
    try:
        table = source_contract(str(raw["table"]))
    except BadInput as error:
        raise BadInput(f"{where}: {error}") from None
    return _file(name, root, table, mapping.tables.get(table.address), raw, where)


def _file(name: str, root: Path, table: SourceTable, rule: TableRule | None, said: dict, where: str) -> DeliveredFile:
    """Settle format, encoding and delimiter: as the manifest says, else the mapping, else the name and UTF-8."""
    kind = str(said.get("format") or (rule and rule.format) or format_of(name) or "")
    if kind not in FORMATS:
        raise BadInput(f"{where}: format {kind!r} of {name} is not one of {', '.join(FORMATS)}.")
    encoding = str(said.get("encoding") or (rule and rule.encoding) or "utf-8").lower()
    if encoding not in ENCODINGS:
        raise BadInput(f"{where}: encoding {encoding!r} of {name} is not one of {', '.join(ENCODINGS)}.")
    return DeliveredFile(
        path=root / name,
        shown=name,
        table=table,
        format=kind,
        encoding=ENCODINGS[encoding],
        delimiter=str(said.get("delimiter") or (rule and rule.delimiter) or ","),
        rule=rule,
        rows=said.get("rows"),
        sha256=said.get("sha256"),
    )


def _matched_file(name: str, root: Path, mapping: Mapping, alone: bool) -> DeliveredFile | None:
    """The file as the mapping or its name assigns it to a table, or none."""
    holders = [a for a, rule in mapping.tables.items() if any(fnmatchcase(name, glob) for glob in rule.files)]
    if len(holders) > 1:
        raise BadInput(f"{root / name}: the mapping gives this file to {' and '.join(holders)}.")
    if not holders and alone and len(mapping.tables) == 1 and not next(iter(mapping.tables.values())).files:
        holders = list(mapping.tables)
    address = holders[0] if holders else _address_by_name(name)
    if address is None:
        return None
    return _file(name, root, source_contract(address), mapping.tables.get(address), {}, str(root / name))


def _address_by_name(name: str) -> str | None:
    """``system.table`` of ``<system>/<table>.csv`` or ``<system>/<table>/<part>.parquet``."""
    if not (kind := format_of(name)):
        return None
    parts = PurePosixPath(name).parts
    stem = parts[-1].removesuffix(".gz").removesuffix(f".{kind}")
    address = f"{parts[0]}.{stem if len(parts) == 2 else parts[1]}" if len(parts) in (2, 3) else ""
    return address if address in source_contracts() else None
