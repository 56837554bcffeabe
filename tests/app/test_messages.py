"""What a page has to refuse it says in the reader's language, wherever the engine found the fault."""

import pytest

from tests.app.conftest import texts

FAULTS = [
    (
        "segments",
        {"rule": "value_teir = vip"},
        "表达式第 1 个字符处有误：没有标签“value_teir”。您要的是 value_tier",
        "Wrong at character 1 of the expression: there is no tag 'value_teir'. Did you mean value_tier",
    ),
    ("segments", {"segment": "nobody's"}, "没有已存客群“nobody's”。", "There is no saved segment 'nobody's'."),
    ("portrait", {"id": "9"}, "没有户号为“9”的客户。", "No customer '9' in version"),
    (
        "catalog",
        {"tag": "value_teir"},
        "标签目录中没有标签“value_teir”。您要的是 value_tier",
        "No tag 'value_teir' in the",
    ),
    ("evaluation", {"tag": "value_teir"}, "标签目录中没有标签“value_teir”。您要的是", "No tag 'value_teir' in the"),
    ("compare", {"from": "9.9.9"}, "没有目录版本“9.9.9”", "There is no catalog version “9.9.9”"),
    ("workshop", {"segment": "nobody's"}, "没有已存客群“nobody's”。", "There is no saved segment 'nobody's'."),
]


@pytest.mark.parametrize(("page", "link", "zh", "en"), FAULTS)
def test_a_link_that_leads_nowhere_is_reported_in_both_languages(open_app, page, link, zh, en):
    # without the marks that keep a text from being read as Markdown
    shown = {language: texts(open_app(page, language, **link)).replace("\\", "") for language in ("zh", "en")}
    assert zh in shown["zh"] and en in shown["en"]
    assert en not in shown["zh"]
