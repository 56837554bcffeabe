"""Saves, renames and deletes segments, never over what somebody else has done meanwhile."""

import getpass
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tagrid.catalog import Catalog
from tagrid.errors import BadInput
from tagrid.home import Home
from tagrid.segments.features import Features
from tagrid.segments.keep.carried import ALERT_SHARE
from tagrid.segments.keep.read import Kept, expressions, find, found, heads, kept_session, referred, users
from tagrid.segments.keep.tables import Revision, Segment, now
from tagrid.segments.parse import read
from tagrid.segments.scope import Scope
from tagrid.segments.text import to_text
from tagrid.segments.tokens import tokens

MOST_NAME, MOST_WORDS = 80, 500
_WORDS = {"owner": "负责人", "purpose": "用途", "folder": "文件夹"}


class Overtaken(BadInput):
    """Somebody else saved the segment since it was read; ``current`` is what it is now."""

    def __init__(self, current: Kept, based_on: int) -> None:
        super().__init__(
            f"'{current.name}' was saved by {current.saved_by} on {current.saved_at:%Y-%m-%d %H:%M} UTC (revision "
            f"{current.revision}) since you read revision {based_on}: {current.expression}. Read it again, or save "
            "yours under another name.",
            f"您读取“{current.name}”第 {based_on} 版之后，{current.saved_by} 于 "
            f"{current.saved_at:%Y-%m-%d %H:%M}（UTC）保存了第 {current.revision} 版："
            f"{current.expression}。请重新读取，或换一个名称保存。",
        )
        self.current = current


def whoever(by: str | None = None) -> str:
    """Return `by`, or the user of this machine."""
    try:
        return by or getpass.getuser()
    except (KeyError, OSError):  # a container without a user of that number
        return "unknown"


@dataclass(frozen=True)
class Draft:
    """A rule about to be saved, as it will be read: its canonical expression, subject and catalog."""

    expression: str
    subject: str
    catalog_version: str


def draft(home: Home, name: str, expression: str, catalog: Catalog, features: Features | None = None) -> Draft:
    """Read `expression` as it will be once saved as `name`; raises BadInput where it cannot be, or leads to itself."""
    scope = Scope(catalog, {**expressions(home), name: expression}, features)
    rule = read(expression, scope)
    subject = scope.subject_of(rule) or next(tag.subject for tag in catalog.tags.values())
    return Draft(to_text(rule), subject, catalog.version)


def create(home: Home, name: str, made: Draft, by: str | None = None, **about) -> Kept:
    """Save a rule under a new name; `about` may have owner, purpose, folder, alert_share.

    Raises BadInput for a name that is taken or unfit, and for an expression that cannot be read.
    """
    check_name(name)
    with kept_session(home) as opened:
        if any(one.name == name for one in heads(opened)):
            raise BadInput(
                f"There is a segment '{name}' already; choose another name, or --replace it.",
                f"已有客群“{name}”，请换一个名称，或用 --replace 替换。",
            )
        segment = Segment(
            **{"name": name, "owner": whoever(by), "purpose": "", "folder": "", "alert_share": ALERT_SHARE}
        )
        _describe(segment, about)
        try:
            opened.add(segment)
            opened.flush()
        except IntegrityError:
            raise BadInput(
                f"Somebody saved a segment '{name}' at this moment; choose another name.",
                f"刚刚有人保存了同名客群“{name}”，请换一个名称。",
            ) from None
        _add(opened, segment.id, 1, made, by)
    return find(home, name)


def revise(home: Home, name: str, made: Draft, based_on: int | None = None, by: str | None = None, **about) -> Kept:
    """Give a segment a further rule, and other owner, purpose, folder or alert_share where `about` has them.

    `based_on` is the revision the writer has read; Overtaken (who, when, what) where it is not the last any more.
    Saving the rule it has adds no revision.
    """
    with kept_session(home) as opened:
        last = found(opened, name)
        if based_on is not None and based_on != last.revision:
            raise Overtaken(last, based_on)
        _describe(opened.get_one(Segment, last.id), about)
        try:
            if made.expression != last.expression:
                _add(opened, last.id, last.revision + 1, made, by)
        except IntegrityError:  # the number is taken: somebody was quicker
            opened.rollback()
            raise Overtaken(find(home, last.name), last.revision) from None
    return find(home, name)


