"""The catalog as an Excel workbook for business people: tags, values, classes and what changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tagrid.catalog.interchange.skos import in_words
from tagrid.catalog.interchange.texts import writable
from tagrid.catalog.model import Catalog, Tag
from tagrid.catalog.release import Change

LONGEST = 32_767  # characters of one cell
_SHARE = "0.0%"


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its head, and its width in characters."""

    head: str
    width: int
    number_format: str | None = None


_BOTH = (("zh", "中文"), ("en", "English"))
_PLACE = [
    *(Column(f"{level} {name}", 18) for level in ("一级 Subject", "二级 Dimension", "三级 Theme") for _, name in _BOTH)
]
_TAGS = [
    Column("代码 Code", 26),
    Column("名称 中文", 18),
    Column("名称 English", 24),
    *_PLACE,
    *(Column(f"业务需求 Requirement {name}", 36) for _, name in _BOTH),
    *(Column(f"定义 Definition {name}", 48) for _, name in _BOTH),
    *(Column(f"分类依据 Criterion {name}", 28) for _, name in _BOTH),
    Column("方法 Method", 12),
    Column("优先关系 Precedence", 14),
    Column("衍生自 Derived from", 24),
    Column("更新周期 Cadence", 12),
    Column("责任部门 Owner", 16),
    Column("敏感级别 Sensitivity", 14),
    Column("状态 Status", 12),
    Column("批准 Approved by", 18),
    Column("批准日期 Approved on", 14),
    Column("替代标签 Successor", 22),
    Column("覆盖率 Coverage", 12, _SHARE),
    Column("示例 Examples 中文", 48),
    Column("示例 Examples English", 48),
    Column("规则 Rule (SQL)", 60),
    Column("来源表 Source tables", 36),
]
_VALUES = [
    Column("标签代码 Tag", 26),
    Column("标签 中文", 18),
    Column("标签 English", 24),
    Column("取值代码 Value", 22),
    Column("取值 中文", 18),
    Column("取值 English", 26),
    Column("户数 Customers", 12, "#,##0"),
    Column("占比 Share", 10, _SHARE),
]
_CLASSES = [
    Column("路径 Path", 40),
    Column("层级 Level", 10),
    Column("名称 中文", 18),
    Column("名称 English", 24),
    *(Column(f"定义 Definition {name}", 48) for _, name in _BOTH),
    *(Column(f"分类依据 Criterion {name}", 32) for _, name in _BOTH),
    Column("标签数 Tags", 10),
]
_CHANGES = [
    Column("程度 Size", 10),
    Column("对象 Of", 10),
    Column("代码 Name", 30),
    Column("名称 中文", 18),
    Column("名称 English", 24),
    Column("变更 中文", 14),
    Column("变更 English", 16),
    Column("字段 Field", 20),
    Column("之前 Before", 48),
    Column("之后 After", 48),
]
# What happened, in Chinese; what is not here is a field's own name.
_KINDS = {
    "added": "新增",
    "removed": "删除",
    "moved": "移动",
    "status": "状态",
    "rule": "规则",
    "value_added": "新增取值",
    "value_removed": "删除取值",
    "below": "规则之下的计算",
    "criterion": "分类依据",
    "wording": "措辞",
    "order": "次序",
    "cadence": "更新周期",
    "method": "方法",
    "sensitivity": "敏感级别",
    "owner": "责任部门",
    "precedence": "条件关系",
    "derived_from": "衍生自",
    "examples": "示例",
    "successor": "替代标签",
    "approval": "审批",
}


def workbook(catalog: Catalog, changes: Sequence[Change] = (), since: str | None = None) -> Workbook:
    """Return ``catalog`` as a workbook; ``changes`` are those since the release ``since``."""
    book = Workbook()
    book.remove(book.active)
    _sheet(book, "目录 Tags", _TAGS, (_tag_row(catalog, tag) for tag in _all(catalog)))
    _sheet(book, "取值 Values", _VALUES, (row for tag in _all(catalog) for row in _value_rows(tag)))
    _sheet(book, "类目 Classes", _CLASSES, _class_rows(catalog))
    if since:
        _sheet(book, "变更 Changes", _CHANGES, (_change_row(change) for change in changes))
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
    kind = _KINDS.get(change.kind, change.kind), change.kind.replace("_", " ")
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
