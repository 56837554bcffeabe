"""The catalog as an Excel workbook for business people: tags, values, classes and what changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tagrid.catalog import Catalog, Tag
from tagrid.governance.interchange.skos import in_words, writable
from tagrid.governance.release.changes import Change

_SHARE = "0.0%"


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet: its head, and its width in characters."""

    head: str
    width: int
    number_format: str | None = None


_BOTH = (("zh", "中文"), ("en", "English"))

_PLACE = [
    *(
        SheetColumn(f"{level} {name}", 18)
        for level in ("一级 Subject", "二级 Dimension", "三级 Theme")
        for _, name in _BOTH
    )
]

TAGS = [
    SheetColumn("代码 Code", 26),
    SheetColumn("名称 中文", 18),
    SheetColumn("名称 English", 24),
    *_PLACE,
    *(SheetColumn(f"业务需求 Requirement {name}", 36) for _, name in _BOTH),
    *(SheetColumn(f"定义 Definition {name}", 48) for _, name in _BOTH),
    *(SheetColumn(f"分类依据 Criterion {name}", 28) for _, name in _BOTH),
    SheetColumn("所属组面 Sub-facet of", 22),
    SheetColumn("依据 Evidence", 12),
    *(SheetColumn(f"归类理由 Placement {name}", 36) for _, name in _BOTH),
    SheetColumn("方法 Method", 12),
    SheetColumn("优先关系 Precedence", 14),
    SheetColumn("衍生自 Derived from", 24),
    SheetColumn("更新周期 Cadence", 12),
    SheetColumn("责任部门 Owner", 16),
    SheetColumn("敏感级别 Sensitivity", 14),
    SheetColumn("状态 Status", 12),
    SheetColumn("批准 Approved by", 18),
    SheetColumn("批准日期 Approved on", 14),
    SheetColumn("替代标签 Successor", 22),
    SheetColumn("覆盖率 Coverage", 12, _SHARE),
    SheetColumn("示例 Examples 中文", 48),
    SheetColumn("示例 Examples English", 48),
    SheetColumn("规则 Rule (SQL)", 60),
    SheetColumn("来源表 Source tables", 36),
]

VALUES = [
    SheetColumn("标签代码 Tag", 26),
    SheetColumn("标签 中文", 18),
    SheetColumn("标签 English", 24),
    SheetColumn("取值代码 Value", 22),
    SheetColumn("取值 中文", 18),
    SheetColumn("取值 English", 26),
    SheetColumn("户数 Customers", 12, "#,##0"),
    SheetColumn("占比 Share", 10, _SHARE),
]

CLASSES = [
    SheetColumn("路径 Path", 40),
    SheetColumn("层级 Level", 10),
    SheetColumn("名称 中文", 18),
    SheetColumn("名称 English", 24),
    *(SheetColumn(f"定义 Definition {name}", 48) for _, name in _BOTH),
    *(SheetColumn(f"分类依据 Criterion {name}", 32) for _, name in _BOTH),
    SheetColumn("标签数 Tags", 10),
]

CHANGES = [
    SheetColumn("程度 Size", 10),
    SheetColumn("对象 Of", 10),
    SheetColumn("代码 Name", 30),
    SheetColumn("名称 中文", 18),
    SheetColumn("名称 English", 24),
    SheetColumn("变更 中文", 14),
    SheetColumn("变更 English", 16),
    SheetColumn("字段 Field", 20),
    SheetColumn("之前 Before", 48),
    SheetColumn("之后 After", 48),
]

# What happened, in Chinese; what is not here is a field's own name.
CHANGE_KINDS = {
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
    "related_to": "同因相关",
    "statutory": "法定取值",
    "not_applicable": "不适用取值",
    "examples": "示例",
    "successor": "替代标签",
    "successors": "各取值的替代规则",
    "sub_facet_of": "所属组面",
    "evidence": "依据",
    "placement": "归类理由",
    "approval": "审批",
}


