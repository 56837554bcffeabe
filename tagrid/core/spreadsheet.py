"""Texts in a CSV file that a spreadsheet may open: shown, and never run as a formula."""

import re

# What a spreadsheet takes for the start of a formula, typed full-width too.
FORMULA = re.compile(r"^[\s]*[=+\-@＝＋－＠\t\r]")

# A telephone number or a number with its sign: nothing in it can be run, so it stays as it is.
SIGNED_DIGITS = re.compile(r"^[+\-][0-9]+([.][0-9]+)?$")


def escape_formula(text: str) -> str:
    """Return `text` so that a spreadsheet opening a CSV shows it and runs nothing."""
    return f"'{text}" if FORMULA.match(text) and not is_signed_digits(text) else text


def is_signed_digits(text: str) -> bool:
    """Return whether `text` is a sign and digits alone, such as the telephone number ``+8613800138000``."""
    return SIGNED_DIGITS.fullmatch(text) is not None
