"""A proposed rule as text becomes a rule, or is refused: one expression over a theme's columns, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp, parse, tokenize
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.tokens import TokenType

from tagrid.catalog.rules import Rule
from tagrid.catalog.workshop import grammar
from tagrid.catalog.workshop.faults import NotARule, fault
from tagrid.catalog.workshop.names import with_columns
from tagrid.catalog.workshop.nodes import depth, refuse_others
from tagrid.catalog.workshop.results import refuse_results

PLACE = "the proposed rule"
_OPEN = (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE)
# What begins a statement: told as such, whatever follows.
_STATEMENTS = (
    *("select", "with", "from", "insert", "update", "delete", "merge", "truncate", "create", "drop", "alter"),
    *("attach", "detach", "use", "copy", "export", "import", "load", "install", "call", "pragma", "set", "reset"),
    *("explain", "describe", "show", "summarize", "begin", "commit", "rollback", "vacuum", "checkpoint", "prepare"),
)
_CLOSE = (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END)


@dataclass(frozen=True)
class Proposed:
    """A rule that was read; ``homes`` says of which theme each of its columns is."""

    rule: Rule
    homes: dict[str, str]

    @property
    def themes(self) -> tuple[str, ...]:
        """Return the theme the tag belongs to, then the others that it reads."""
        return tuple(dict.fromkeys([self.rule.theme, *self.homes.values()]))


def read_rule(text: str, columns: Mapping[str, Sequence[str]], name: str = "preview") -> Proposed:
    """Read ``text`` as the rule of tag ``name`` over ``columns`` of each theme, the tag's own theme first.

    Raises NotARule (a BadInput) that says where, and what to write instead, for anything but one expression made
    of what `grammar` lists that gives text codes.
    """
    _refuse_size(text)
    try:
        expression = _parsed(text)
        if depth(expression) > grammar.MOST_DEPTH:
            raise _too_deep()
        refuse_others(expression, text)
        home = with_columns(expression, columns, text)
        refuse_results(expression, text)
    except RecursionError:  # of the parser, which has to nest before anything can be counted
        raise _too_deep() from None
    return Proposed(Rule(name, next(iter(columns)), PLACE, expression), home)


def _refuse_size(text: str) -> None:
    if not text.strip():
        such = "case when {} >= 0.25 then 'often_late' else 'on_time' end"
        zh, en = f"规则是空的；例如 {such.format('列名')}", f"it is empty; write one, such as {such.format('column')}."
        raise fault(text, None, zh, en)
    if len(text) > grammar.MOST_CHARACTERS:
        most, size = f"{grammar.MOST_CHARACTERS:,}", f"{len(text):,}"
        zh = f"规则有 {size} 个字符，最多 {most} 个；数值应先算成指标（features），规则只给出取值。"
        en = f"it has {size} characters, {most} are the most; compute numbers in features, a rule only names them."
        raise fault(text, None, zh, en)


def _too_deep() -> NotARule:
    en = "it is nested too deeply, or too long; divide it, or compute a part in features."
    return fault("", None, "嵌套过深或过长；请拆分，或先算成指标。", en)


def _parsed(text: str) -> exp.Expr:
    try:
        _refuse_tokens(text)
        found = parse(text, dialect="duckdb")
    except ParseError as error:
        raise _unreadable(text, error) from None
    except SqlglotError as error:
        first = str(error).splitlines()[0]
        raise fault(text, None, f"无法读懂：{first}", f"it cannot be read: {first}.") from None
    if len(found) != 1 or found[0] is None:
        raise fault(text, None, "只写一个表达式。", "write one expression only.")
    return found[0]


def _refuse_tokens(text: str) -> None:
    depth, tokens = 0, tokenize(text, dialect="duckdb")
    if tokens and tokens[0].text.lower() in _STATEMENTS:
        word = tokens[0].text.lower()
        zh = f"{word} 是一条语句；规则是一个表达式，例如 case when … then '代码' end。"
        en = f"{word} begins a statement; a rule is one expression, such as case when … then 'code' end."
        raise fault(text, tokens[0].start, zh, en)
    for token in tokens:
        depth += (token.token_type in _OPEN) - (token.token_type in _CLOSE)
        if depth > grammar.MOST_BRACKETS:
            raise _too_deep()
        if token.token_type == TokenType.SEMICOLON:
            raise fault(text, token.start, "规则是一个表达式，不含分号。", "a rule is one expression, without `;`.")
        if token.token_type in (TokenType.COMMAND, TokenType.BLOCK_START, TokenType.PARAMETER):
            raise fault(text, token.start, f"规则里不能有 {token.text}。", f"{token.text} has no place in a rule.")
    if len(tokens) > grammar.MOST_TOKENS:
        raise _too_deep()


def _unreadable(text: str, error: ParseError) -> NotARule:
    first = error.errors[0] if error.errors else {}
    mark, line, column = first.get("highlight") or "", first.get("line"), first.get("col")
    said = str(first.get("description") or error).splitlines()[0].split(" for <class")[0]
    en = f"cannot go on at {mark!r} ({said}); a rule reads case when … then 'code' … else 'code' end."
    found = fault(text, None, f"读到 {mark!r} 处无法继续；规则的写法是 case when … then '代码' … else '代码' end。", en)
    if line is None or column is None:
        return found
    return NotARule(found.said, line, max(column - len(mark) + 1, 1))
