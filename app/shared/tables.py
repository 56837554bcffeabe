"""Tables: small ones in HTML for reading, where texts wrap and numbers stand on the right, and grids to choose in.

Neither is a file. A grid may not hold customers by their number: those are listed by `people.people_table`, a page at a
time, and leave by the export alone.
"""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import polars as pl
import streamlit as st

from app.shared.words import WORDS

SHORT = 26  # as wide as so many Latin letters; a column of nothing wider is not broken into lines

_DAY = re.compile(r"\d{4}-\d\d-\d\d")

_WIDE = "\u2e80"  # the first of the characters that take twice the width


# The heads of a column that tells customers apart.
_NUMBER_HEADS = {"customer_id", "account_id", "customer_no", WORDS["customer_id"].zh, WORDS["customer_id"].en}


def names_people(table: Any) -> bool:
    """Return whether a table, of polars or pandas, tells of more than one customer by their number."""
    return any(len(set(table[name])) > 1 for name in table.columns if name in _NUMBER_HEADS)


# Pixels of a row of a grid, of its head too, and of its frame.
_ROW, _FRAME = 35, 3


def grid(rows: Any, highest: int | None = None, **options: Any) -> Any:
    """Draw a table that sorts, scrolls and may be chosen in, with the options of ``st.dataframe``; returns its state.

    It is as high as its rows, ``highest`` pixels at most, or ten rows where none are given.
    ``rows`` are a table, a styled one of pandas, or a list of rows. Raises ValueError for a table of customers.
    """
    table = pl.DataFrame(rows, infer_schema_length=None) if isinstance(rows, list) else rows
    if names_people(getattr(table, "data", table)):
        raise ValueError("customers by their number are listed by people_table")
    if highest:
        options = {"height": min(_ROW * (len(getattr(table, "data", table)) + 1) + _FRAME, highest), **options}
    draw: Any = st.dataframe  # its overloads are by options that are handed on here
    return draw(table, **{"hide_index": True, "width": "stretch", "placeholder": "–", **options})


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
