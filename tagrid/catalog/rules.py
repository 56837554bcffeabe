"""Each tag's rule: the one expression that gives it, out of the ``tagged`` step of its theme's model."""

import re
from dataclasses import dataclass
from pathlib import Path

from sqlglot import exp

from tagrid.catalog.model import UNKNOWN
from tagrid.catalog.sql import MODELS, parse
from tagrid.errors import BadInput
from tagrid.home import PROJECT

PREFIX = "tag_"
STEP = "tagged"
# Texts and quoted names come first in the pattern, so that only what stands outside them is made small.
_KEYWORD = re.compile(r"""('[^']*'|"[^"]*")|[A-Z][A-Z_0-9]*""")
_THEN = re.compile(r"\n\s*then ")


@dataclass(frozen=True)
class Rule:
    """The expression of one tag, its columns by bare name. ``place`` is the model's file."""

    tag: str
    theme: str
    place: str
    expression: exp.Expr

    @property
    def sql(self) -> str:
        """Return the rule as the house writes SQL: small letters, a condition and its value on one line."""
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


def rules(project: Path = PROJECT) -> dict[str, Rule]:
    """Return the rule of every tag column of every theme model, by the column's name."""
    found: dict[str, Rule] = {}
    for path in sorted((project / MODELS / "tags").glob(f"{PREFIX}*.sql")):
        for rule in _of_model(path, project):
            if rule.tag in found:
                other = found[rule.tag].place
                raise BadInput(
                    f"{rule.place}: column {rule.tag} is also in {other}.",
                    f"{rule.place}：列 {rule.tag} 也在 {other} 中。",
                )
            found[rule.tag] = rule
    return found


def _of_model(path: Path, project: Path) -> list[Rule]:
    place = path.relative_to(project).as_posix()
    step = next((cte for cte in parse(path, project).find_all(exp.CTE) if cte.alias == STEP), None)
    if step is None or not isinstance(step.this, exp.Select):
        raise BadInput(
            f"{place}: no step `{STEP}`; a tag model gives each tag in a CTE of that name.",
            f"{place}：没有 `{STEP}` 步骤；标签模型在这一步给出每个标签。",
        )
    theme = path.stem.removeprefix(PREFIX)
    columns = [column for column in step.this.expressions if column.alias_or_name != "customer_id"]
    homes: dict[str, str] = {}
    return [Rule(c.alias_or_name, theme, place, _bare(c, place, homes)) for c in columns]


def _bare(selected: exp.Expr, place: str, homes: dict[str, str]) -> exp.Expr:
    """Return the expression alone, its columns without the names of their tables.

    ``homes`` is the table of each column of the theme so far: a bare name means one column in all its rules.
    """
    if isinstance(selected, exp.Star) or selected.is_star:
        raise BadInput(
            f"{place}: `{STEP}` selects *; name each tag's expression there.",
            f"{place}：`{STEP}` 选取了 *；请逐个写出标签的表达式。",
        )
    expression = selected.unalias().copy()
    for column in list(expression.find_all(exp.Column)):
        first = homes.setdefault(column.name, column.table)
        if first != column.table:
            raise BadInput(
                f"{place}: {selected.alias_or_name} reads {column.name} of both {first or '(no table)'} and "
                f"{column.table or '(no table)'}; qualify it one way, or give one another name in its step.",
                f"{place}：{selected.alias_or_name} 从 {first or '（未写表名）'} 和 {column.table or '（未写表名）'} "
                f"读取同名列 {column.name}；请统一写法，或在所在步骤中另取名称。",
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
