"""What to raise with a customer: at most three points, worked out from its tags by the project's content.

A point counts the more the graver it is, the fewer customers of the same kind have the value, and where it changed
lately. The content is ``app/talking_points.yml``; the app, the command line and programs show the same points.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from tagrid.catalog import HIDDEN, UNKNOWN, Catalog, NonEmptyStr, Strict, Viewer
from tagrid.core.project_content import read_content
from tagrid.core.text import Text
from tagrid.portrait.why import RuleInput, Why, why
from tagrid.segments import SMALLEST_GROUP, SegmentIndex, TagCondition

FILE = "app/talking_points.yml"

MOST = 3

# How much being the only one of its kind, and having changed lately, add to the importance of a point.
UNUSUAL, CHANGED = 0.5, 0.25

MOST_NUMBERS = 2

_NOT_KNOWN = (UNKNOWN, HIDDEN)

Values = Annotated[tuple[NonEmptyStr, ...], Field(min_length=1)]


class PointText(Strict):
    """What is raised where ``tag`` has one of ``values`` and each tag of ``when`` one of its own."""

    tag: NonEmptyStr
    values: Values
    when: Annotated[dict[NonEmptyStr, Values], Field(default_factory=dict)]
    importance: Annotated[int, Field(ge=1, le=100)]
    tone: Literal["bad", "attention", "good"]
    marketing: bool = False
    say: Text
    do: Text

    def applies(self, values: dict[str, str]) -> bool:
        """Return whether a customer with ``values``, by tag, meets the conditions."""
        return values.get(self.tag) in self.values and _meets(values, self.when)


class PointTexts(Strict):
    """The project's points by topic; of a topic a customer has one at most."""

    recent_days: Annotated[int, Field(ge=1)]
    kind: tuple[NonEmptyStr, ...]
    no_marketing: dict[NonEmptyStr, Values]
    topics: dict[NonEmptyStr, Annotated[tuple[PointText, ...], Field(min_length=1)]]


_NONE = PointTexts(recent_days=1, kind=(), no_marketing={}, topics={})


@dataclass(frozen=True)
class TalkingPoint:
    """One thing to raise: ``say`` is for the customer, ``do`` for whoever calls.

    ``share`` of the ``peers`` customers of its kind have the value (None: not known, or too few of its kind), ``since``
    is the day of the change where it was lately, ``numbers`` are those that decided the value.
    """

    tag: str
    value: str
    tone: str
    say: Text
    do: Text
    share: float | None = None
    peers: int = 0
    since: date | None = None
    numbers: tuple[RuleInput, ...] = ()


def point_texts(project: Path | None = None) -> PointTexts:
    """Return the points of the project by its ``app/talking_points.yml``; none where there is no such file.

    ``BadInput`` names the line and the field that is wrong.
    """
    return read_content(FILE, PointTexts, project) or _NONE


def talking_points(
    seen: dict,
    catalog: Catalog,
    *,
    version=None,
    index: SegmentIndex | None = None,
    viewer: Viewer,
    refused: Collection[str] = (),
    texts: PointTexts | None = None,
) -> tuple[TalkingPoint, ...]:
    """Return what to raise with the customer of a portrait, the most pressing first.

    ``seen`` is a portrait as ``viewer`` may see it: what is hidden there raises nothing. ``index`` gives how usual a
    value is, ``version`` the numbers behind it; without them, as on a day of the history, points come without.
    ``refused`` are the uses of its data that the customer refused.
    """
    texts = texts or point_texts()
    rows = {row["tag"]: row for row in seen["tags"] if row["value"] not in _NOT_KNOWN}
    values = {name: row["value"] for name, row in rows.items()}
    may_offer = "marketing" not in refused and not any(
        values.get(tag) in codes for tag, codes in texts.no_marketing.items()
    )
    peers = _Peers(index, texts.kind, values)
    recent = seen["as_of"] - timedelta(days=texts.recent_days)
    best = []
    for points in texts.topics.values():
        found = [
            _weighed(one, rows[one.tag], peers, recent)
            for one in points
            if one.applies(values) and (may_offer or not one.marketing)
        ]
        if found:
            best.append(max(found, key=lambda pair: pair[0]))
    best.sort(key=lambda pair: pair[0], reverse=True)
    if any(point.tone == "bad" for _, point in best):  # nobody thanks, or sells, in the same breath
        best = [pair for pair in best if pair[1].tone != "good"]
    shown = tuple(point for _, point in best[:MOST])
    return shown if version is None else _with_numbers(version, catalog, shown, seen["customer"]["customer_id"], viewer)


def _meets(values: dict[str, str], wanted: dict[str, tuple[str, ...]]) -> bool:
    return all(values.get(tag) in codes for tag, codes in wanted.items())


def _weighed(text: PointText, row: dict, peers: "_Peers", recent: date) -> tuple[float, TalkingPoint]:
    """Return the weight of a point and the point."""
    share = peers.share(text.tag, row["value"])
    since = row["since"] if row["since"] and row["since"] > recent else None
    weight = text.importance * (1 + UNUSUAL * (1 - share if share is not None else 0)) * (1 + CHANGED * bool(since))
    point = TalkingPoint(text.tag, row["value"], text.tone, text.say, text.do, share, peers.count, since)
    return weight, point


class _Peers:
    """The customers of the same kind in the index, and the share of them that has a value."""

    def __init__(self, index: SegmentIndex | None, kind: Iterable[str], values: dict[str, str]) -> None:
        self._index, self._mask, self.count = index, None, 0
        tag = next((one for one in kind if one in values and index and one in index.tags), None)
        if index is not None and tag is not None:
            self._mask = index.mask(TagCondition(tag, (values[tag],)))
            self.count = index.population(self._mask)

    def share(self, tag: str, value: str) -> float | None:
        """Return the share of the kind that has the value; None where too few are alike."""
        if self._index is None or self._mask is None or self.count < SMALLEST_GROUP or tag not in self._index.tags:
            return None
        return self._index.facet(tag, self._mask).get(value, 0) / self.count


def _with_numbers(
    version, catalog: Catalog, points: tuple[TalkingPoint, ...], customer_id: str, viewer: Viewer
) -> tuple[TalkingPoint, ...]:
    with version.connect() as con:
        found = [why(con, catalog, catalog.tags[one.tag], customer_id, viewer=viewer) for one in points]
    return tuple(
        replace(point, numbers=_deciding(reason, catalog) if reason and reason.value == point.value else ())
        for point, reason in zip(points, found, strict=True)
    )


def _deciding(reason: Why, catalog: Catalog) -> tuple[RuleInput, ...]:
    """Return the numbers that the branch that applies reads, the first few of those that say more than the value."""
    applied = next((step.sql for step in reason.steps if step.applies), "")
    value = catalog.tags[reason.tag].value_label(reason.value).as_dict()
    known = [one for one in reason.decisive if one.value is not None and one.text != value]
    named = [one for one in known if one.name in applied]
    return tuple((named or known)[:MOST_NUMBERS])
