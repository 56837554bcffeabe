"""A document as objects, the same for all kinds: sections, tables, charts, advice, and the names of codes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from tagrid.core.text import Text

GRADE_TEXTS = {
    "treat_now": Text(zh="立即处理", en="Treat now"),
    "attention": Text(zh="关注", en="Attention"),
    "note": Text(zh="提示", en="Note"),
    "saving": Text(zh="节省", en="Saving"),
}

# From the gravest: the order in a document, and what its overall grade is the first of.
GRADE_ORDER = ("treat_now", "attention", "saving", "note")

Cell = Text | str


@dataclass(frozen=True)
class ChartBlock:
    """A drawing under a title; ``draw`` takes the language."""

    title: Text
    draw: Callable[[str], Markup]
    note: Text | None = None
    block: str = "chart"


@dataclass(frozen=True)
class MissingBlock:
    """Why a section or a part of it is empty."""

    why: Text
    block: str = "missing"


@dataclass(frozen=True)
class PairsBlock:
    """Facts as name and value, two columns of them."""

    rows: tuple[tuple[Text, Cell], ...]
    block: str = "pairs"


@dataclass(frozen=True)
class TableBlock:
    """A table; ``align`` holds l or r a column; a row whose index is in ``strong`` is set bold."""

    head: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    align: str
    title: Text | None = None
    note: Text | None = None
    strong: tuple[int, ...] = ()
    block: str = "table"


Block = TableBlock | ChartBlock | PairsBlock | MissingBlock


NOT_ON_RECORD = Text(zh="没有记录的部分", en="Nothing on record")


_CODE_TEXTS = {
    # equipment
    "transformer": Text(zh="变压器", en="Transformer"),
    "switchgear": Text(zh="开关柜", en="Switchgear"),
    "cable": Text(zh="电缆", en="Cable"),
    "capacitor": Text(zh="无功补偿电容器", en="Capacitor bank"),
    "generator": Text(zh="自备发电机", en="Generator"),
    "protection": Text(zh="继电保护装置", en="Protection"),
    # severity of defects, findings of inspections
    "minor": Text(zh="一般", en="minor"),
    "major": Text(zh="重大", en="major"),
    "ok": Text(zh="未发现问题", en="nothing found"),
    "defect": Text(zh="发现隐患", en="a defect found"),
    "use_mismatch": Text(zh="用途与合同不符", en="use differs from contract"),
    "theft": Text(zh="窃电", en="theft of electricity"),
    "tampered_meter": Text(zh="计量装置被动", en="meter tampered with"),
    "wrong_wiring": Text(zh="接线错误", en="wrong wiring"),
    # outages
    "planned": Text(zh="计划停电", en="planned"),
    "fault": Text(zh="故障停电", en="fault"),
    "sensed": Text(zh="电能表感知", en="seen by the meter"),
    "maintenance": Text(zh="检修", en="maintenance"),
    "construction": Text(zh="施工", en="construction"),
    "equipment": Text(zh="设备", en="equipment"),
    "weather": Text(zh="天气", en="weather"),
    "external": Text(zh="外力破坏", en="third party"),
    "customer": Text(zh="某客户设备", en="a customer's equipment"),
    "other": Text(zh="其他", en="other"),
    # customers, supply
    "enterprise": Text(zh="企业", en="Enterprise"),
    "institution": Text(zh="机关事业单位", en="Institution"),
    "household": Text(zh="居民", en="Household"),
    "dedicated": Text(zh="专用变压器", en="own transformer"),
    "public": Text(zh="公用变压器", en="public transformer"),
}


UNKNOWN_CODE = Text(zh="未知", en="unknown")


@dataclass(frozen=True)
class Advice:
    """One thing to do, with the number that calls for it.

    ``figure`` is that number as large type shows it, ``limit`` what it is measured against. ``yuan`` is what a year
    of it is worth, where that can be computed; it ``is_sure`` where it rests on bills paid, not on a way of billing
    that is in no table. ``source`` names where number and limit come from. ``instead`` is what saves the same money
    another way, and less of it: one or the other can be done.
    """

    title: Text
    figure: Text
    finding: Text
    action: Text
    source: Text
    grade: str = "saving"
    limit: Text | None = None
    yuan: float | None = None
    by: date | None = None
    is_sure: bool = True
    rule: str = ""
    instead: "tuple[Advice, ...]" = ()


@dataclass(frozen=True)
class Section:
    """A numbered part: a heading, a sentence with what is found, and blocks."""

    title: Text
    lead: Text | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Point:
    """One of the things that matter, on the first page: a number in large type and a sentence."""

    figure: Text
    title: Text
    text: Text
    grade: str = "note"


@dataclass(frozen=True)
class Document:
    """A whole document. ``grade`` is the overall one of a health check: its code and words."""

    kind: str
    title: Text
    purpose: Text
    period: Text
    points: tuple[Point, ...]
    key: tuple[tuple[Text, Cell, Text], ...]
    opening: tuple[Block, ...]
    sections: tuple[Section, ...]
    advice: tuple[Advice, ...]
    advice_title: Text
    no_advice: Text
    notes: tuple[Text, ...]
    grade: tuple[str, Text] | None = None


def main_points(held: list[Advice], others: list[Point], most: int = 3) -> tuple[Point, ...]:
    """Return what matters most: the first advice, then other facts until there are enough."""
    from_advice = [Point(one.figure, one.title, _point_text(one), one.grade) for one in held]
    return tuple([*from_advice, *others][:most])


def _point_text(one: Advice) -> Text:
    """Return what to do for a saving; for a finding, what was found and by when it is to be done."""
    if one.grade == "saving":
        return one.action
    by = Text(zh=f"请在 {one.by} 前处理。", en=f" To be done by {one.by}.") if one.by else Text(zh="", en="")
    return Text(zh=one.finding.zh + by.zh, en=one.finding.en + by.en)


def arrange_sections(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return the sections that say something, and one at the end with why the others do not."""
    empty = [one for one in sections if not one.lead and all(isinstance(block, MissingBlock) for block in one.blocks)]
    filled = tuple(one for one in sections if one not in empty)
    if not empty:
        return filled
    rows = tuple((one.title, _why_missing(one)) for one in empty)
    table = TableBlock((Text(zh="内容", en="Part"), Text(zh="原因", en="Why")), rows, "ll")
    return (*filled, Section(NOT_ON_RECORD, None, (table,)))


def _why_missing(section: Section) -> Text:
    found = [block.why for block in section.blocks if isinstance(block, MissingBlock)]
    return Text(zh="".join(one.zh for one in found), en=" ".join(one.en for one in found))


def code_text(code: str | None) -> Text:
    """Return the name of a code; the code itself where it is new, unknown where there is none."""
    return UNKNOWN_CODE if code is None else _CODE_TEXTS.get(code, Text(zh=code, en=code))
