"""Customers flowing from their old value of a tag to their new one, both sides in the order of the values."""

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from app import theme


def draw(table: pl.DataFrame, colors: dict[str, str], before: str, after: str) -> None:
    """Draw customers flowing from their old value to their new one.

    ``table`` holds ``old``, ``new`` (codes in the order of ``colors``), ``old_label``, ``new_label``, ``customers``;
    ``before`` and ``after`` head the two sides.
    """
    left, right = (_in_order(table[side].to_list(), colors) for side in ("old", "new"))
    labels = {side: dict(zip(table[side], table[f"{side}_label"], strict=True)) for side in ("old", "new")}
    link = {
        "source": [left.index(code) for code in table["old"]],
        "target": [len(left) + right.index(code) for code in table["new"]],
        "value": table["customers"].to_list(),
        "color": [_faded(colors.get(code, theme.BASE)) for code in table["old"]],
        "hovertemplate": "%{source.label} → %{target.label}<br>%{value:,.0f}<extra></extra>",
    }
    node = {
        "label": [labels["old"][c] for c in left] + [labels["new"][c] for c in right],
        "color": [colors.get(code, theme.BASE) for code in [*left, *right]],
        "x": [0.001] * len(left) + [0.999] * len(right),
        "y": [*_middles(table, "old", left), *_middles(table, "new", right)],
        "thickness": 14,
        "pad": 14,
        "line": {"width": 0.5, "color": theme.MUTED},
        "hovertemplate": "%{label}<br>%{value:,.0f}<extra></extra>",
    }
    figure = go.Figure(go.Sankey(node=node, link=link, arrangement="fixed", domain={"y": [0, 1]}, valueformat=",.0f"))
    for x, anchor, text in ((0, "left", before), (1, "right", after)):
        figure.add_annotation(x=x, y=1.0, yshift=8, yanchor="bottom", xanchor=anchor, text=text, showarrow=False)
    height = 120 + 34 * max(len(left), len(right))
    figure = theme.plain(figure, height).update_layout(margin_b=12)  # half a name below the last value
    st.plotly_chart(figure, config={"displayModeBar": False}, key="flows")


def _in_order(codes: list[str], colors: dict[str, str]) -> list[str]:
    """Return each code once: those with a colour in that order, then the others as they come."""
    return list(dict.fromkeys([*(code for code in colors if code in codes), *codes]))


def _middles(table: pl.DataFrame, side: str, codes: list[str]) -> list[float]:
    """Return how far down each value stands, so that both sides keep the order of the values."""
    gap = 0.06
    counts = [int(table.filter(pl.col(side) == code)["customers"].sum()) for code in codes]
    sizes = [count / max(sum(counts), 1) for count in counts]
    room = 1 - gap * (len(codes) - 1)
    tops = [room * sum(sizes[:n]) + gap * n for n in range(len(codes))]
    return [min(max(top + room * size / 2, 0.001), 0.999) for top, size in zip(tops, sizes, strict=True)]


def _faded(color: str) -> str:
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    # On a dark ground names are light, and the flows they stand on must not be.
    return f"rgba({red},{green},{blue},{0.35 if theme.kind() == 'dark' else 0.6})"
