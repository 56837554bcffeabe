"""Customers by name: a page of rows at a time, each of which opens a portrait, and never a file.

Names and account numbers leave by the export alone, which asks for the purpose, leaves out who refused and is on
record. So they are no grid, which the reader could search, copy or save as a whole.
"""

import html
from collections.abc import Callable, Mapping

import streamlit as st

from app.shared import formats, frame, links
from app.shared.words import escape_markdown, t

PAGE = 20  # rows

_EMPTY = "–"


def people_table(
    key: str,
    total: int,
    read: Callable[[int, int], list[dict]],
    scope: object = None,
    more: Mapping[str, str] | None = None,
    link: str | None = None,
) -> None:
    """Draw one page of ``total`` customers.

    ``read(offset, limit)`` returns their header facts; ``more`` are further fields of them by their heads. Customers of
    another ``scope`` begin at the first page. ``link`` is the key of the link that holds the page, where it has one.
    """
    at = _page(key, total, scope, link)
    rows = read(at * PAGE, PAGE)
    _turn(key, at, total, link, len(rows))
    extra = more or {}
    heads = [t("customer_id"), t("name"), t("district"), t("annual_kwh"), *extra]
    with st.container(key=f"people_{key}"):
        st.html(
            f"<div class='tg-people n{len(extra)}'>{''.join(f'<span>{html.escape(one)}</span>' for one in heads)}</div>"
        )
        for row in rows:
            links.page_link("portrait", _label(row, extra), id=row["customer_id"])


def _label(row: dict, extra: Mapping[str, str]) -> str:
    """Return a row as the label of its link: each cell a part of its own, which the style sheet puts in columns."""
    used = row["annual_kwh"]
    cells = [row["customer_id"], row["customer_name"], row["district"], None if used is None else f"{round(used):,}"]
    cells += [row[field] for field in extra.values()]
    return " ".join(f":small[{escape_markdown(str(cell)) if cell not in (None, '') else _EMPTY}]" for cell in cells)


def _page(key: str, total: int, scope: object, link: str | None) -> int:
    """Return the page to draw, from 0."""
    held, state = st.session_state.get(f"people_at_{key}"), f"people_at_{key}"
    last = max(total - 1, 0) // PAGE
    if held is None or (link and frame.link_changed(link)):
        wanted = frame.link_value(link) if link else None
        at = int(wanted) - 1 if wanted and wanted.isascii() and wanted.isdigit() and len(wanted) < 8 else 0
    else:
        at = held[1] if held[0] == scope else 0
    at = min(max(at, 0), last)
    st.session_state[state] = (scope, at)
    if link:
        frame.write_link(**{link: str(at + 1) if at else None})
    return at


def _turn(key: str, at: int, total: int, link: str | None, shown: int) -> None:
    """Draw which customers of how many are shown, and the buttons to the page before and after."""

    def go(step: int) -> None:
        scope, now = st.session_state[f"people_at_{key}"]
        st.session_state[f"people_at_{key}"] = (scope, now + step)
        if link:
            frame.write_link(**{link: str(now + step + 1) if now + step else None})

    with st.container(horizontal=True, vertical_alignment="center", key=f"people_turn_{key}"):
        first, n = at * PAGE + 1, formats.count(total)
        st.caption(t("people_range", first=formats.count(first), last=formats.count(first + shown - 1), n=n))
        if total > PAGE:
            _step(f"people_back_{key}", "page_before", ":material/chevron_left:", at == 0, lambda: go(-1))
            _step(
                f"people_forth_{key}", "page_after", ":material/chevron_right:", (at + 1) * PAGE >= total, lambda: go(1)
            )


def _step(key: str, word: str, icon: str, is_end: bool, act: Callable[[], None]) -> None:
    st.button(t(word), key=key, icon=icon, disabled=is_end, on_click=act, type="tertiary")
