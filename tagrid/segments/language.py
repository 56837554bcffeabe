"""Reads an expression against a catalog: text to tokens, tokens to a rule."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tagrid.catalog import UNKNOWN, Catalog, Tag
from tagrid.core.errors import BadInput
from tagrid.core.text import Text, as_text
from tagrid.published import Features
from tagrid.segments.names import Names, ResolveError, normal_number, segment_hint
from tagrid.segments.rule import (
    DATE_PATTERN,
    KEYWORDS,
    All,
    ChangeCondition,
    Either,
    Not,
    Operand,
    Rule,
    SavedRule,
    TagCondition,
    height,
    rule_conditions,
)

# The grammar, by recursive descent, one method a line:
#
#    either    := all ("or" all)*
#    all       := term ("and" term)*
#    term      := "not" term | "(" either ")" | "segment" "(" name ")" | condition
#    condition := tag ("=" | "!=") value | tag ["not"] "in" "(" value ("," value)* ")" | tag "is" ["not"] "known"
#               | tag "changed" ["from" values] ["to" values] ["in" "last" n "days" | "since" date]
#               | [theme "."] feature ("=" | "!=" | "<" | "<=" | ">" | ">=") operand
#               | [theme "."] feature (["not"] "in" operands | ["not"] "between" operand "and" operand
#                                      | "is" ["not"] "known")
#    values    := value | "(" value ("," value)* ")"
#
# ``x != y`` is read as ``not x = y``, ``is unknown`` as ``not ... is known``. Words that are no keywords (changed,
# between, last, ...) have a meaning only where they stand here, so a value may have such a name.

MOST_CHARACTERS = 10_000

NAME_KINDS = ("name", "text", "number", "date")

_COMPARISONS = ("=", "<", "<=", ">", ">=")

# An input method for Chinese types full-width marks; outside quotes they mean the same.
_HALF_WIDTH = str.maketrans({"（": "(", "）": ")", "，": ",", "＝": "=", "！": "!", "＜": "<", "＞": ">"})

_HALF_WIDTH |= str.maketrans({"≤": "<=", "≥": ">=", "．": "."})

# A code may begin with digits (8_50): a number or date ends where no letter follows.
_TOKEN_PATTERN = re.compile(
    rf"""(?P<space>\s+) | (?P<date>(?a:{DATE_PATTERN})(?!\w)) | (?P<number>-?[0-9]{{1,15}}(?:\.[0-9]{{1,12}})?(?!\w))
    | (?P<word>\w+) | (?P<mark>[!！<>＜＞][=＝]|[=＝<>＜＞≤≥(（)），,.．])
    | ["“](?P<text>(?:[^"“”\\]|\\["“”\\])*)["”]""",
    re.VERBOSE,
)


class BadExpression(BadInput):
    """An expression that cannot be read: ``message`` says why, ``position`` is the first wrong character, from 1."""

    def __init__(self, position: int, message: Text) -> None:
        super().__init__(Text(en=f"Expression, character {position}: ", zh=f"表达式第 {position} 个字符：") + message)
        self.position, self.message = position, message


@dataclass(frozen=True)
class Token:
    """One token; ``kind`` is a keyword or mark as itself, else name, number, date, text (in quotes) or end."""

    kind: str
    text: str
    position: int

    def described(self) -> Text:
        """Return how a message names this token."""
        return Text(en="the end", zh="结尾") if self.kind == "end" else Text(en=f"'{self.text}'", zh=f"“{self.text}”")

    def is_word(self, word: str) -> bool:
        """Return whether it is `word`, which means something only in its place and may be a code elsewhere."""
        return self.kind == "name" and self.text.lower() == word


def tokenize(expression: str) -> list[Token]:
    """Return the tokens of `expression`, an ``end`` token last; raises BadExpression at a stray character."""
    found, at = [], 0
    while at < len(expression):
        match = _TOKEN_PATTERN.match(expression, at)
        if match is None:
            raise BadExpression(at + 1, _stray_character(expression[at]))
        if match["space"] is None:
            found.append(_matched_token(match, at + 1))
        at = match.end()
    return [*found, Token("end", "", len(expression) + 1)]


def _stray_character(character: str) -> Text:
    if character in '"“”':
        return Text(
            en='this quote is never closed; add a second " after the name.', zh='引号没有配对，请在名称后补一个 "。'
        )
    return Text(
        en=f"{character!r} means nothing here; put names with other characters than letters in double quotes.",
        zh=f"此处不能有 {character!r}；名称中有字母、汉字、数字、下划线以外的字符时，请用双引号括起来。",
    )


def _matched_token(match: re.Match, position: int) -> Token:
    if match["text"] is not None:
        return Token("text", re.sub(r"\\(.)", r"\1", match["text"]), position)
    if match["mark"]:
        mark = match["mark"].translate(_HALF_WIDTH)
        return Token(mark, mark, position)
    for kind in ("date", "number"):
        if match[kind]:
            return Token(kind, match[kind], position)
    word = match["word"]
    return Token(word.lower() if word.lower() in KEYWORDS else "name", word, position)


class TokenStream:
    """`next` is the token to be read; every reading method moves past what it read."""

    def __init__(self, expression: str, scope: "Scope") -> None:
        self._tokens, self._at, self.scope = tokenize(expression), 0, scope

    @property
    def next(self) -> Token:
        """The token to be read."""
        return self._tokens[self._at]

    @property
    def after_next(self) -> Token:
        """The token behind it; the end token stays the last."""
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    def name(self, wanted: Text) -> Token:
        """Read a name, bare or in quotes."""
        return self.one_of(NAME_KINDS, wanted)

    def one_of(self, kinds: tuple[str, ...], wanted: Text) -> Token:
        """Read a token of one of `kinds`."""
        token = self.next
        if token.kind not in kinds:
            self.fail(wanted)
        self._at += 1
        return token

    def accept(self, kind: str) -> bool:
        """Read a token of `kind` if it comes next; returns whether it did."""
        taken = self.next.kind == kind
        self._at += taken
        return taken

    def accept_word(self, *words: str) -> str | None:
        """Read one of `words`, which are no keywords elsewhere, if it comes next."""
        found = next((word for word in words if self.next.is_word(word)), None)
        self._at += found is not None
        return found

    def expect(self, kind: str, wanted: Text | None = None) -> None:
        """Read a token of `kind`."""
        if not self.accept(kind):
            self.fail(wanted or Text(en=f"'{kind}'", zh=f"“{kind}”"))

    def listed(self, one: Callable) -> tuple:
        """Read ``( one , one ... )``."""
        self.expect("(")
        found = [one()]
        while self.accept(","):
            found.append(one())
        self.expect(")", Text(en="',' or ')'", zh="“,”或“)”"))
        return tuple(found)

    def fail(self, wanted: Text) -> None:
        """Raise BadExpression at the token to be read."""
        found = self.next.described()
        message = Text(en=f"expected {wanted}, found {found}.", zh=f"此处应为{_spaced(wanted.zh)}，却是{found.zh}。")
        raise BadExpression(self.next.position, message)

    def resolve(self, token: Token, look_up: Callable, *arguments):
        """Look a name up in the scope; a ResolveError becomes a BadExpression at `token`."""
        try:
            return look_up(*arguments)
        except ResolveError as error:
            raise BadExpression(token.position, error.text) from error


def _spaced(zh: str) -> str:
    """Return a Chinese text that stands apart from the Chinese before it where it begins with a Latin letter."""
    return f" {zh}" if zh[:1].isascii() else zh


def read_condition(stream: TokenStream) -> Rule:
    """Return the condition that comes next."""
    name = stream.name(
        Text(en="a tag, a feature, not, segment(\"name\") or '('", zh='标签、指标、not、segment("客群名") 或“(”')
    )
    if stream.accept("."):
        theme = stream.resolve(name, stream.scope.theme, name.text)
        column = stream.name(Text(en=f"a feature of theme {theme}", zh=f"分析主题 {theme} 的一个指标"))
        return _feature_condition(stream, theme, stream.resolve(column, stream.scope.column, theme, column.text))
    theme = stream.resolve(name, stream.scope.theme_of, name.text)
    if theme:
        return _feature_condition(stream, theme, stream.resolve(name, stream.scope.column, theme, name.text))
    return _tag_condition(stream, stream.resolve(name, stream.scope.tag, name.text))


def _tag_condition(stream: TokenStream, tag: Tag) -> Rule:
    if stream.accept("="):
        return TagCondition(tag.name, (_tag_value(stream, tag),))
    if stream.accept("!="):
        return Not(TagCondition(tag.name, (_tag_value(stream, tag),)))
    if stream.accept_word("is"):
        rule = TagCondition(tag.name, (UNKNOWN,))
        return rule if _is_unknown(stream) else Not(rule)
    if stream.accept_word("changed"):
        return _change_condition(stream, tag)
    negated = stream.accept("not")
    stream.expect(
        "in",
        Text(
            en=f"=, !=, in, not in, is or changed after tag {tag.name}",
            zh=f"=、!=、in、not in、is 或 changed（在标签 {tag.name} 之后）",
        ),
    )
    rule = TagCondition(tag.name, stream.listed(lambda: _tag_value(stream, tag)))
    return Not(rule) if negated else rule


def _is_unknown(stream: TokenStream) -> bool:
    negated = stream.accept("not")
    word = stream.accept_word("known", "unknown")
    if word is None:
        stream.fail(Text(en="known or unknown", zh="known 或 unknown"))
    return (word == "unknown") != negated


def _tag_value(stream: TokenStream, tag: Tag) -> str:
    name = stream.name(Text(en=f"a value of tag {tag.name}", zh=f"标签 {tag.name} 的一个取值"))
    return stream.resolve(name, stream.scope.value, tag, name.text)


def _change_condition(stream: TokenStream, tag: Tag) -> ChangeCondition:
    before = _tag_values(stream, tag) if stream.accept_word("from") else ()
    after = _tag_values(stream, tag) if stream.accept_word("to") else ()
    if stream.accept("in"):
        return ChangeCondition(tag.name, before, after, _last_days(stream))
    if stream.accept_word("since"):
        since = stream.one_of(("date",), Text(en="a date, as in 2026-06-30", zh="日期（如 2026-06-30）"))
        return ChangeCondition(tag.name, before, after, stream.resolve(since, stream.scope.day, since.text))
    return ChangeCondition(tag.name, before, after)


def _last_days(stream: TokenStream) -> int:
    if not stream.accept_word("last"):
        stream.fail(Text(en="last, as in 'in last 30 days'", zh="last（如“in last 30 days”）"))
    days = stream.one_of(("number",), Text(en="a number of days", zh="天数"))
    found = stream.resolve(days, stream.scope.days, days.text)
    if not stream.accept_word("days", "day"):
        stream.fail(as_text("days"))
    return found


def _tag_values(stream: TokenStream, tag: Tag) -> tuple[str, ...]:
    return stream.listed(lambda: _tag_value(stream, tag)) if stream.next.kind == "(" else (_tag_value(stream, tag),)


def _feature_condition(stream: TokenStream, theme: str, column: str) -> Rule:
    start = stream.next
    for operator in _COMPARISONS:
        if stream.accept(operator):
            return _comparison(stream, start, theme, column, operator, (_read_operand(stream),))
    if stream.accept("!="):
        return Not(_comparison(stream, start, theme, column, "=", (_read_operand(stream),)))
    if stream.accept_word("is"):
        unknown, rule = _is_unknown(stream), stream.scope.condition(theme, column, "known", ())
        return Not(rule) if unknown else rule
    negated = stream.accept("not")
    rule = _multi_operand_condition(stream, start, theme, column)
    return Not(rule) if negated else rule


def _multi_operand_condition(stream: TokenStream, start: Token, theme: str, column: str) -> Rule:
    if stream.accept_word("between"):
        low = _read_operand(stream)
        stream.expect("and", Text(en="and, as in 'between 1 and 5'", zh="and（如“between 1 and 5”）"))
        return _comparison(stream, start, theme, column, "between", (low, _read_operand(stream)))
    stream.expect(
        "in",
        Text(
            en=f"=, !=, <, <=, >, >=, in, between or is after feature {theme}.{column}",
            zh=f"=、!=、<、<=、>、>=、in、between 或 is（在指标 {theme}.{column} 之后）",
        ),
    )
    return _comparison(stream, start, theme, column, "in", stream.listed(lambda: _read_operand(stream)))


def _comparison(
    stream: TokenStream, start: Token, theme: str, column: str, operator, operands: tuple[Operand, ...]
) -> Rule:
    return stream.resolve(start, stream.scope.condition, theme, column, operator, operands)


def _read_operand(stream: TokenStream) -> Operand:
    token = stream.name(Text(en="a number, a date, true, false or a text", zh="数、日期、true、false 或文字"))
    if token.kind == "number":
        return stream.resolve(token, normal_number, float(token.text) if "." in token.text else int(token.text))
    if token.is_word("true") or token.is_word("false"):
        return token.is_word("true")
    return token.text


@dataclass
class Scope(Names):
    """All names that one rule may use: those of the catalog, and the saved segments, each by its expression."""

    saved: Mapping[str, str] = field(default_factory=dict)
    chain: tuple[str, ...] = ()
    read: dict[str, SavedRule] = field(default_factory=dict)

    def segment(self, name: str, depth: int) -> SavedRule:
        """Return the segment saved as `name`, read at `depth`; raises ResolveError when missing or circular."""
        if name in self.chain:
            path = " > ".join([*self.chain, name])
            raise ResolveError(en=f"segment '{name}' refers to itself: {path}.", zh=f"客群“{name}”引用了自身：{path}。")
        if name not in self.saved:
            hint = segment_hint(name, self.saved)
            raise ResolveError(en=f"there is no saved segment '{name}'.{hint}", zh=f"没有已存客群“{name}”。{hint.zh}")
        if name not in self.read:
            self.read[name] = self._read(name, depth)
        found = self.read[name]
        self.check_depth(depth + height(found) - 1)
        self._join(
            self.subject_of(found),
            sum(1 for _ in rule_conditions(found)),
            Text(en=f"segment '{name}'", zh=f"客群“{name}”"),
        )
        return found

    def _read(self, name: str, depth: int) -> SavedRule:
        chain = (*self.chain, name)
        inner = Scope(self.catalog, self.known, saved=self.saved, chain=chain, read=self.read)
        try:
            return SavedRule(name, read_expression(self.saved[name], inner, depth + 1))
        except BadExpression as error:
            raise ResolveError(
                en=f"saved segment '{name}' cannot be read: {error}",
                zh=f"无法读取已存客群“{name}”：{error.text.zh}",
            ) from error


def parse(
    expression: str, catalog: Catalog, saved: Mapping[str, str] | None = None, features: Features | None = None
) -> Rule:
    """Return the rule of `expression`; `saved` gives the expression of each saved segment by its name.

    `features` (of a version) lets a feature be compared only with what is of its kind. Raises BadExpression, which
    says at which character, for what cannot be read: a wrong form, an unknown name (with the nearest ones),
    conditions of two subjects, saved segments that go in a circle, too long or deep.
    """
    return read_expression(expression, Scope(catalog, features, saved=saved or {}))


def read_expression(expression: str, scope: Scope, depth: int = 1) -> Rule:
    """Return the rule of `expression` with the names of `scope`; its top stands at level `depth`."""
    if len(expression) > MOST_CHARACTERS:
        raise BadExpression(
            MOST_CHARACTERS + 1,
            Text(
                en=f"an expression has at most {MOST_CHARACTERS:,} characters.",
                zh=f"表达式最长 {MOST_CHARACTERS:,} 个字符。",
            ),
        )
    return _RuleReader(expression, scope).whole(depth)


class _RuleReader(TokenStream):
    """Reads how conditions are combined."""

    def whole(self, depth: int) -> Rule:
        first, rule = self.next, self._either(depth)
        if self.next.kind != "end":
            self.fail(Text(en="and, or, or the end", zh="and、or 或结尾"))
        self.resolve(first, self.scope.check_depth, depth + height(rule) - 1)
        return rule

    def _either(self, depth: int) -> Rule:
        rules = [self._all(depth)]
        while self.accept("or"):
            rules.append(self._all(depth))
        return rules[0] if len(rules) == 1 else Either(tuple(rules))

    def _all(self, depth: int) -> Rule:
        rules = [self._term(depth)]
        while self.accept("and"):
            rules.append(self._term(depth))
        return rules[0] if len(rules) == 1 else All(tuple(rules))

    def _term(self, depth: int) -> Rule:
        self.resolve(self.next, self.scope.check_depth, depth)
        if self.accept("not"):
            return Not(self._term(depth + 1))
        if self.accept("("):
            rule = self._either(depth + 1)
            self.expect(")")
            return rule
        following = self.after_next.kind if self.next.kind == "segment" else ""
        return self._segment(depth) if following == "(" else read_condition(self)

    def _segment(self, depth: int) -> Rule:
        self.expect("segment")
        self.expect("(")
        name = self.name(Text(en="the name of a saved segment", zh="已存客群的名称"))
        self.expect(")")
        return self.resolve(name, self.scope.segment, name.text, depth)
