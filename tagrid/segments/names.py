"""Resolves the names in a rule: a tag, one of its values, a feature, an operand; and the limits of a rule.

A name is a code, or a Chinese or English label. Errors here (``ResolveError``) say why a name cannot be taken; the
readers of expressions and of JSON trees add the place where it stands.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tagrid.catalog import Catalog, Tag
from tagrid.core.errors import BadInput
from tagrid.core.text import Text, nearest
from tagrid.published import FACT_THEMES, Features, Kind, read_features
from tagrid.segments.rule import FeatureCondition, Operand, Operator, Rule, rule_conditions

MOST_DEPTH, MOST_TERMS, MOST_DAYS = 60, 2_000, 36_600

MOST_NUMBER, DECIMALS = 10**15, 12

_EQUALITY_OPERATORS = ("=", "in", "known")

_EXPECTED = {
    "number": Text(en="a number, as in 0.25", zh="数（如 0.25）"),
    "date": Text(en="a date, as in 2026-06-30", zh="日期（如 2026-06-30）"),
    "flag": Text(en="true or false", zh="true 或 false"),
    "text": Text(
        en="a text; put digits and other characters than letters in double quotes",
        zh="文字（含数字或其他符号时用双引号括起来）",
    ),
}

_UNKNOWN_LABELS = ("未知", "unknown")


class ResolveError(BadInput):
    """Why a name, an operand or a rule cannot be taken, without the place where it stands."""


def subject_label_zh(catalog: Catalog, subject: str | None) -> str:
    """Return what a subject is called in Chinese."""
    found = catalog.classes.get(subject or "")
    return found.label.zh if found else str(subject)


def segment_hint(name: str, known: Iterable[str]) -> Text:
    """Return which saved segments are called nearly so, or how to list them."""
    listed = Text(en=" `tagrid segment list` lists them.", zh="可用 `tagrid segment list` 查看全部。")
    return nearest(name, list(known)) or listed


def shelved_reason(tag: Tag) -> Text:
    """Return why a tag that customers have no values of cannot be used in a rule."""
    if tag.status == "draft":
        return Text(
            en=f"tag {tag.name} is a draft: no customer has a value of it yet.",
            zh=f"标签 {tag.name} 尚为草稿，还没有客户取值。",
        )
    instead = Text(en="It has no successor.", zh="没有后继标签。")
    if several := tag.succeeded_by:
        named = Text(en=", ".join(several), zh="、".join(several))
        are = "Its successor is" if len(several) == 1 else "Its successors are"
        instead = Text(en=f"{are} {named.en}.", zh=f"请改用后继标签 {named.zh}。")
    return Text(
        en=f"tag {tag.name} is retired: no customer has a value of it any more. {instead}",
        zh=f"标签 {tag.name} 已停用，不再有客户取值。{instead.zh}",
    )


def folded_labels(label) -> tuple[str, str]:
    """Return a label in Chinese and English, as names are compared."""
    return (label.zh.casefold(), label.en.casefold())


def code_for_label(name: str, pairs: list[tuple[str, str]], codes: Iterable[str], what: Text) -> str:
    """Return the code whose label is `name`, of (label, code) pairs; raises ResolveError, beginning with `what`."""
    found = sorted({code for label, code in pairs if label == name.casefold()})
    if len(found) == 1:
        return found[0]
    if found:
        raise ResolveError(
            en=f"'{name}' is the label of several: {', '.join(found)}. Write the one you mean.",
            zh=f"“{name}”同时是 {'、'.join(found)} 的名称，请写明是哪一个。",
        )
    hint = name_hint(name, pairs, list(codes))
    raise ResolveError(en=f"{what} '{name}'.{hint}", zh=f"{what.zh}“{name}”。{hint.zh}")


def name_hint(name: str, pairs: list[tuple[str, str]], codes: list[str]) -> Text:
    """Return the names nearest to one there is not, or which there are."""
    near = nearest(name, codes) or nearest(name.casefold(), [label for label, _ in pairs])
    if near or len(codes) > 12:
        return near or Text(en=" `tagrid catalog show` lists them.", zh="可用 `tagrid catalog show` 查看全部。")
    return Text(en=f" It has {', '.join(codes)}.", zh=f"可选：{'、'.join(codes)}。")


def check_operands(
    name: str, kind: Kind | None, operator: Operator, operands: tuple[Operand, ...]
) -> tuple[Operand, ...]:
    """Return the operands of a condition on feature `name` in one form; raises ResolveError for what does not fit."""
    if kind in ("text", "flag") and operator not in _EQUALITY_OPERATORS:
        raise ResolveError(
            en=f"{name} is {_EXPECTED[kind].en.partition(';')[0]}, which '{operator}' cannot compare; use = or in.",
            zh=f"{name} 的值是{_EXPECTED[kind].zh.partition('（')[0]}，不能用“{operator}”比较，请用 = 或 in。",
        )
    found = tuple(_check_operand(name, kind, operand) for operand in operands)
    if operator == "between" and _is_reversed(*found):
        raise ResolveError(
            en=f"{name} between {found[0]} and {found[1]} holds for nobody: write the smaller one first.",
            zh=f"没有客户满足 {name} between {found[0]} and {found[1]}：请把较小的写在前面。",
        )
    return found


def _is_reversed(first: Operand, second: Operand) -> bool:
    if isinstance(first, str) != isinstance(second, str):
        raise ResolveError(
            en="between takes two numbers or two dates, not one of each.",
            zh="between 的两端须同为数或同为日期。",
        )
    return first > second  # ty: ignore[unsupported-operator]


def normal_number(value: float) -> int | float:
    """Return a number as expressions write it: whole ones without a point, others to 12 decimals."""
    if not math.isfinite(value) or abs(value) >= MOST_NUMBER:
        raise ResolveError(
            en=f"{value} is too large; a number has at most 15 digits before the point.",
            zh=f"{value} 太大；小数点前最多 15 位。",
        )
    value = round(value, DECIMALS)
    return int(value) if value == int(value) else value


def _check_operand(name: str, kind: Kind | None, operand: Operand) -> Operand:
    fits = {
        "number": isinstance(operand, int | float) and not isinstance(operand, bool),
        "flag": isinstance(operand, bool),
        "date": isinstance(operand, str) and is_iso_date(operand),
        "text": isinstance(operand, str),
        None: True,
    }
    if not fits[kind]:
        wanted = _EXPECTED[kind or "text"]
        raise ResolveError(
            en=f"{name} is compared with {wanted}, not with {operand!r}.",
            zh=f"{name} 应与{wanted.zh}比较，不能与 {operand!r} 比较。",
        )
    return operand if isinstance(operand, bool | str) else normal_number(operand)


def is_iso_date(text: object) -> bool:
    """Return whether `text` is the ISO form of a day."""
    if not isinstance(text, str):
        return False
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@dataclass
class Names:
    """The names of a catalog that one rule may use; remembers its subject and how many terms it has so far."""

    catalog: Catalog
    features: Features | None = None
    subject: str | None = None
    terms: int = 0

    def tag(self, name: str) -> Tag:
        """Return the tag called `name`; raises ResolveError when there is none or it is of another subject."""
        tag = self.catalog.tags.get(name)
        if tag is None:
            if name in self.catalog.shelved:
                raise ResolveError(shelved_reason(self.catalog.shelved[name]))
            pairs = [(label, code) for code, one in self.catalog.tags.items() for label in folded_labels(one.label)]
            known = [*self.catalog.tags, *self.known.names()]
            tag = self.catalog.tags[code_for_label(name, pairs, known, Text(en="there is no tag", zh="没有标签"))]
        self._join(tag.subject, 1, Text(en=f"tag {tag.name}", zh=f"标签 {tag.name} "))
        return tag

    @property
    def known(self) -> Features:
        """The features a condition may be put on."""
        self.features = self.features or read_features(self.catalog)
        return self.features

    def theme(self, name: str) -> str:
        """Return the theme called `name` that has features; raises ResolveError with the nearest names."""
        found = self.known.labels.get(name.casefold(), name)
        if found not in self.known.themes:
            hint = nearest(name, list(self.known.themes))
            raise ResolveError(
                en=f"there is no theme '{name}' with features.{hint}", zh=f"没有带指标的分析主题“{name}”。{hint.zh}"
            )
        return found

    def theme_of(self, column: str) -> str | None:
        """Return the theme of a column named without one, None for no such column; raises ResolveError for several."""
        if column in self.catalog.tags:
            return None  # before the features are looked at: reading them opens the version's database
        themes = self.known.having(column)
        if not themes:
            return None
        if len(themes) > 1:
            several = ", ".join(f"{theme}.{column}" for theme in themes)
            raise ResolveError(
                en=f"'{column}' is a feature of several themes; write the one you mean: {several}.",
                zh=f"多个分析主题都有指标“{column}”，请写明是哪一个：{several}。",
            )
        return themes[0]

    def column(self, theme: str, name: str) -> str:
        """Return `name` where it is a column of `theme`; raises ResolveError with the nearest names."""
        columns = self.known.themes[theme]
        if name not in columns:
            hint = name_hint(name, [], list(columns))
            raise ResolveError(
                en=f"theme {theme} has no feature '{name}'.{hint}", zh=f"分析主题 {theme} 没有指标“{name}”。{hint.zh}"
            )
        about = None if theme in FACT_THEMES else self.known.subjects.get(theme)
        self._join(about, 1, Text(en=f"theme {theme}", zh=f"分析主题 {theme} "))
        return name

    def condition(self, theme: str, column: str, operator: Operator, operands: tuple[Operand, ...]) -> FeatureCondition:
        """Return the condition on a column; raises ResolveError where operator or operands are not of its kind."""
        return FeatureCondition(
            theme, column, operator, check_operands(f"{theme}.{column}", self._kind(theme, column), operator, operands)
        )

    def days(self, number: str | int) -> int:
        """Return a number of days to look back."""
        text = str(number)
        if not text.isdigit() or not 1 <= int(text) <= MOST_DAYS:
            raise ResolveError(
                en=f"a whole number of days from 1 to {MOST_DAYS:,}, not {text}.",
                zh=f"天数应为 1 至 {MOST_DAYS:,} 的整数，不能是 {text}。",
            )
        return int(text)

    def day(self, text: str) -> str:
        """Return `text` where it is the ISO form of a day."""
        if not is_iso_date(text):
            raise ResolveError(
                en=f"{text!r} is no day of the calendar; write it as 2026-06-30.",
                zh=f"{text!r} 不是有效日期，请写成 2026-06-30 的形式。",
            )
        return text

    def _kind(self, theme: str, column: str):
        return self.known.themes[theme][column]

    def value(self, tag: Tag, name: str) -> str:
        """Return the code of the value of `tag` called `name`; raises ResolveError with the nearest names."""
        if name in tag.codes:
            return name
        pairs = [(label, code) for code, one in tag.values.items() for label in folded_labels(one)]
        pairs += [(label, "unknown") for label in _UNKNOWN_LABELS]
        return code_for_label(
            name, pairs, tag.codes, Text(en=f"tag {tag.name} has no value", zh=f"标签 {tag.name} 没有取值")
        )

    def subject_of(self, rule: Rule) -> str | None:
        """Return the subject `rule` is about; None where it names only facts that any customer has."""
        for term in rule_conditions(rule):
            if not isinstance(term, FeatureCondition):
                return self.catalog.tags[term.tag].subject
            if term.theme not in FACT_THEMES and term.theme in self.known.subjects:
                return self.known.subjects[term.theme]
        return None

    def check_depth(self, depth: int) -> None:
        """Raise ResolveError when `depth` levels are more than a rule may have."""
        if depth > MOST_DEPTH:
            raise ResolveError(
                en=f"more than {MOST_DEPTH} levels deep; save an inner part as a segment of its own.",
                zh=f"嵌套超过 {MOST_DEPTH} 层；请将内层另存为客群再引用。",
            )

    def _join(self, subject: str | None, more: int, what: Text) -> None:
        self.subject = self.subject or subject
        self.terms += more
        if subject not in (None, self.subject):
            about, before = (subject_label_zh(self.catalog, one) for one in (subject, self.subject))
            raise ResolveError(
                en=f"{what} is about {subject}, the rule so far about {self.subject}; "
                "one segment holds customers of one subject, so make two.",
                zh=f"{what.zh}属于{about}，前面的条件属于{before}；一个客群只含同一主体类别的客户，请分成两个客群。",
            )
        if self.terms > MOST_TERMS:
            raise ResolveError(en=f"more than {MOST_TERMS:,} terms.", zh=f"条件超过 {MOST_TERMS:,} 个。")
