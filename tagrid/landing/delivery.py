"""A delivery: which file holds which table, by its manifest, by a mapping file, or by the files' own names."""

import re
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from tagrid.core.errors import BadInput
from tagrid.core.files import digest
from tagrid.core.text import Text, joined
from tagrid.core.yaml_files import read_yaml
from tagrid.landing.archive import ENDING as ZIP, unpack
from tagrid.landing.contracts import SourceTable, source_contract, source_contracts
from tagrid.landing.csv_reader import ENCODINGS
from tagrid.landing.excel import ENDINGS as EXCEL_ENDINGS
from tagrid.landing.lookups import LookupTable, read_lookups
from tagrid.landing.mapping import FORMATS, iso_day, unknown_key
from tagrid.landing.rules import Lookup, Mapping, TableRule

MANIFEST = "delivery.yml"

_MANIFEST_KEYS = ("name", "until", "files")

_FILE_KEYS = ("path", "table", "format", "encoding", "delimiter", "rows", "sha256")

_ENDINGS = {".csv": "csv", ".csv.gz": "csv", ".parquet": "parquet", **dict.fromkeys(EXCEL_ENDINGS, "excel")}

_ENDING = re.compile("(?i)(" + "|".join(map(re.escape, sorted(_ENDINGS, key=len, reverse=True))) + ")$")

# Files that say something about a delivery and are no data.
_NOTES = re.compile(
    r"(?i)(^|/)(\.|~\$|__macosx/|thumbs\.db|readme|licen[cs]e|manifest|.*\.(md|sha256|md5|sfv|ok|flg)$)"
)


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
    lookups: dict[Lookup, LookupTable] = field(default_factory=dict)


@dataclass(frozen=True)
class Delivery:
    """What came in; ``ignored`` are files that nothing assigns to a table."""

    name: str
    until: date | None
    files: tuple[DeliveredFile, ...]
    ignored: tuple[str, ...]
    mapping_sha256: str


def delivered_digest(path: Path) -> str:
    """Return the sha256 of a file's bytes as they are on disk; an unreadable file is BadInput."""
    try:
        return digest(path)
    except OSError as error:
        reason = error.strerror or error
        raise BadInput(en=f"{path}: cannot be read ({reason}).", zh=f"无法读取 {path}（{reason}）。") from error


def format_of(path: str) -> str | None:
    """Return the format by a file's name: csv, parquet, excel, or none."""
    return next((kind for end, kind in _ENDINGS.items() if path.lower().endswith(end)), None)


def open_delivery(source: Path, mapping: Mapping | None, aside: Path) -> Delivery:
    """Return what ``source`` (a folder, a zip file, or one file with a mapping) delivers; nothing to land is BadInput.

    Zipped files are unpacked into ``aside``, which must live as long as the delivery is read.
    """
    if not source.exists():
        raise BadInput(en=f"{source}: there is no such delivery.", zh=f"{source}：没有这个交付批次。")
    mapping = mapping or Mapping()
    found = _found(source, aside)
    alone = len(found) == 1 and not source.is_dir()
    manifest = read_yaml(found[MANIFEST]) if MANIFEST in found and not alone else None
    place = source / MANIFEST
    head = _head(manifest, place) if manifest is not None else {}
    if manifest is not None:
        files = tuple(_listed_file(entry, i, found, place, mapping) for i, entry in enumerate(head["files"]))
    else:
        files = tuple(f for name in found if (f := _matched_file(name, found, source, mapping, alone)))
    used = {f.shown for f in files} | {lookup.file for f in files for lookup in f.lookups}
    delivery = Delivery(
        name=str(head.get("name") or mapping.name or source.name),
        until=head.get("until") or mapping.until,
        files=files,
        ignored=tuple(n for n in found if n not in used and n != MANIFEST and not _NOTES.search(n)),
        mapping_sha256=mapping.sha256,
    )
    _check(delivery, source, mapping if manifest is None else Mapping())
    return delivery


