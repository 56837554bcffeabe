"""Customers flowing from one value to another: a picture of two columns of values and the bands between them."""

from typing import Any

import polars as pl

from app.shared import charts, formats, theme
from app.shared.words import t

STEPS = 16  # straight pieces of a band's edge
GAP = 0.06  # between two values, of the picture's height
WIDE = 0.014  # of a value's bar, of the picture's width

_Ends = dict[tuple[str, str], tuple[float, float]]


def sankey(table: pl.DataFrame, colors: dict[str, str], before: str, after: str) -> None:
    """Draw customers flowing from their old value to their new one.

    ``table`` holds ``old``, ``new`` (codes in the order of ``colors``), ``old_label``, ``new_label``, ``customers``;
    ``before`` and ``after`` head the two sides.
    """
    sides = {side: _order(table[side].to_list(), colors) for side in ("old", "new")}
    bands = {side: _bands(table, side, sides) for side in sides}
    rows = [row for flow in table.iter_rows(named=True) for row in _band(flow, bands, colors)]
    for side in sides:
        rows += _values(table, side, sides[side], bands[side], colors)
    rows += [_head("old", before), _head("new", after)]
    height = 120 + 34 * max(map(len, sides.values()))
    charts.vega_lite(pl.DataFrame(rows, schema=_SCHEMA, orient="row"), {**_spec(), "height": height})


_SCHEMA = {
    "part": pl.String, "flow": pl.String, "x": pl.Float64, "x2": pl.Float64, "y": pl.Float64, "y2": pl.Float64,
    "color": pl.String, "words": pl.String, "name": pl.String, "customers": pl.Int64,
}  # fmt: skip


def _order(codes: list[str], colors: dict[str, str]) -> list[str]:
    """Return each code once: those with a colour in that order, then the others as they come."""
    return list(dict.fromkeys([*(code for code in colors if code in codes), *codes]))


def _bands(table: pl.DataFrame, side: str, sides: dict[str, list[str]]) -> _Ends:
    """Return where each flow begins and ends along one side, from 0 at the top to 1."""
    other = "new" if side == "old" else "old"
    counts = {(row[side], row[other]): row["customers"] for row in table.iter_rows(named=True)}
    share = (1 - GAP * (len(sides[side]) - 1)) / max(sum(counts.values()), 1)
    at, found = 0.0, {}
    for code in sides[side]:
        for beyond in sides[other]:
            if (code, beyond) in counts:
                size = share * counts[code, beyond]
                found[(code, beyond) if side == "old" else (beyond, code)] = (at, at + size)
                at += size
        at += GAP
    return found


def _band(flow: dict[str, Any], bands: dict[str, _Ends], colors: dict[str, str]) -> list[dict[str, Any]]:
    """Return the points of one flow's band, from left to right."""
    key = (flow["old"], flow["new"])
    (top, bottom), (to_top, to_bottom) = bands["old"][key], bands["new"][key]
    name = f"{flow['old_label']} → {flow['new_label']}"
    rows = []
    for step in range(STEPS + 1):
        part = step / STEPS
        bend = part * part * (3 - 2 * part)
        x, y = WIDE + part * (1 - 2 * WIDE), top + bend * (to_top - top)
        color = colors.get(flow["old"], theme.BASE)
        about = {"color": color, "flow": repr(key), "name": name, "customers": flow["customers"]}
        rows.append(_row("flow", x, y, bottom + bend * (to_bottom - bottom), **about))
    return rows


def _values(
    table: pl.DataFrame, side: str, codes: list[str], bands: _Ends, colors: dict[str, str]
) -> list[dict[str, Any]]:
    """Return the bars of one side's values and their names."""
    labels = dict(zip(table[side], table[f"{side}_label"], strict=True))
    at, rows = 0 if side == "old" else 1, []
    for code in codes:
        own = [ends for key, ends in bands.items() if key[at] == code]
        top, bottom = min(one for one, _ in own), max(other for _, other in own)
        customers = int(table.filter(pl.col(side) == code)["customers"].sum())
        left = 0.0 if side == "old" else 1 - WIDE
        about = {"color": colors.get(code, theme.BASE), "name": labels[code], "customers": customers}
        rows.append(_row("value", left, top, bottom, x2=left + WIDE, **about))
        place = 2 * WIDE if side == "old" else 1 - 2 * WIDE
        words = f"{labels[code]}  {formats.count(customers)}"
        rows.append(_row(f"words_{side}", place, (top + bottom) / 2, words=words, **about))
    return rows


def _head(side: str, words: str) -> dict[str, Any]:
    return _row(f"words_{side}", 0.0 if side == "old" else 1.0, -GAP, words=words)


def _row(part: str, x: float, y: float, y2: float | None = None, **more: Any) -> dict[str, Any]:
    return {**dict.fromkeys(_SCHEMA), "part": part, "x": x, "y": y, "y2": y2, **more}


def _spec() -> dict[str, Any]:
    """Return the picture: bands, then the bars of the values, then their names over both."""

    def place(name: str, domain: list[float]) -> dict[str, Any]:
        return {"field": name, "type": "quantitative", "axis": None, "scale": {"domain": domain, "nice": False}}

    x, y = place("x", [0, 1]), place("y", [1, -GAP - 0.02])
    color = {"field": "color", "type": "nominal", "scale": None}
    tip = [
        {"field": "name", "type": "nominal", "title": t("value")},
        {"field": "customers", "type": "quantitative", "title": t("count"), "format": ","},
    ]
    # On a dark ground names are light, and the bands they stand on must not be.
    faint = 0.35 if theme.kind() == "dark" else 0.5
    shapes = {"y": y, "y2": {"field": "y2"}, "color": color, "tooltip": tip}
    layers = [
        {"mark": {"type": "area", "opacity": faint}, "encoding": {"x": x, "detail": {"field": "flow"}, **shapes},
         "transform": [{"filter": "datum.part == 'flow'"}]},
        {"mark": {"type": "rect"}, "encoding": {"x": x, "x2": {"field": "x2"}, **shapes},
         "transform": [{"filter": "datum.part == 'value'"}]},
    ]  # fmt: skip
    for side, align in (("old", "left"), ("new", "right")):
        layers.append(
            {"mark": {"type": "text", "align": align, "color": theme.INK, "fontSize": 12, "limit": 260},
             "encoding": {"x": x, "y": y, "text": {"field": "words", "type": "nominal"}},
             "transform": [{"filter": f"datum.part == 'words_{side}'"}]}
        )  # fmt: skip
    return {"layer": layers}
