"""Reads one condition of an expression.

    condition := tag ("=" | "!=") value | tag ["not"] "in" "(" value ("," value)* ")" | tag "is" ["not"] "known"
               | tag "changed" ["from" values] ["to" values] ["in" "last" n "days" | "since" date]
               | [theme "."] feature ("=" | "!=" | "<" | "<=" | ">" | ">=") operand
               | [theme "."] feature (["not"] "in" operands | ["not"] "between" operand "and" operand
                                      | "is" ["not"] "known")
    values    := value | "(" value ("," value)* ")"

``x != y`` is read as ``not x = y``, ``is unknown`` as ``not ... is known``. The words that are no keywords (changed,
between, last, ...) mean something only where they stand here, so that a value may be called so.
"""

from tagrid.catalog import Tag
from tagrid.catalog.model import UNKNOWN
from tagrid.errors import Told
from tagrid.segments.operands import number
from tagrid.segments.rule import Changed, Not, Operand, Rule, Value
from tagrid.segments.tokens import Token
from tagrid.segments.walker import Walker

_COMPARED = ("=", "<", "<=", ">", ">=")


def condition(walk: Walker) -> Rule:
    """Return the condition that comes next."""
    name = walk.name(
        Told("a tag, a feature, not, segment(\"name\") or '('", '标签、指标、not、segment("客群名") 或“(”')
    )
    if walk.took("."):
        theme = walk.at(name, walk.scope.theme, name.text)
        column = walk.name(Told(f"a feature of theme {theme}", f"分析主题 {theme} 的一个指标"))
        return _feature(walk, theme, walk.at(column, walk.scope.column, theme, column.text))
    theme = walk.at(name, walk.scope.theme_of, name.text)
    if theme:
        return _feature(walk, theme, walk.at(name, walk.scope.column, theme, name.text))
    return _tag(walk, walk.at(name, walk.scope.tag, name.text))


def _tag(walk: Walker, tag: Tag) -> Rule:
    if walk.took("="):
        return Value(tag.name, (_value(walk, tag),))
    if walk.took("!="):
        return Not(Value(tag.name, (_value(walk, tag),)))
    if walk.took_word("is"):
        rule = Value(tag.name, (UNKNOWN,))
        return rule if _is_unknown(walk) else Not(rule)
    if walk.took_word("changed"):
        return _changed(walk, tag)
    negated = walk.took("not")
    walk.expect(
        "in",
        Told(
            f"=, !=, in, not in, is or changed after tag {tag.name}",
            f"=、!=、in、not in、is 或 changed（在标签 {tag.name} 之后）",
        ),
    )
    rule = Value(tag.name, walk.listed(lambda: _value(walk, tag)))
    return Not(rule) if negated else rule


def _is_unknown(walk: Walker) -> bool:
    negated = walk.took("not")
    word = walk.took_word("known", "unknown")
    if word is None:
        walk.fail(Told("known or unknown", "known 或 unknown"))
    return (word == "unknown") != negated


def _value(walk: Walker, tag: Tag) -> str:
    name = walk.name(Told(f"a value of tag {tag.name}", f"标签 {tag.name} 的一个取值"))
    return walk.at(name, walk.scope.value, tag, name.text)


def _changed(walk: Walker, tag: Tag) -> Changed:
    before = _values(walk, tag) if walk.took_word("from") else ()
    after = _values(walk, tag) if walk.took_word("to") else ()
    if walk.took("in"):
        return Changed(tag.name, before, after, _last_days(walk))
    if walk.took_word("since"):
        since = walk.one_of(("date",), Told("a date, as in 2026-06-30", "日期（如 2026-06-30）"))
        return Changed(tag.name, before, after, walk.at(since, walk.scope.day, since.text))
    return Changed(tag.name, before, after)


def _last_days(walk: Walker) -> int:
    if not walk.took_word("last"):
        walk.fail(Told("last, as in 'in last 30 days'", "last（如“in last 30 days”）"))
    days = walk.one_of(("number",), Told("a number of days", "天数"))
    found = walk.at(days, walk.scope.days, days.text)
    if not walk.took_word("days", "day"):
        walk.fail(Told("days"))
    return found


def _values(walk: Walker, tag: Tag) -> tuple[str, ...]:
    return walk.listed(lambda: _value(walk, tag)) if walk.next.kind == "(" else (_value(walk, tag),)


def _feature(walk: Walker, theme: str, column: str) -> Rule:
    start = walk.next
    for operator in _COMPARED:
        if walk.took(operator):
            return _compared(walk, start, theme, column, operator, (_operand(walk),))
    if walk.took("!="):
        return Not(_compared(walk, start, theme, column, "=", (_operand(walk),)))
    if walk.took_word("is"):
        unknown, rule = _is_unknown(walk), walk.scope.condition(theme, column, "known", ())
        return Not(rule) if unknown else rule
    negated = walk.took("not")
    rule = _several(walk, start, theme, column)
    return Not(rule) if negated else rule


def _several(walk: Walker, start: Token, theme: str, column: str) -> Rule:
    if walk.took_word("between"):
        low = _operand(walk)
        walk.expect("and", Told("and, as in 'between 1 and 5'", "and（如“between 1 and 5”）"))
        return _compared(walk, start, theme, column, "between", (low, _operand(walk)))
    walk.expect(
        "in",
        Told(
            f"=, !=, <, <=, >, >=, in, between or is after feature {theme}.{column}",
            f"=、!=、<、<=、>、>=、in、between 或 is（在指标 {theme}.{column} 之后）",
        ),
    )
    return _compared(walk, start, theme, column, "in", walk.listed(lambda: _operand(walk)))


def _compared(walk: Walker, start: Token, theme: str, column: str, operator, operands: tuple[Operand, ...]) -> Rule:
    return walk.at(start, walk.scope.condition, theme, column, operator, operands)


def _operand(walk: Walker) -> Operand:
    token = walk.name(Told("a number, a date, true, false or a text", "数、日期、true、false 或文字"))
    if token.kind == "number":
        return walk.at(token, number, float(token.text) if "." in token.text else int(token.text))
    if token.says("true") or token.says("false"):
        return token.says("true")
    return token.text
