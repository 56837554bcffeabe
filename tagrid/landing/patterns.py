"""Regular expressions of mapping files in the syntax of RE2, which reads a text once whatever the expression is.

A backtracking engine can take hours over thirty letters. RE2 has no look-around and no back-references, and its ``\\d``
and ``\\w`` are those of ASCII; ``\\p{Han}`` is a Chinese letter.
"""

from collections.abc import Iterator

import pyarrow as pa

from tagrid.landing.cells import pc

# The name that the one group of an expression is given.
_GROUP = "part"


def fault(pattern: str) -> str | None:
    """Return what is wrong with a regular expression, none when it can be used."""
    try:
        pc.match_substring_regex(pa.array([""]), pattern)
    except pa.ArrowInvalid as error:
        return str(error).removeprefix("Invalid regular expression: ")
    return None


def searched(pattern: str, texts: list[str]) -> list[bool]:
    """Return in which texts the expression is found somewhere."""
    return pc.match_substring_regex(pa.array(texts, pa.string()), pattern).to_pylist()


def begun(pattern: str, texts: list[str]) -> list[bool]:
    """Return which texts begin with what the expression means."""
    return searched(f"^(?:{pattern})", texts)


def extracted(pattern: str, texts: pa.Array) -> pa.Array:
    """Return what the one group of the expression holds in each text, null where it is not found."""
    found = pc.extract_regex(texts, _named(pattern))
    part = pc.struct_field(found, 0)
    return pc.if_else(pc.is_valid(found), part, pa.scalar(None, pa.string()))


def groups(pattern: str) -> int:
    """Return how many groups an expression has whose text is taken."""
    return len(list(_openings(pattern)))


def _named(pattern: str) -> str:
    """The expression with its one group named, as Arrow wants it."""
    at = next(_openings(pattern))
    return pattern if pattern[at + 1] == "?" else f"{pattern[:at]}(?P<{_GROUP}>{pattern[at + 1 :]}"


def _openings(pattern: str) -> Iterator[int]:
    """Yield where the groups of an expression begin whose text is taken."""
    at, in_class = 0, False
    while at < len(pattern):
        letter = pattern[at]
        if letter == "\\":
            at += 1
        elif in_class:
            in_class = letter != "]" or pattern[at - 1] == "[" or pattern[at - 2 : at] == "[^"
        elif letter == "[":
            in_class = True
        elif letter == "(" and (pattern[at + 1 : at + 2] != "?" or pattern[at + 1 : at + 3] in ("?P", "?<")):
            yield at
        at += 1
