"""The charts of documents, drawn as SVG that stands in a page: no script, no style sheet, nothing fetched.

Two or three colours; the customer's own numbers have the accent colour.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup, escape

from tagrid.core.formats import amount, hours, month, number, share
from tagrid.core.text import Text

INK, MUTED, LINE, GRID = "#17252b", "#5d7078", "#d5dfe3", "#e7edf0"

ACCENT, PALE, SOFT = "#0f6e84", "#b8c7cd", "#dfe9ec"

GOOD, WARM, BAD = "#2a7f9e", "#d9a441", "#b4432f"

FONT = "'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei','Liberation Sans',Arial,sans-serif"

WIDTH, LEFT, BOTTOM, TOP = 680.0, 62.0, 24.0, 26.0

PEAK, FLAT, VALLEY = "#d98b4a", "#cfdde1", "#2a7f9e"

HEAT = ["#eef4f6", "#cfe3e8", "#a3cbd5", "#74b0bf", "#4593a8", "#1f7690", "#0b5770"]

EDGE = 22.0  # half a month's name, and the largest dot, fit beside the line

OUTAGE_COLOURS = {"planned": ACCENT, "fault": BAD, "sensed": WARM}


class Drawing:
    """A drawing of ``width`` x ``height`` units; ``label`` describes in words what it shows."""

    def __init__(self, width: float, height: float, label: str) -> None:
        self.width, self.height, self._label = width, height, label
        self._parts: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, fill: str, **more: object) -> None:
        """Add a rectangle; a height below 0 is drawn upwards."""
        top = min(y, y + height)
        self._add("rect", x=x, y=top, width=max(width, 0), height=abs(height), fill=fill, **more)

    def line(self, x1: float, y1: float, x2: float, y2: float, stroke: str = LINE, **more: object) -> None:
        """Add a line."""
        self._add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, **{"stroke_width": 1, **more})

    def dot(self, x: float, y: float, r: float, fill: str, **more: object) -> None:
        """Add a filled circle."""
        self._add("circle", cx=x, cy=y, r=r, fill=fill, **more)

    def path(self, points: list[tuple[float, float]], stroke: str, **more: object) -> None:
        """Add a line through points."""
        if points:
            d = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
            self._add("path", d=d, fill="none", stroke=stroke, **{"stroke_width": 2, **more})

    def text(self, x: float, y: float, text: object, size: float = 10, fill: str = MUTED, **more: object) -> None:
        """Add a text; ``anchor`` is start, middle or end."""
        anchor = more.pop("anchor", "start")
        marks = _marks({"x": x, "y": y, "font_size": size, "fill": fill, "text_anchor": anchor, **more})
        self._parts.append(f"<text {marks}>{escape(str(text))}</text>")

    def markup(self) -> Markup:
        """Return the drawing as an element of a page."""
        opening = Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-label="{}" font-family="{}">'
            "<title>{}</title>"  # what a tagged PDF calls the figure
        ).format(self.width, self.height, self._label, FONT, self._label)
        return opening + Markup("".join(self._parts) + "</svg>")

    def _add(self, name: str, **marks: object) -> None:
        self._parts.append(f"<{name} {_marks(marks)}/>")


@dataclass(frozen=True)
class Strip:
    """A metric: its name, the three quartiles of the peers, the customer's value, and how the numbers are written."""

    name: Text
    quartiles: tuple[float, float, float]
    value: float
    written: tuple[str, str]


def _marks(marks: dict[str, object]) -> str:
    """Return attributes as they stand in an element; numbers need no escaping, of which a drawing has thousands."""
    return " ".join(f'{name.replace("_", "-")}="{_value(value)}"' for name, value in marks.items())


def _value(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.1f}"
    return escape(value) if isinstance(value, str) else value