def _found(source: Path, aside: Path) -> dict[str, Path]:
    """The files of a delivery by their names in it, those of a zip file under the zip file's name."""
    if source.is_dir():
        paths = sorted(p for p in source.rglob("*") if p.is_file() or p.is_symlink())
        for path in paths:
            _refuse_link(path, source)
        files = {p.relative_to(source).as_posix(): p for p in paths}
    else:
        files = {source.name: source}
    found: dict[str, Path] = {}
    for number, (name, path) in enumerate(files.items()):
        if not name.lower().endswith(ZIP):
            found[name] = path
            continue
        inner = unpack(path, name, aside / str(number))
        found |= {(f"{name}/{n}" if source.is_dir() else n): p for n, p in sorted(inner.items())}
    return found


def _refuse_link(path: Path, source: Path) -> None:
    """Refuse a link that leads out of the delivery, to nothing or to a folder: whoever made it may not read that."""
    if path.is_file() and path.resolve().is_relative_to(source.resolve()):
        return
    name = path.relative_to(source).as_posix()
    raise BadInput(
        en=f"{source}: {name} is a link that leads out of the delivery, or to no file; deliver the file itself.",
        zh=f"{source}：{name} 是指向交付批次之外或不存在之处的链接；请交付文件本身。",
    )


def _check(delivery: Delivery, source: Path, mapping: Mapping) -> None:
    for address, rule in mapping.tables.items():
        if not any(f.table.address == address for f in delivery.files):
            wanted = joined(rule.files) or Text(en="its own name", zh="与表同名的文件")
            raise BadInput(
                en=f"{source}: no file for {address} (looked for {wanted.en}); correct `file` in the mapping.",
                zh=f"{source}：没有 {address} 的文件（查找 {wanted.zh}）；请改正映射文件中的 `file`。",
            )
    if not delivery.files:
        empty = Text(
            en=f"{source}: the delivery is empty: no file for any table.",
            zh=f"{source}：交付批次为空，没有任何表的文件。",
        )
        ignored = Text(
            en=f" Not understood: {', '.join(delivery.ignored[:5])}.",
            zh=f"无法识别：{'、'.join(delivery.ignored[:5])}。",
        )
        advice = Text(
            en=" Read are .csv, .csv.gz, .parquet, Excel and OpenDocument (.xlsx, .xls, .xlsb, .ods), and these in "
            ".zip. Name files <system>/<table>.csv, list them in delivery.yml, or give a mapping file; "
            "`tagrid sources draft` proposes one.",
            zh="可读取 .csv、.csv.gz、.parquet、Excel 与 OpenDocument（.xlsx、.xls、.xlsb、.ods）及其 .zip 压缩包。"
            "请将文件命名为 <系统>/<表>.csv，或在 delivery.yml 中列出，或给出映射文件；"
            "`tagrid sources draft` 可生成草稿。",
        )
        raise BadInput(empty + ignored + advice if delivery.ignored else empty + advice)


def _head(raw: object, path: Path) -> dict:
    if not isinstance(raw, dict) or not isinstance(raw.get("files"), list):
        raise BadInput(
            en=f"{path}: must hold `files`, a list of the delivery's files.",
            zh=f"{path}：应包含 `files`，即本批次的文件清单。",
        )
    _refuse_unknown_keys(raw, _MANIFEST_KEYS, str(path))
    paths = [str(f.get("path")) for f in raw["files"] if isinstance(f, dict)]
    for name in paths:
        if paths.count(name) > 1:
            raise BadInput(en=f"{path}: {name} is listed twice.", zh=f"{path}：{name} 列出了两次。")
    return {**raw, "until": iso_day(raw.get("until"), f"{path}: until")}


def _refuse_unknown_keys(raw: dict, keys: tuple[str, ...], where: str) -> None:
    for key in raw:
        if key not in keys:
            raise BadInput(Text(en=f"{where}: ", zh=f"{where}：") + unknown_key(key, keys))


