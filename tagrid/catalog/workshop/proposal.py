"""A saved segment as a tag in the making: everything the five steps ask, as far as the segment says it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from statistics import fmean

from tagrid.catalog.checks import TODO
from tagrid.catalog.model import Catalog
from tagrid.catalog.workshop.columns import describe
from tagrid.catalog.workshop.columns import themes as input_themes
from tagrid.catalog.workshop.composite import IN, OUT, rule_text
from tagrid.catalog.workshop.edges import edge_examples
from tagrid.catalog.workshop.idea import Idea, Words
from tagrid.catalog.workshop.new import NAME, name_fault
from tagrid.catalog.workshop.rule_text import Proposed, read_rule
from tagrid.catalog.workshop.worded import worded
from tagrid.errors import BadInput, nearest
from tagrid.home import Home
from tagrid.segments.desk import Desk
from tagrid.segments.export.columns import restricted
from tagrid.segments.keep.read import Kept, find
from tagrid.segments.rule import Rule, leaves

CADENCES = ("daily", "weekly", "monthly", "yearly")
_TO_SAY = {"label": Words("标签名称", "its name"), "goal": Words("谁在什么业务场景下用它", "who uses it in which work")}
VALUES = {IN: Words("属于", "In"), OUT: Words("不属于", "Not in")}


def proposal(home: Home, desk: Desk, segment: str, theme: str | None = None, name: str = "") -> Idea:
    """Return the composite tag that has `is_in` for exactly the customers of the saved ``segment``.

    It stands in ``theme``, by default where most tags follow from others. What the segment says in one language stays
    empty in the other. Raises BadInput for a segment that is not there, cannot be read, or that no tag can be.
    """
    kept = find(home, segment)
    rule = desk.parse(kept.expression)
    catalog, columns = desk.catalog, input_themes(desk.version)
    chain = _place(catalog, kept.subject, theme)
    own = chain.rpartition("/")[2]
    proposed = read_rule(rule_text(rule, catalog, own, columns), {own: columns[own], **columns})
    used = list(dict.fromkeys(leaf.tag for leaf in leaves(rule)))
    return Idea(
        goal=_in_its_language(kept.purpose),
        subject=kept.subject,
        themes=proposed.themes,
        label=_in_its_language(kept.name),
        definition=worded(catalog, rule),
        criterion=Words(f"是否属于客群“{kept.name}”", f'Whether in the segment "{kept.name}"'),
        rule=rule_text(rule, catalog, own, columns),
        values=dict(VALUES),
        examples=_examples(desk, proposed),
        chain=chain,
        name=name or _name(kept, catalog, used),
        cadence=_slowest(catalog, used),
        owner=kept.owner,
        sensitivity=_sensitivity(catalog, rule, used),
        derived_from=tuple(used),
    )


def _place(catalog: Catalog, subject: str, theme: str | None) -> str:
    """Return the class chain of ``theme``, or of the theme of whose tags most follow from those of others."""
    chains = {tag.theme: tag.chain[2] for tag in catalog.of(subject)}
    if theme is not None:
        if theme not in chains:
            hint = nearest(theme, tuple(chains)) or f" It has {', '.join(chains)}."
            raise BadInput(f"There is no theme {theme!r} of {subject}.{hint}", f"{subject} 没有主题“{theme}”。")
        return chains[theme]
    following: dict[str, list[bool]] = {name: [] for name in chains}
    for tag in catalog.of(subject):
        others = (catalog.tags[name] for name in tag.derived_from if name in catalog.tags)
        following[tag.theme].append(any(other.theme != tag.theme for other in others))
    return chains[max(following, key=lambda name: fmean(following[name]))]


def _in_its_language(text: str) -> Words:
    text = " ".join(text.split())
    return Words(zh=text) if re.search(r"[\u3400-\u9fff]", text) else Words(en=text)


def _examples(desk: Desk, proposed: Proposed) -> tuple:
    """Return examples of the rule's edges, one of either value at least; none where none can be tried."""
    known = {}
    for theme in proposed.themes:
        known |= {
            one.name: one.samples for one in describe(desk.version, theme) if proposed.homes.get(one.name) == theme
        }
    try:
        return edge_examples(proposed.rule, known)
    except BadInput:  # of a column whose neighbours are none: a date beside a text
        return ()


def _name(kept: Kept, catalog: Catalog, used: list[str]) -> str:
    """Return a name for file and column: the segment's where it is English, else that of the tags it combines."""
    wanted = re.sub(r"[^a-z0-9]+", "_", kept.name.lower()).strip("_") if kept.name.isascii() else ""
    wanted = wanted if NAME.fullmatch(wanted) else "_and_".join(used[:2]) or f"segment_{kept.id}"
    names = [wanted, f"{wanted}_group", *(f"{wanted}_{number}" for number in range(2, 99))]
    return next(one for one in names if not name_fault(one, catalog))


def _slowest(catalog: Catalog, used: Iterable[str]) -> str:
    """Return the cadence at which all parts are computed anew, so that the tag is what the segment is on that day."""
    return max((catalog.tags[name].cadence for name in used), key=CADENCES.index, default="daily")


def _sensitivity(catalog: Catalog, rule: Rule, used: list[str]) -> str:
    if restricted(catalog, rule, []):
        return "restricted"
    return "public" if used and all(catalog.tags[name].sensitivity == "public" for name in used) else "internal"


def with_to_do(idea: Idea) -> Idea:
    """Return ``idea`` with `TODO:` wherever a draft's file has a text in one language only."""
    filled = {field: _whole(getattr(idea, field), field, idea.name) for field in ("label", "goal")}
    return replace(idea, **filled)


def _whole(words: Words, field: str, name: str) -> Words:
    return Words(words.zh.strip() or f"{TODO} {_TO_SAY[field].zh}（{name}）",
                 words.en.strip() or f"{TODO} {_TO_SAY[field].en} ({name})")  # fmt: skip
