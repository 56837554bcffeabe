"""Numbers and times as the reader expects them: separators, units, 万 in Chinese, the reader's time zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from app.shared.words import language


def count(number: int) -> str:
    """Return a count with thousands separators."""
    return f"{number:,}"


def timestamp(at: datetime) -> str:
    """Return a UTC time in the reader's zone, to the minute."""
    try:
        zone = ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):  # a browser may send anything
        zone = UTC
    return f"{at.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d %H:%M}"


def difference(now: int, before: int) -> str:
    """Return how a count differs from what it was, with its sign: ``+12``, ``−3``, ``±0``."""
    sign = "+" if now > before else "−" if now < before else "±"
    return f"{sign}{abs(now - before):,}"


def share(part: float, whole: float = 1.0, digits: int = 1) -> str:
    """Return ``part / whole`` as a percentage; a dash when there is nothing to divide by."""
    return f"{part / whole:.{digits}%}" if whole else "–"


def kwh(energy: float | None) -> str:
    """Return an energy in kWh, in 万 kWh for Chinese readers from 100,000 on."""
    if energy is None:
        return "–"
    if language() == "zh" and energy >= 100_000:
        return f"{energy / 10_000:,.1f} 万 kWh"
    return f"{energy:,.0f} kWh"


def points(difference: float) -> str:
    """Return a difference of shares in percentage points; ``<0.1`` where it is there but rounds to nothing."""
    text = f"{100 * difference:.1f}"
    return "<0.1" if difference and float(text) == 0 else text
