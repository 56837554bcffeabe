"""One thing has one term, the trade's: in tags, app, documents, contracts, guides and glossary."""

import re
from collections.abc import Iterator
from pathlib import Path

from tagrid.core.overlay import REFERENCE

PLACES = ("app", "tagrid", "taxonomy", "dbt_project", "models_ml", "expectations", "docs", "examples")

SINGLE = ("README.md", "README.zh.md", "GLOSSARY.md")

# Frozen, or of what was: releases of the catalog and decisions that name an older word.
APART = ("taxonomy/releases/", "docs/decisions/")

# A word that is not used, and the one that is.
TERMS = {
    "用电类型": "用电类别",
    "用电客户": "电力客户",
    "受限标签|受限内容|受限的标签": "限制级标签",
    "已保存(的)?客群|保存的客群": "已存客群",
    "发布关口": "发布检查",
    "已检验|已验收": "竣工检验合格",
    "已撤销申请|撤回的?申请|申请您撤回": "已终止申请",
    "未消除隐患|未改隐患": "未整改隐患",
    "归因": "原因",
    "手机客户端": "网上国网",
    "自助终端": "自助交费终端",
    "低收入": "低保/特困",
    "计量健康": "计量装置状态",
    "停电感受": "停电影响",
    "中压": "高压10kV",
    "(?<!非)重要客户": "重要电力用户，或主要客户",
    "单一电价": "不执行分时，或不分时电价",
    "Whose transformer": "Transformer ownership",
    "Mend the expression": "Correct the expression",
    r"Told \(h before\)": "Notice (hours ahead)",
}


def _texts() -> Iterator[tuple[str, str]]:
    for place in (*PLACES, *SINGLE):
        top: Path = REFERENCE / place
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            name = path.relative_to(REFERENCE).as_posix()
            if path.suffix in (".py", ".yml", ".md", ".toml", ".csv", ".html") and not name.startswith(APART):
                yield name, path.read_text(encoding="utf-8")


def test_one_thing_has_one_term():
    found = [
        f"{name}:{text.count(chr(10), 0, one.start()) + 1}: {one.group()} -> {TERMS[word]}"
        for name, text in _texts()
        for word in TERMS
        for one in re.finditer(word, text)
    ]
    assert not found, "\n".join(found)
