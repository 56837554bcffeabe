"""A document as objects, the same for all three kinds: sections, tables, charts, advice, and the names of codes, in both languages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from tagrid.core.text import TextPair

GRADE_TEXTS = {
    "treat_now": TextPair("立即处理", "Treat now"),
    "attention": TextPair("关注", "Attention"),
    "note": TextPair("提示", "Note"),
    "saving": TextPair("节省", "Saving"),
}


# From the gravest: the order in a document, and what its overall grade is the first of.
GRADE_ORDER = ("treat_now", "attention", "saving", "note")


@dataclass(frozen=True)
class Advice:
    """One thing to do, with the number that calls for it.

    ``figure`` is that number as large type shows it, ``limit`` what it is measured against. ``yuan`` is what a year
    of it is worth, where that can be computed; it ``is_sure`` where it rests on bills paid, not on a way of billing
    that no table tells. ``source`` says where number and limit come from.
    """

    title: TextPair
    figure: TextPair
    finding: TextPair
    action: TextPair
    source: TextPair
    grade: str = "saving"
    limit: TextPair | None = None
    yuan: float | None = None
    by: date | None = None
    is_sure: bool = True
    rule: str = ""


Cell = TextPair | str


@dataclass(frozen=True)
class TableBlock:
    """A table; ``align`` holds l or r a column; a row whose index is in ``strong`` is set bold."""

    head: tuple[TextPair, ...]
    rows: tuple[tuple[Cell, ...], ...]
    align: str
    title: TextPair | None = None
    note: TextPair | None = None
    strong: tuple[int, ...] = ()
    block: str = "table"


@dataclass(frozen=True)
class ChartBlock:
    """A drawing under a title that says what it shows; ``draw`` takes the language."""

    title: TextPair
    draw: Callable[[str], Markup]
    note: TextPair | None = None
    block: str = "chart"


@dataclass(frozen=True)
class PairsBlock:
    """Facts as name and value, two columns of them."""

    rows: tuple[tuple[TextPair, Cell], ...]
    block: str = "pairs"


@dataclass(frozen=True)
class MissingBlock:
    """Why a section or a part of it says nothing."""

    why: TextPair
    block: str = "missing"


Block = TableBlock | ChartBlock | PairsBlock | MissingBlock


@dataclass(frozen=True)
class Section:
    """A numbered part: a heading, a sentence that says what is found, and blocks."""

    title: TextPair
    lead: TextPair | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Point:
    """One of the things that matter, on the first page: a number in large type and a sentence."""

    figure: TextPair
    title: TextPair
    text: TextPair
    grade: str = "note"


@dataclass(frozen=True)
class Document:
    """A whole document. ``grade`` is the overall one of a health check: its code and words."""

    kind: str
    title: TextPair
    purpose: TextPair
    period: TextPair
    points: tuple[Point, ...]
    key: tuple[tuple[TextPair, Cell, TextPair], ...]
    opening: tuple[Block, ...]
    sections: tuple[Section, ...]
    advice: tuple[Advice, ...]
    advice_title: TextPair
    no_advice: TextPair
    notes: tuple[TextPair, ...]
    grade: tuple[str, TextPair] | None = None


def main_points(held: list[Advice], others: list[Point], most: int = 3) -> tuple[Point, ...]:
    """Return what matters most: the first advice, then other facts until there are enough."""
    from_advice = [Point(one.figure, one.title, _point_text(one), one.grade) for one in held]
    return tuple([*from_advice, *others][:most])


def _point_text(one: Advice) -> TextPair:
    """A saving says what to do; a finding, what was found and by when it is to be done."""
    if one.grade == "saving":
        return one.action
    by = TextPair(f"请在 {one.by} 前处理。", f" To be done by {one.by}.") if one.by else TextPair("", "")
    return TextPair(one.finding.zh + by.zh, one.finding.en + by.en)


NOT_ON_RECORD = TextPair("没有记录的部分", "Nothing on record")


def arrange_sections(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return the sections that say something, and one at the end with why the others do not."""
    empty = [one for one in sections if all(isinstance(block, MissingBlock) for block in one.blocks)]
    told = tuple(one for one in sections if one not in empty)
    if not empty:
        return told
    rows = tuple((one.title, _why_missing(one)) for one in empty)
    table = TableBlock((TextPair("内容", "Part"), TextPair("原因", "Why")), rows, "ll")
    return (*told, Section(NOT_ON_RECORD, None, (table,)))


def _why_missing(section: Section) -> TextPair:
    found = [block.why for block in section.blocks if isinstance(block, MissingBlock)]
    return TextPair("".join(one.zh for one in found), " ".join(one.en for one in found))


_CODE_TEXTS = {
    # equipment
    "transformer": TextPair("变压器", "Transformer"),
    "switchgear": TextPair("开关柜", "Switchgear"),
    "cable": TextPair("电缆", "Cable"),
    "capacitor": TextPair("无功补偿电容器", "Capacitor bank"),
    "generator": TextPair("自备发电机", "Generator"),
    "protection": TextPair("继电保护装置", "Protection"),
    # severity of defects, findings of inspections
    "minor": TextPair("一般", "minor"),
    "major": TextPair("重大", "major"),
    "ok": TextPair("未发现问题", "nothing found"),
    "defect": TextPair("发现隐患", "a defect found"),
    "use_mismatch": TextPair("用途与合同不符", "use differs from contract"),
    "theft": TextPair("窃电", "theft of electricity"),
    "tampered_meter": TextPair("计量装置被动", "meter tampered with"),
    "wrong_wiring": TextPair("接线错误", "wrong wiring"),
    # outages
    "planned": TextPair("计划停电", "planned"),
    "fault": TextPair("故障停电", "fault"),
    "sensed": TextPair("电能表感知", "seen by the meter"),
    "maintenance": TextPair("检修", "maintenance"),
    "construction": TextPair("施工", "construction"),
    "equipment": TextPair("设备", "equipment"),
    "weather": TextPair("天气", "weather"),
    "external": TextPair("外力破坏", "third party"),
    "customer": TextPair("某客户设备", "a customer's equipment"),
    "other": TextPair("其他", "other"),
    # customers, supply
    "enterprise": TextPair("企业", "Enterprise"),
    "institution": TextPair("机关事业单位", "Institution"),
    "household": TextPair("居民", "Household"),
    "dedicated": TextPair("专用变压器", "own transformer"),
    "public": TextPair("公用变压器", "public transformer"),
}

UNKNOWN_CODE = TextPair("未知", "unknown")


def code_text(code: str | None) -> TextPair:
    """Return the name of a code; the code itself where it is new, unknown where there is none."""
    return UNKNOWN_CODE if code is None else _CODE_TEXTS.get(code, TextPair(code, code))
