"""The app's own words in Chinese and English, and the language in force.

The words of all pages stand here, those of one page in the ``words.py`` of its folder; a key is in one file only.
"""

import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path

import streamlit as st

from tagrid.core.errors import TagridError
from tagrid.core.formats import in_currency
from tagrid.core.text import Lang, Text, as_text, joined

_MARKDOWN_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^])")

# What Streamlit makes of plain text, escaped or not: links of addresses, icons and emoji by name, arrows and dashes.
_MADE_OF_TEXT = re.compile(
    r":(?=//|[A-Za-z0-9_+-]+[:/])|@(?=[\w-])|\bwww(?=\.)|(?<!\S)[<>~-](?=[>=-]{1,2}(?!\S))", re.IGNORECASE
)

_CODE = re.compile(r"`([^`\n]+)`")

_WORD_JOINER = "\u2060"  # has no width

# What turns the direction of writing: marks, which say nothing themselves, and letters written from the right.
_TURNING_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_APART = "\u2068{}\u2069"  # its direction is its own, and nothing of what stands beside it


class Markdown(str):
    """A text that is Markdown as it stands: `escape_markdown` leaves it alone."""


def escape_markdown(text: str) -> Markdown:
    """Return `text`, which is data, so that whatever reads Markdown (a label, a message) shows it as it stands."""
    if isinstance(text, Markdown):
        return text
    apart = _MADE_OF_TEXT.sub(rf"\g<0>{_WORD_JOINER}", " ".join(_TURNING_MARKS.sub("", text).split()))
    escaped = _MARKDOWN_MARKS.sub(r"\\\1", apart)
    return Markdown(_APART.format(escaped) if _FROM_THE_RIGHT.search(text) else escaped)


def code_span(text: str) -> Markdown:
    """Return `text`, which is data, as code in Markdown."""
    line = " ".join(text.split())
    fence = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    return Markdown(f"{fence} {line} {fence}" if "`" in line else f"`{line}`")


COMMON: dict[str, Text] = {
    "catalog": Text(zh="标签目录", en="Catalog"),
    "segments": Text(zh="客群", en="Segments"),
    "portrait": Text(zh="客户画像", en="Portrait"),
    "to_tag": Text(zh="标签页", en="Tag page"),
    "language": Text(zh="语言", en="Language"),
    "version": Text(zh="版本", en="Version"),
    "as_of": Text(zh="数据日期", en="As of"),
    "catalog_version": Text(zh="目录版本", en="Catalog"),
    "new_version": Text(
        zh="版本 {id} 已生效，下一次点击即显示", en="Version {id} is in force; the next click shows it"
    ),
    "damaged_version": Text(
        zh="版本 {id} 的文件已损坏，暂用上一个完好的版本；请运行 `tagrid doctor`。",
        en="Version {id} is damaged; the last intact one serves meanwhile. Run `tagrid doctor`.",
    ),
    "nothing_published": Text(zh="还没有已发布的版本", en="Nothing is published yet"),
    "nothing_published_how": Text(
        zh="先运行 `make demo` 生成演示数据，或运行 `tagrid ingest` 与 `tagrid refresh` 接入您的数据。",
        en="Run `make demo` for a demo utility, or `tagrid ingest` and `tagrid refresh` for your own data.",
    ),
    "customers": Text(zh="客户", en="Customers"),
    "unit_customers": Text(zh="户", en=""),
    "tags": Text(zh="标签", en="Tags"),
    "value": Text(zh="取值", en="Value"),
    "code": Text(zh="代码", en="Code"),
    "share": Text(zh="占比", en="Share"),
    "maintainers_warnings": Text(
        zh="{n} 条提醒，供数据和内容的管理人员查看", en="Warnings for whoever looks after data and content: {n}"
    ),
    "count": Text(zh="户数", en="Customers"),
    "unknown": Text(zh="未知", en="Unknown"),
    "table": Text(zh="数据表", en="Table"),
    "download": Text(zh="下载 CSV", en="Download CSV"),
    "person_first": Text(zh="您的姓名（修改时记录在案）", en="Your name (what you change is recorded under it)"),
    "yes": Text(zh="是", en="Yes"),
    "close": Text(zh="关闭", en="Close"),
    "customer_id": Text(zh="户号", en="Account"),
    "name": Text(zh="名称", en="Name"),
    "district": Text(zh="区县", en="District"),
    "annual_kwh": Text(zh="年用电量（kWh）", en="Yearly use (kWh)"),
    "people_range": Text(
        zh="第 {first}–{last} 户，共 {n} 户",
        en="{first}–{last} of {n}",
    ),
    "page_before": Text(zh="上一页", en="Previous"),
    "page_after": Text(zh="下一页", en="Next"),
    "date": Text(zh="日期", en="Date"),
    "kwh": Text(zh="电量（kWh）", en="Energy (kWh)"),
    "psi": Text(zh="分布变化", en="Movement"),
    "psi_hover": Text(zh="群体稳定性指标 PSI {psi}", en="Population stability index, PSI {psi}"),
    "nmi": Text(zh="相似程度", en="Similarity"),
    "nmi_help": Text(
        zh="归一化互信息（NMI）：0 为互不相干，1 为划分完全相同",
        en="Normalised mutual information (NMI): 0 where they say nothing of each other, 1 where both divide alike",
    ),
    "strength": Text(zh="关联强度", en="Strength"),
    "strength_help": Text(
        zh="克莱姆 V 系数：0 为无关联，1 为完全关联",
        en="Cramér's V: 0 where they do not go together, 1 where they always do",
    ),
    # from Monday to Sunday
    "weekdays": Text(zh="一 二 三 四 五 六 日", en="Mon Tue Wed Thu Fri Sat Sun"),
    "weekday_letters": Text(zh="一二三四五六日", en="MTWTFSS"),
}


