"""What differs between two catalogs, and how far each difference must move the version MAJOR.MINOR.PATCH."""

import re
from typing import Literal, get_args

from tagrid.catalog import Catalog, Strict, Tag, TagClass, only_adds_values, same_rule
from tagrid.core.errors import BadInput
from tagrid.core.text import Text

# The sizes of a difference, as semver.org has them, applied to meaning.
# - major: a tag removed, retired, moved in the tree, or with another meaning (another criterion, another rule, a value
#   gone); a class removed or divided by another criterion. A saved segment may break, or select other customers.
# - minor: a class, tag or value added; a draft become active; a tag deprecated; another cadence, method or sensitivity;
#   and a tag computed differently below its rule: every segment reads as before, but customers may move, which a patch
#   must not hide. The same holds of a rule that only got branches for added values.
# - patch: wording, order, owner, examples, precedence, derivation, the successor, an approval.
# Of a draft or a retired tag nobody has a value, so any edit of its file is a patch.
Bump = Literal["patch", "minor", "major"]

# From the smallest to the greatest.
BUMPS: tuple[Bump, ...] = get_args(Bump)

Number = tuple[int, int, int]

# A project's own releases bear its name before the number: my-utility-1.2.0.
_FORM = re.compile(r"(?:[a-z][a-z0-9-]*-)?(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})")


def number(version: str) -> Number:
    """Return a version as numbers that compare; ``BadInput`` for any other text."""
    found = _FORM.fullmatch(version)
    if not found:
        raise BadInput(
            en=f"{version!r} is no version of the catalog; write MAJOR.MINOR.PATCH, such as 1.2.0.",
            zh=f"“{version}”不是目录版本号；请写 主.次.修订 三段，如 1.2.0。",
        )
    return int(found[1]), int(found[2]), int(found[3])


def is_version(text: str) -> bool:
    """Return whether ``text`` is MAJOR.MINOR.PATCH without leading zeros."""
    return _FORM.fullmatch(text) is not None


def greatest(bumps: list[Bump]) -> Bump | None:
    """Return the greatest of some bumps, which is what all of them together need; None for none."""
    return max(bumps, key=BUMPS.index, default=None)


def least(newest: str, bump: Bump) -> str:
    """Return the smallest version after ``newest`` that a change of that size needs."""
    major, minor, patch = number(newest)
    after = {"major": (major + 1, 0, 0), "minor": (major, minor + 1, 0), "patch": (major, minor, patch + 1)}
    return ".".join(map(str, after[bump]))


def step(newest: str, version: str) -> Bump:
    """Return the size of the step from ``newest`` up to ``version``."""
    before, after = number(newest), number(version)
    return "major" if after[0] > before[0] else "minor" if after[:2] > before[:2] else "patch"


ChangeKind = Literal[
    "added", "removed", "moved", "status", "rule", "value_added", "value_removed", "below", "criterion",
    "cadence", "method", "sensitivity", "wording", "order", "owner", "examples", "precedence", "derived_from",
    "related_to", "statutory", "not_applicable", "sub_facet_of", "evidence", "placement",
    "successor", "successors", "approval",
]  # fmt: skip

# Fields in which any difference is one change of the field's own name.
_FIELD_BUMPS: dict[ChangeKind, Bump] = {
    "cadence": "minor", "method": "minor", "sensitivity": "minor", "owner": "patch", "precedence": "patch",
    "derived_from": "patch", "related_to": "patch", "statutory": "patch", "examples": "patch", "successor": "patch",
    "successors": "patch", "sub_facet_of": "minor", "evidence": "patch", "placement": "patch",
    "not_applicable": "patch",
}  # fmt: skip

_STATUS_BUMPS: dict[tuple[str, str], Bump] = {("draft", "active"): "minor", ("active", "deprecated"): "minor"}

# Changes after which a value means other customers, or none.
MEANING = ("removed", "rule", "value_added", "value_removed", "below", "criterion")


class Change(Strict):
    """One difference. ``name`` is a tag, or a class's path; ``field`` what of it; before and after as text or None."""

    kind: ChangeKind
    bump: Bump
    of: Literal["tag", "class"]
    name: str
    label: Text
    field: str = ""
    before: str | None = None
    after: str | None = None


def changes(old: Catalog, new: Catalog) -> list[Change]:
    """Return every difference from ``old`` to ``new``, the greatest first, then in the order of the tree.

    Both hold their rules; where both hold digests of what lies below a rule, those are compared too.
    """
    found = [*_classes(old, new), *_tags(old, new)]
    return sorted(found, key=lambda change: -BUMPS.index(change.bump))


def _classes(old: Catalog, new: Catalog) -> list[Change]:
    found = []
    for path in dict.fromkeys([*old.classes, *new.classes]):
        before, after = old.classes.get(path), new.classes.get(path)
        if before and after:
            found += _class(before, after)
        elif after:
            found.append(_change(after, "added", "minor"))
        elif before:
            found.append(_change(before, "removed", "major"))
    return found


def _class(before: TagClass, after: TagClass) -> list[Change]:
    found = []
    if before.criterion != after.criterion:
        found.append(_change(after, "criterion", "major", _bilingual(before.criterion), _bilingual(after.criterion)))
    for field in ("label", "definition"):
        if (was := getattr(before, field)) != (now := getattr(after, field)):
            found.append(_change(after, "wording", "patch", _bilingual(was), _bilingual(now), field))
    if before.order != after.order:
        found.append(_change(after, "order", "patch", str(before.order), str(after.order)))
    return found


