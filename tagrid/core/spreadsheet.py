"""Texts in a CSV file that a spreadsheet may open: shown, and never run as a formula."""

import re

# What a spreadsheet takes for the start of a formula, typed full-width too.
FORMULA = re.compile(r"^[\s]*[=+\-@＝＋－＠\t\r]")


def escape_formula(text: str) -> str:
    """Return `text` so that a spreadsheet opening a CSV shows it and runs nothing."""
    return f"'{text}" if FORMULA.match(text) else text
