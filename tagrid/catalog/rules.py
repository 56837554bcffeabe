"""Each tag's rule: the expression in the step ``tagged`` of its theme's model; its inputs, results and branches."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlglot import exp, parse_one

from tagrid.catalog.dbt_models import MODELS, parse_model
from tagrid.catalog.model import UNKNOWN
from tagrid.catalog.overrides import tags_off
from tagrid.core.errors import BadInput
from tagrid.core.overlay import content_by_name, shown_path

PREFIX = "tag_"

STEP = "tagged"

# Texts and quoted names come first in the pattern, so that only what stands outside them is made small.
_KEYWORD = re.compile(r"""('[^']*'|"[^"]*")|[A-Z][A-Z_0-9]*""")

_THEN = re.compile(r"\n\s*then ")


@dataclass(frozen=True)
class TagRule:
    """The expression of one tag, its columns by bare name. ``place`` is the model's file."""

    tag: str
    theme: str
    place: str
    expression: exp.Expr

    @property
    def sql(self) -> str:
        """Return the rule as the project writes SQL: small letters, a condition and its value on one line."""
        text = self.expression.sql(dialect="duckdb", pretty=True, comments=False)
        return _THEN.sub(" then ", _KEYWORD.sub(lambda found: found[0] if found[1] else found[0].lower(), text))

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the columns it reads, in the order they stand."""
        found = self.expression.find_all(exp.Column, bfs=False)
        return tuple(dict.fromkeys(column.name for column in found))

    @property
    def gives(self) -> tuple[set[str], bool]:
        """Return the values it gives as literals, and whether those are all it can give."""
        codes, closed = set(), True
        for result in results(self.expression):
            if isinstance(result, exp.Literal) and result.is_string:
                codes.add(result.this)
            elif not isinstance(result, exp.Null):
                closed = False
        return codes - {UNKNOWN}, closed


def rules(project: Path | None = None) -> dict[str, TagRule]:
    """Return the rule of every tag column of every theme model, by the column's name; none of a tag switched off."""
    found: dict[str, TagRule] = {}
    off = tags_off(project)
    for path in content_by_name(f"{MODELS}/tags", f"{PREFIX}*.sql", project=project).values():
        theme = path.stem.removeprefix(PREFIX)
        for rule in rules_in(parse_model(path, project), theme, shown_path(path, project)):
            if rule.tag in found:
                other = found[rule.tag].place
                raise BadInput(
                    en=f"{rule.place}: column {rule.tag} is also in {other}.",
                    zh=f"{rule.place}：列 {rule.tag} 也在 {other} 中。",
                )
            found[rule.tag] = rule
    return {tag: rule for tag, rule in found.items() if tag not in off}


def tagged_step(tree: exp.Expr) -> exp.Select | None:
    """Return the step of a theme's model in which each column but the key is a tag's rule."""
    step = next((cte.this for cte in tree.find_all(exp.CTE) if cte.alias == STEP), None)
    return step if isinstance(step, exp.Select) else None


def rules_in(tree: exp.Expr, theme: str, place: str) -> list[TagRule]:
    """Return the rules of a theme's model; ``place`` is its file. ``BadInput`` where the step ``tagged`` is missing."""
    step = tagged_step(tree)
    if step is None:
        raise BadInput(
            en=f"{place}: no step `{STEP}`; a tag model gives each tag in a CTE of that name.",
            zh=f"{place}：没有 `{STEP}` 步骤；标签模型在这一步给出每个标签。",
        )
    columns = [column for column in step.expressions if column.alias_or_name != "customer_id"]
    tables: dict[str, str] = {}
    return [TagRule(c.alias_or_name, theme, place, _unqualified(c, place, tables)) for c in columns]


def _unqualified(selected: exp.Expr, place: str, tables: dict[str, str]) -> exp.Expr:
    """Return the expression alone, its columns without the names of their tables.

    ``tables`` is the table of each column of the theme so far: a bare name means one column in all its rules.
    """
    if isinstance(selected, exp.Star) or selected.is_star:
        raise BadInput(
            en=f"{place}: `{STEP}` selects *; name each tag's expression there.",
            zh=f"{place}：`{STEP}` 选取了 *；请逐个写出标签的表达式。",
        )
    expression = selected.unalias().copy()
    for column in list(expression.find_all(exp.Column)):
        first = tables.setdefault(column.name, column.table)
        if first != column.table:
            raise BadInput(
                en=f"{place}: {selected.alias_or_name} reads {column.name} of both {first or '(no table)'} and "
                f"{column.table or '(no table)'}; qualify it one way, or give one another name in its step.",
                zh=f"{place}：{selected.alias_or_name} 从 {first or '（未写表名）'} 和 "
                f"{column.table or '（未写表名）'} 读取同名列 {column.name}；请统一写法，或在所在步骤中另取名称。",
            )
        column.set("table", None)
    return expression


