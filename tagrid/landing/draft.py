"""Proposes a mapping for an export that nobody mapped: which table it is, which column feeds which, what is missing.

A proposal for a person to correct. It is written as a mapping file, with what is uncertain in comments.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from tagrid.core.errors import BadInput
from tagrid.core.formats import counted
from tagrid.core.overlay import content_file
from tagrid.core.text import Text, as_text
from tagrid.core.yaml_files import read_yaml
from tagrid.landing.archive import ENDING as ZIP, unpack
from tagrid.landing.contracts import SourceColumn, SourceTable, source_contract, source_contracts
from tagrid.landing.exports import TOTALS, WIDE, UnknownFile, Wide, read_export
from tagrid.landing.profile import Profile

NAMES = "expectations/names.yml"

# A column is known by a name that is at least this like one of its own.
ALIKE = 0.86

# A text column of more values than this holds no codes.
MOST_CODES = 30

# What a draft says of a file of which it knows no table.
_UNLIKE = "no table of the contracts is like it"

YES = frozenset(("yes", "y", "true", "t", "是", "有", "e", "estimated", "估算"))
NO = frozenset(("no", "n", "false", "f", "否", "无", "a", "actual", "实抄"))


def draft_mapping(paths: Sequence[Path], aside: Path, address: str | None = None) -> str:
    """Return a mapping file for unknown exports as YAML; ``address`` names the table where it is known.

    Zip files are unpacked into ``aside``. A file that is no table is BadInput.
    """
    names = _names()
    exports = _alike([read_export(path, shown) for path, shown in _files(paths, aside)])
    lines = [
        "# A draft by `tagrid sources draft`: correct it, then land the files by",
        "#   tagrid ingest <folder of the files> --mapping <this file>",
        "# What is uncertain says CHECK; what the export lacks says MISSING.",
        "",
        "tables:",
    ]
    taken: dict[str, str] = {}
    for export in exports:
        table = source_contract(address) if address else choose_table(export, names)
        if table is None:
            lines += ["", f"  # {export.glob}: {_UNLIKE}; name it by --table."]
            lines += [f"  #   {_cell(name)}: {_seen(p)}" for name, p in export.profiles.items()]
            continue
        if table.address in taken:
            lines += [
                "",
                f"  # {export.glob}: looks like {table.address} too, as {taken[table.address]}; map it apart.",
            ]
            continue
        taken[table.address] = export.glob
        lines += ["", *_table_lines(export, table, names)]
    if not taken:
        lines += ["  {}"]
    return "\n".join(lines) + "\n"


def _names() -> dict:
    path = content_file(NAMES)
    return _read_names(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read_names(path: Path, _state: int) -> dict:
    return read_yaml(path)


def _files(paths: Sequence[Path], aside: Path) -> list[tuple[Path, str]]:
    found: list[tuple[Path, str]] = []
    for number, path in enumerate(paths):
        if not path.exists():
            raise BadInput(en=f"{path}: there is no such file.", zh=f"{path}：没有这个文件。")
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for one in inside:
            shown = one.relative_to(path).as_posix() if path.is_dir() else one.name
            if shown.lower().endswith(ZIP):
                found += [(p, n) for n, p in unpack(one, shown, aside / f"{number}-{len(found)}").items()]
            else:
                found.append((one, shown))
    return [(path, shown) for path, shown in found if not shown.rpartition("/")[2].startswith(".")]


def _plain(name: str) -> str:
    bare = re.sub(r"[(（\[【/].*$", "", name) or name
    return re.sub(r"[^\w]|_", "", bare).lower()


def likeness(column: SourceColumn, found: Profile, names: dict) -> float:
    """Return from 0 to 1 how surely a column of an export is a column of a contract."""
    if not _is_possible(column, found):
        return 0.0
    own, given = [column.name, column.zh], _plain(found.name)
    others = names["columns"].get(column.name, [])
    best = 0.0
    for weight, known in ((1.0, own), (0.95, others)):
        for place, name in enumerate(known):
            word = _plain(str(name))
            if word == given:
                best = max(best, weight - 0.002 * place)
            elif len(word) > 3 and len(given) > 3:
                ratio = SequenceMatcher(None, word, given).ratio()
                best = max(best, weight * ratio - 0.1) if ratio >= ALIKE else best
            if len(word) > 5 and len(given) > 5 and (word in given or given in word):
                best = max(best, 0.7 * weight)
    return best


def _is_possible(column: SourceColumn, found: Profile) -> bool:
    match column.type:
        case "varchar":
            return found.kind != "timestamp"
        case "date" | "timestamp":
            return found.kind in ("date", "timestamp") and (column.is_month or not _is_month(found))
        case "boolean":
            return found.kind == "boolean" or bool(_booleans(found))
        case "float[]":
            return False
    return found.kind in ("number", "empty")


def _is_month(found: Profile) -> bool:
    """Whether its cells name months: what was used or billed in one is no day's."""
    return found.kind == "date" and bool(found.format) and "%d" not in str(found.format)


