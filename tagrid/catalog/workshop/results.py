"""What a proposed rule gives: codes that a tag may have as values, as far as its text tells."""

from collections.abc import Iterable

from sqlglot import exp

from tagrid.catalog.checks import CODE
from tagrid.catalog.model import UNKNOWN
from tagrid.catalog.rules import results
from tagrid.catalog.workshop.faults import NotARule, fault
from tagrid.catalog.workshop.nodes import offset
from tagrid.catalog.yaml_lines import TRUTH

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
            raise fault(text, offset(result, text), zh, en)
        if isinstance(result, exp.Literal) and (said := code_fault(result.this)):
            raise fault(text, offset(result, text), *said)


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
    wrong = next((said for code in codes if (said := code_fault(code))), None)
    return fault("", None, *wrong) if wrong else None
