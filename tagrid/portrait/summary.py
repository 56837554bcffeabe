"""The summary of a customer: the few tags that need attention now, and the saved segments the customer is in."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tagrid.catalog import HIDDEN, UNKNOWN, NonEmptyStr, Strict, Viewer
from tagrid.core.errors import BadInput
from tagrid.core.project_content import read_content
from tagrid.segments import Rule, SavedSegment, Workspace, is_disclosure_limited

FILE = "app/highlights.yml"

_NOT_SHOWN = (UNKNOWN, HIDDEN)


class Highlights(Strict):
    """The project's choice of tags: ``attention`` with the values that somebody should act on, the gravest first."""

    always: tuple[NonEmptyStr, ...]
    attention: dict[NonEmptyStr, tuple[NonEmptyStr, ...]]
    otherwise: tuple[NonEmptyStr, ...]
    explained_first: tuple[NonEmptyStr, ...]


_NONE = Highlights(always=(), attention={}, otherwise=(), explained_first=())


@dataclass(frozen=True)
class Memberships:
    """``segments`` are those the customer is in, with their rules.

    ``considered`` counts the segments of its kind of customer, ``unreadable`` names those that the catalog cannot read
    any more, ``hidden`` counts those that rest on restricted tags, of which nothing is shown.
    """

    segments: tuple[tuple[SavedSegment, Rule], ...]
    considered: int
    unreadable: tuple[str, ...]
    hidden: int


def chosen_highlights(project: Path | None = None) -> Highlights:
    """Return the highlights of the project, by its file ``app/highlights.yml``; no tags where there is none.

    ``BadInput`` names the line and the field that is wrong.
    """
    return read_content(FILE, Highlights, project) or _NONE


def highlights(tags: list[dict], most: int, chosen: Highlights | None = None) -> list[dict]:
    """Return at most ``most`` rows of a portrait's tags: those always shown, those to act on, then the others."""
    chosen = chosen or chosen_highlights()
    held = {row["tag"]: row for row in tags if row["value"] not in _NOT_SHOWN}
    urgent = [name for name, values in chosen.attention.items() if name in held and held[name]["value"] in values]
    return [held[name] for name in dict.fromkeys([*chosen.always, *urgent, *chosen.otherwise]) if name in held][:most]


def memberships(
    workspace: Workspace, segments: Iterable[SavedSegment], customer_id: str, *, viewer: Viewer
) -> Memberships:
    """Return the saved segments whose rule a customer meets in the workspace's version, as ``viewer`` may see them.

    Raises BadInput for an unknown customer.
    """
    (_, number), index = workspace.customer(customer_id), workspace.index
    found, unreadable, considered, hidden = [], [], 0, 0
    for one in segments:
        try:
            rule = workspace.parse(one.expression)
            base, mask = index.base(index.subject(rule)), index.mask(rule)
        except BadInput:
            unreadable.append(one.name)
            continue
        if not _bit(base, number):
            continue
        if is_disclosure_limited(workspace.catalog, viewer, rule):
            hidden += 1
            continue
        considered += 1
        if _bit(mask, number):
            found.append((one, rule))
    return Memberships(tuple(found), considered, tuple(unreadable), hidden)


def _bit(mask, number: int) -> bool:
    return bool(int(mask[number // 64]) >> number % 64 & 1)
