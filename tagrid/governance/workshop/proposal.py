"""A saved segment as the draft of a composite tag 组配标签: its rule, its definition in words, and its other fields.

A tag's model reads no other tag, so the rule restates those of its parts; `tagrid.catalog.match` checks that they stay
the same.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import fmean

from sqlglot import exp, parse_one

from tagrid.catalog import CADENCES, NAME, TODO, UNKNOWN, Catalog, TagRule
from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.text import nearest
from tagrid.governance.workshop.columns import columns_by_theme as input_themes, describe_columns
from tagrid.governance.workshop.draft import PartialText, TagIdea, name_fault
from tagrid.governance.workshop.edge_examples import edge_examples
from tagrid.governance.workshop.rule_text import ProposedRule, read_rule
from tagrid.published import CUSTOMER
from tagrid.segments import (
    All,
    ChangeCondition,
    Either,
    FeatureCondition,
    Not,
    Rule,
    SavedRule,
    SavedSegment,
    TagCondition,
    Workspace,
    get_segment,
    restricted_tags_used,
    tag_conditions,
    to_text,
)

IN, OUT = "is_in", "not_in"

_COMPARED = {"=": exp.EQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}


def composite_rule(rule: Rule, catalog: Catalog, theme: str, columns: Mapping[str, Sequence[str]]) -> str:
    """Return the SQL of the tag that has ``is_in`` for the customers of ``rule`` and ``not_in`` for all others.

    ``theme`` is the tag's own, ``columns`` what the rules of each theme read in the version tried on. Raises BadInput
    for what no tag's rule can test: a change over time, a fact of the portrait, two columns of the same name.
    """
    condition = _Composer(catalog, theme, columns).of(rule)
    made = exp.Case(
        ifs=[exp.If(this=condition, true=exp.Literal.string(IN))], default=exp.Literal.string(OUT)
    )  # everyone else, who is unknown in a part of it included: as in the segment
    return TagRule("", theme, "", made).sql


class _Composer:
    """Conditions over columns written ``theme.column``, those of the own theme first."""

    def __init__(self, catalog: Catalog, theme: str, columns: Mapping[str, Sequence[str]]) -> None:
        self.catalog, self.theme, self.columns = catalog, theme, columns
        self._models = {
            (tag.theme, column): model
            for tag in catalog.tags.values()
            for model, _, column in (path.rpartition(".") for path in tag.pedigree)
        }
        self._taken: dict[str, str] = {}

    def of(self, rule: Rule, surely: bool = False) -> exp.Expr:
        """Return the condition of ``rule``; ``surely``: true or false, never null, as what is negated has to be."""
        match rule:
            case TagCondition():
                return self._value(rule, surely)
            case FeatureCondition():
                found = self._feature(rule)
                return exp.Coalesce(this=found, expressions=[exp.false()]) if surely else found
            case ChangeCondition(tag):
                raise BadInput(
                    en=f"A tag's rule knows only the numbers of the day, not that {tag} changed; save the segment "
                    "without that condition to propose it.",
                    zh=f"标签规则只能用当日的数值，不知道 {tag} 曾有变化；请另存一个不含该条件的客群再提议。",
                )
            case SavedRule(_, inner):
                return self.of(inner, surely)
            case Not(inner):
                return exp.not_(self.of(inner, surely=True))
            case All(rules) | Either(rules):
                join = exp.and_ if isinstance(rule, All) else exp.or_
                return join(*(self.of(one, surely) for one in rules))

    def _value(self, rule: TagCondition, surely: bool) -> exp.Expr:
        tag = self.catalog.tags[rule.tag]
        if not tag.rule_sql:
            raise BadInput(
                en=f"The rule of tag {tag.name} is not in this version; propose from one that holds it.",
                zh=f"这个版本里没有标签 {tag.name} 的规则；请用含有它的版本。",
            )
        own = parse_one(tag.rule_sql, dialect="duckdb")
        for column in list(own.find_all(exp.Column)):
            column.set("table", self._home(tag.theme, column.name))
        if surely or UNKNOWN in rule.values:
            own = exp.Coalesce(this=own, expressions=[exp.Literal.string(UNKNOWN)])
        elif not isinstance(own, exp.Column):
            own = exp.paren(own)
        return _one_of(own, [exp.Literal.string(code) for code in rule.values])

    def _feature(self, rule: FeatureCondition) -> exp.Expr:
        if rule.theme == CUSTOMER or rule.column not in self.columns.get(rule.theme, ()):
            like = [f"{theme}.{rule.column}" for theme, names in self.columns.items() if rule.column in names]
            en, zh = (f" Use {' or '.join(like)}.", f"请用 {' 或 '.join(like)}。") if like else ("", "")
            raise BadInput(
                en=f"{rule.name} is a fact of the portrait, which no tag's rule reads.{en}",
                zh=f"{rule.name} 是客户档案的列，标签规则不能读取。{zh}",
            )
        column = exp.column(rule.column, table=self._home(rule.theme, rule.column))
        operands = [exp.convert(one) for one in rule.operands]
        if rule.operator == "known":
            return exp.not_(exp.Is(this=column, expression=exp.Null()))
        if rule.operator == "between":
            return exp.Between(this=column, low=operands[0], high=operands[1])
        if rule.operator == "in":
            return exp.In(this=column, expressions=operands)
        return _COMPARED[rule.operator](this=column, expression=operands[0])

    def _home(self, theme: str, column: str) -> exp.Identifier:
        """Return the theme to read a column of: the own one, or one read already, where it is the same column."""
        model = self._models.get((theme, column)) or theme
        first = self._taken.setdefault(column, self.theme if column in self.columns.get(self.theme, ()) else theme)
        if first != theme and (self._models.get((first, column)) or first) != model:
            raise BadInput(
                en=f"{column} is another number in {theme} than in {first}, and a rule reads a column of one; "
                f"place the tag in another theme than {self.theme}, or leave one of the two conditions out.",
                zh=f"{column} 在主题 {theme} 与 {first} 中不是同一个数，一条规则只能取自一个；"
                f"请把标签放到 {self.theme} 以外的主题，或去掉其中一个条件。",
            )
        return exp.to_identifier(first)


def _one_of(given: exp.Expr, codes: list[exp.Literal]) -> exp.Expr:
    if len(codes) == 1:
        return exp.EQ(this=given, expression=codes[0])
    return exp.In(this=given, expressions=codes)


_AND = {"zh": "，且", "en": " and "}

_OR = {"zh": "，或", "en": " or "}


def rule_in_words(catalog: Catalog, rule: Rule) -> PartialText:
    """Return the rule in words, segments inside it spelt out, as a definition has to stand by itself."""
    return PartialText(_phrase(catalog, rule, "zh"), _phrase(catalog, rule, "en"))


def _phrase(catalog: Catalog, rule: Rule, lang: str) -> str:
    match rule:
        case TagCondition(name, codes):
            tag = catalog.tags[name]
            labels = [tag.value_label(code).in_(lang) for code in codes]
            if lang == "zh":
                return f"{tag.label.zh}为{'、'.join(labels)}"
            return f"{tag.label.en} is {' or '.join(f'“{label}”' for label in labels)}"
        case FeatureCondition() | ChangeCondition():
            return to_text(rule)
        case SavedRule(_, inner):
            return _phrase(catalog, inner, lang)
        case Not(inner):
            return (
                f"非（{_phrase(catalog, inner, lang)}）" if lang == "zh" else f"not ({_phrase(catalog, inner, lang)})"
            )
        case All(rules) | Either(rules):
            join = _AND if isinstance(rule, All) else _OR
            return join[lang].join(_bracketed(catalog, one, lang) for one in rules)


def _bracketed(catalog: Catalog, rule: Rule, lang: str) -> str:
    while isinstance(rule, SavedRule):
        rule = rule.rule
    text = _phrase(catalog, rule, lang)
    if not isinstance(rule, All | Either):
        return text
    return f"（{text}）" if lang == "zh" else f"({text})"


_TO_SAY = {
    "label": PartialText("标签名称", "its name"),
    "goal": PartialText("谁在什么业务场景下用它", "who uses it in which work"),
}

VALUES = {IN: PartialText("属于", "In"), OUT: PartialText("不属于", "Not in")}


def draft_from_segment(
    home: Home, workspace: Workspace, segment: str, theme: str | None = None, name: str = ""
) -> TagIdea:
    """Return the composite tag that has `is_in` for exactly the customers of the saved ``segment``.

    It stands in ``theme``, by default where most tags follow from others. A text that the segment has in one language
    stays empty in the other. Raises BadInput for a segment that is not there, cannot be read, or that no tag can be.
    """
    saved = get_segment(home, segment)
    rule = workspace.parse(saved.expression)
    catalog, columns = workspace.catalog, input_themes(workspace.version)
    chain = _place(catalog, saved.subject, theme)
    own = chain.rpartition("/")[2]
    proposed = read_rule(composite_rule(rule, catalog, own, columns), {own: columns[own], **columns})
    used = list(dict.fromkeys(leaf.tag for leaf in tag_conditions(rule)))
    return TagIdea(
        goal=_in_its_language(saved.purpose),
        subject=saved.subject,
        themes=proposed.themes,
        label=_in_its_language(saved.name),
        definition=rule_in_words(catalog, rule),
        criterion=PartialText(f"是否属于客群“{saved.name}”", f'Whether in the segment "{saved.name}"'),
        rule=composite_rule(rule, catalog, own, columns),
        values=dict(VALUES),
        examples=_examples(workspace, proposed),
        chain=chain,
        name=name or _name(saved, catalog, used),
        cadence=_slowest(catalog, used),
        owner=saved.owner,
        sensitivity=_sensitivity(catalog, rule, used),
        derived_from=tuple(used),
    )


def _place(catalog: Catalog, subject: str, theme: str | None) -> str:
    """Return the class chain of ``theme``, or of the theme of whose tags most follow from those of others."""
    chains = {tag.theme: tag.chain[2] for tag in catalog.of(subject)}
    if theme is not None:
        if theme not in chains:
            hint = nearest(theme, tuple(chains)) or f" It has {', '.join(chains)}."
            raise BadInput(en=f"There is no theme {theme!r} of {subject}.{hint}", zh=f"{subject} 没有主题“{theme}”。")
        return chains[theme]
    following: dict[str, list[bool]] = {name: [] for name in chains}
    for tag in catalog.of(subject):
        others = (catalog.tags[name] for name in tag.derived_from if name in catalog.tags)
        following[tag.theme].append(any(other.theme != tag.theme for other in others))
    return chains[max(following, key=lambda name: fmean(following[name]))]


def _in_its_language(text: str) -> PartialText:
    text = " ".join(text.split())
    return PartialText(zh=text) if re.search(r"[\u3400-\u9fff]", text) else PartialText(en=text)


def _examples(workspace: Workspace, proposed: ProposedRule) -> tuple:
    """Return examples of the rule's edges, one of either value at least; none where none can be tried."""
    known = {}
    for theme in proposed.themes:
        known |= {
            one.name: one.samples
            for one in describe_columns(workspace.version, theme)
            if proposed.homes.get(one.name) == theme
        }
    try:
        return edge_examples(proposed.rule, known)
    except BadInput:  # of a column whose neighbours are none: a date beside a text
        return ()