def _tags(old: Catalog, new: Catalog) -> list[Change]:
    before, after, found = old.all_tags, new.all_tags, []
    for name in dict.fromkeys([*after, *before]):
        if name not in before:
            found.append(_change(after[name], "added", "minor", None, after[name].status))
        elif name not in after:
            gone = before[name]
            found.append(_change(gone, "removed", "patch" if gone.status == "draft" else "major", gone.status, None))
        else:
            found += _tag(before[name], after[name])
    return found


def _tag(before: Tag, after: Tag) -> list[Change]:
    has_values = before.is_served and after.is_served
    found = [*_place(before, after), *_meaning(before, after), *_field_changes(before, after), *_wording(before, after)]
    found = [change if has_values else change.model_copy(update={"bump": "patch"}) for change in found]
    if before.status != after.status:
        bump = _STATUS_BUMPS.get((before.status, after.status), "major")
        found.append(_change(after, "status", bump, before.status, after.status))
    return found


def _change(
    what: Tag | TagClass,
    kind: ChangeKind,
    bump: Bump,
    before: str | None = None,
    after: str | None = None,
    field: str = "",
) -> Change:
    of, name = ("tag", what.name) if isinstance(what, Tag) else ("class", what.path)
    return Change(kind=kind, bump=bump, of=of, name=name, label=what.label, field=field, before=before, after=after)


def _place(before: Tag, after: Tag) -> list[Change]:
    was, now = before.chain[2], after.chain[2]
    return [_change(after, "moved", "major", was, now)] if was != now else []


def _meaning(before: Tag, after: Tag) -> list[Change]:
    found = []
    if before.criterion != after.criterion:
        found.append(_change(after, "criterion", "major", _bilingual(before.criterion), _bilingual(after.criterion)))
    added = [code for code in after.values if code not in before.values]
    found += [_change(after, "value_added", "minor", None, _bilingual(after.values[code]), code) for code in added]
    gone = [code for code in before.values if code not in after.values]
    found += [_change(after, "value_removed", "major", _bilingual(before.values[code]), None, code) for code in gone]
    if not (before.is_served and after.is_served):
        return found
    if not same_rule(before.rule_sql, after.rule_sql):
        bump = "minor" if only_adds_values(before.rule_sql, after.rule_sql, set(added)) else "major"
        found.append(_change(after, "rule", bump, before.rule_sql, after.rule_sql))
    elif before.below and after.below and before.below != after.below:
        models = [m for m in sorted({*before.below, *after.below}) if before.below.get(m) != after.below.get(m)]
        found.append(_change(after, "below", "minor", None, ", ".join(models)))
    return found


def _field_changes(before: Tag, after: Tag) -> list[Change]:
    found = []
    for field, bump in _FIELD_BUMPS.items():
        was, now = getattr(before, field), getattr(after, field)
        if was != now:
            found.append(_change(after, field, bump, _text(was), _text(now)))
    was = [code for code in before.values if code in after.values]
    now = [code for code in after.values if code in before.values]
    if was != now:
        found.append(_change(after, "order", "patch", ", ".join(was), ", ".join(now)))
    if before.approval != after.approval:
        found.append(_change(after, "approval", "patch", _approved(before), _approved(after)))
    return found


def _wording(before: Tag, after: Tag) -> list[Change]:
    found = []
    for field in ("label", "requirement", "definition"):
        if (was := getattr(before, field)) != (now := getattr(after, field)):
            found.append(_change(after, "wording", "patch", _bilingual(was), _bilingual(now), field))
    for code in before.values:
        if code in after.values and before.values[code] != after.values[code]:
            was, now = _bilingual(before.values[code]), _bilingual(after.values[code])
            found.append(_change(after, "wording", "patch", was, now, f"values.{code}"))
    return found


def _bilingual(label: Text) -> str:
    return f"{label.zh} / {label.en}"


def _text(value) -> str | None:
    if isinstance(value, tuple):
        return "; ".join(part if isinstance(part, str) else _example(part) for part in value) or None
    if isinstance(value, dict):
        texts = {name: cause if isinstance(cause, str) else _bilingual(cause) for name, cause in value.items()}
        return "; ".join(f"{name}: {text}" for name, text in texts.items()) or None
    if isinstance(value, Text):
        return _bilingual(value)
    return "yes" if value is True else None if value is False else value


def _example(example) -> str:
    given = ", ".join(f"{name} = {value}" for name, value in example.given.items()) or "-"
    return f"{given} → {example.gives}"


def _approved(tag: Tag) -> str | None:
    given = tag.approval
    return f"{given.status}, {given.by}, {given.date}" if given else None


_TEMPLATES = {
    "added": "added, {after}",
    "removed": "removed",
    "moved": "moved from {before} to {after}",
    "status": "{before} became {after}",
    "rule": "its rule changed",
    "value_added": "value {field} added ({after})",
    "value_removed": "value {field} removed ({before})",
    "below": "computed differently below its rule, in {after}",
    "criterion": "criterion: {before} → {after}",
    "wording": "{field}: {before} → {after}",
}


def change_line(change: Change) -> str:
    """Return one line: what it is of, by name and label, and what happened."""
    template = "added" if (change.of, change.kind) == ("class", "added") else _TEMPLATES.get(change.kind)
    what = (template or f"{change.kind}: {{before}} → {{after}}").format(
        field=change.field, before=change.before or "–", after=change.after or "–"
    )
    return f"{change.name} ({change.label.zh} {change.label.en}): {what}"
