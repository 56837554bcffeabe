"""The draft of a tag: its place in the tree, the fields filled in so far, and its file as text."""

import datetime
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tagrid.catalog import NAME, RESERVED, TODO, Catalog, Example, TagText, load
from tagrid.core.errors import BadInput
from tagrid.core.overlay import own_project
from tagrid.core.text import Text, did_you_mean, nearest

# Text that needs no quotes in YAML, inside braces too.
_PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff][\w\u4e00-\u9fff（）；。、，/ -]*", re.ASCII)

# Characters that YAML takes for line breaks or refuses as they are; JSON leaves them.
_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")

_WORDS = {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}

_LINE = 100

FIRST, SECOND = "first_value", "second_value"

LEVELS = "<subject>/<dimension>/<theme>/<tag>, such as power_customer/behaviour/payment/my_tag"

_LEVELS_ZH = "<主体类别>/<维度>/<分析主题>/<标签>，如 power_customer/behaviour/payment/my_tag"

# What to choose from, beside each field of the draft that cannot hold a placeholder.
_CHOICES = {
    "method: rule": "rule | statistic | model",
    "examples:": "the edges of your rule, with the columns it reads",
    "precedence: exclusive": "exclusive | ordered (several may hold, the first in the rule counts)",
    "derived_from: []": "tags it follows from, such as [payment_timeliness]",
    "cadence: monthly": "daily | weekly | monthly | yearly",
    "sensitivity: internal": "public | internal | restricted (personal information law)",
}


def tag_file(fields: Mapping[str, Any]) -> str:
    """Return the YAML of a tag from its fields (as TagText has them, texts as ``{zh, en}``); absent ones are left out.

    Reading it back gives the same fields.
    """
    return "".join(_field(name, fields[name]) for name in TagText.model_fields if fields.get(name) is not None)


def draft_text(name: str, zh: str = "", en: str = "") -> str:
    """Return the file of a draft of tag ``name``: every field, and ``TODO:`` wherever somebody has to write."""

    def to_do(field_zh: str, field_en: str) -> dict[str, str]:
        return {"zh": f"{TODO} {field_zh}（{name}）", "en": f"{TODO} {field_en} ({name})"}

    fields = {
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
    return _with_choices(tag_file(fields))


def _with_choices(text: str) -> str:
    for line, remark in _CHOICES.items():
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


@dataclass(frozen=True)
class TagPlace:
    """Where a tag stands: its class chain ``subject/dimension/theme``, and its name."""

    chain: str
    name: str

    @property
    def theme(self) -> str:
        """The last class of the chain."""
        return self.chain.rpartition("/")[2]

    @property
    def path(self) -> str:
        """The file, from the project's root."""
        return f"taxonomy/{self.chain}/{self.name}.yml"

    @property
    def model(self) -> str:
        """The model that its column is added to."""
        return f"dbt_project/models/tags/tag_{self.theme}.sql"


def parse_place(address: str, catalog: Catalog) -> TagPlace:
    """Return the place that ``address`` names; ``BadInput`` for a class or level that is not there, or a bad name."""
    parts = address.strip().strip("/").removeprefix("taxonomy/").removesuffix(".yml").split("/")
    for level, word in enumerate(parts[:3]):
        _refuse_class("/".join(parts[:level]), word, catalog)
    if len(parts) > 4:
        raise BadInput(
            en=f"{address!r} would open a sixth level; five are the most: {LEVELS}; the values stand in its file.",
            zh=f"“{address}”将出现第六级；最多五级：{_LEVELS_ZH}；取值写在文件里。",
        )
    if len(parts) < 4:
        raise BadInput(
            en=f"{address!r} is no place of a tag; write {LEVELS}.",
            zh=f"“{address}”不是标签的位置；请写 {_LEVELS_ZH}。",
        )
    if fault := name_fault(parts[3], catalog):
        raise BadInput(fault)
    return TagPlace("/".join(parts[:3]), parts[3])


def name_fault(name: str, catalog: Catalog) -> Text | None:
    """Return what is wrong with the name of a new tag, None where nothing is."""
    if not NAME.fullmatch(name):
        such = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()).strip("_")
        such = such if NAME.fullmatch(such) else "summer_peak"
        zh = f"名称 {name!r} 须为 snake_case：小写字母、数字和单个下划线，例如 {such}。"
        en = f"The name {name!r} must be snake_case: small letters, digits and single _, such as {such}."
        return Text(zh=zh, en=en)
    if name in RESERVED:
        en = f"{name!r} is a column of the published tables; choose another name."
        return Text(zh=f"{name!r} 是发布表已有的列，请换一个名称。", en=en)
    if found := catalog.tags.get(name) or catalog.shelved.get(name):
        en = f"The name {name!r} is taken by {found.path}; choose another, or change that tag."
        return Text(zh=f"名称 {name!r} 已被 {found.path} 使用；请换一个，或修改该标签。", en=en)
    return None