def match_columns(export: UnknownFile, table: SourceTable, names: dict) -> dict[str, str]:
    """Return for each contract column the export's column that is most like it, each used once."""
    scores = [
        (likeness(column, found, names), -i, column.name, name)
        for i, column in enumerate(table.columns)
        for name, found in export.profiles.items()
        if not (export.wide and name in ("name", "value"))
    ]
    matched: dict[str, str] = {}
    for score, _, column, name in sorted(scores, reverse=True):
        if score >= 0.6 and column not in matched and name not in matched.values():
            matched[column] = name
    if export.wide:
        _match_wide(export.wide, table, matched)
    return matched


def _match_wide(wide: Wide, table: SourceTable, matched: dict[str, str]) -> None:
    if curve := next((c.name for c in table.columns if c.type == "float[]" and len(wide.names) in c.lengths), None):
        matched[curve] = ""
        return
    measure = next((c.name for c in table.columns if c.type == "double" or c.type.startswith("decimal")), None)
    if measure:
        matched[measure] = "value"
    are_days = wide.kind == "date" and "%d" in str(wide.format)
    if are_days and table.period and (table.period not in matched):
        matched[table.period] = "name"
    if wide.kind == "meter":
        matched |= {c: "name" for c in ("customer_id", "meter_id") if c in table.keys}