def rename(home: Home, name: str, new: str, by: str | None = None) -> Kept:
    """Give a segment another name; expressions that use it follow, each in a revision of its own."""
    check_name(new)
    with kept_session(home) as opened:
        segment = opened.get_one(Segment, found(opened, name).id)
        if any(one.name == new for one in heads(opened)):
            raise BadInput(
                f"There is a segment '{new}' already; choose another name.", f"已有客群“{new}”，请换一个名称。"
            )
        for other in heads(opened):
            if name in referred(other.expression):
                made = Draft(_renamed(other.expression, name, new), other.subject, other.catalog_version)
                _add(opened, other.id, other.revision + 1, made, by)
        segment.name = new
    return find(home, new)


def delete(home: Home, name: str, by: str | None = None) -> None:
    """Delete a segment; its revisions and sizes stay. Raises BadInput naming the segments that use it."""
    with kept_session(home) as opened:
        segment = opened.get_one(Segment, found(opened, name).id)
        if using := users({one.name: one.expression for one in heads(opened)}, name):
            raise BadInput(
                f"'{name}' is used by {', '.join(repr(one) for one in using)}; change or delete those first.",
                f"“{name}”被{'、'.join(f'“{one}”' for one in using)}引用，请先修改或删除它们。",
            )
        segment.deleted_name, segment.deleted_at, segment.deleted_by = name, now(), whoever(by)
        segment.name = segment.schedule = None


def set_schedule(home: Home, name: str, schedule: dict | None) -> Kept:
    """Set what is exported of a segment after every refresh; None ends it."""
    with kept_session(home) as opened:
        opened.get_one(Segment, found(opened, name).id).schedule = schedule
    return find(home, name)


def _add(opened: Session, segment_id: int, number: int, made: Draft, by: str | None) -> None:
    opened.add(Revision(segment_id=segment_id, number=number, saved_by=whoever(by), **vars(made)))
    opened.flush()


def _describe(segment: Segment, about: dict) -> None:
    for key, text in about.items():
        if text is None:
            continue
        if key == "alert_share" and not 0 < text <= 10:
            raise BadInput(
                f"An alert share is above 0 and at most 10 (0.2 is a fifth), not {text}.",
                f"提醒比例应大于 0 且不超过 10（0.2 即 20%），不能是 {text}。",
            )
        if key != "alert_share" and (len(text) > MOST_WORDS or not all(c.isprintable() for c in text)):
            raise BadInput(
                f"A segment's {key} has at most {MOST_WORDS} printable characters.",
                f"客群的{_WORDS[key]}最长 {MOST_WORDS} 个可显示字符。",
            )
        setattr(segment, key, text)


def _renamed(expression: str, name: str, new: str) -> str:
    """Return the expression with one saved segment's name replaced, the rest as it stands."""
    from tagrid.segments.text import quoted

    found_tokens, text = tokens(expression), expression
    for at in range(len(found_tokens) - 4, -1, -1):
        word, bracket, old, close = found_tokens[at : at + 4]
        if (word.kind, bracket.kind, old.text) == ("segment", "(", name):
            text = text[: bracket.position] + quoted(new) + text[close.position - 1 :]
    return text


def check_name(name: str) -> None:
    """Raise BadInput for a name no segment can have."""
    if not name.strip() or name != name.strip() or len(name) > MOST_NAME or not name.isprintable():
        raise BadInput(
            f"A segment's name has 1 to {MOST_NAME} printable characters, none of them a space at its ends.",
            f"客群名称应为 1 至 {MOST_NAME} 个可显示字符，首尾不能有空格。",
        )
