"""The documents' charts of use: quiet, two or three colours, the customer's own numbers in the accent."""

from datetime import date, timedelta

from markupsafe import Markup

from tagrid.report.svg import ACCENT, BAD, GRID, INK, LINE, PALE, WARM, Drawing, grid, ticks
from tagrid.report.text import Text, amount, month, share

WIDTH, LEFT, BOTTOM, TOP = 680.0, 62.0, 24.0, 26.0
PEAK, FLAT, VALLEY = "#d98b4a", "#cfdde1", "#2a7f9e"
HEAT = ["#eef4f6", "#cfe3e8", "#a3cbd5", "#74b0bf", "#4593a8", "#1f7690", "#0b5770"]


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


def _months_below(drawing: Drawing, middles: list[float], months: list[date]) -> None:
    every = max(1, round(len(months) / 13))
    for n, (x, first) in enumerate(zip(middles, months, strict=True)):
        if n % every == 0:
            drawing.text(x, drawing.height - 8, month(first), 9, anchor="middle")


def _legend(drawing: Drawing, parts: list[tuple[str, str]]) -> None:
    x = WIDTH
    for colour, said in reversed(parts):
        x -= 22 + sum(11 if ord(letter) > 0x2E80 else 5.6 for letter in said)
        drawing.rect(x, 2, 9, 9, colour, rx=2)
        drawing.text(x + 13, 10.5, said, 10)


def months(rows: list[tuple[date, float, float | None]], words: Text, unit: str, lang: str) -> Markup:
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
    _months_below(drawing, middles, [first for first, _, _ in rows])
    old = [(PALE, before)] if any(row[2] is not None for row in rows) else []
    _legend(drawing, [*old, (ACCENT, now)])
    return drawing.markup()


def periods(rows: list[tuple[date, float, float, float]], words: Text, lang: str) -> Markup:
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
    _months_below(drawing, middles, [row[0] for row in rows])
    _legend(drawing, list(zip((PEAK, FLAT, VALLEY), names, strict=True)))
    return drawing.markup()


def factor(rows: list[tuple[date, float]], standard: float, words: Text, lang: str) -> Markup:
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
    _months_below(drawing, middles, [first for first, _ in rows])
    return drawing.markup()


def demand(rows: list[tuple[date, float]], kva: float | None, words: Text, lang: str) -> Markup:
    """Draw the highest demand of each month against the contracted capacity."""
    said = words.in_(lang)
    most = max([value for _, value in rows] + [kva or 0])
    drawing, y_of = _frame(160, most, said, "kW")
    middles, width = _slots(len(rows)), min((WIDTH - LEFT) / len(rows) * 0.5, 26)
    for x, (_, value) in zip(middles, rows, strict=True):
        drawing.rect(
            x - width / 2, y_of(0), width, y_of(value) - y_of(0), BAD if kva and value > kva else ACCENT, rx=1.5
        )
    if kva:
        drawing.line(LEFT, y_of(kva), WIDTH, y_of(kva), WARM, stroke_width=1.5, stroke_dasharray="5 4")
        drawing.text(WIDTH, 10.5, said, 10, anchor="end")
    _months_below(drawing, middles, [first for first, _ in rows])
    return drawing.markup()


def calendar(days: list[tuple[date, float | None]], words: Text, lang: str) -> Markup:
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
    for row, said in zip((0, 5), names[1:3], strict=True):
        drawing.text(30, 18 + row * box + box * 0.75, said, 9, anchor="end")
    _scale(drawing, top, 18 + box * 7 + 8)
    return drawing.markup()


def _scale(drawing: Drawing, top: float, y: float) -> None:
    x = WIDTH - 16 * len(HEAT) - 90
    drawing.text(x - 6, y + 8, "0", 9, anchor="end")
    for n, shade in enumerate(HEAT):
        drawing.rect(x + 16 * n, y, 15, 9, shade, rx=1)
    drawing.text(x + 16 * len(HEAT) + 6, y + 8, f"≥ {amount(top)} kWh", 9)