LANGUAGES = {"zh": "中文", "en": "English"}


def _gathered() -> dict[str, Text]:
    words = dict(COMMON)
    for page in sorted(path.parent.name for path in Path(__file__).parent.parent.glob("*/words.py")):
        if page == "shared":
            continue
        for key, text in import_module(f"app.{page}.words").WORDS.items():
            if words.setdefault(key, text) is not text:
                raise KeyError(f"app/{page}/words.py: the word {key!r} is in another file already")
    return words


WORDS = _gathered()


def language() -> Lang:
    """Return the language in force; Chinese where none is chosen."""
    return "en" if st.session_state.get("lang") == "en" else "zh"


def in_language(text: Text | Mapping[str, str] | Exception | str) -> str:
    """Return a text of the engine, or an error, in the language in force; a plain string is the same in both."""
    match text:
        case TagridError():
            text = text.text
        case Mapping():  # as JSON and the customer's portrait hold it
            text = Text(**text)
    return as_text(text).in_(language())


def message(text: Text | Mapping[str, str] | Exception | str) -> Markdown:
    """Return a text of the engine, or an error, as Markdown: what stands between backticks is code, the rest text."""
    parts = _CODE.split(in_language(text))
    return Markdown("".join(code_span(one) if n % 2 else _escaped_part(one) for n, one in enumerate(parts)))


def _escaped_part(text: str) -> str:
    """Return `text` escaped, with the space at either end that parts it from what stands beside it."""
    before, after = text[:1].isspace() and bool(text.strip()), text[-1:].isspace()
    return f"{' ' * before}{escape_markdown(text)}{' ' * after}"


def t(key: str, **fills: object) -> str:
    """Return the words for ``key`` in the language in force, its braces filled: ``{currency}`` always."""
    text = in_language(in_currency(WORDS[key]))
    return text.format(**fills) if fills else text


def t_markdown(key: str, **fills: object) -> Markdown:
    """Return the words for ``key`` as Markdown: their own marks count, those of what fills their braces do not."""
    escaped = {name: escape_markdown(one) if isinstance(one, str) else one for name, one in fills.items()}
    parts = _CODE.split(in_language(in_currency(WORDS[key])))
    return Markdown(
        "".join(code_span(one.format(**fills)) if n % 2 else one.format(**escaped) for n, one in enumerate(parts))
    )


def listed(names: Iterable[str], *, zh: str = "、", en: str = ", ") -> str:
    """Return names one after another, with the list comma of the language in force between them."""
    return in_language(joined(names, zh=zh, en=en))
