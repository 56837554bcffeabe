"""What a name in a rule stands for: a tag, one of its values, a feature, a saved segment; and the limits of a rule.

A name is a code, or a Chinese or English label. Whoever reads a rule (text, JSON) says where the name stood.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tagrid.catalog import Catalog, Tag
from tagrid.errors import Told, nearest
from tagrid.segments.called import both_labels, by_label, hint_of, nearest_segment, shelved, subject_zh
from tagrid.segments.features import CUSTOMER, Features, features
from tagrid.segments.operands import fit, is_date
from tagrid.segments.rule import Feature, Operand, Operator, Rule, Saved, height, terms
from tagrid.segments.unfit import Unfit

MOST_DEPTH = 60
MOST_TERMS = 2_000
MOST_DAYS = 36_600
UNKNOWN_LABEL = ("未知", "unknown")


@dataclass
class Scope:
    """The names one rule may use; remembers its subject and how many terms it has so far."""

    catalog: Catalog
    saved: Mapping[str, str]
    features: Features | None = None
    chain: tuple[str, ...] = ()
    read: dict[str, Saved] = field(default_factory=dict)
    subject: str | None = None
    terms: int = 0

    def tag(self, name: str) -> Tag:
        """Return the tag called `name`; raises Unfit when there is none or it is of another subject."""
        tag = self.catalog.tags.get(name)
        if tag is None:
            if name in self.catalog.shelved:
                raise Unfit(shelved(self.catalog.shelved[name]))
            pairs = [(label, code) for code, one in self.catalog.tags.items() for label in both_labels(one.label)]
            known = [*self.catalog.tags, *self.known.names()]
            tag = self.catalog.tags[by_label(name, pairs, known, Told("there is no tag", "没有标签"))]
        self._join(tag.subject, 1, Told(f"tag {tag.name}", f"标签 {tag.name} "))
        return tag

    @property
    def known(self) -> Features:
        """The features a condition may be put on."""
        self.features = self.features or features(self.catalog)
        return self.features

    def theme(self, name: str) -> str:
        """Return the theme called `name` that has features; raises Unfit with the nearest names."""
        found = self.known.labels.get(name.casefold(), name)
        if found not in self.known.themes:
            hint = nearest(name, list(self.known.themes))
            raise Unfit(f"there is no theme '{name}' with features.{hint}", f"没有带指标的分析主题“{name}”。{hint.zh}")
        return found

    def theme_of(self, column: str) -> str | None:
        """Return the theme of a column named without one, None where there is no such column; Unfit for several."""
        themes = self.known.having(column)
        if column in self.catalog.tags or not themes:
            return None
        if len(themes) > 1:
            several = ", ".join(f"{theme}.{column}" for theme in themes)
            raise Unfit(
                f"'{column}' is a feature of several themes; write the one you mean: {several}.",
                f"多个分析主题都有指标“{column}”，请写明是哪一个：{several}。",
            )
        return themes[0]

    def column(self, theme: str, name: str) -> str:
        """Return `name` where it is a column of `theme`; raises Unfit with the nearest names."""
        columns = self.known.themes[theme]
        if name not in columns:
            hint = hint_of(name, [], list(columns))
            raise Unfit(
                f"theme {theme} has no feature '{name}'.{hint}", f"分析主题 {theme} 没有指标“{name}”。{hint.zh}"
            )
        about = None if theme == CUSTOMER else self.known.subjects.get(theme)
        self._join(about, 1, Told(f"theme {theme}", f"分析主题 {theme} "))
        return name

    def condition(self, theme: str, column: str, operator: Operator, operands: tuple[Operand, ...]) -> Feature:
        """Return the condition on a column; raises Unfit where operator or operands are not of its kind."""
        return Feature(theme, column, operator, fit(f"{theme}.{column}", self._kind(theme, column), operator, operands))

    def days(self, number: str | int) -> int:
        """Return a number of days to look back."""
        text = str(number)
        if not text.isdigit() or not 1 <= int(text) <= MOST_DAYS:
            raise Unfit(
                f"a whole number of days from 1 to {MOST_DAYS:,}, not {text}.",
                f"天数应为 1 至 {MOST_DAYS:,} 的整数，不能是 {text}。",
            )
        return int(text)

    def day(self, text: str) -> str:
        """Return `text` where it is the ISO form of a day."""
        if not is_date(text):
            raise Unfit(
                f"{text!r} is no day of the calendar; write it as 2026-06-30.",
                f"{text!r} 不是有效日期，请写成 2026-06-30 的形式。",
            )
        return text

    def _kind(self, theme: str, column: str):
        return self.known.themes[theme][column]

    def value(self, tag: Tag, name: str) -> str:
        """Return the code of the value of `tag` called `name`; raises Unfit with the nearest names."""
        if name in tag.codes:
            return name
        pairs = [(label, code) for code, one in tag.values.items() for label in both_labels(one)]
        pairs += [(label, "unknown") for label in UNKNOWN_LABEL]
        return by_label(name, pairs, tag.codes, Told(f"tag {tag.name} has no value", f"标签 {tag.name} 没有取值"))

    def segment(self, name: str, depth: int) -> Saved:
        """Return the segment saved as `name`, read at `depth`; raises Unfit when missing or circular."""
        if name in self.chain:
            way = " > ".join([*self.chain, name])
            raise Unfit(f"segment '{name}' refers to itself: {way}.", f"客群“{name}”引用了自身：{way}。")
        if name not in self.saved:
            hint = nearest_segment(name, self.saved)
            raise Unfit(f"there is no saved segment '{name}'.{hint}", f"没有已存客群“{name}”。{hint.zh}")
        if name not in self.read:
            self.read[name] = self._read(name, depth)
        found = self.read[name]
        self.check_depth(depth + height(found) - 1)
        self._join(self.subject_of(found), sum(1 for _ in terms(found)), Told(f"segment '{name}'", f"客群“{name}”"))
        return found

    def subject_of(self, rule: Rule) -> str | None:
        """Return the subject `rule` is about; None where it asks only for facts that any customer has."""
        for term in terms(rule):
            if not isinstance(term, Feature):
                return self.catalog.tags[term.tag].subject
            if term.theme != CUSTOMER and term.theme in self.known.subjects:
                return self.known.subjects[term.theme]
        return None

    def check_depth(self, depth: int) -> None:
        """Raise Unfit when `depth` levels are more than a rule may have."""
        if depth > MOST_DEPTH:
            raise Unfit(
                f"more than {MOST_DEPTH} levels deep; save an inner part as a segment of its own.",
                f"嵌套超过 {MOST_DEPTH} 层；请将内层另存为客群再引用。",
            )

    def _read(self, name: str, depth: int) -> Saved:
        from tagrid.segments.parse import read
        from tagrid.segments.tokens import BadExpression

        inner = Scope(self.catalog, self.saved, self.known, (*self.chain, name), self.read)
        try:
            return Saved(name, read(self.saved[name], inner, depth + 1))
        except BadExpression as error:
            raise Unfit(
                f"saved segment '{name}' cannot be read: {error}",
                f"无法读取已存客群“{name}”：{error.both.zh}",
            ) from error

    def _join(self, subject: str | None, more: int, what: Told) -> None:
        self.subject = self.subject or subject
        self.terms += more
        if subject not in (None, self.subject):
            about, before = (subject_zh(self.catalog, one) for one in (subject, self.subject))
            raise Unfit(
                f"{what} is about {subject}, the rule so far about {self.subject}; "
                "one segment holds customers of one subject, so make two.",
                f"{what.zh}属于{about}，前面的条件属于{before}；一个客群只含同一主体类别的客户，请分成两个客群。",
            )
        if self.terms > MOST_TERMS:
            raise Unfit(f"more than {MOST_TERMS:,} terms.", f"条件超过 {MOST_TERMS:,} 个。")
