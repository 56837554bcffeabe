"""Which of two rows of one key holds where the contract says so: SQL that merging and reading share.

The later row by its own time holds, whichever came first. A row with the value that ``holds`` (a refusal) holds against
one of the same time; without a time it holds against all, while any other row without a time holds against none.
"""

from tagrid.core.sql import quote_identifier, quote_literal
from tagrid.landing.contracts import Precedence, SourceTable


def holding(rule: Precedence, alias: str = "") -> str:
    """SQL: whether a row has the value that holds."""
    value = str(rule.value).lower() if isinstance(rule.value, bool) else quote_literal(rule.value)
    return f"({_column(alias, rule.column)} is not distinct from {value})"


def row_time(rule: Precedence, alias: str = "") -> str:
    """SQL: the time of a row, with the end or the beginning of time where it has none."""
    endless = f"if({holding(rule, alias)}, 'infinity', '-infinity')::timestamp"
    return f"coalesce({_column(alias, rule.newest_by)}::timestamp, {endless})"


def row_order(rule: Precedence, alias: str = "") -> str:
    """SQL: what rows are ordered by, the row that holds first."""
    return f"{row_time(rule, alias)} desc, {holding(rule, alias)} desc"


def takes_over(table: SourceTable, is_newer: str, newer_by: str | None) -> str:
    """SQL: whether the new row ``n`` of a key replaces the landed row ``l``.

    ``is_newer`` is SQL for: the new delivery is the later one. ``newer_by`` is a column of times for a table whose
    contract has no precedence.
    """
    if rule := table.precedence:
        new, old = row_time(rule, "n"), row_time(rule, "l")
        both = f"{holding(rule, 'n')} and {holding(rule, 'l')}"
        outranks = f"{holding(rule, 'n')} and not {holding(rule, 'l')}"
        again = f"{holding(rule, 'n')} = {holding(rule, 'l')} and {is_newer}"
        # a later delivery says the same and now when
        dated = f"{both} and {_column('l', rule.newest_by)} is null and {is_newer}"
        return f"{new} > {old} or ({new} = {old} and (({outranks}) or ({again}))) or ({dated})"
    if newer_by is None:
        return is_newer
    later = f"coalesce(n.{newer_by} > l.{newer_by}, n.{newer_by} is not null)"
    return f"{later} or (n.{newer_by} is not distinct from l.{newer_by} and {is_newer})"


def _column(alias: str, name: str) -> str:
    return f"{alias}.{quote_identifier(name)}" if alias else quote_identifier(name)
