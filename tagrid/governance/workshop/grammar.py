"""What a proposed rule may be made of: every node of the rule must be in an explicit list."""

from collections.abc import Iterable

from sqlglot import exp

from tagrid.core.errors import BadInput
from tagrid.core.text import Text, nearest

MOST_CHARACTERS = 10_000

MOST_TOKENS = 3_000

MOST_BRACKETS = 60

# Of the syntax tree: a chain of 150 sums or conditions. Whatever walks the tree later has stack enough for it.
MOST_DEPTH = 150

# Functions by the name a person writes; each gives the same value for the same row, and costs little.
FUNCTIONS: dict[str, type[exp.Expr]] = {
    "coalesce": exp.Coalesce,
    "nullif": exp.Nullif,
    "if": exp.If,
    "greatest": exp.Greatest,
    "least": exp.Least,
    "abs": exp.Abs,
    "round": exp.Round,
    "floor": exp.Floor,
    "ceil": exp.Ceil,
    "sqrt": exp.Sqrt,
    "ln": exp.Ln,
    "power": exp.Pow,
    "lower": exp.Lower,
    "upper": exp.Upper,
    "trim": exp.Trim,
    "length": exp.Length,
    "left": exp.Left,
    "right": exp.Right,
    "substring": exp.Substring,
    "starts_with": exp.StartsWith,
    "regexp_extract": exp.RegexpExtract,
    "cast": exp.Cast,
    "try_cast": exp.TryCast,
}

# Operators and what an expression is built of.
_BASIC = (
    *(exp.Column, exp.Identifier, exp.Literal, exp.Null, exp.Boolean, exp.Paren, exp.Case),
    *(exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ),
    *(exp.Is, exp.In, exp.Between, exp.Like, exp.ILike),
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg, exp.DPipe),
    exp.DataType,
)

NODES: frozenset[type[exp.Expr]] = frozenset((*_BASIC, *FUNCTIONS.values()))

# What a value may be cast to, by the name a person writes.
TYPES: dict[str, exp.DType] = {
    "boolean": exp.DType.BOOLEAN,
    "integer": exp.DType.INT,
    "bigint": exp.DType.BIGINT,
    "double": exp.DType.DOUBLE,
    "decimal": exp.DType.DECIMAL,
    "varchar": exp.DType.VARCHAR,
    "text": exp.DType.TEXT,
    "date": exp.DType.DATE,
}

# Of each node that could hold more than the list means, the parts it may have.
PARTS: dict[type[exp.Expr], frozenset[str]] = {
    exp.Column: frozenset({"this", "table"}),
    exp.In: frozenset({"this", "expressions"}),
    exp.Cast: frozenset({"this", "to"}),
    exp.TryCast: frozenset({"this", "to", "safe"}),
    exp.DataType: frozenset({"this"}),
}

# What people try, and the advice for it.
_ADVICE: tuple[tuple[tuple[type[exp.Expr], ...], str, str], ...] = (
    (
        (exp.Alias,),
        "去掉 as 和后面的名称；标签名在第 4 步填写。",
        "leave out `as` and the name after it; the tag's name is given in step 4.",
    ),
    (
        (exp.Query, exp.Exists, exp.Any, exp.All, exp.Table, exp.Subquery),
        "规则里没有查询，也不读其他表；只用本主题的列。",
        "no query and no other table; use the columns of the theme only.",
    ),
    (
        (exp.Window, exp.AggFunc),
        "规则只看一个客户的一行；跨客户或跨时间的统计应先算成指标。",
        "a rule sees one customer's row; sums and ranks over several belong in features.",
    ),
    ((exp.Star, exp.Columns), "不能用 *；请写出列名。", "no *; name the column."),
    (
        (exp.Parameter, exp.Placeholder, exp.PositionalColumn, exp.SessionParameter),
        "不能用参数；请写出数值。",
        "no parameters; write the value itself.",
    ),
    (
        (exp.Interval, exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentTime),
        "规则不计算日期；请用以天数表示的指标。",
        "a rule does not reckon with dates; use a column that counts days.",
    ),
)

_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)


