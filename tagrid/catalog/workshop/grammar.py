"""What a proposed rule may be made of: an explicit list, so that nothing else passes, whatever SQL learns to do."""

from sqlglot import exp

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
# Operators and the bones of an expression.
_BONES = (
    *(exp.Column, exp.Identifier, exp.Literal, exp.Null, exp.Boolean, exp.Paren, exp.Case),
    *(exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ),
    *(exp.Is, exp.In, exp.Between, exp.Like, exp.ILike),
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg, exp.DPipe),
    exp.DataType,
)
NODES: frozenset[type[exp.Expr]] = frozenset((*_BONES, *FUNCTIONS.values()))

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
