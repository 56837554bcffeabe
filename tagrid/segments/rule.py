"""What a segment is: a tree of conditions on tags and features, and its three written forms: expression, JSON, SQL."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from tagrid.core.sql import quote_identifier
from tagrid.published import feature_table

KEYWORDS = frozenset({"and", "or", "not", "in", "segment"})

DATE_PATTERN = r"\d{4}-\d{2}-\d{2}"

_BASE_SQL = "select customer_id from customer_tags_wide where subject = ?"

Operator = Literal["=", "<", "<=", ">", ">=", "between", "in", "known"]

# A date is the text of its ISO form, in the expression as in JSON.
Operand = bool | int | float | str


@dataclass(frozen=True)
class TagCondition:
    """Customers whose value of ``tag`` is one of ``values`` (codes, in the order given, none twice)."""

    tag: str
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("a TagCondition needs at least one value")
        object.__setattr__(self, "values", tuple(dict.fromkeys(self.values)))


@dataclass(frozen=True)
class FeatureCondition:
    """Customers whose ``column`` of ``theme`` compares so; one whose column is empty is in none but ``Not``.

    ``between`` takes both ends; ``known`` no operand; ``in`` at least two, one of which is ``=``.
    """

    theme: str
    column: str
    operator: Operator
    operands: tuple[Operand, ...] = ()

    def __post_init__(self) -> None:
        if self.operator == "in":
            several = tuple({(type(one), one): one for one in self.operands}.values())
            object.__setattr__(self, "operands", several)
            object.__setattr__(self, "operator", "in" if len(several) > 1 else "=")
        wanted = {"known": 0, "between": 2, "in": len(self.operands)}.get(self.operator, 1)
        if len(self.operands) != wanted:
            raise ValueError(f"{self.operator} takes {wanted} operands")

    @property
    def name(self) -> str:
        """Theme and column, ``usage.zero_run_days``."""
        return f"{self.theme}.{self.column}"


@dataclass(frozen=True)
class ChangeCondition:
    """Customers whose ``tag`` went from one of ``before`` to one of ``after`` (any, where empty) ``within`` a time.

    The time is a number of days up to the version's as-of day, the ISO date of its first day, or None for all the
    log has. Who had no value before (a new customer, a new tag) has not changed.
    """

    tag: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    within: int | str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "before", tuple(dict.fromkeys(self.before)))
        object.__setattr__(self, "after", tuple(dict.fromkeys(self.after)))


@dataclass(frozen=True)
class _Combination:
    rules: "tuple[Rule, ...]"

    def __post_init__(self) -> None:
        if len(self.rules) < 2:
            raise ValueError(f"{type(self).__name__} combines at least two rules")


@dataclass(frozen=True)
class All(_Combination):
    """Customers in every one of ``rules``."""


@dataclass(frozen=True)
class Either(_Combination):
    """Customers in at least one of ``rules``."""


@dataclass(frozen=True)
class Not:
    """Customers who are not in ``rule``, of the base population: every customer of the subject the whole rule is about.

    Those whose value is ``unknown`` are among them.
    """

    rule: "Rule"


@dataclass(frozen=True)
class SavedRule:
    """Customers of the segment saved as ``name``, with the rule it had when the expression was read."""

    name: str
    rule: "Rule"


Condition = TagCondition | FeatureCondition | ChangeCondition

Rule = Condition | All | Either | Not | SavedRule


def children(rule: Rule) -> tuple[Rule, ...]:
    """Return the rules directly below `rule`."""
    if isinstance(rule, All | Either):
        return rule.rules
    return (rule.rule,) if isinstance(rule, Not | SavedRule) else ()


def rule_conditions(rule: Rule) -> Iterator[Condition]:
    """Yield every condition of the tree from left to right, those inside saved segments too."""
    if isinstance(rule, Condition):
        yield rule
    for child in children(rule):
        yield from rule_conditions(child)


def tag_conditions(rule: Rule) -> Iterator[TagCondition | ChangeCondition]:
    """Yield every condition on a tag; there is none in a rule that is only about features."""
    return (term for term in rule_conditions(rule) if not isinstance(term, FeatureCondition))


def height(rule: Rule) -> int:
    """Return the number of rules on the longest way down, 1 for a single condition."""
    return 1 + max((height(child) for child in children(rule)), default=0)


def to_json(rule: Rule) -> dict:
    """Return `rule` as a JSON tree, whose forms `tagrid.segments.json_form` lists."""
    match rule:
        case TagCondition(tag, values):
            return {"tag": tag, "in": list(values)}
        case FeatureCondition(_, _, "known", _):
            return {"feature": rule.name, "is": "known"}
        case FeatureCondition(_, _, operator, operands):
            return {"feature": rule.name, "is": operator, "to": list(operands)}
        case ChangeCondition():
            return _change_json(rule)
        case All(rules):
            return {"all": [to_json(one) for one in rules]}
        case Either(rules):
            return {"any": [to_json(one) for one in rules]}
        case Not(inner):
            return {"not": to_json(inner)}
        case SavedRule(name):
            return {"segment": name}


def _change_json(rule: ChangeCondition) -> dict:
    parts = {"changed": rule.tag, "from": list(rule.before), "to": list(rule.after)}
    window = {"since": rule.within} if isinstance(rule.within, str) else {"last_days": rule.within}
    return {key: part for key, part in (parts | window).items() if part or key == "changed"}


def to_text(rule: Rule) -> str:
    """Return the canonical expression of `rule`; reading it again gives an equal rule."""
    match rule:
        case TagCondition(tag, values):
            return f"{_code_text(tag)} {_word_list('=', 'in', list(map(_code_text, values)))}"
        case FeatureCondition():
            return _feature_text(rule)
        case ChangeCondition():
            return _change_text(rule)
        case All(rules):
            return " and ".join(map(_in_brackets, rules))
        case Either(rules):
            return " or ".join(map(_in_brackets, rules))
        case Not(inner):
            return f"not {_in_brackets(inner)}"
        case SavedRule(name):
            return f"segment({quote(name)})"


def quote(text: str) -> str:
    """Return `text` in double quotes, the quotes and backslashes in it escaped."""
    return '"' + re.sub(r'(["“”\\])', r"\\\1", text) + '"'


def operand_text(operand: Operand) -> str:
    """Return an operand as an expression writes it: a bare word is a text, ``true`` and ``false`` are flags."""
    if isinstance(operand, bool):
        return "true" if operand else "false"
    if isinstance(operand, int | float):
        return format(Decimal(repr(operand)), "f")
    if re.fullmatch(DATE_PATTERN, operand, re.ASCII):
        return operand
    is_plain = re.fullmatch(r"[^\W\d]\w*", operand) and operand.lower() not in {"true", "false", *KEYWORDS}
    return operand if is_plain else quote(operand)


def _feature_text(rule: FeatureCondition) -> str:
    name = f"{_code_text(rule.theme)}.{_code_text(rule.column)}"
    operands = [operand_text(one) for one in rule.operands]
    match rule.operator:
        case "known":
            return f"{name} is known"
        case "between":
            return f"{name} between {operands[0]} and {operands[1]}"
        case "in":
            return f"{name} in ({', '.join(operands)})"
        case operator:
            return f"{name} {operator} {operands[0]}"


def _change_text(rule: ChangeCondition) -> str:
    parts = [f"{_code_text(rule.tag)} changed"]
    for preposition, codes in (("from", rule.before), ("to", rule.after)):
        if codes:
            parts.append(_word_list(preposition, preposition, list(map(_code_text, codes))))
    if rule.within is not None:
        is_date = isinstance(rule.within, str)
        parts.append(f"since {rule.within}" if is_date else f"in last {rule.within} days")
    return " ".join(parts)


def _word_list(single: str, several: str, words: list[str]) -> str:
    return f"{single} {words[0]}" if len(words) == 1 else f"{several} ({', '.join(words)})"


def _code_text(code: str) -> str:
    return code if re.fullmatch(r"\w+", code) and code.lower() not in KEYWORDS else quote(code)


def _in_brackets(rule: Rule) -> str:
    text = to_text(rule)
    return f"({text})" if isinstance(rule, All | Either) else text


def to_sql(rule: Rule, subject: str, as_of: date) -> tuple[str, list]:
    """Return a query for the ``customer_id`` of `rule` in a version as of `as_of`, and its parameters in order.

    What the user wrote is only ever a parameter; names of tables and columns are quoted. ``tag_changes`` stands for
    the whole history (`tagrid.published.history`), of which the table of that name has the last run.
    """
    sql, parameters = _rule_sql(rule, subject, as_of)
    query = f"select distinct customer_id from ({_BASE_SQL} intersect ({sql})) order by customer_id"
    return query, [subject, *parameters]


def _rule_sql(rule: Rule, subject: str, as_of: date) -> tuple[str, list]:
    match rule:
        case TagCondition(tag, values):
            query = "select customer_id from customer_tags where tag = ? and value in (select unnest(?))"
            return query, [tag, [*values]]
        case FeatureCondition():
            return feature_sql(rule)
        case ChangeCondition():
            return changed_sql(rule, as_of)
        case SavedRule(_, inner):
            return _rule_sql(inner, subject, as_of)
        case Not(inner):
            sql, parameters = _rule_sql(inner, subject, as_of)
            return f"{_BASE_SQL} except ({sql})", [subject, *parameters]
        case All(rules) | Either(rules):
            parts = [_rule_sql(one, subject, as_of) for one in rules]
            join = " intersect " if isinstance(rule, All) else " union "
            return join.join(f"({sql})" for sql, _ in parts), [one for _, found in parts for one in found]


def feature_sql(rule: FeatureCondition) -> tuple[str, list]:
    """Return a query for the customers of a condition on a feature, and its parameters."""
    column, operands = quote_identifier(rule.column), list(rule.operands)
    if any(isinstance(one, int | float) and not isinstance(one, bool) for one in operands):
        column, operands = f"cast({column} as double)", [float(one) for one in operands]
    match rule.operator:
        case "known":
            condition = f"{column} is not null"
        case "between":
            condition = f"{column} between ? and ?"
        case "in":
            condition = f"{column} in ({', '.join('?' * len(operands))})"
        case operator:
            condition = f"{column} {operator} ?"
    return f"select customer_id from {feature_table(rule.theme)} where {condition}", operands


def changed_sql(
    rule: ChangeCondition, as_of: date, table: str = "tag_changes", columns: str = "customer_id"
) -> tuple[str, list]:
    """Return a query for `columns` of the changes in `table` that `rule` looks for, and its parameters."""
    conditions = ["tag = ?", "changed_on <= ?", "old_value <> new_value"]
    parameters: list = [rule.tag, as_of]
    for column, codes in (("old_value", rule.before), ("new_value", rule.after)):
        if codes:
            conditions.append(f"{column} in (select unnest(?))")
            parameters.append(list(codes))
    if rule.within is not None:
        is_day = isinstance(rule.within, str)
        conditions.append("changed_on >= ?" if is_day else "changed_on > ?")
        parameters.append(date.fromisoformat(rule.within) if is_day else as_of - timedelta(days=rule.within))
    return f"select {columns} from {table} where {' and '.join(conditions)}", parameters
