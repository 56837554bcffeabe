"""Versions of the catalog: MAJOR.MINOR.PATCH, and how far a change must move it (semver.org, applied to meaning).

Who reads a tag by its name and value codes is what a program is to an interface: *major* may break a saved
segment or change whom it means, *minor* adds or announces, *patch* changes words only.
"""

import re
from typing import Literal, get_args

from tagrid.errors import BadInput

Bump = Literal["patch", "minor", "major"]
# From the smallest to the greatest.
BUMPS: tuple[Bump, ...] = get_args(Bump)
Number = tuple[int, int, int]
_FORM = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})")


def number(version: str) -> Number:
    """Return a version as numbers that compare; ``BadInput`` for any other text."""
    found = _FORM.fullmatch(version)
    if not found:
        raise BadInput(
            f"{version!r} is no version of the catalog; write MAJOR.MINOR.PATCH, such as 1.2.0.",
            f"“{version}”不是目录版本号；请写 主.次.修订 三段，如 1.2.0。",
        )
    return int(found[1]), int(found[2]), int(found[3])


def is_version(text: str) -> bool:
    """Tell whether ``text`` is MAJOR.MINOR.PATCH without leading zeros."""
    return _FORM.fullmatch(text) is not None


def greatest(bumps: list[Bump]) -> Bump | None:
    """Return the greatest of some bumps, which is what all of them together need; None for none."""
    return max(bumps, key=BUMPS.index, default=None)


def least(newest: str, bump: Bump) -> str:
    """Return the smallest version after ``newest`` that tells of a change of that size."""
    major, minor, patch = number(newest)
    after = {"major": (major + 1, 0, 0), "minor": (major, minor + 1, 0), "patch": (major, minor, patch + 1)}
    return ".".join(map(str, after[bump]))


def step(newest: str, version: str) -> Bump:
    """Return the size of the step from ``newest`` up to ``version``."""
    before, after = number(newest), number(version)
    return "major" if after[0] > before[0] else "minor" if after[:2] > before[:2] else "patch"