LONGEST = 32_767  # characters of one cell


def workbook(catalog: Catalog, changes: Sequence[Change] = (), since: str | None = None) -> Workbook:
    """Return ``catalog`` as a workbook; ``changes`` are those since the release ``since``."""
    book = Workbook()
    book.remove(book.active)
    tags = list(catalog.all_tags.values())
    _sheet(book, "目录 Tags", TAGS, (_tag_row(catalog, tag) for tag in tags))
    for row in range(2, len(tags) + 2):  # else the longest rule makes every row as high as a page
        book["目录 Tags"].row_dimensions[row].height = 64
    _sheet(book, "取值 Values", VALUES, (row for tag in tags for row in _value_rows(tag)))
    _sheet(book, "类目 Classes", CLASSES, _class_rows(catalog))
    if since:
        _sheet(book, "变更 Changes", CHANGES, (_change_row(change) for change in changes))
    book.properties.title = f"客户标签目录 Catalog of customer tags {catalog.version}"
    book.properties.creator = "tagrid"
    return book


def _tag_row(catalog: Catalog, tag: Tag) -> list:
    place = [text for path in tag.chain for text in _two(catalog.classes[path].label)]
    meaning = [text for label in (tag.requirement, tag.definition, tag.criterion) for text in _two(label)]
    where = [tag.sub_facet_of, tag.evidence, *(_two(tag.placement) if tag.placement else (None, None))]
    examples = [_two(in_words(tag, example)) for example in tag.examples]
    known, everyone = sum(tag.counts.values()) - tag.counts.get("unknown", 0), sum(tag.counts.values())
    return [
        *(
            tag.name,
            *_two(tag.label),
            *place,
            *meaning,
            *where,
            tag.method,
            tag.precedence,
            ", ".join(tag.derived_from),
        ),
        *(tag.cadence, tag.owner, tag.sensitivity, tag.status),
        *((tag.approval.by, tag.approval.date) if tag.approval else (None, None)),
        *(", ".join(tag.succeeded_by) or None, known / everyone if everyone else None),
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
        tags = sum(found.path in tag.chain for tag in catalog.all_tags.values())
        words = [text for label in (found.label, found.definition, found.criterion) for text in _two(label)]
        yield [found.path, found.level, *words, tags]


def _change_row(change: Change) -> list:
    kind = CHANGE_KINDS.get(change.kind, change.kind), change.kind.replace("_", " ")
    named = (change.bump, change.of, change.name, *_two(change.label))
    return [*named, *kind, change.field, change.before, change.after]


def _two(label) -> tuple[str, str]:
    return label.zh, label.en


def _sheet(book: Workbook, title: str, columns: list[SheetColumn], rows: Iterable[Sequence]) -> None:
    sheet = book.create_sheet(title)
    sheet.append([column.head for column in columns])
    for row in rows:
        _append(sheet, row, columns)
    _dress(sheet, columns)


def _append(sheet: Worksheet, row: Sequence, columns: list[SheetColumn]) -> None:
    at = sheet.max_row + 1
    for n, (value, column) in enumerate(zip(row, columns, strict=True), 1):
        cell = sheet.cell(at, n, cell_value(value))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if column.number_format:
            cell.number_format = column.number_format
        if isinstance(value, str) and value.startswith(("=", "+", "-", "@")):
            # Text stays text, now and after somebody edits the cell: a rule may start like a formula.
            cell.data_type = "s"
            cell.quotePrefix = True


def cell_value(value: object) -> object:
    """Return a value as a cell may hold it: text without control characters, not longer than a cell."""
    return writable(value)[:LONGEST] if isinstance(value, str) else value


def _dress(sheet: Worksheet, columns: list[SheetColumn]) -> None:
    for n, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(n)].width = column.width
        head = sheet.cell(1, n)
        head.font, head.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="0F6E84")
        head.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
