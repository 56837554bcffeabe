"""Rewrites a saved segment whose tag was retired so that it asks the tag's successor, as a further revision."""

from tagrid.catalog import Catalog
from tagrid.errors import BadInput, nearest
from tagrid.home import Home
from tagrid.segments.desk import Desk
from tagrid.segments.keep.read import Kept, find
from tagrid.segments.text import KEYWORDS, quoted
from tagrid.segments.tokens import NAMES, Token, tokens

# What follows the name of a tag or feature, and what stands before a value that the same words may follow.
_AFTER = ("=", "!=", "<", "<=", ">", ">=", "in", "not")
_AFTER_WORDS = ("is", "changed", "between")
_BEFORE_VALUE = ("from", "to")


def heir(catalog: Catalog, name: str) -> str:
    """Return the tag in use that a shelved one leads to; raises BadInput where there is none."""
    seen, at = {name}, catalog.shelved[name].successor
    while at in catalog.shelved and at not in seen:
        seen.add(at)
        at = catalog.shelved[at].successor
    if at not in catalog.tags:
        raise BadInput(
            f"Tag {name} has no successor that is in use; change the rule by hand.",
            f"标签 {name} 没有在用的后继标签，请手工修改规则。",
        )
    return at


def rewritten(desk: Desk, expression: str) -> str:
    """Return `expression` with its retired tags replaced by their successors, the rest as it stands.

    Values keep their codes, or go by their label where the successor codes them otherwise. Raises BadInput where a tag
    has no successor, a value no counterpart, or the retired tag stands in another segment that this one uses.
    """
    catalog, found, text = desk.catalog, tokens(expression), expression
    tag: str | None = None
    put: list[tuple[Token, str]] = []
    for before, one, after in zip([None, *found], found, [*found[1:], found[-1]], strict=False):
        if one.kind in ("and", "or", "segment"):
            tag = None
        elif _is_asked(before, one, after):
            is_shelved = one.text in catalog.shelved and not (before and before.kind == ".")
            if tag := one.text if is_shelved else None:
                put.append((one, heir(catalog, tag)))
        elif tag and one.kind in NAMES and one.text in catalog.shelved[tag].values:
            put.append((one, _value(catalog, tag, one.text)))
    if not put:
        raise BadInput(
            "The retired tag is not named by this segment but by one that it uses; change that one.",
            "停用的标签不在本客群的规则中，而在它引用的客群中，请修改那个客群。",
        )
    for one, new in reversed(put):
        at = one.position - 1
        quotes = 2 if one.kind == "text" else 0
        word = quoted(new) if new in KEYWORDS else new
        text = f"{text[:at]}{word}{text[at + len(one.text) + quotes :]}"
    desk.parse(text)
    return text


def _is_asked(before: Token | None, one: Token, after: Token) -> bool:
    """Return whether a token names the tag or feature that a condition is on."""
    if one.kind not in NAMES or (before and any(before.says(word) for word in _BEFORE_VALUE)):
        return False
    return after.kind in _AFTER or any(after.says(word) for word in _AFTER_WORDS)


def _value(catalog: Catalog, tag: str, code: str) -> str:
    """Return the successor's code for a value: the same, or the one of the same label."""
    old, new = catalog.shelved[tag], catalog.tags[heir(catalog, tag)]
    if code in new.codes:
        return code
    label = old.values[code]
    same = [at for at, one in new.values.items() if label.zh == one.zh or label.en.casefold() == one.en.casefold()]
    if len(same) == 1:
        return same[0]
    hint = nearest(code, new.codes)
    known = ", ".join(new.values)
    raise BadInput(
        f"The successor {new.name} has no value for {tag} = {code} ({label.en}); it has {known}.{hint} "
        "Change the rule by hand.",
        f"后继标签 {new.name} 没有与 {tag} = {code}（{label.zh}）对应的取值；可选：{known}。{hint.zh}请手工修改规则。",
    )


def succeed(home: Home, desk: Desk, name: str, by: str | None = None) -> Kept:
    """Save the segment `name` with its retired tags replaced by their successors; raises BadInput as `rewritten`."""
    from tagrid.segments.saved import save

    kept = find(home, name)
    text = rewritten(desk, kept.expression)
    return save(home, name, text, desk.catalog, True, kept.revision, desk.features, by=by)
