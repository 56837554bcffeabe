"""A segment as the rule of a composite tag 组配标签: each tag it names stands in it as that tag's own rule.

A tag's model reads no other tag, so the rule restates those of its parts; `tagrid.catalog.restated` sees to it that
they stay the same.
"""

from collections.abc import Mapping, Sequence

from sqlglot import exp, parse_one

from tagrid.catalog.model import UNKNOWN, Catalog
from tagrid.catalog.rules import Rule as TagRule
from tagrid.errors import BadInput
from tagrid.segments.features import CUSTOMER
from tagrid.segments.rule import All, Changed, Either, Feature, Not, Rule, Saved, Value

IN, OUT = "is_in", "not_in"
_COMPARED = {"=": exp.EQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}


def rule_text(rule: Rule, catalog: Catalog, theme: str, columns: Mapping[str, Sequence[str]]) -> str:
    """Return the SQL of the tag that has ``is_in`` for the customers of ``rule`` and ``not_in`` for all others.

    ``theme`` is the tag's own, ``columns`` what the rules of each theme read in the version tried on. Raises BadInput
    for what no tag's rule can ask: a change over time, a fact of the portrait, two columns of the same name.
    """
    condition = _Composed(catalog, theme, columns).of(rule)
    made = exp.Case(
        ifs=[exp.If(this=condition, true=exp.Literal.string(IN))], default=exp.Literal.string(OUT)
    )  # everyone else, who is unknown in a part of it included: as in the segment
    return TagRule("", theme, "", made).sql


class _Composed:
    """Conditions over columns written ``theme.column``, those of the own theme first."""

    def __init__(self, catalog: Catalog, theme: str, columns: Mapping[str, Sequence[str]]) -> None:
        self.catalog, self.theme, self.columns = catalog, theme, columns
        self._models = {
            (tag.theme, column): model
            for tag in catalog.tags.values()
            for model, _, column in (way.rpartition(".") for way in tag.pedigree)
        }
        self._taken: dict[str, str] = {}

    def of(self, rule: Rule, surely: bool = False) -> exp.Expr:
        """Return the condition of ``rule``; ``surely``: true or false, never null, as what is negated has to be."""
        match rule:
            case Value():
                return self._value(rule, surely)
            case Feature():
                found = self._feature(rule)
                return exp.Coalesce(this=found, expressions=[exp.false()]) if surely else found
            case Changed(tag):
                raise BadInput(
                    f"A tag's rule knows only the numbers of the day, not that {tag} changed; save the segment without "
                    "that condition to propose it.",
                    f"标签规则只能用当日的数值，不知道 {tag} 曾有变化；请另存一个不含该条件的客群再提议。",
                )
            case Saved(_, inner):
                return self.of(inner, surely)
            case Not(inner):
                return exp.not_(self.of(inner, surely=True))
            case All(rules) | Either(rules):
                join = exp.and_ if isinstance(rule, All) else exp.or_
                return join(*(self.of(one, surely) for one in rules))

    def _value(self, rule: Value, surely: bool) -> exp.Expr:
        tag = self.catalog.tags[rule.tag]
        if not tag.rule_sql:
            raise BadInput(
                f"The rule of tag {tag.name} is not in this version; propose from one that holds it.",
                f"这个版本里没有标签 {tag.name} 的规则；请用含有它的版本。",
            )
        own = parse_one(tag.rule_sql, dialect="duckdb")
        for column in list(own.find_all(exp.Column)):
            column.set("table", self._home(tag.theme, column.name))
        if surely or UNKNOWN in rule.values:
            own = exp.Coalesce(this=own, expressions=[exp.Literal.string(UNKNOWN)])
        elif not isinstance(own, exp.Column):
            own = exp.paren(own)
        return _one_of(own, [exp.Literal.string(code) for code in rule.values])

    def _feature(self, rule: Feature) -> exp.Expr:
        if rule.theme == CUSTOMER or rule.column not in self.columns.get(rule.theme, ()):
            like = [f"{theme}.{rule.column}" for theme, names in self.columns.items() if rule.column in names]
            en, zh = (f" Use {' or '.join(like)}.", f"请用 {' 或 '.join(like)}。") if like else ("", "")
            raise BadInput(
                f"{rule.name} is a fact of the portrait, which no tag's rule reads.{en}",
                f"{rule.name} 是客户档案的列，标签规则不能读取。{zh}",
            )
        column = exp.column(rule.column, table=self._home(rule.theme, rule.column))
        operands = [exp.convert(one) for one in rule.operands]
        if rule.operator == "known":
            return exp.not_(exp.Is(this=column, expression=exp.Null()))
        if rule.operator == "between":
            return exp.Between(this=column, low=operands[0], high=operands[1])
        if rule.operator == "in":
            return exp.In(this=column, expressions=operands)
        return _COMPARED[rule.operator](this=column, expression=operands[0])

    def _home(self, theme: str, column: str) -> exp.Identifier:
        """Return the theme to read a column of: the own one, or one read already, where it is the same column."""
        model = self._models.get((theme, column)) or theme
        first = self._taken.setdefault(column, self.theme if column in self.columns.get(self.theme, ()) else theme)
        if first != theme and (self._models.get((first, column)) or first) != model:
            raise BadInput(
                f"{column} is another number in {theme} than in {first}, and a rule reads a column of one; place the "
                f"tag in another theme than {self.theme}, or leave one of the two conditions out.",
                f"{column} 在主题 {theme} 与 {first} 中不是同一个数，一条规则只能取自一个；请把标签放到 {self.theme} "
                "以外的主题，或去掉其中一个条件。",
            )
        return exp.to_identifier(first)


def _one_of(given: exp.Expr, codes: list[exp.Literal]) -> exp.Expr:
    if len(codes) == 1:
        return exp.EQ(this=given, expression=codes[0])
    return exp.In(this=given, expressions=codes)
