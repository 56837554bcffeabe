"""How things look: two palettes with fixed meanings, light and dark, and the charts' common style.

`theme.INK` is the ink of the palette in force, and so on for every field of `Palette`; pages read them while they
draw, never while they are imported. The CSS rules are in style.css and use the same colours as ``var(--tg-ink)``.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import altair as alt
import plotly.graph_objects as go
import streamlit as st

from app.shared.words import language

FONT = "Noto Sans SC, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, Source Sans, sans-serif"

_CHART_NAME = "theme_chart_name"

_STYLE = Path(__file__).with_name("style.css")


@dataclass(frozen=True)
class Palette:
    """One scheme. Text: ``ink``, ``muted``, and the three ``*_text``; all others are for marks and grounds."""

    ground: str  # of the page
    side: str  # of widgets and cards
    paper: str  # of what lies on the page; and of text upon the accent
    ink: str
    muted: str
    line: str
    grid: str
    accent: str
    base: str  # everyone, next to a segment in the accent
    second: str  # the other of two that are compared, and holidays: it judges nothing
    unknown: str
    mark: str  # behind a search's hit
    good: str
    attention: str
    bad: str
    good_text: str
    attention_text: str
    bad_text: str
    # Blue, sand, red: distinct with the common kinds of colour blindness, and in grey.
    risk: tuple[str, str, str, str, str]
    sequence: tuple[str, ...]  # the more, the further from the ground


LIGHT = Palette(
    ground="#fbfcfd", side="#eef3f5", paper="#ffffff", ink="#17252b", muted="#536870", line="#d5dfe3", grid="#e7edf0",
    accent="#0f6e84", base="#b8c7cd", second="#8e5ba6", unknown="#d9dfe2", mark="#f5dfae",
    good="#2a7f9e", attention="#d9a441", bad="#b4432f",
    good_text="#1c6c88", attention_text="#85590b", bad_text="#a83c29",
    risk=("#2a7f9e", "#7fb2bf", "#e3cf9c", "#d98b4a", "#b4432f"),
    sequence=("#cfe3e8", "#a3cbd5", "#74b0bf", "#4593a8", "#1f7690", "#0b5770", "#063d51"),
)  # fmt: skip

DARK = Palette(
    ground="#11191d", side="#1b262b", paper="#11191d", ink="#e3ebee", muted="#9fb1b9", line="#37474e", grid="#263339",
    accent="#4fb0c8", base="#586b73", second="#bd93d8", unknown="#414e54", mark="#66501c",
    good="#4aa0c0", attention="#dba94a", bad="#de6a54",
    good_text="#6fbad6", attention_text="#e2b562", bad_text="#f08d78",
    risk=("#3f93b3", "#8dc0cd", "#e9d8ab", "#e0944f", "#d65a45"),
    sequence=("#2b4c57", "#2f6070", "#377588", "#458da2", "#5ea7bb", "#86c4d3", "#b8e1ea"),
)  # fmt: skip

_FIELDS = {name.upper(): name for name in asdict(LIGHT)}


def kind() -> str:
    """Return the scheme the reader's browser shows, ``light`` or ``dark``."""
    return "dark" if st.context.theme.type == "dark" else "light"


def palette() -> Palette:
    """Return the palette in force."""
    return DARK if kind() == "dark" else LIGHT


def __getattr__(name: str) -> Any:
    """Return what a page asks by the name of a colour: the one of the palette in force."""
    if name == "RISK":
        return dict(zip("ABCDE", palette().risk, strict=True))
    if name == "COVERAGE":  # nobody has a value: grey; from there on the more, the further from the ground
        top = 2 if kind() == "dark" else 4  # so that white can be read on it
        return [[0, palette().unknown], [0.01, palette().sequence[0]], [1, palette().sequence[top]]]
    if name == "SEGMENT":
        return palette().accent
    if name not in _FIELDS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(palette(), _FIELDS[name])
    return list(found) if isinstance(found, tuple) else found


def apply() -> None:
    """Put the page's style in force; called once a run, before anything is drawn."""
    pairs = zip(asdict(LIGHT).items(), asdict(DARK).values(), strict=True)
    # light-dark() follows the browser at once; what Streamlit draws outside the app has no scheme of its own.
    names = "".join(
        f"--tg-{name.replace('_', '-')}:light-dark({one},{other});"
        for (name, one), other in pairs
        if isinstance(one, str)
    )
    # A Chinese font's quotation marks and dots are as wide as a character by default.
    latin = 'font-feature-settings:"pwid";' if language() == "en" else ""
    st.html(f"<style>:root{{color-scheme:{kind()};{latin}{names}}}{_STYLE.read_text(encoding='utf-8')}</style>")


def apply_page(name: str) -> None:
    """Put the style of one page's own folder in force, beyond the common one."""
    style = (_STYLE.parent.parent / name / "style.css").read_text(encoding="utf-8")
    st.html(f"<style>{style}</style>")


def grade_colors(tag) -> dict[str, str]:
    """Return the colour of every value of a tag that grades a risk, A to E; of any other tag none."""
    risk = dict(zip("ABCDE", palette().risk, strict=True))
    return {code: risk[code] for code in tag.values} if set(tag.values) <= set(risk) else {}


def value_colors(tag) -> dict[str, str]:
    """Return the colour of every value of ``tag`` for a chart that tells its values apart.

    Where the values are no grades the colours follow their order in the catalog and judge nothing.
    """
    codes, now = list(tag.values), palette()
    colors = grade_colors(tag)
    if not colors:
        step = (len(now.sequence) - 1) / max(len(codes) - 1, 1)
        colors = {code: now.sequence[round(i * step)] for i, code in enumerate(codes)}
    return {**colors, "unknown": now.unknown}


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (``#rrggbb``), 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def style_figure(figure: go.Figure, height: int) -> go.Figure:
    """Return a plotly figure in the house style: no frame, the page's font, see-through."""
    return figure.update_layout(
        margin={"l": 4, "r": 4, "t": 24, "b": 4},
        height=height,
        font={"family": FONT, "size": 13, "color": palette().ink},
        paper_bgcolor="rgba(0,0,0,0)",
    )


_LEGEND_COLUMN = 130  # pixels of a symbol and a usual name


def config() -> dict[str, Any]:
    """Return the house style as Vega-Lite's configuration: quiet grid, readable axes, the page's font."""
    now = palette()
    return {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {
            "labelColor": now.muted,
            "titleColor": now.muted,
            "gridColor": now.grid,
            "domainColor": now.line,
            "tickColor": now.line,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labelLimit": 220,
        },
        # on a telephone a title has room on the side of the names, and a legend as many columns as fit
        "axisX": {"titleAnchor": "end"},
        "legend": {
            "columns": {"expr": f"max(1, floor(width / {_LEGEND_COLUMN}))"},
            "labelColor": now.ink,
            "titleColor": now.muted,
            "labelFontSize": 12,
            "orient": "top",
            "title": None,
        },
    }


def styled(chart: alt.Chart | alt.LayerChart) -> alt.Chart | alt.LayerChart:
    """Return ``chart`` in the house style, named by the title drawn above it."""
    # Altair's own configure_…() copy the whole chart at every call: a sixth of a click.
    made = chart.copy(deep=False)
    made.config = config()
    made.description = chart_name()
    return made


def name_next_chart(title: str) -> None:
    """Name the charts drawn from here on, until the next title, for readers who hear the page."""
    st.session_state[_CHART_NAME] = title


def chart_name() -> str:
    """Return the title drawn last."""
    return st.session_state.get(_CHART_NAME, "")
