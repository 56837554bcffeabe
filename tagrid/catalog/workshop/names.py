"""The columns of a proposed rule: each is one of the theme's inputs, by its bare name."""

from collections.abc import Mapping, Sequence

from sqlglot import exp

from tagrid.catalog.workshop.faults import NotARule, fault
from tagrid.catalog.workshop.nodes import offset
from tagrid.errors import nearest


def with_columns(expression: exp.Expr, columns: Mapping[str, Sequence[str]], text: str) -> dict[str, str]:
    """Make every column of ``expression`` bare, in the spelling of ``columns``; return the theme each is of.

    Raises NotARule for a column that no theme has, that two themes have, or that is read of two themes.
    """
    home: dict[str, str] = {}
    for node in list(expression.find_all(exp.Column)):
        theme, name = _found(node, columns, text)
        if home.setdefault(name, theme) != theme:
            zh = f"列 {name} 同时取自主题 {home[name]} 和 {theme}；一条规则里只能取自一个。"
            en = f"column {name} is read of both {home[name]} and {theme}; a rule reads it of one."
            raise fault(text, offset(node, text), zh, en)
        node.set("table", None)
        node.set("this", exp.to_identifier(name))
    return home


def _found(node: exp.Column, columns: Mapping[str, Sequence[str]], text: str) -> tuple[str, str]:
    wanted, table = node.name.lower(), node.table.lower()
    if table and table not in columns:
        hint = nearest(table, tuple(columns))
        zh = f"没有选用主题 {table}；已选 {'、'.join(columns)}。{hint.zh}"
        en = f"theme {table} is not among those chosen ({', '.join(columns)}).{hint}"
        raise fault(text, offset(node, text), zh, en)
    where = [theme for theme in ([table] if table else columns) if wanted in columns[theme]]
    if not where:
        raise _unknown(node, {theme: columns[theme] for theme in ([table] if table else columns)}, text)
    if len(where) > 1 and next(iter(columns)) not in where:
        choices = " / ".join(f"{theme}.{wanted}" for theme in where)
        raise fault(text, offset(node, text), f"列 {wanted} 有多个来源，请写 {choices}。", f"write {choices}.")
    return where[0], wanted


def _unknown(node: exp.Column, columns: Mapping[str, Sequence[str]], text: str) -> NotARule:
    known = tuple(name for names in columns.values() for name in names)
    hint = nearest(node.name.lower(), known)
    zh = f"主题 {'、'.join(columns)} 没有列 {node.name}。{hint.zh}"
    en = f"{', '.join(columns)} has no column {node.name}.{hint}"
    if node.this.args.get("quoted"):
        zh, en = f"{zh}文字用单引号。", f"{en} A text stands in single quotes."
    return fault(text, offset(node, text), zh, en)
