"""A rule as plain SQL over the serving database: to check the index by, and to show an analyst what is asked.

What the user wrote is only ever a parameter; names of tables and columns are quoted.
"""

from datetime import date, timedelta

from tagrid.segments.features import CUSTOMER, SCHEMA
from tagrid.segments.rule import All, Changed, Either, Feature, Not, Rule, Saved, Value

_BASE = "select customer_id from customer_tags_wide where subject = ?"


def to_sql(rule: Rule, subject: str, as_of: date) -> tuple[str, list]:
    """Return a query for the ``customer_id`` of `rule` in a version as of `as_of`, and its parameters in order.

    ``tag_changes`` stands for all the history tells (`tagrid.segments.changes`), of which the table has the last run.
    """
    sql, parameters = _of(rule, subject, as_of)
    return f"select distinct customer_id from ({_BASE} intersect ({sql})) order by customer_id", [subject, *parameters]


def _of(rule: Rule, subject: str, as_of: date) -> tuple[str, list]:
    match rule:
        case Value(tag, values):
            return "select customer_id from customer_tags where tag = ? and value in (select unnest(?))", [
                tag,
                [*values],
            ]
        case Feature():
            return feature_sql(rule)
        case Changed():
            return changed_sql(rule, as_of)
        case Saved(_, inner):
            return _of(inner, subject, as_of)
        case Not(inner):
            sql, parameters = _of(inner, subject, as_of)
            return f"{_BASE} except ({sql})", [subject, *parameters]
        case All(rules) | Either(rules):
            parts = [_of(one, subject, as_of) for one in rules]
            join = " intersect " if isinstance(rule, All) else " union "
            return join.join(f"({sql})" for sql, _ in parts), [one for _, found in parts for one in found]


def relation(theme: str) -> str:
    """Return the quoted table that holds the features of `theme`."""
    return "portrait_customer" if theme == CUSTOMER else f"{identifier(SCHEMA)}.{identifier(theme)}"


def identifier(name: str) -> str:
    """Return `name` quoted as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def feature_sql(rule: Feature) -> tuple[str, list]:
    """Return a query for the customers of a condition on a feature, and its parameters."""
    column, operands = identifier(rule.column), list(rule.operands)
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
    return f"select customer_id from {relation(rule.theme)} where {condition}", operands


def changed_sql(
    rule: Changed, as_of: date, table: str = "tag_changes", columns: str = "customer_id"
) -> tuple[str, list]:
    """Return a query for `columns` of the changes that `rule` asks for in `table`, and its parameters."""
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
