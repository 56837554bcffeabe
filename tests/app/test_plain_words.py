"""No page speaks to its readers in the words of its makers: no path, file, option or identifier outside code."""

import getpass
import html
import re

import pytest
from streamlit.testing.v1 import AppTest

from app.shared.widget_words import WIDGET_WORDS
from app.shared.words import WORDS
from tagrid.catalog import load
from tagrid.published.versions import current_version

VIEWS = {
    "home": {},
    "catalog": {},
    "catalog tag": {"tag": "payment_timeliness"},
    "catalog values": {"tag": "payment_timeliness", "part": "values"},
    "evaluation": {},
    "compare": {},
    "models": {},
    "models score": {"score": "fee_recovery_risk"},
    "segments": {"rule": "value_tier in (vip, major, ordinary)"},
    "segments members": {"rule": "value_tier in (vip, major)", "see": "members"},
    "segments rules": {"rule": "not value_tier = vip and usage_trend = stable", "view": "rules"},
    "segments saved": {"at": "saved"},
    "segments exports": {"at": "exports"},
    "workshop": {},
    "portrait": {},
    "portrait why": {"id": "{business}"},
    "portrait changes": {"id": "{business}", "view": "part_changes"},
    "portrait outages": {"id": "{business}", "view": "part_outages"},
    "portrait file": {"id": "{business}", "view": "part_file"},
    "portrait documents": {"id": "{business}", "view": "part_documents"},
}

WORDED = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error", "success", "metric")

LABELLED = ("button", "selectbox", "text_input", "text_area", "checkbox", "multiselect", "button_group", "expander")

# A reader may see an account, a version, a catalog number or a day; none of them looks like these.
MAKERS = {
    "a file": re.compile(r"\b[\w/]+\.(?:yml|yaml|py|sql|toml|json|db|parquet)\b"),
    "a path": re.compile(r"(?<![\w.:/<])/(?:[\w.-]+/)+[\w.-]*"),
    "an option": re.compile(r"(?<!\w)--[a-z][\w-]*"),
    "an identifier": re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b"),
    "a setting": re.compile(r"\b[A-Z]+(?:_[A-Z0-9]+)+\b"),
}

_CODE = re.compile(r"<(script|style|code)\b.*?</\1>|`[^`]*`|<[^>]+>|:material/\w+:|:gray\[:small\[", re.DOTALL)


def _said(app: AppTest) -> list[str]:
    found = [str(element.value) for kind in WORDED for element in getattr(app, kind)]
    found += [str(element.label) for kind in LABELLED for element in getattr(app, kind)]
    found += [html.unescape(_CODE.sub(" ", element.proto.body)) for element in app.get("html")]
    found += [str(column) for table in app.dataframe for column in table.value.columns]
    return [_CODE.sub(" ", text.replace("\\", "")) for text in found]


@pytest.fixture(scope="module")
def business(published_home) -> str:
    """A business with readings."""
    query = "select min(customer_id) from portrait_customer where customer_type = 'enterprise' and annual_kwh > 0"
    with current_version(published_home).connect() as con:
        return con.execute(query).fetchall()[0][0]


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_is_in_plain_words_in_both_languages(open_app, business, view):
    link = {key: value.format(business=business) for key, value in VIEWS[view].items()}
    for language in ("zh", "en"):
        said = _said(open_app(view.split()[0], language, **link))
        assert any(text.strip() for text in said)
        for kind, pattern in MAKERS.items():
            assert [(kind, text) for text in said if pattern.search(text)] == []
        assert not [text for text in said if re.search(rf"\b{getpass.getuser()}\b", text)]


def test_no_word_of_any_page_speaks_in_the_words_of_its_makers():
    """Words of states that no test brings about, too."""
    typed = {"expression_help", "outcome_such", "workshop_rule_such"}  # examples of what is typed there
    words = {key: word for key, word in WORDS.items() if key not in typed}
    words |= {f"widget {n}": word for n, word in enumerate(WIDGET_WORDS)}
    said = {(key, lang): _CODE.sub(" ", word.in_(lang)) for key, word in words.items() for lang in ("zh", "en")}
    # What stands in braces is filled in, and looked at where it is drawn.
    bare = {key: re.sub(r"\{\w+\}", "", text) for key, text in said.items()}
    found = [
        (key, kind, text) for key, text in bare.items() for kind, pattern in MAKERS.items() if pattern.search(text)
    ]
    assert len(bare) > 1_000 and found == []


def test_no_text_of_the_catalog_speaks_in_the_words_of_its_makers():
    catalog = load()
    texts = [(path, text) for path, each in catalog.classes.items() for text in (each.label, each.definition)]
    for name, tag in catalog.all_tags.items():
        fields = (tag.label, tag.definition, tag.criterion, tag.requirement, tag.placement)
        texts += [(name, text) for text in (*fields, *tag.values.values(), *tag.related_to.values()) if text]
    found = [
        (name, kind, said)
        for name, text in texts
        for said in (text.zh, text.en)
        for kind, pattern in MAKERS.items()
        if pattern.search(said)
    ]
    assert len(texts) > 1_000 and found == []