def results(node: exp.Expr) -> list[exp.Expr]:
    """Return the expressions in the places a rule's value can come from."""
    if isinstance(node, exp.Case):
        default = node.args.get("default")
        ends = [branch.args["true"] for branch in node.args["ifs"]] + ([default] if default else [])
    elif isinstance(node, exp.If):
        ends = [node.args["true"], *([node.args["false"]] if node.args.get("false") else [])]
    elif isinstance(node, exp.Coalesce):
        ends = [node.this, *node.expressions]
    elif isinstance(node, exp.Paren | exp.Cast):
        ends = [node.this]
    else:
        return [node]
    return [result for end in ends for result in results(end)]


@dataclass(frozen=True)
class CaseBranch:
    """``condition`` leads to ``result``, where no earlier branch has led elsewhere; without one: everyone else."""

    condition: exp.Expr | None
    result: exp.Expr

    @property
    def code(self) -> str | None:
        """The value it gives, where that is a literal."""
        is_text = isinstance(self.result, exp.Literal) and self.result.is_string
        return self.result.this if is_text and self.result.this != UNKNOWN else None

    @property
    def is_null(self) -> bool:
        """Whether it gives null: the value is unknown."""
        return isinstance(self.result, exp.Null) or (isinstance(self.result, exp.Literal) and self.code is None)

    @property
    def is_open(self) -> bool:
        """Whether it gives the value of a column or of an expression."""
        return not self.is_null and self.code is None

    @cached_property
    def columns(self) -> frozenset[str]:
        """Names of the columns its condition reads."""
        return columns_read(self.condition)

    @property
    def tests_only_null(self) -> bool:
        """Whether its condition compares nothing: ``x is not null``, ``has_record``."""
        compared = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between, exp.Like)
        return self.condition is not None and not any(self.condition.find_all(*compared))


def branches(rule_sql: str) -> list[CaseBranch]:
    """Return the branches of a rule: of a CASE, an IF, a COALESCE, or the single one of a bare expression."""
    return _branches_of(parse_one(rule_sql, dialect="duckdb"))


def columns_read(expression: exp.Expr | None) -> frozenset[str]:
    """Return the names of the columns an expression reads."""
    return frozenset(column.name for column in expression.find_all(exp.Column)) if expression else frozenset()


def _branches_of(node: exp.Expr) -> list[CaseBranch]:
    if isinstance(node, exp.Paren):
        return _branches_of(node.this)
    if isinstance(node, exp.Case):
        pairs = [(_branch_condition(node, one), one.args["true"]) for one in node.args["ifs"]]
        return _chained(pairs, node.args.get("default"))
    if isinstance(node, exp.If):
        return _chained([(node.this, node.args["true"])], node.args.get("false"))
    if isinstance(node, exp.Coalesce):
        *first, last = [node.this, *node.expressions]
        return _chained([(exp.not_(exp.Is(this=one.copy(), expression=exp.Null())), one) for one in first], last)
    return [CaseBranch(None, node)]


def _branch_condition(case: exp.Case, one: exp.If) -> exp.Expr:
    """Return the condition of a branch; `case x when 1` means x = 1."""
    return exp.EQ(this=case.this.copy(), expression=one.this.copy()) if case.this else one.this


def _chained(pairs: list[tuple[exp.Expr, exp.Expr]], default: exp.Expr | None) -> list[CaseBranch]:
    found = [
        CaseBranch(_conjunction(condition, inner.condition), inner.result)
        for condition, end in pairs
        for inner in _exhaustive(end)
    ]
    return found + (_branches_of(default) if default is not None else [])


def _exhaustive(node: exp.Expr) -> list[CaseBranch]:
    """Return the branches inside a branch; who meets none of them gets null and does not go on to the next branch."""
    inner = _branches_of(node)
    return inner if inner[-1].condition is None else [*inner, CaseBranch(None, exp.Null())]


def _conjunction(outer: exp.Expr, inner: exp.Expr | None) -> exp.Expr:
    return exp.and_(outer.copy(), inner.copy()) if inner is not None else outer