def _listed_file(raw: object, number: int, found: dict[str, Path], place: Path, mapping: Mapping) -> DeliveredFile:
    """One entry of the manifest as a file; it must be there and lie inside the delivery."""
    where = f"{place}, files[{number}]"
    if not isinstance(raw, dict) or not {"path", "table"} <= set(raw):
        raise BadInput(
            en=f"{where}: must hold at least `path` and `table`.", zh=f"{where}：至少应有 `path` 和 `table`。"
        )
    _refuse_unknown_keys(raw, _FILE_KEYS, where)
    name = str(raw["path"])
    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
        raise BadInput(en=f"{where}: {name!r} leads out of the delivery.", zh=f"{where}：“{name}”指向交付批次之外。")
    if name not in found:
        raise BadInput(
            en=f"{where}: the file {name} is not in the delivery; it was not delivered whole.",
            zh=f"{where}：交付批次中没有文件 {name}，交付不完整。",
        )
    rows = raw.get("rows")
    if rows is not None and (type(rows) is not int or rows < 0):
        raise BadInput(
            en=f"{where}: rows must be a whole number, not {rows!r}.", zh=f"{where}：rows 应为整数，不能是 {rows!r}。"
        )
    try:
        table = source_contract(str(raw["table"]))
    except BadInput as error:
        raise BadInput(Text(en=f"{where}: ", zh=f"{where}：") + error.text) from None
    return _file(name, found, table, mapping.tables.get(table.address), raw, where)


def _file(
    name: str, found: dict[str, Path], table: SourceTable, rule: TableRule | None, entry: dict, where: str
) -> DeliveredFile:
    """Settle format, encoding and delimiter: of the manifest's entry, else the mapping, else the name and UTF-8."""
    kind = str(entry.get("format") or (rule and rule.format) or format_of(name) or "")
    if kind not in FORMATS:
        raise BadInput(
            en=f"{where}: format {kind!r} of {name} is not one of {', '.join(FORMATS)}.",
            zh=f"{where}：{name} 的格式“{kind}”不是 {'、'.join(FORMATS)} 之一。",
        )
    encoding = str(entry.get("encoding") or (rule and rule.encoding) or "utf-8").lower()
    if encoding not in ENCODINGS:
        raise BadInput(
            en=f"{where}: encoding {encoding!r} of {name} is not one of {', '.join(ENCODINGS)}.",
            zh=f"{where}：{name} 的编码“{encoding}”不是 {'、'.join(ENCODINGS)} 之一。",
        )
    delimiter = str(entry.get("delimiter") or (rule and rule.delimiter) or ",")
    return DeliveredFile(
        path=found[name],
        shown=name,
        table=table,
        format=kind,
        encoding=ENCODINGS[encoding],
        delimiter=delimiter,
        rule=rule,
        rows=entry.get("rows"),
        sha256=entry.get("sha256"),
        lookups=read_lookups(rule, found, ENCODINGS[encoding], delimiter),
    )


def _matched_file(
    name: str, found: dict[str, Path], source: Path, mapping: Mapping, alone: bool
) -> DeliveredFile | None:
    """The file as the mapping or its name assigns it to a table, or none."""
    inner = re.split(r"(?i)\.zip/", name)[-1]
    holders = [
        address
        for address, rule in mapping.tables.items()
        if any(fnmatchcase(name, glob) or fnmatchcase(inner, glob) for glob in rule.files)
    ]
    if len(holders) > 1:
        raise BadInput(
            en=f"{source / name}: the mapping gives this file to {' and '.join(holders)}.",
            zh=f"{source / name}：映射文件把它同时给了 {'、'.join(holders)}。",
        )
    if not holders and alone and len(mapping.tables) == 1 and not next(iter(mapping.tables.values())).files:
        holders = list(mapping.tables)
    address = holders[0] if holders else _address_by_name(name) or _address_by_name(inner)
    if address is None:
        return None
    return _file(name, found, source_contract(address), mapping.tables.get(address), {}, f"{source}: {name}")


def _address_by_name(name: str) -> str | None:
    """``system.table`` of ``<system>/<table>.csv`` or ``<system>/<table>/<part>.parquet``."""
    if not format_of(name):
        return None
    parts = PurePosixPath(re.sub(r"(?i)\.zip/.*$", ".zip", name)).parts
    stem = _ENDING.sub("", re.sub(r"(?i)\.zip$", "", parts[-1]))
    address = f"{parts[0]}.{stem if len(parts) == 2 else parts[1]}" if len(parts) in (2, 3) else ""
    return address if address in source_contracts() else None
