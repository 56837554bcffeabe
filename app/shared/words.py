"""The app's own words in Chinese and English, and the language in force.

The words of all pages stand here, those of one page in the ``words.py`` of its folder; a key is in one file only.
"""

import re
from importlib import import_module
from pathlib import Path

import streamlit as st

from tagrid.core.errors import TagridError
from tagrid.core.text import Text, as_text

_MARKDOWN_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def escape_markdown(text: str) -> str:
    """Return `text` so that a label, which reads Markdown, shows it as it stands."""
    return _MARKDOWN_MARKS.sub(r"\\\1", " ".join(text.split()))


COMMON = {
    "catalog": ("标签目录", "Catalog"),
    "segments": ("客群", "Segments"),
    "portrait": ("客户画像", "Portrait"),
    "language": ("语言", "Language"),
    "version": ("版本", "Version"),
    "as_of": ("数据日期", "As of"),
    "catalog_version": ("目录版本", "Catalog"),
    "new_version": ("版本 {id} 已生效，下一次点击即显示", "Version {id} is in force; the next click shows it"),
    "damaged_version": (
        "版本 {id} 的文件已损坏，暂用上一个完好的版本；请运行 `tagrid doctor`。",
        "Version {id} is damaged; the last intact one serves meanwhile. Run `tagrid doctor`.",
    ),
    "nothing_published": ("还没有已发布的版本", "Nothing is published yet"),
    "nothing_published_how": (
        "先运行 `make demo` 生成演示数据，或运行 `tagrid ingest` 与 `tagrid refresh` 接入您的数据。",
        "Run `make demo` for a demo utility, or `tagrid ingest` and `tagrid refresh` for your own data.",
    ),
    "customers": ("客户", "Customers"),
    "unit_customers": ("户", ""),
    "tags": ("标签", "Tags"),
    "value": ("取值", "Value"),
    "code": ("代码", "Code"),
    "share": ("占比", "Share"),
    "count": ("户数", "Customers"),
    "unknown": ("未知", "Unknown"),
    "table": ("数据表", "Table"),
    "download": ("下载 CSV", "Download CSV"),
    "yes": ("是", "Yes"),
    "customer_id": ("户号", "Account"),
    "name": ("名称", "Name"),
    "district": ("区县", "District"),
    "date": ("日期", "Date"),
    "kwh": ("电量（kWh）", "Energy (kWh)"),
}


LANGUAGES = {"zh": "中文", "en": "English"}


def _gathered() -> dict[str, tuple[str, str]]:
    words = dict(COMMON)
    for page in sorted(path.parent.name for path in Path(__file__).parent.parent.glob("*/words.py")):
        if page == "shared":
            continue
        for key, both in import_module(f"app.{page}.words").WORDS.items():
            if words.setdefault(key, both) is not both:
                raise KeyError(f"app/{page}/words.py: the word {key!r} is in another file already")
    return words


WORDS = _gathered()


def language() -> str:
    """Return the language in force, ``zh`` or ``en``."""
    return st.session_state.get("lang", "zh")


def t(key: str, **fills: object) -> str:
    """Return the words for ``key`` in the language in force, its braces filled from ``fills``."""
    text = WORDS[key][language() == "en"]
    return text.format(**fills) if fills else text


def message_of(message: Exception | Text | str) -> str:
    """Return an error, or a text of the engine, in the language in force."""
    text = message.text if isinstance(message, TagridError) else as_text(message)
    return text.in_(language())


def label_of(label) -> str:
    """Return a catalog label (with ``zh`` and ``en``) in the language in force."""
    return label.en if language() == "en" else label.zh
