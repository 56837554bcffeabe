"""Draws shapes and text as SVG that stands in a page: no script, no style sheet, nothing fetched."""

from markupsafe import Markup, escape

from tagrid.report.text import number

INK, MUTED, LINE, GRID = "#17252b", "#5d7078", "#d5dfe3", "#e7edf0"
ACCENT, PALE, SOFT = "#0f6e84", "#b8c7cd", "#dfe9ec"
GOOD, WARM, BAD = "#2a7f9e", "#d9a441", "#b4432f"
FONT = "'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei','Liberation Sans',Arial,sans-serif"


class Drawing:
    """A drawing of ``width`` x ``height`` units; ``label`` says in words what it shows."""

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

    def text(self, x: float, y: float, said: object, size: float = 10, fill: str = MUTED, **more: object) -> None:
        """Add a text; ``anchor`` is start, middle or end."""
        anchor = more.pop("anchor", "start")
        marks = _marks({"x": x, "y": y, "font_size": size, "fill": fill, "text_anchor": anchor, **more})
        self._parts.append(f"<text {marks}>{escape(str(said))}</text>")

    def markup(self) -> Markup:
        """Return the drawing as an element of a page."""
        opening = Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-label="{}" font-family="{}">'
        ).format(self.width, self.height, self._label, FONT)
        return opening + Markup("".join(self._parts) + "</svg>")

    def _add(self, name: str, **marks: object) -> None:
        self._parts.append(f"<{name} {_marks(marks)}/>")


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
