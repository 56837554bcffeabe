"""Saves, renames and deletes segments, never over a change that somebody else made meanwhile."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from tagrid.catalog import Catalog, record
from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.state import utc_now
from tagrid.published import Features
from tagrid.segments.audit import acting_user
from tagrid.segments.language import Scope, parse, read_expression, tokenize
from tagrid.segments.rule import quote, tag_conditions, to_text
from tagrid.segments.saved import (
    ALERT_SHARE,
    Revision,
    SavedSegment,
    SegmentRow,
    get_segment,
    in_segments,
    referenced_segments,
    referencing_segments,
    saved_expressions,
    segment_in,
    segments_in,
)

MOST_NAME, MOST_DETAIL = 80, 500

_DETAIL_LABELS_ZH = {"owner": "负责人", "purpose": "用途", "folder": "文件夹"}


class NameTaken(BadInput):
    """A segment of the name exists."""


class ConflictingSave(BadInput):
    """Somebody else saved the segment since it was read; ``current`` is what it is now."""

    def __init__(self, current: SavedSegment, based_on: int) -> None:
        super().__init__(
            en=f"'{current.name}' was saved by {current.saved_by} on {current.saved_at:%Y-%m-%d %H:%M} UTC (revision "
            f"{current.revision}) since you read revision {based_on}: {current.expression}. Read it again, or save "
            "yours under another name.",
            zh=f"您读取“{current.name}”第 {based_on} 版之后，{current.saved_by} 于 "
            f"{current.saved_at:%Y-%m-%d %H:%M}（UTC）保存了第 {current.revision} 版："
            f"{current.expression}。请重新读取，或换一个名称保存。",
        )
        self.current = current


@dataclass(frozen=True)
class NewRevision:
    """A rule about to be saved, as it will be read: its canonical expression, subject and catalog."""

    expression: str
    subject: str
    catalog_version: str


def new_revision(
    home: Home, name: str, expression: str, catalog: Catalog, features: Features | None = None
) -> NewRevision:
    """Read `expression` as it will be once saved as `name`; raises BadInput where it cannot be, or leads to itself."""
    scope = Scope(catalog, features, saved={**saved_expressions(home), name: expression})
    rule = read_expression(expression, scope)
    subject = scope.subject_of(rule) or next(tag.subject for tag in catalog.tags.values())
    return NewRevision(to_text(rule), subject, catalog.version)


def create_segment(home: Home, name: str, made: NewRevision, by: str | None = None, **about) -> SavedSegment:
    """Save a rule under a new name; `about` may have owner, purpose, folder, alert_share.

    Raises BadInput for a name that is taken or not allowed, and for an expression that cannot be read.
    """
    check_name(name)

    def create(opened: Session) -> None:
        if any(one.name == name for one in segments_in(opened)):
            raise NameTaken(
                en=f"There is a segment '{name}' already; choose another name, or --replace it.",
                zh=f"已有客群“{name}”，请换一个名称，或用 --replace 替换。",
            )
        segment = SegmentRow(
            **{"name": name, "owner": acting_user(by), "purpose": "", "folder": "", "alert_share": ALERT_SHARE}
        )
        _set_details(segment, about)
        opened.add(segment)
        opened.flush()
        _add_revision(opened, segment.id, 1, made, by)

    in_segments(home, create)
    return get_segment(home, name)


def revise_segment(
    home: Home, name: str, made: NewRevision, based_on: int | None = None, by: str | None = None, **about
) -> SavedSegment:
    """Give a segment a further rule, and other owner, purpose, folder or alert_share where `about` has them.

    `based_on` is the revision the writer has read; raises ConflictingSave where it is not the last any more. Without it
    the rule follows on whatever was saved last. Saving the rule it has adds no revision.
    """

    def revise(opened: Session) -> None:
        last = segment_in(opened, name)
        if based_on is not None and based_on != last.revision:
            raise ConflictingSave(last, based_on)
        _set_details(opened.get_one(SegmentRow, last.id), about)
        if made.expression != last.expression:
            _add_revision(opened, last.id, last.revision + 1, made, by)

    in_segments(home, revise)
    return get_segment(home, name)


def rename_segment(home: Home, name: str, new: str, by: str | None = None) -> SavedSegment:
    """Give a segment another name; expressions that use it follow, each in a revision of its own."""
    check_name(new)

    def rename(opened: Session) -> None:
        segment = opened.get_one(SegmentRow, segment_in(opened, name).id)
        if any(one.name == new for one in segments_in(opened)):
            raise NameTaken(
                en=f"There is a segment '{new}' already; choose another name.", zh=f"已有客群“{new}”，请换一个名称。"
            )
        for other in segments_in(opened):
            if name in referenced_segments(other.expression):
                made = NewRevision(
                    _with_renamed_segment(other.expression, name, new), other.subject, other.catalog_version
                )
                _add_revision(opened, other.id, other.revision + 1, made, by)
        segment.name = new

    in_segments(home, rename)
    return get_segment(home, new)


def delete_segment(home: Home, name: str, by: str | None = None) -> None:
    """Delete a segment; its revisions and sizes stay. Raises BadInput naming the segments that use it."""

    def delete(opened: Session) -> None:
        segment = opened.get_one(SegmentRow, segment_in(opened, name).id)
        if using := referencing_segments({one.name: one.expression for one in segments_in(opened)}, name):
            raise BadInput(
                en=f"'{name}' is used by {', '.join(repr(one) for one in using)}; change or delete those first.",
                zh=f"“{name}”被{'、'.join(f'“{one}”' for one in using)}引用，请先修改或删除它们。",
            )
        segment.deleted_name, segment.deleted_at, segment.deleted_by = name, utc_now(), acting_user(by)
        segment.name = segment.schedule = None

    in_segments(home, delete)


def set_schedule(home: Home, name: str, schedule: dict | None) -> SavedSegment:
    """Set what is exported of a segment after every refresh; None ends it."""

    def put(opened: Session) -> None:
        opened.get_one(SegmentRow, segment_in(opened, name).id).schedule = schedule

    in_segments(home, put)
    return get_segment(home, name)


def _add_revision(opened: Session, segment_id: int, number: int, made: NewRevision, by: str | None) -> None:
    opened.add(Revision(segment_id=segment_id, number=number, saved_by=acting_user(by), **vars(made)))
    opened.flush()


def _set_details(segment: SegmentRow, about: dict) -> None:
    for key, text in about.items():
        if text is None:
            continue
        if key == "alert_share" and not 0 < text <= 10:
            raise BadInput(
                en=f"An alert share is above 0 and at most 10 (0.2 is a fifth), not {text}.",
                zh=f"提醒比例应大于 0 且不超过 10（0.2 即 20%），不能是 {text}。",
            )
        if key != "alert_share" and (len(text) > MOST_DETAIL or not all(c.isprintable() for c in text)):
            raise BadInput(
                en=f"A segment's {key} has at most {MOST_DETAIL} printable characters.",
                zh=f"客群的{_DETAIL_LABELS_ZH[key]}最长 {MOST_DETAIL} 个可显示字符。",
            )
        setattr(segment, key, text)


def _with_renamed_segment(expression: str, name: str, new: str) -> str:
    """Return the expression with one saved segment's name replaced, the rest as it stands."""
    found_tokens, text = tokenize(expression), expression
    for at in range(len(found_tokens) - 4, -1, -1):
        word, bracket, old, close = found_tokens[at : at + 4]
        if (word.kind, bracket.kind, old.text) == ("segment", "(", name):
            text = text[: bracket.position] + quote(new) + text[close.position - 1 :]
    return text


