"""A document as objects, the same for all three kinds: what the template sets, in words of both languages."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from tagrid.report.advice import Advice
from tagrid.report.text import Text

Cell = Text | str


@dataclass(frozen=True)
class Table:
    """A table; ``align`` holds l or r a column; a row whose index is in ``strong`` is set bold."""

    head: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    align: str
    title: Text | None = None
    note: Text | None = None
    strong: tuple[int, ...] = ()
    block: str = "table"


@dataclass(frozen=True)
class Chart:
    """A drawing under a title that says what it shows; ``draw`` takes the language."""

    title: Text
    draw: Callable[[str], Markup]
    note: Text | None = None
    block: str = "chart"


@dataclass(frozen=True)
class Pairs:
    """Facts as name and value, two columns of them."""

    rows: tuple[tuple[Text, Cell], ...]
    block: str = "pairs"


@dataclass(frozen=True)
class Missing:
    """Why a section or a part of it says nothing."""

    why: Text
    block: str = "missing"


Block = Table | Chart | Pairs | Missing


@dataclass(frozen=True)
class Section:
    """A numbered part: a heading, a sentence that says what is found, and blocks."""

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


def points(held: list[Advice], others: list[Point], most: int = 3) -> tuple[Point, ...]:
    """Return what matters most: the first advice, then other facts until there are enough."""
    from_advice = [Point(one.figure, one.title, _told(one), one.grade) for one in held]
    return tuple([*from_advice, *others][:most])


def _told(one: Advice) -> Text:
    """A saving says what to do; a finding, what was found and by when it is to be done."""
    if one.grade == "saving":
        return one.action
    by = Text(f"请在 {one.by} 前处理。", f" To be done by {one.by}.") if one.by else Text("", "")
    return Text(one.finding.zh + by.zh, one.finding.en + by.en)


LEFT_OUT = Text("没有记录的部分", "Nothing on record")


def arranged(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return the sections that say something, and one at the end with why the others do not."""
    empty = [one for one in sections if all(isinstance(block, Missing) for block in one.blocks)]
    told = tuple(one for one in sections if one not in empty)
    if not empty:
        return told
    rows = tuple((one.title, _why(one)) for one in empty)
    table = Table((Text("内容", "Part"), Text("原因", "Why")), rows, "ll")
    return (*told, Section(LEFT_OUT, None, (table,)))


def _why(section: Section) -> Text:
    found = [block.why for block in section.blocks if isinstance(block, Missing)]
    return Text("".join(one.zh for one in found), " ".join(one.en for one in found))