def create_draft(address: str, zh: str = "", en: str = "", project: Path | None = None) -> TagPlace:
    """Write the draft of a new tag into the taxonomy; return its place. ``BadInput`` where it cannot stand there."""
    root = own_project(project)
    found = parse_place(address, load(root / "taxonomy"))
    write_new_file(root / found.path, draft_text(found.name, zh.strip(), en.strip()))
    return found


def write_new_file(path: Path, text: str) -> None:
    """Write ``text`` to a file that is not there yet: wholly, or not at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        os.link(part, path)
    except FileExistsError:
        raise BadInput(
            en=f"{path.name} is there already; it was not touched.", zh=f"{path.name} 已存在，未作改动。"
        ) from None
    except OSError as error:
        raise BadInput(
            en=f"Cannot write {path}: {error.strerror}.", zh=f"无法写入 {path}：{error.strerror}。"
        ) from None
    finally:
        part.unlink(missing_ok=True)


def _refuse_class(above: str, word: str, catalog: Catalog) -> None:
    children = [child.path.rpartition("/")[2] for child in catalog.children(above)]
    if word in children:
        return
    elsewhere = sorted(path for path in catalog.classes if path.endswith(f"/{word}"))
    hint = did_you_mean(elsewhere) or nearest(word, children)
    where = Text(en=f"under {above}", zh=f"{above} 之下") if above else Text(en="at level 1", zh="第一级")
    raise BadInput(
        en=f"There is no class {word!r} {where}; it has {', '.join(children) or 'none'}.{hint}",
        zh=f"{where.zh}没有类“{word}”；可选：{'、'.join(children) or '无'}。{hint.zh}",
    )


@dataclass(frozen=True)
class PartialText:
    """One text in both languages, either of which may be empty yet."""

    zh: str = ""
    en: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether both languages are there."""
        return bool(self.zh.strip() and self.en.strip())

    def in_(self, lang: str) -> str:
        """Return the text in ``lang``, as a Text does."""
        return self.zh if lang == "zh" else self.en

    def label(self) -> Text | None:
        """Return it as the catalog has it, None while a language is lacking."""
        return Text(zh=self.zh, en=self.en) if self.is_whole else None

    def as_dict(self) -> dict[str, str]:
        """Return it as a tag file has it: without line breaks or space around."""
        return {"zh": " ".join(self.zh.split()), "en": " ".join(self.en.split())}

    def followed_by(self, other: "PartialText") -> "PartialText":
        """Return both as one text, where the other is not empty."""
        return PartialText(
            *(mark.join(filter(None, (a.strip(" ;；。."), b.strip()))) for a, b, mark in self._beside(other))
        )

    def _beside(self, other: "PartialText") -> tuple[tuple[str, str, str], ...]:
        return (self.zh, other.zh, "；"), (self.en, other.en, "; ")


@dataclass(frozen=True)
class TagIdea:
    """Every field of the five steps, in their order."""

    # 1 requirement
    goal: PartialText = PartialText()
    scenario: PartialText = PartialText()
    subject: str = "power_customer"
    themes: tuple[str, ...] = ()
    # 2 concept
    label: PartialText = PartialText()
    definition: PartialText = PartialText()
    criterion: PartialText = PartialText()
    # 3 rule
    method: str = "rule"
    rule: str = ""
    values: dict[str, PartialText] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    # 4 classification
    chain: str = ""
    name: str = ""
    # 5 catalog management
    cadence: str = "monthly"
    owner: str = ""
    sensitivity: str = "internal"
    precedence: str = "exclusive"
    derived_from: tuple[str, ...] = ()

    @property
    def place(self) -> TagPlace:
        """Where it is to stand."""
        return TagPlace(self.chain, self.name)

    def fields(self) -> dict[str, Any]:
        """Return the fields of the tag's file; ``tag_file`` writes them."""
        return {
            "label": self.label.as_dict(),
            "requirement": self.goal.followed_by(self.scenario).as_dict(),
            "definition": self.definition.as_dict(),
            "criterion": self.criterion.as_dict(),
            "method": self.method,
            "values": {code: words.as_dict() for code, words in self.values.items()},
            "examples": [{"given": one.given, "gives": one.gives} for one in self.examples],
            "precedence": self.precedence,
            "derived_from": list(self.derived_from),
            "cadence": self.cadence,
            "owner": self.owner.strip(),
            "sensitivity": self.sensitivity,
            "status": "draft",
        }
