"""The catalog as an Excel workbook for business people: tags, values, classes and what changed."""

from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tagrid.catalog.interchange.columns import CHANGES, CLASSES, KINDS, TAGS, VALUES, Column
from tagrid.catalog.interchange.skos import in_words
from tagrid.catalog.interchange.texts import writable
from tagrid.catalog.model import Catalog, Tag
from tagrid.catalog.release import Change

LONGEST = 32_767  # characters of one cell


def workbook(catalog: Catalog, changes: Sequence[Change] = (), since: str | None = None) -> Workbook:
    """Return ``catalog`` as a workbook; ``changes`` are those since the release ``since``."""
    book = Workbook()
    book.remove(book.active)
    _sheet(book, "目录 Tags", TAGS, (_tag_row(catalog, tag) for tag in _all(catalog)))
    for row in range(2, len(_all(catalog)) + 2):  # else the longest rule makes every row as high as a page
        book["目录 Tags"].row_dimensions[row].height = 64
    _sheet(book, "取值 Values", VALUES, (row for tag in _all(catalog) for row in _value_rows(tag)))
    _sheet(book, "类目 Classes", CLASSES, _class_rows(catalog))
    if since:
        _sheet(book, "变更 Changes", CHANGES, (_change_row(change) for change in changes))
    book.properties.title = f"客户标签目录 Catalog of customer tags {catalog.version}"
    book.properties.creator = "tagrid"
    return book


def _all(catalog: Catalog) -> list[Tag]:
    return [*catalog.tags.values(), *catalog.shelved.values()]


def _tag_row(catalog: Catalog, tag: Tag) -> list:
    place = [text for path in tag.chain for text in _two(catalog.classes[path].label)]
    meaning = [text for label in (tag.requirement, tag.definition, tag.criterion) for text in _two(label)]
    examples = [_two(in_words(tag, example)) for example in tag.examples]
    known, everyone = sum(tag.counts.values()) - tag.counts.get("unknown", 0), sum(tag.counts.values())
    return [
        *(tag.name, *_two(tag.label), *place, *meaning, tag.method, tag.precedence, ", ".join(tag.derived_from)),
        *(tag.cadence, tag.owner, tag.sensitivity, tag.status),
        *((tag.approval.by, tag.approval.date) if tag.approval else (None, None)),
        *(tag.successor, known / everyone if everyone else None),
        *("\n".join(lines) for lines in zip(*examples, strict=True)),
        *(tag.rule_sql, "\n".join(tag.source_tables)),
    ]


def _value_rows(tag: Tag) -> Iterable[list]:
    everyone = sum(tag.counts.values())
    for code in tag.codes:
        customers = tag.counts.get(code, 0) if tag.counts else None
        share = customers / everyone if everyone and customers is not None else None
        yield [tag.name, *_two(tag.label), code, *_two(tag.value_label(code)), customers, share]


def _class_rows(catalog: Catalog) -> Iterable[list]:
    for found in catalog.classes.values():
        tags = sum(found.path in tag.chain for tag in _all(catalog))
        words = [text for label in (found.label, found.definition, found.criterion) for text in _two(label)]
        yield [found.path, found.level, *words, tags]


def _change_row(change: Change) -> list:
    kind = KINDS.get(change.kind, change.kind), change.kind.replace("_", " ")
    named = (change.bump, change.of, change.name, *_two(change.label))
    return [*named, *kind, change.field, change.before, change.after]


def _two(label) -> tuple[str, str]:
    return label.zh, label.en


def _sheet(book: Workbook, title: str, columns: list[Column], rows: Iterable[Sequence]) -> None:
    sheet = book.create_sheet(title)
    sheet.append([column.head for column in columns])
    for row in rows:
        _append(sheet, row, columns)
    _dress(sheet, columns)


def _append(sheet: Worksheet, row: Sequence, columns: list[Column]) -> None:
    at = sheet.max_row + 1
    for n, (value, column) in enumerate(zip(row, columns, strict=True), 1):
        cell = sheet.cell(at, n, plain(value))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if column.number_format:
            cell.number_format = column.number_format
        if isinstance(value, str) and value.startswith(("=", "+", "-", "@")):
            # Text stays text, now and after somebody edits the cell: a rule may start like a formula.
            cell.data_type = "s"
            cell.quotePrefix = True


def plain(value: object) -> object:
    """Return a value as a cell may hold it: text without control characters, not longer than a cell."""
    return writable(value)[:LONGEST] if isinstance(value, str) else value


def _dress(sheet: Worksheet, columns: list[Column]) -> None:
    for n, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(n)].width = column.width
        head = sheet.cell(1, n)
        head.font, head.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="0F6E84")
        head.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
