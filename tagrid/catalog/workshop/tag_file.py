"""A tag's file as text, field by field in the catalog's own order and style; and the draft of one, to fill in."""

import datetime
import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tagrid.catalog.checks import TODO
from tagrid.catalog.model import TagText

# Words that stand as they are in YAML, inside braces too, and are text to every reader.
_PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff][\w\u4e00-\u9fff（）；。、，/ -]*", re.ASCII)
# Characters that YAML takes for line breaks or refuses as they are; JSON leaves them.
_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_WORDS = {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}
_LINE = 100
FIRST, SECOND = "first_value", "second_value"


def tag_file(said: Mapping[str, Any]) -> str:
    """Return the YAML of a tag from its fields (as TagText has them, texts as ``{zh, en}``); absent ones are left out.

    Reading it back gives the same fields.
    """
    return "".join(_field(name, said[name]) for name in TagText.model_fields if said.get(name) is not None)


def draft(name: str, zh: str = "", en: str = "") -> str:
    """Return the file of a draft of tag ``name``: every field, and ``TODO:`` wherever somebody has to write."""

    def to_do(field_zh: str, field_en: str) -> dict[str, str]:
        return {"zh": f"{TODO} {field_zh}（{name}）", "en": f"{TODO} {field_en} ({name})"}

    said = {
        "label": {"zh": zh or to_do("标签名称", "")["zh"], "en": en or to_do("", "name of the tag")["en"]},
        "requirement": to_do("谁在什么业务场景下用它，达到什么目的", "who uses it in which work, to what end"),
        "definition": to_do("概念的准确含义、期间和界限", "what it means, over which period, with which edges"),
        "criterion": to_do("唯一的分类依据", "the one criterion by which the values divide customers"),
        "method": "rule",
        "values": {
            FIRST: to_do("第一个取值；代码也请改", "the first value; change its code too"),
            SECOND: to_do("第二个取值；取值须穷尽且互斥", "the second value; together they hold everyone, each once"),
        },
        "examples": [
            {"given": {"column_name": 1}, "gives": FIRST},
            {"given": {"column_name": 0}, "gives": SECOND},
            {"given": {"column_name": None}, "gives": "unknown"},
        ],
        "precedence": "exclusive",
        "derived_from": [],
        "cadence": "monthly",
        "owner": f"{TODO} 责任部门 the owner's department",
        "sensitivity": "internal",
        "status": "draft",
    }
    return _remarked(tag_file(said))


# What to choose from, beside each field of the draft that cannot hold a placeholder.
_REMARKS = {
    "method: rule": "rule | statistic | model",
    "examples:": "the edges of your rule, with the columns it reads",
    "precedence: exclusive": "exclusive | ordered (several may hold, the first in the rule counts)",
    "derived_from: []": "tags it follows from, such as [payment_timeliness]",
    "cadence: monthly": "daily | weekly | monthly | yearly",
    "sensitivity: internal": "public | internal | restricted (personal information law)",
}


def _remarked(text: str) -> str:
    for line, remark in _REMARKS.items():
        text = text.replace(f"\n{line}\n", f"\n{line}  # {TODO} {remark}\n")
    return text


def _field(name: str, value: Any) -> str:
    if name == "values":
        width = max(map(len, value), default=0) + 1
        rows = (f"  {f'{code}:'.ljust(width)} {_pair(label)}\n" for code, label in value.items())
        return f"{name}:\n{''.join(rows)}"
    if name == "examples":
        return "\n  - ".join([f"{name}:", *map(_flow, value)]) + "\n"
    if isinstance(value, Mapping) and set(value) == {"zh", "en"}:
        return _both(name, value)
    return f"{name}: {_flow(value)}\n"


def _both(name: str, value: Mapping[str, str]) -> str:
    line = f"{name}: {_pair(value)}\n"
    if name == "label" and len(line) < _LINE:
        return line
    return f"{name}:\n  zh: {_scalar(value['zh'])}\n  en: {_scalar(value['en'])}\n"


def _pair(label: Mapping[str, str]) -> str:
    return _flow({"zh": label["zh"], "en": label["en"]})


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | float):
        return format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    plain = _PLAIN.fullmatch(value) and value == value.strip() and value.lower() not in _WORDS
    return (
        value if plain else _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
    )
