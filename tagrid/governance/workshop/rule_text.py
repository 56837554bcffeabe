"""A proposed rule as text becomes a rule, or is refused: one expression over columns that gives text codes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp, parse, tokenize
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.tokens import TokenType

from tagrid.catalog import CODE, UNKNOWN, TagRule, results
from tagrid.core.text import nearest
from tagrid.core.yaml_lines import TRUTH
from tagrid.governance.workshop import grammar
from tagrid.governance.workshop.grammar import NotARule, depth, offset, refuse_others, rule_fault


def resolve_columns(expression: exp.Expr, columns: Mapping[str, Sequence[str]], text: str) -> dict[str, str]:
    """Make every column of ``expression`` bare, in the spelling of ``columns``; return the theme each is of.

    Raises NotARule for a column that no theme has, that two themes have, or that is read of two themes.
    """
    home: dict[str, str] = {}
    for node in list(expression.find_all(exp.Column)):
        theme, name = _found(node, columns, text)
        if home.setdefault(name, theme) != theme:
            zh = f"列 {name} 同时取自主题 {home[name]} 和 {theme}；一条规则里只能取自一个。"
            en = f"column {name} is read of both {home[name]} and {theme}; a rule reads it of one."
            raise rule_fault(text, offset(node, text), zh, en)
        node.set("table", None)
        node.set("this", exp.to_identifier(name))
    return home


def _found(node: exp.Column, columns: Mapping[str, Sequence[str]], text: str) -> tuple[str, str]:
    wanted, table = node.name.lower(), node.table.lower()
    if table and table not in columns:
        hint = nearest(table, tuple(columns))
        zh = f"没有选用主题 {table}；已选 {'、'.join(columns)}。{hint.zh}"
        en = f"theme {table} is not among those chosen ({', '.join(columns)}).{hint}"
        raise rule_fault(text, offset(node, text), zh, en)
    where = [theme for theme in ([table] if table else columns) if wanted in columns[theme]]
    if not where:
        raise _unknown(node, {theme: columns[theme] for theme in ([table] if table else columns)}, text)
    if len(where) > 1 and next(iter(columns)) not in where:
        choices = " / ".join(f"{theme}.{wanted}" for theme in where)
        raise rule_fault(text, offset(node, text), f"列 {wanted} 有多个来源，请写 {choices}。", f"write {choices}.")
    return where[0], wanted


def _unknown(node: exp.Column, columns: Mapping[str, Sequence[str]], text: str) -> NotARule:
    known = tuple(name for names in columns.values() for name in names)
    hint = nearest(node.name.lower(), known)
    zh = f"主题 {'、'.join(columns)} 没有列 {node.name}。{hint.zh}"
    en = f"{', '.join(columns)} has no column {node.name}.{hint}"
    if node.this.args.get("quoted"):
        zh, en = f"{zh}文字用单引号。", f"{en} A text stands in single quotes."
    return rule_fault(text, offset(node, text), zh, en)


# What can only be a number or a truth value.
_NO_TEXT = (exp.Boolean, exp.Predicate, exp.Not, exp.And, exp.Or, exp.Neg, exp.Add, exp.Sub, exp.Mul, exp.Div)


def refuse_results(expression: exp.Expr, text: str) -> None:
    """Raise NotARule at the first result that is no text, or a text that cannot be a value's code."""
    for result in results(expression):
        if isinstance(result, exp.Null):
            continue
        if isinstance(result, _NO_TEXT) or (isinstance(result, exp.Literal) and not result.is_string):
            shown = result.sql("duckdb")
            zh = f"规则应给出文字代码，例如 then 'often_late'，而不是 {shown}。"
            en = f"a rule gives text codes, such as then 'often_late', not {shown}."
            raise rule_fault(text, offset(result, text), zh, en)
        if isinstance(result, exp.Literal) and (fault := code_fault(result.this)):
            raise rule_fault(text, offset(result, text), *fault)


def code_fault(code: str) -> tuple[str, str] | None:
    """Return what is wrong with a value's code, in both languages; None where it will do."""
    if code == UNKNOWN:
        return "未知不必写出：请给出 null。", f"every tag has {UNKNOWN}; write null instead."
    if code.lower() in TRUTH:
        zh = f"代码 {code} 会被 YAML 读成真假或空值；请写成 is_large / not_large 这样的词。"
        return zh, f"YAML readers take {code} for a truth value; write a word such as is_large / not_large."
    if not CODE.fullmatch(code):
        zh = f"代码 {code!r} 须为英文 snake_case，至少一个字母，例如 often_late。"
        return zh, f"code {code!r} must be English snake_case with at least one letter, such as often_late."
    return None


