"""Small HTML tables for reading: texts wrap, numbers are aligned to the right, and a missing value is a dash."""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import streamlit as st

SHORT = 26  # as wide as so many Latin letters; a column of nothing wider is not broken into lines

_DAY = re.compile(r"\d{4}-\d\d-\d\d")

_WIDE = "\u2e80"  # the first of the characters that take twice the width


class CodedValue(NamedTuple):
    """A name as a cell; its code shows on hover."""

    name: str
    code: str


def html_table(
    rows: Iterable[Mapping[str, Any]], height: int | None = None, helps: Mapping[str, str] | None = None
) -> None:
    """Draw rows under the names of their fields; above ``height`` (pixels) the table scrolls, its head stays.

    ``helps`` says more of some heads, such as the term of the trade: it shows on hover.
    """
    lines = list(rows)
    if not lines:
        return
    short = {name for name in lines[0] if all(_width(_cell_text(line[name])) <= SHORT for line in lines)}
    # A column of numbers has its head on the right, above the numbers.
    right = {name for name in lines[0] if all(_is_number(line[name]) or line[name] is None for line in lines)}
    hovers = {name: f" title='{html.escape(text, quote=True)}'" for name, text in (helps or {}).items()}
    head = "".join(
        f"<th{_class('n' if name in right else '')}{hovers.get(name, '')}>{html.escape(name)}</th>" for name in lines[0]
    )
    classes = {name: "n" if name in right else "s" if name in short else "" for name in lines[0]}
    body = "".join(f"<tr>{''.join(_cell(value, classes[name]) for name, value in line.items())}</tr>" for line in lines)
    limit = f" style='max-height:{height}px'" if height else ""
    # Whoever scrolls by the keyboard must be able to focus what scrolls.
    st.html(
        f"<div class='tg-table' tabindex='0'{limit}><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        "</div>"
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _class(name: str) -> str:
    return f" class='{name}'" if name else ""


def _cell(value: Any, kind: str) -> str:
    hover = f" title='{html.escape(value.code, quote=True)}'" if isinstance(value, CodedValue) else ""
    whole = _DAY.sub(r"<span class='tg-day'>\g<0></span>", html.escape(_cell_text(value)))
    return f"<td{_class(kind)}{hover}>{whole}</td>"


def _width(text: str) -> int:
    return sum(2 if one >= _WIDE else 1 for one in text)


def _cell_text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, CodedValue):
        return value.name
    if _is_number(value):
        return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
    return str(value)
