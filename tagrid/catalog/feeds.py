"""What a tag's readers are to know when a source it rests on has stopped: its values are old, held, or unknown."""

from collections.abc import Collection, Mapping

from tagrid.catalog.model import Tag
from tagrid.core.text import Text
from tagrid.landing import FeedState, describe_feeds


def stopped_sources(tag: Tag, stopped: Mapping[str, FeedState]) -> list[FeedState]:
    """Return the stopped source tables that a tag is computed from."""
    return [stopped[address] for address in tag.source_tables if address in stopped]


def feed_note(tag: Tag, stopped: Mapping[str, FeedState], is_held: bool = False) -> Text | None:
    """Return what to say of a tag whose sources have stopped, None where all of them still come."""
    feeds = stopped_sources(tag, stopped)
    if not feeds:
        return None
    if is_held:
        effect = Text(
            zh="取值按更新周期保持不变，并不表示情况没有变化。",
            en="Its values are held until their period ends; that they stay does not say that nothing changed.",
        )
    else:
        effect = Text(
            zh="取值依据中断前的数据，取值为“未知”也可能由此而来。",
            en="Its values rest on what came before, and an unknown value may come of it.",
        )
    return describe_feeds(feeds) + Text(zh="。", en=". ") + effect


def feed_notes(tags: Mapping[str, Tag], stopped: Mapping[str, FeedState], held: Collection[str]) -> dict[str, Text]:
    """Return the note of every tag that has a stopped source, by the tag's name."""
    notes = {name: feed_note(tag, stopped, name in held) for name, tag in tags.items()} if stopped else {}
    return {name: note for name, note in notes.items() if note}