def choose_table(export: UnknownFile, names: dict) -> SourceTable | None:
    """Return the contract that an export fits best by its columns and its file's name, or none."""
    best, found = 0.0, None
    for table in source_contracts().values():
        if export.wide and not _can_be_wide(table):
            continue
        matched = match_columns(export, table, names)
        needed = [c for c in table.columns if c.required]
        held = sum(c.name in matched for c in needed)
        words = [table.zh, table.name.replace("_", " "), *names["tables"].get(table.address, [])]
        place = _plain(Path(export.glob).stem.replace("/", " ")) + _plain(" ".join(export.profiles))
        named = any(_plain(str(word)) in place for word in words)
        measures = sum(c.name in matched and not c.required for c in table.columns)
        score = held / len(needed) + 0.1 * min(measures, 6) + 0.3 * named
        is_wide = export.wide and "value" in matched.values() and held >= 1 and named
        if score > best and (is_wide or held >= max(2, len(needed) // 2)):
            best, found = score, table
    return found


def _can_be_wide(table: SourceTable) -> bool:
    """Whether a row of a table is one measure of somebody on a day, so that days or times can stand side by side."""
    measured = any(c.type in ("double", "float[]") for c in table.columns)
    return table.load == "event" and table.period in table.keys and measured


def _alike(exports: list[UnknownFile]) -> list[UnknownFile]:
    """One export for all files of the same columns, known by the part of their names that they share."""
    grouped: dict[tuple, UnknownFile] = {}
    for export in exports:
        key = (tuple(n for n in export.columns if not (export.wide and n in export.wide.names)), export.found.format)
        if key in grouped:
            one, other = grouped[key].glob.split("*")[0], export.glob
            start = next(
                (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
            )
            ending = "".join(Path(other).suffixes[-2:] if other.endswith(".gz") else Path(other).suffixes[-1:])
            grouped[key].glob = f"{one[:start]}*{ending}"
        else:
            grouped[key] = export
    return list(grouped.values())


def _table_lines(export: UnknownFile, table: SourceTable, names: dict) -> list[str]:
    found, wide = export.found, export.wide
    matched = match_columns(export, table, names)
    curve = next((c for c, source in matched.items() if source == ""), None)
    lines = [f"  {table.address}:", f"    file: {_cell(export.glob)}"]
    if found.format == "csv":
        lines += [f"    encoding: {found.encoding}"]
        lines += [f"    delimiter: {_cell(found.delimiter)}"] if found.delimiter != "," else []
        lines += ["    trailing_delimiter: true"] if found.trailing else []
    if found.sheet:
        lines += [f"    sheet: {_cell(found.sheet)}   # CHECK: others are {', '.join(found.sheets[1:])}"]
    lines += [f"    header: {found.header}"] if found.header > 1 else []
    lines += [f"    totals: {_cell(TOTALS)}"] if export.totals else []
    marks = {(p.decimal, p.thousands) for p in export.profiles.values() if p.decimal or p.thousands}
    if len(marks) == 1:
        decimal, thousands = next(iter(marks))
        lines += [f"    decimal: {_cell(decimal)}"] if decimal else []
        lines += [f"    thousands: {_cell(thousands)}"] if thousands else []
    if wide and not curve:
        name, value = _wide_names(export)
        lines += [f"    unpivot: {{on: {_cell(wide.pattern)}, name: {name}, value: {value}}}"]
        matched = {c: {"name": name, "value": value}.get(s, s) for c, s in matched.items()}
    lines += _combine_lines(export, table, matched)
    lines += ["    columns:"]
    if table.address == "metering.daily_energy" and "customer_id" in matched and "meter_id" not in matched:
        matched["meter_id"] = matched["customer_id"]
    if table.address == "metering.daily_energy" and "meter_id" in matched and "customer_id" not in matched:
        matched["customer_id"] = matched["meter_id"]
    for column in table.columns:
        if column.name in matched:
            lines.append(f"      {column.name}: {_rule(export, table, column, matched[column.name], matched)}")
        elif (numbering := _numbering(export, table, column, matched)) is not None:
            lines.append(f"      {column.name}: {numbering}")
        elif column.required:
            lines.append(f"      # MISSING {column.name} ({column.zh}): {column.description}")
    lines += _left(export, table, matched)
    return lines


def _numbering(export: UnknownFile, table: SourceTable, column: SourceColumn, matched: dict[str, str]) -> str | None:
    """The columns that together number a row, where the export has no number of its own: whose it is, of which day.

    The fewest that tell the sample's rows apart; all that are required where none do.
    """
    keys = [c.name for c in table.columns if c.key]
    if export.wide or keys != [column.name] or column.type != "varchar" or "customer_id" not in matched:
        return None
    others = [c.name for c in table.columns if c.required and c.name != "customer_id"]
    names = [matched[name] for name in ("customer_id", str(table.period), *others) if name in matched]
    names = list(dict.fromkeys(names))
    cells = [export.columns[name].to_pylist() for name in names]
    rows = len(cells[0])
    for count in range(2, len(names) + 1):
        if len(set(zip(*cells[:count], strict=True))) == rows:
            note = "CHECK: no number of its own; these columns tell the rows apart"
            return f"{{join: [{', '.join(map(_cell, names[:count]))}]}}   # {note}"
    if len(names) < 2:
        return None
    alike = rows - len(set(zip(*cells, strict=True)))
    note = f"CHECK: no number of its own; {alike} of {rows} rows are alike in all of these, and land as one each"
    return f"{{join: [{', '.join(map(_cell, names))}]}}   # {note}"


def _wide_names(export: UnknownFile) -> tuple[str, str]:
    names = {"date": "day", "time": "time", "number": "point", "meter": "meter"}
    name = names[export.wide.kind] if export.wide else ""
    return f"{name}_of_column" if name in export.columns else name, "amount_of_cell"


def _combine_lines(export: UnknownFile, table: SourceTable, matched: dict[str, str]) -> list[str]:
    """Rows of a day that are parts of it: by the hour in a column of time, or in the columns of a wide file."""
    if table.load != "event" or table.period not in table.keys or "" in matched.values():
        return []
    measures = {
        c.name: "max" if c.name.startswith("max") else "sum"
        for c in table.columns
        if c.name in matched and not c.key and c.type == "double"
    }
    if not measures:
        return []
    by, parts = _parts_of_a_day(export, table, matched)
    if by is None:
        return []
    lines = ["    combine:   # rows of one key are parts of it", f"      by: {_cell(by)}"]
    note = "CHECK: how many make a whole day; a list where clocks change"
    lines += [f"      parts: {parts}   # {note}"] if parts else [f"      # parts: 48   # {note}"]
    functions = ", ".join(f"{c}: {f}" for c, f in measures.items())
    return [*lines, f"      columns: {{{functions}}}"]


def _parts_of_a_day(export: UnknownFile, table: SourceTable, matched: dict[str, str]) -> tuple[str | None, int | None]:
    """The column that tells the parts of a day apart, none where rows are whole days, and how many parts a day has."""
    if export.wide and export.wide.kind in ("time", "number"):
        return _wide_names(export)[0], len(export.wide.names)
    day = export.profiles.get(matched.get(str(table.period), ""))
    clock = next((n for n, p in export.profiles.items() if p.kind == "text" and _is_clock(p)), None)
    if day and day.kind == "timestamp":
        clock = clock or day.name
    return clock, _parts_a_day(export, table, matched, clock) if clock else None


def _is_power(name: str) -> bool:
    return bool(re.search(r"(?<![a-z])kw(?![a-z])|功率", name.lower()))


def _is_clock(found: Profile) -> bool:
    return bool(found.samples) and all(re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", one.strip()) for one in found.samples)


def _parts_a_day(export: UnknownFile, table: SourceTable, matched: dict[str, str], by: str) -> int | None:
    """The usual number of rows of a key's day in the sample."""
    keys = [matched[k] for k in table.keys if k in matched and matched[k] in export.columns and matched[k] != by]
    day = export.profiles.get(matched.get(str(table.period), ""))
    rows: dict[tuple, int] = {}
    width = len(day.samples[0].split(" ")[0].split("T")[0]) if day and day.samples else 0
    days = export.columns[day.name].to_pylist() if day and day.name in export.columns else []
    cells = [export.columns[k].to_pylist() for k in keys]
    for i, moment in enumerate(days):
        key = (*(c[i] for c in cells), str(moment)[:width])
        rows[key] = rows.get(key, 0) + 1
    counts = sorted(rows.values())
    usual = counts[len(counts) // 2] if counts else 0
    return usual if usual > 1 else None


def _rule(export: UnknownFile, table: SourceTable, column: SourceColumn, source: str, matched: dict[str, str]) -> str:
    wide_name, wide_value = _wide_names(export) if export.wide else ("", "")
    if source == "" and export.wide:
        return f"{{gather: {_cell(export.wide.pattern)}}}"
    key = {wide_name: "name", wide_value: "value"}.get(source, source) if export.wide else source
    found = export.profiles[key]
    parts, notes = [f"from: {_cell(source)}"], []
    if found.has_blanks:
        parts.append("trim: true")
    if found.nulls:
        parts.append(f"'null': [{', '.join(map(_cell, found.nulls))}]")
    if column.type == "varchar" and found.is_number_stored:
        parts.append(f"digits: {found.width}")
        notes.append("CHECK: stored as numbers, so leading zeros are lost; how many digits has it?")
    if column.type in ("date", "timestamp"):
        _time_rule(column, found, parts, notes)
    unit = found.name if source != wide_value else export.glob
    if scale := _scale(column, unit):
        parts.append(f"scale: {scale}")
        notes.append("CHECK: the unit is read off the column's name")
    elif column.name.endswith("_kwh") and (count := _parts_of_a_day(export, table, matched)[1]) and _is_power(unit):
        parts.append(f"scale: {round(24 / count, 6)}")
        notes.append("CHECK: a mean power in kW, times the hours of a part, is its energy")
    if column.type == "boolean" and (known := _booleans(found)):
        parts.append(f"values: {{{', '.join(f'{_cell(c)}: {str(v).lower()}' for c, v in known.items())}}}")
    if column.domain:
        _codes(column, found, parts, notes)
    if source == matched.get("customer_id") and column.name == "meter_id":
        notes.append("CHECK: no meter number; the account stands for its meter")
    if column.name == "customer_id" and source == matched.get("meter_id"):
        notes.append("CHECK: no account; the meter stands for it, or look it up by `lookup`")
    rule = parts[0].removeprefix("from: ") if len(parts) == 1 else f"{{{', '.join(parts)}}}"
    return rule + (f"   # {'; '.join(notes)}" if notes else "")


def _time_rule(column: SourceColumn, found: Profile, parts: list[str], notes: list[str]) -> None:
    format = found.format
    if column.type == "date" and found.kind == "timestamp":
        width = len(found.samples[0].split(" ")[0].split("T")[0]) if format else 10
        parts.append(f"extract: '^(.{{{width}}})'")
        format = re.split("[ T]?%[HI]", format)[0] if format else None
        notes.append("the day of a time; CHECK whether 00:00 is the day before's end")
    if column.type == "timestamp" and found.kind == "date":
        notes.append("CHECK: days without a time of day")
        format = format or "%Y-%m-%d"
    is_iso = format in ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")
    if format and (not is_iso or (column.type == "timestamp" and found.kind == "date")):
        parts.append(f"format: {_cell(format)}")
    if found.is_ambiguous:
        notes.append("CHECK: day and month could be the other way round")


def _scale(column: SourceColumn, name: str) -> float | None:
    given = name.lower()
    for ending, units in _names()["units"].items():
        if column.name.endswith(ending):
            for unit, factor in units.items():
                if re.search(rf"(?<![a-z]){re.escape(unit)}(?![a-z])", given):
                    return factor
    return None


def _booleans(found: Profile) -> dict[str, bool]:
    """The words for yes and no that a column holds, empty when it holds any other."""
    cells = {one.strip() for one in found.samples} - {*found.nulls}
    known = {one: one.lower() in YES for one in sorted(cells) if one.lower() in YES | NO}
    return known if cells and len(known) == len(cells) and not cells <= {"0", "1"} else {}


def _codes(column: SourceColumn, found: Profile, parts: list[str], notes: list[str]) -> None:
    known = {*column.domain, *column.words, *found.nulls}
    codes = [code for sample in found.samples if (code := sample.strip()) not in known]
    if codes and found.distinct <= MOST_CODES:
        parts.append(f"values: {{{', '.join(f'{_cell(code)}: TODO' for code in codes)}}}")
        notes.append(f"CHECK: TODO is one of {', '.join(column.domain)}")


def _left(export: UnknownFile, table: SourceTable, matched: dict[str, str]) -> list[str]:
    lines = []
    used = {*matched.values()}
    left = [p for n, p in export.profiles.items() if n not in used and not (export.wide and n in ("name", "value"))]
    if left:
        lines.append(f"    # not landed: {', '.join(_folded(left))}")
    absent = [c.name for c in table.columns if c.name not in matched and not c.required]
    if absent:
        lines.append(f"    # not delivered, so the tags that need it are unknown: {', '.join(absent)}")
    return lines


def _folded(left: list[Profile]) -> list[str]:
    """The columns that do not land; many empty ones that are numbered, such as ``kVArh_1`` to ``kVArh_48``, as one."""
    shown: list[str] = []
    for stem, group in groupby(left, key=lambda p: re.sub(r"\d+$", "", p.name) if p.kind == "empty" else p.name):
        of_stem = list(group)
        if stem and len(of_stem) >= WIDE:
            shown.append(f"{_cell(of_stem[0].name)} to {_cell(of_stem[-1].name)} (empty, {len(of_stem)} columns)")
        else:
            shown += [f"{_cell(p.name)} ({_seen(p)})" for p in of_stem]
    return shown


def _seen(found: Profile) -> str:
    """What a column holds, without a value of it."""
    written = f" {found.format}" if found.format else ""
    return f"{found.kind}{written}, {found.distinct} values in {found.cells} cells"


def _cell(text: str) -> str:
    """A text as YAML reads it back."""
    text = str(text)
    if re.fullmatch(r"[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff ./]*", text) and text.lower() not in (
        *("null", "true", "false", "yes", "no", "on", "off", "y", "n"),
    ):
        return text.strip() if text == text.strip() else f"'{text}'"
    if "\t" in text or "\n" in text:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\n", "\\n") + '"'
    return "'" + text.replace("'", "''") + "'"


def draft_notes(text: str) -> Text:
    """Return how many places of a draft a person must look at."""
    check, missing = text.count("CHECK") - 1, text.count("MISSING") - 1
    unlike = text.count(f": {_UNLIKE};")
    unknown = Text(
        en=f"{counted(unlike, 'file')} of no known table, name it by --table; ",
        zh=f"{unlike} 个文件未认出表，请用 --table 指明；",
    )
    return (unknown if unlike else as_text("")) + Text(
        en=f"{counted(check, 'place')} to check, {counted(missing, 'column')} missing; correct the draft before it is "
        "used.",
        zh=f"需核对 {check} 处，缺少 {missing} 列；使用前请先改正草稿。",
    )
