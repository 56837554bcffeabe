"""What to raise with the customer, above everything else: what to say, what to do, and why."""

import html
from collections.abc import Collection

import streamlit as st

from app.shared import formats, frame
from app.shared.labels import value_label
from app.shared.words import in_language, listed, t
from tagrid.portrait import TalkingPoint, point_texts, talking_points

UNUSUAL = 0.25  # a value that more of its kind have is no news

_TITLES = ("points_none", "points_one", "points_two", "points_three")

_TONES = {"bad": "point_now", "attention": "point_raise", "good": "point_mention"}


def of(catalog, seen: dict, version, refused: Collection[str]) -> tuple[TalkingPoint, ...]:
    """Return the points of a portrait; ``version`` is that of its day, None where only the history has the day.

    ``refused`` are the uses of its data that the customer refused.
    """
    index = frame.index_of(version) if version else None
    return talking_points(seen, catalog, version=version, index=index, viewer=frame.viewer(), refused=refused)


def draw(catalog, points: tuple[TalkingPoint, ...]) -> None:
    """Draw the points as numbered cards; where there is nothing to raise, it states so."""
    if not point_texts().topics:  # the project says nothing of what to raise
        return
    title = html.escape(t(_TITLES[min(len(points), len(_TITLES) - 1)]))
    items = "".join(_item(catalog.tags[one.tag], one) for one in points)
    cards = (
        f"<ol class='tg-points'>{items}</ol>" if items else f"<p class='tg-quiet'>{html.escape(t('points_calm'))}</p>"
    )
    st.html(f"<h2 class='tg-title tg-points-title'>{title}</h2>{cards}")


def _item(tag, one: TalkingPoint) -> str:
    why = listed(_reasons(one), zh="；", en="; ")
    return (
        f"<li class='{one.tone}'><div class='head'><b title='{html.escape(in_language(tag.definition), quote=True)}'>"
        f"{html.escape(in_language(tag.label))}{t('colon')}{html.escape(value_label(tag, one.value))}</b>"
        f"<i>{html.escape(t(_TONES[one.tone]))}</i></div>"
        f"<p class='say'>{html.escape(t('point_say', text=in_language(one.say)))}</p>"
        f"<p class='do'><span>{html.escape(t('point_do'))}</span>{html.escape(in_language(one.do))}</p>"
        + (f"<p class='why'><span>{html.escape(t('point_why'))}</span>{html.escape(why)}</p>" if why else "")
        + "</li>"
    )


def _reasons(one: TalkingPoint) -> list[str]:
    """Return why a point is raised: the numbers behind it, how few have the value, and since when."""
    numbers = [f"{in_language(number.label)}{t('colon')}{in_language(number.text)}" for number in one.numbers]
    few = one.share is not None and one.share <= UNUSUAL
    unusual = [t("point_share", share=_share(one.share), n=formats.count(one.peers))] if few else []
    return [*numbers, *unusual, *([t("point_since", day=one.since)] if one.since else [])]


def _share(share: float) -> str:
    return "<1%" if share < 0.01 else f"{share:.0%}"
