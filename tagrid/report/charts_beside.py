"""The documents' charts that set a customer beside others, its outages on a line of time, its equipment by age."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from tagrid.report.svg import ACCENT, BAD, GRID, INK, LINE, MUTED, PALE, SOFT, WARM, Drawing, ticks
from tagrid.report.text import Text, hours, month, number

WIDTH = 680.0
EDGE = 22.0  # half a month's name, and the largest dot, fit beside the line
KINDS = {"planned": ACCENT, "fault": BAD, "sensed": WARM}


@dataclass(frozen=True)
class Strip:
    """A metric: its name, the three quartiles of the peers, the customer's value, and how the numbers are written."""

    name: Text
    quartiles: tuple[float, float, float]
    value: float
    written: tuple[str, str]


def strips(rows: list[Strip], words: Text, lang: str) -> Markup:
    """Draw a line a metric: the middle half of the peers as a band, their median as a tick, the customer as a dot."""
    you, middle = words.in_(lang).split("|")
    drawing = Drawing(WIDTH, 34 * len(rows) + 26, you)
    for n, row in enumerate(rows):
        _strip(drawing, row, 34 * n + 40, lang)
    drawing.dot(176, 10, 5, ACCENT)
    drawing.text(186, 13.5, you, 10)
    drawing.rect(230, 6, 22, 8, SOFT, rx=3)
    drawing.line(241, 4, 241, 16, MUTED, stroke_width=2)
    drawing.text(258, 13.5, middle, 10)
    return drawing.markup()


def _strip(drawing: Drawing, row: Strip, y: float, lang: str) -> None:
    left, right = 170.0, 480.0
    low, median, high = row.quartiles
    spread = (high - low) or abs(median) or 1.0
    first, last = min(low - spread * 0.9, row.value), max(high + spread * 0.9, row.value)

    def x_of(value: float) -> float:
        return left + (right - left) * (value - first) / (last - first)

    drawing.text(0, y + 3.5, row.name.in_(lang), 11, INK)
    drawing.line(left, y, right, y, GRID)
    drawing.rect(x_of(low), y - 6, max(x_of(high) - x_of(low), 3), 12, SOFT, rx=4)
    drawing.line(x_of(median), y - 8, x_of(median), y + 8, MUTED, stroke_width=2)
    drawing.dot(x_of(row.value), y, 5.5, ACCENT, stroke="#ffffff", stroke_width=1.5)
    drawing.text(575, y + 4, row.written[0], 11.5, ACCENT, anchor="end", font_weight="bold")
    drawing.text(WIDTH, y + 4, row.written[1], 10.5, MUTED, anchor="end")


def timeline(rows: list[dict], first: date, last: date, words: Text, lang: str) -> Markup:
    """Draw outages from ``first`` to ``last`` as dots, larger the longer they lasted; rows of portrait_outages."""
    drawing, days = Drawing(WIDTH, 118, words.in_(lang)), (last - first).days or 1

    def x_of(on: date) -> float:
        return EDGE + (WIDTH - 2 * EDGE) * (on - first).days / days

    drawing.line(EDGE, 66, WIDTH - EDGE, 66, PALE, stroke_width=2)
    at = date(first.year, first.month, 1)
    while at <= last:
        if at >= first and at.month in (1, 4, 7, 10):
            drawing.line(x_of(at), 62, x_of(at), 70, PALE)
            drawing.text(x_of(at), 108, month(at), 9, anchor="middle")
        at = date(at.year + at.month // 12, at.month % 12 + 1, 1)
    for row in sorted(rows, key=lambda one: -(one["minutes"] or 0)):
        x, size = x_of(row["started_at"].date()), 4 + min((row["minutes"] or 30) / 60, 10) * 1.6
        drawing.dot(x, 66, size, KINDS.get(row["kind"], WARM), fill_opacity=0.78, stroke="#ffffff")
        drawing.text(x, 66 - size - 5, hours(row["minutes"]), 9, INK, anchor="middle")
    _kinds(drawing, words.in_(lang).split("|"))
    return drawing.markup()


def _kinds(drawing: Drawing, names: list[str]) -> None:
    x = 14.0
    for colour, said in zip(KINDS.values(), names, strict=True):
        drawing.dot(x, 10, 5, colour, fill_opacity=0.78)
        drawing.text(x + 9, 13.5, said, 10)
        x += 32 + sum(11 if ord(letter) > 0x2E80 else 5.8 for letter in said)


def bars(rows: list[tuple[str, float, str]], label: str) -> Markup:
    """Draw one horizontal bar a row, the first in the accent; rows hold name, value and how it is written."""
    drawing = Drawing(WIDTH, 28 * len(rows) + 4, label)
    most = max(value for _, value, _ in rows) or 1
    for n, (name, value, written) in enumerate(rows):
        y = 28 * n + 4
        drawing.text(0, y + 15, name, 11, INK)
        drawing.rect(210, y + 3, max((WIDTH - 320) * value / most, 1.5), 15, PALE if n else ACCENT, rx=2)
        drawing.text(218 + (WIDTH - 320) * value / most, y + 15, written, 11, INK)
    return drawing.markup()


def ages(rows: list[tuple[str, float]], limit: float, words: Text, lang: str) -> Markup:
    """Draw the age of each piece of equipment, years, against the limit from which it is watched."""
    drawing = Drawing(WIDTH, 26 * len(rows) + 40, words.in_(lang))
    marks = ticks(max([years for _, years in rows] + [limit * 1.15]))

    def x_of(years: float) -> float:
        return 170 + (WIDTH - 220) * years / marks[-1]

    bottom = 26 * len(rows) + 20
    for value in marks:
        drawing.line(x_of(value), 18, x_of(value), bottom, GRID if value else LINE)
        drawing.text(x_of(value), bottom + 14, number(value), 9, anchor="middle")
    for n, (name, years) in enumerate(rows):
        y = 26 * n + 22
        drawing.text(0, y + 13, name, 11, INK)
        drawing.rect(x_of(0), y + 2, x_of(years) - x_of(0), 14, WARM if years >= limit else ACCENT, rx=2)
        drawing.text(x_of(years) + 6, y + 13, number(years, 1), 10, INK)
    drawing.line(x_of(limit), 14, x_of(limit), bottom, BAD, stroke_dasharray="4 3")
    drawing.text(x_of(limit), 10, words.in_(lang), 9.5, BAD, anchor="middle")
    return drawing.markup()