def codes_fault(codes: Iterable[str]) -> NotARule | None:
    """Return the fault of the first code that data gives and no tag may have."""
    wrong = next((fault for code in codes if (fault := code_fault(code))), None)
    return rule_fault("", None, *wrong) if wrong else None


PLACE = "the proposed rule"

_OPEN = (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE)

# What begins a statement: refused as such, whatever follows.
_STATEMENTS = (
    *("select", "with", "from", "insert", "update", "delete", "merge", "truncate", "create", "drop", "alter"),
    *("attach", "detach", "use", "copy", "export", "import", "load", "install", "call", "pragma", "set", "reset"),
    *("explain", "describe", "show", "summarize", "begin", "commit", "rollback", "vacuum", "checkpoint", "prepare"),
)

_CLOSE = (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END)


@dataclass(frozen=True)
class ProposedRule:
    """A rule that was read; ``homes`` is the theme of each of its columns."""

    rule: TagRule
    homes: dict[str, str]

    @property
    def themes(self) -> tuple[str, ...]:
        """Return the theme the tag belongs to, then the others that it reads."""
        return tuple(dict.fromkeys([self.rule.theme, *self.homes.values()]))


def read_rule(text: str, columns: Mapping[str, Sequence[str]], name: str = "preview") -> ProposedRule:
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
        home = resolve_columns(expression, columns, text)
        refuse_results(expression, text)
    except RecursionError:  # of the parser, which has to nest before anything can be counted
        raise _too_deep() from None
    return ProposedRule(TagRule(name, next(iter(columns)), PLACE, expression), home)


def _refuse_size(text: str) -> None:
    if not text.strip():
        such = "case when {} >= 0.25 then 'often_late' else 'on_time' end"
        zh, en = f"规则是空的；例如 {such.format('列名')}", f"it is empty; write one, such as {such.format('column')}."
        raise rule_fault(text, None, zh, en)
    if len(text) > grammar.MOST_CHARACTERS:
        most, size = f"{grammar.MOST_CHARACTERS:,}", f"{len(text):,}"
        zh = f"规则有 {size} 个字符，最多 {most} 个；数值应先算成指标（features），规则只给出取值。"
        en = f"it has {size} characters, {most} are the most; compute numbers in features, a rule only names them."
        raise rule_fault(text, None, zh, en)


def _too_deep() -> NotARule:
    en = "it is nested too deeply, or too long; divide it, or compute a part in features."
    return rule_fault("", None, "嵌套过深或过长；请拆分，或先算成指标。", en)


def _parsed(text: str) -> exp.Expr:
    try:
        _refuse_tokens(text)
        found = parse(text, dialect="duckdb")
    except ParseError as error:
        raise _unreadable(text, error) from None
    except SqlglotError as error:
        first = str(error).splitlines()[0]
        raise rule_fault(text, None, f"无法读懂：{first}", f"it cannot be read: {first}.") from None
    if len(found) != 1 or found[0] is None:
        raise rule_fault(text, None, "只写一个表达式。", "write one expression only.")
    return found[0]


def _refuse_tokens(text: str) -> None:
    depth, tokens = 0, tokenize(text, dialect="duckdb")
    if tokens and tokens[0].text.lower() in _STATEMENTS:
        word = tokens[0].text.lower()
        zh = f"{word} 是一条语句；规则是一个表达式，例如 case when … then '代码' end。"
        en = f"{word} begins a statement; a rule is one expression, such as case when … then 'code' end."
        raise rule_fault(text, tokens[0].start, zh, en)
    for token in tokens:
        depth += (token.token_type in _OPEN) - (token.token_type in _CLOSE)
        if depth > grammar.MOST_BRACKETS:
            raise _too_deep()
        if token.token_type == TokenType.SEMICOLON:
            raise rule_fault(
                text, token.start, "规则是一个表达式，不含分号。", "a rule is one expression, without `;`."
            )
        if token.token_type in (TokenType.COMMAND, TokenType.BLOCK_START, TokenType.PARAMETER):
            raise rule_fault(text, token.start, f"规则里不能有 {token.text}。", f"{token.text} has no place in a rule.")
    if len(tokens) > grammar.MOST_TOKENS:
        raise _too_deep()


def _unreadable(text: str, error: ParseError) -> NotARule:
    first = error.errors[0] if error.errors else {}
    mark, line, column = first.get("highlight") or "", first.get("line"), first.get("col")
    problem = str(first.get("description") or error).splitlines()[0].split(" for <class")[0]
    en = f"cannot go on at {mark!r} ({problem}); a rule reads case when … then 'code' … else 'code' end."
    found = rule_fault(
        text, None, f"读到 {mark!r} 处无法继续；规则的写法是 case when … then '代码' … else '代码' end。", en
    )
    if line is None or column is None:
        return found
    return found.moved_to(line, max(column - len(mark) + 1, 1))