def ticks(most: float, about: int = 4) -> list[float]:
    """Return round values from 0 to just beyond ``most``, about that many steps."""
    if most <= 0:
        return [0, 1]
    step = 10 ** len(str(int(most / about))) if most / about >= 1 else 1.0
    while step > most / about:
        step /= 10
    step = next(step * k for k in (1, 2, 2.5, 5, 10) if step * k * about >= most * 0.999)
    count = int(-(-most // step))
    return [step * n for n in range(count + 1)]


def grid(drawing: Drawing, values: list[float], y_of, left: float, unit: str = "") -> None:
    """Draw horizontal lines at ``values`` with their numbers on the left, the unit above them."""
    digits = 0 if values[-1] >= 5 else 2 if values[-1] < 1 else 1
    for value in values:
        drawing.line(left, y_of(value), drawing.width, y_of(value), GRID if value else LINE)
        drawing.text(left - 6, y_of(value) + 3.5, number(value, digits if value else 0), anchor="end")
    if unit:
        drawing.text(left - 6, y_of(values[-1]) - 9, unit, 9, anchor="end")


def _slots(count: int) -> list[float]:
    """Return the middle of each of ``count`` places along the axis."""
    width = (WIDTH - LEFT) / max(count, 1)
    return [LEFT + width * (n + 0.5) for n in range(count)]


def _frame(height: float, most: float, label: str, unit: str):
    drawing, marks = Drawing(WIDTH, height, label), ticks(most)

    def y_of(value: float) -> float:
        return height - BOTTOM - (height - BOTTOM - TOP) * value / marks[-1]

    grid(drawing, marks, y_of, LEFT, unit)
    return drawing, y_of


def _month_axis(drawing: Drawing, middles: list[float], months: list[date]) -> None:
    every = max(1, round(len(months) / 13))
    for n, (x, first) in enumerate(zip(middles, months, strict=True)):
        if n % every == 0:
            drawing.text(x, drawing.height - 8, month(first), 9, anchor="middle")


def _legend(drawing: Drawing, parts: list[tuple[str, str]]) -> None:
    x = WIDTH
    for colour, text in reversed(parts):
        x -= 22 + sum(11 if ord(letter) > 0x2E80 else 5.6 for letter in text)
        drawing.rect(x, 2, 9, 9, colour, rx=2)
        drawing.text(x + 13, 10.5, text, 10)


def draw_months(rows: list[tuple[date, float, float | None]], words: Text, unit: str, lang: str) -> Markup:
    """Draw bars a month with the year before behind each; rows hold month, value, value before or None.

    ``words`` name this year and the year before, divided by ``|``.
    """
    now, before = words.in_(lang).split("|")
    most = max([value for _, value, _ in rows] + [old or 0 for _, _, old in rows])
    drawing, y_of = _frame(190, most, now, unit)
    middles = _slots(len(rows))
    width = min((WIDTH - LEFT) / len(rows) * 0.34, 20)
    for x, (_, value, old) in zip(middles, rows, strict=True):
        if old is not None:
            drawing.rect(x - width - 1, y_of(0), width, y_of(old) - y_of(0), PALE, rx=1.5)
        drawing.rect(x + (1 if old is not None else -width / 2), y_of(0), width, y_of(value) - y_of(0), ACCENT, rx=1.5)
    _month_axis(drawing, middles, [first for first, _, _ in rows])
    old = [(PALE, before)] if any(row[2] is not None for row in rows) else []
    _legend(drawing, [*old, (ACCENT, now)])
    return drawing.markup()


def draw_periods(rows: list[tuple[date, float, float, float]], words: Text, lang: str) -> Markup:
    """Draw what each month used in peak, flat and valley hours as parts of 100 %; rows: month and the three kWh."""
    names = words.in_(lang).split("|")
    drawing, y_of = _frame(150, 1.0, names[0], "")
    drawing = Drawing(WIDTH, 150, names[0])
    for value in (0, 0.5, 1):
        drawing.line(LEFT, y_of(value), WIDTH, y_of(value), GRID if value else LINE)
        drawing.text(LEFT - 6, y_of(value) + 3.5, share(value, 0), anchor="end")
    middles, width = _slots(len(rows)), min((WIDTH - LEFT) / max(len(rows), 1) * 0.62, 34)
    for x, (_, *parts) in zip(middles, rows, strict=True):
        whole, done = sum(parts) or 1, 0.0
        for kwh, colour in zip(reversed(parts), (VALLEY, FLAT, PEAK), strict=True):
            drawing.rect(x - width / 2, y_of(done), width, y_of(done + kwh / whole) - y_of(done), colour)
            done += kwh / whole
    _month_axis(drawing, middles, [row[0] for row in rows])
    _legend(drawing, list(zip((PEAK, FLAT, VALLEY), names, strict=True)))
    return drawing.markup()


def draw_power_factor(rows: list[tuple[date, float]], standard: float, words: Text, lang: str) -> Markup:
    """Draw a power factor a month against its standard; months below it are marked."""
    low = min(0.8, min(value for _, value in rows) - 0.02)
    drawing = Drawing(WIDTH, 150, words.in_(lang))

    def y_of(value: float) -> float:
        return 150 - BOTTOM - (150 - BOTTOM - TOP) * (value - low) / (1 - low)

    marks = [low + (1 - low) * n / 4 for n in range(5)]
    for value in marks:
        drawing.line(LEFT, y_of(value), WIDTH, y_of(value), GRID)
        drawing.text(LEFT - 6, y_of(value) + 3.5, f"{value:.2f}", anchor="end")
    drawing.line(LEFT, y_of(standard), WIDTH, y_of(standard), WARM, stroke_width=1.5, stroke_dasharray="5 4")
    drawing.text(WIDTH, 10.5, words.in_(lang), 10, anchor="end")
    middles = _slots(len(rows))
    drawing.path([(x, y_of(value)) for x, (_, value) in zip(middles, rows, strict=True)], ACCENT)
    for x, (_, value) in zip(middles, rows, strict=True):
        drawing.dot(x, y_of(value), 4, BAD if value < standard - 0.0005 else ACCENT)
        beside = 17 if value < standard - 0.0005 else -9
        drawing.text(x, y_of(value) + beside, f"{value:.2f}", 9, INK, anchor="middle")
    _month_axis(drawing, middles, [first for first, _ in rows])
    return drawing.markup()


def draw_demand(rows: list[tuple[date, float]], kva: float | None, words: Text, lang: str) -> Markup:
    """Draw the highest demand of each month against the contracted capacity."""
    text = words.in_(lang)
    most = max([value for _, value in rows] + [kva or 0])
    drawing, y_of = _frame(160, most, text, "kW")
    middles, width = _slots(len(rows)), min((WIDTH - LEFT) / len(rows) * 0.5, 26)
    for x, (_, value) in zip(middles, rows, strict=True):
        drawing.rect(
            x - width / 2, y_of(0), width, y_of(value) - y_of(0), BAD if kva and value > kva else ACCENT, rx=1.5
        )
    if kva:
        drawing.line(LEFT, y_of(kva), WIDTH, y_of(kva), WARM, stroke_width=1.5, stroke_dasharray="5 4")
        drawing.text(WIDTH, 10.5, text, 10, anchor="end")
    _month_axis(drawing, middles, [first for first, _ in rows])
    return drawing.markup()


def draw_calendar(days: list[tuple[date, float | None]], words: Text, lang: str) -> Markup:
    """Draw a year of days, a column a week from Monday, darker the more was used; white where no reading came."""
    monday = days[0][0] - timedelta(days=days[0][0].weekday())
    weeks = (days[-1][0] - monday).days // 7 + 1
    names, box = words.in_(lang).split("|"), min((WIDTH - 40) / weeks, 12.4)
    drawing = Drawing(WIDTH, box * 7 + 40, names[0])
    read = sorted(kwh for _, kwh in days if kwh is not None)
    top = read[int(len(read) * 0.98)] or read[-1] or 1
    for on, kwh in days:
        x, y = 36 + (on - monday).days // 7 * box, 18 + on.weekday() * box
        shade = "#ffffff" if kwh is None else HEAT[min(int(max(kwh, 0) / top * len(HEAT)), len(HEAT) - 1)]
        drawing.rect(x, y, box - 1.6, box - 1.6, shade, rx=1.5, **({"stroke": GRID} if kwh is None else {}))
        if on.day == 1:
            drawing.text(x, 12, month(on) if on.month in (1, 7) or on == days[0][0] else f"{on:%m}", 9)
    for row, text in zip((0, 5), names[1:3], strict=True):
        drawing.text(30, 18 + row * box + box * 0.75, text, 9, anchor="end")
    _scale(drawing, top, 18 + box * 7 + 8)
    return drawing.markup()


def _scale(drawing: Drawing, top: float, y: float) -> None:
    x = WIDTH - 16 * len(HEAT) - 90
    drawing.text(x - 6, y + 8, "0", 9, anchor="end")
    for n, shade in enumerate(HEAT):
        drawing.rect(x + 16 * n, y, 15, 9, shade, rx=1)
    drawing.text(x + 16 * len(HEAT) + 6, y + 8, f"≥ {amount(top)} kWh", 9)


def draw_strips(rows: list[Strip], words: Text, lang: str) -> Markup:
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


def draw_timeline(rows: list[dict], first: date, last: date, words: Text, lang: str) -> Markup:
    """Draw outages from ``first`` to ``last`` as dots, larger the longer they lasted; rows of portrait_outages."""
    names = words.in_(lang).split("|")
    drawing, days = Drawing(WIDTH, 118, (", " if lang == "en" else "、").join(names)), (last - first).days or 1

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
        drawing.dot(x, 66, size, OUTAGE_COLOURS.get(row["kind"], WARM), fill_opacity=0.78, stroke="#ffffff")
        drawing.text(x, 66 - size - 5, hours(row["minutes"]), 9, INK, anchor="middle")
    _outage_legend(drawing, names)
    return drawing.markup()


def _outage_legend(drawing: Drawing, names: list[str]) -> None:
    x = 14.0
    for colour, text in zip(OUTAGE_COLOURS.values(), names, strict=True):
        drawing.dot(x, 10, 5, colour, fill_opacity=0.78)
        drawing.text(x + 9, 13.5, text, 10)
        x += 32 + sum(11 if ord(letter) > 0x2E80 else 5.8 for letter in text)


def draw_bars(rows: list[tuple[str, float, str]], label: str) -> Markup:
    """Draw one horizontal bar a row, the first in the accent; rows hold name, value and how it is written."""
    drawing = Drawing(WIDTH, 28 * len(rows) + 4, label)
    most = max(value for _, value, _ in rows) or 1
    for n, (name, value, written) in enumerate(rows):
        y = 28 * n + 4
        drawing.text(0, y + 15, name, 11, INK)
        drawing.rect(210, y + 3, max((WIDTH - 320) * value / most, 1.5), 15, PALE if n else ACCENT, rx=2)
        drawing.text(218 + (WIDTH - 320) * value / most, y + 15, written, 11, INK)
    return drawing.markup()


def draw_ages(rows: list[tuple[str, float]], limit: float, words: Text, lang: str) -> Markup:
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