def _name(saved: SavedSegment, catalog: Catalog, used: list[str]) -> str:
    """Return a name for file and column: the segment's where it is English, else that of the tags it combines."""
    wanted = re.sub(r"[^a-z0-9]+", "_", saved.name.lower()).strip("_") if saved.name.isascii() else ""
    wanted = wanted if NAME.fullmatch(wanted) else "_and_".join(used[:2]) or f"segment_{saved.id}"
    names = [wanted, f"{wanted}_group", *(f"{wanted}_{number}" for number in range(2, 99))]
    return next(one for one in names if not name_fault(one, catalog))


def _slowest(catalog: Catalog, used: Iterable[str]) -> str:
    """Return the cadence at which all parts are computed anew, so that the tag is what the segment is on that day."""
    return max((catalog.tags[name].cadence for name in used), key=list(CADENCES).index, default="daily")


def _sensitivity(catalog: Catalog, rule: Rule, used: list[str]) -> str:
    if restricted_tags_used(catalog, rule, []):
        return "restricted"
    return "public" if used and all(catalog.tags[name].sensitivity == "public" for name in used) else "internal"


def with_to_do(idea: TagIdea) -> TagIdea:
    """Return ``idea`` with `TODO:` wherever a draft's file has a text in one language only."""
    filled = {field: _whole(getattr(idea, field), field, idea.name) for field in ("label", "goal")}
    return replace(idea, **filled)


def _whole(words: PartialText, field: str, name: str) -> PartialText:
    return PartialText(words.zh.strip() or f"{TODO} {_TO_SAY[field].zh}（{name}）",
                 words.en.strip() or f"{TODO} {_TO_SAY[field].en} ({name})")  # fmt: skip