def check_name(name: str) -> None:
    """Raise BadInput for a name no segment can have."""
    if not name.strip() or name != name.strip() or len(name) > MOST_NAME or not name.isprintable():
        raise BadInput(
            en=f"A segment's name has 1 to {MOST_NAME} printable characters, none of them a space at its ends.",
            zh=f"客群名称应为 1 至 {MOST_NAME} 个可显示字符，首尾不能有空格。",
        )


def save_segment(
    home: Home,
    name: str,
    expression: str,
    catalog: Catalog,
    replace: bool = False,
    based_on: int | None = None,
    features: Features | None = None,
    **about,
) -> SavedSegment:
    """Save `expression` as `name` in its canonical form, as a new segment or, with `replace`, as a further revision.

    `based_on` is the revision that was read; raises ConflictingSave where it is not the last any more. Raises BadInput
    for a name that is taken (unless `replace`) or not allowed, and for an expression that cannot be read or refers to
    itself. Each tag the rule names counts as used. `about`: by, owner, purpose, folder, alert_share.
    """
    check_name(name)
    made = new_revision(home, name, expression, catalog, features)
    if replace and name in saved_expressions(home):
        saved = revise_segment(home, name, made, based_on, **about)
    else:
        try:
            saved = create_segment(home, name, made, **about)
        except NameTaken:  # with `replace`: by somebody who saved it meanwhile
            if not replace:
                raise
            saved = revise_segment(home, name, made, based_on, **about)
    rule = parse(saved.expression, catalog, saved_expressions(home), features)
    record(home, {leaf.tag for leaf in tag_conditions(rule)}, "segment")
    return saved
