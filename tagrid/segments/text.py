"""The canonical expression of a rule: what is shown, saved and copied; reading it again gives an equal rule."""

import re
from decimal import Decimal

from tagrid.segments.rule import All, Changed, Either, Feature, Not, Operand, Rule, Saved, Value

KEYWORDS = frozenset({"and", "or", "not", "in", "segment"})
DATE = r"\d{4}-\d{2}-\d{2}"


def to_text(rule: Rule) -> str:
    """Return the canonical expression of `rule`; reading it again gives an equal rule."""
    match rule:
        case Value(tag, values):
            return f"{_word(tag)} {_one_of('=', 'in', list(map(_word, values)))}"
        case Feature():
            return _feature(rule)
        case Changed():
            return _changed(rule)
        case All(rules):
            return " and ".join(map(_grouped, rules))
        case Either(rules):
            return " or ".join(map(_grouped, rules))
        case Not(inner):
            return f"not {_grouped(inner)}"
        case Saved(name):
            return f"segment({quoted(name)})"


def quoted(text: str) -> str:
    """Return `text` in double quotes, the quotes and backslashes in it escaped."""
    return '"' + re.sub(r'(["“”\\])', r"\\\1", text) + '"'


def operand_text(operand: Operand) -> str:
    """Return an operand as an expression writes it: a bare word is a text, ``true`` and ``false`` are flags."""
    if isinstance(operand, bool):
        return "true" if operand else "false"
    if isinstance(operand, int | float):
        return format(Decimal(repr(operand)), "f")
    if re.fullmatch(DATE, operand, re.ASCII):
        return operand
    is_plain = re.fullmatch(r"[^\W\d]\w*", operand) and operand.lower() not in {"true", "false", *KEYWORDS}
    return operand if is_plain else quoted(operand)


def _feature(rule: Feature) -> str:
    name = f"{_word(rule.theme)}.{_word(rule.column)}"
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


def _changed(rule: Changed) -> str:
    parts = [f"{_word(rule.tag)} changed"]
    for preposition, codes in (("from", rule.before), ("to", rule.after)):
        if codes:
            parts.append(_one_of(preposition, preposition, list(map(_word, codes))))
    if rule.within is not None:
        is_date = isinstance(rule.within, str)
        parts.append(f"since {rule.within}" if is_date else f"in last {rule.within} days")
    return " ".join(parts)


def _one_of(single: str, several: str, words: list[str]) -> str:
    return f"{single} {words[0]}" if len(words) == 1 else f"{several} ({', '.join(words)})"


def _word(code: str) -> str:
    return code if re.fullmatch(r"\w+", code) and code.lower() not in KEYWORDS else quoted(code)


def _grouped(rule: Rule) -> str:
    text = to_text(rule)
    return f"({text})" if isinstance(rule, All | Either) else text