class NotARule(BadInput):
    """A text that is no rule; ``message`` says why, ``line`` and ``column`` (from 1) where."""

    def __init__(self, message: Text, line: int | None = None, column: int | None = None) -> None:
        self.line, self.column, self._bare = line, column, message
        if line is not None:
            message = Text(
                zh=f"第 {line} 行第 {column} 列：{message.zh}", en=f"line {line}, column {column}: {message.en}"
            )
        self.message = message
        super().__init__(en=f"Not a rule{':' if line is None else ','} {message.en}", zh=f"不是规则：{message.zh}")

    def __reduce__(self) -> tuple:
        return type(self), (self._bare, self.line, self.column)

    def moved_to(self, line: int, column: int) -> "NotARule":
        """Return the same fault at a line and column."""
        return NotARule(self._bare, line, column)


def rule_fault(text: str, at: int | None, zh: str, en: str) -> NotARule:
    """Return the fault at offset ``at`` of ``text`` (None: of the whole)."""
    message = Text(zh=zh, en=en)
    if at is None:
        return NotARule(message)
    before = text[:at]
    return NotARule(message, before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1)


def depth(expression: exp.Expr) -> int:
    """Return how deep a syntax tree is, counted without recursion."""
    level, count = [expression], 0
    while level:
        level, count = [child for node in level for child in node.iter_expressions()], count + 1
    return count


def refuse_others(expression: exp.Expr, text: str) -> None:
    """Raise NotARule at the first node that the list does not allow."""
    for node in expression.walk(bfs=False):
        if type(node) not in NODES:
            raise _refused(node, text)
        if isinstance(node, exp.DataType) and node.this not in TYPES.values():
            raise _type_fault(node, text)
        if isinstance(node, _COMPARED) and isinstance(node.this, _COMPARED):
            zh, en = "一次只比较两个量，用 and 连接：0 < a and a < 1。", "compare two at a time: 0 < a and a < 1."
            raise rule_fault(text, offset(node, text), zh, en)
        if extra := _extra(node):
            raise _part_fault(node, extra, text)


def offset(node: exp.Expr, text: str) -> int | None:
    """Return where a node begins in ``text``, or None where its parts do not show it."""
    starts = [part.meta["start"] for part in node.walk() if "start" in part.meta]
    first = min(starts, default=None)
    if not isinstance(node, exp.Func) or isinstance(node, exp.Case | exp.And | exp.Or):
        return first
    before = len(text) if first is None else first
    at = max(text.lower().rfind(name, 0, before) for name in _names(node))
    return at if at >= 0 else first


def _names(node: exp.Expr) -> Iterable[str]:
    if isinstance(node, exp.Anonymous):
        return [node.name.lower()]
    return [name.lower() for name in node.sql_names()] if isinstance(node, exp.Func) else [""]


def _extra(node: exp.Expr) -> set[str]:
    allowed = PARTS.get(type(node))
    filled = {name for name, part in node.args.items() if part not in (None, False, [], ())}
    return filled - allowed if allowed else set()


def _refused(node: exp.Expr, text: str) -> NotARule:
    at = offset(node, text)
    for kinds, zh, en in _ADVICE:
        if isinstance(node, kinds):
            return rule_fault(text, at, zh, en)
    if isinstance(node, exp.Func):
        name = next(iter(_names(node)))
        hint = nearest(name, tuple(FUNCTIONS))
        known = ", ".join(FUNCTIONS)
        zh = f"规则不能调用函数 {name}；可用的函数：{known}。{hint.zh}"
        return rule_fault(text, at, zh, f"a rule may not call {name}; it may call {known}.{hint}")
    kind = type(node).__name__
    zh = f"规则里不能有 {kind}；可用列、数值、文字、比较、算术、and/or/not、in、between、case。"
    en = f"{kind} has no place in a rule; use columns, numbers, texts, comparisons, arithmetic, and/or/not, in, case."
    return rule_fault(text, at, zh, en)


def _type_fault(node: exp.DataType, text: str) -> NotARule:
    known = ", ".join(TYPES)
    at = offset(node.parent, text) if node.parent else None
    return rule_fault(text, at, f"只能转换为 {known}。", f"cast to one of {known}.")


def _part_fault(node: exp.Expr, extra: set[str], text: str) -> NotARule:
    if isinstance(node, exp.Column):
        zh = f"列只写列名，或“主题.列名”：{node.sql(dialect='duckdb')}。"
        return rule_fault(
            text, offset(node, text), zh, f"write a column bare or as theme.column: {node.sql('duckdb')}."
        )
    if isinstance(node, exp.DataType):
        return _type_fault(node, text)
    en = f"{type(node).__name__.lower()} with {', '.join(sorted(extra))} has no place in a rule; list plain values."
    return rule_fault(text, offset(node, text), "只能列出数值或文字，例如 in ('a', 'b')。", en)
