"""A project's currency is in every amount a customer or a person of the utility reads: its documents and portrait."""

import re

import pytest

from app.shared.words import WORDS
from tagrid.catalog.access import Viewer
from tagrid.core.formats import in_currency, kwh_price
from tagrid.core.text import LANGUAGES
from tagrid.documents.health import health_file
from tagrid.documents.page import Letterhead, render_page
from tagrid.documents.render import KINDS, document_page
from tagrid.documents.usage import usage_report
from tagrid.portrait.comparison import METRICS
from tagrid.portrait.person import portrait
from tagrid.portrait.render import show
from tests.documents.conftest import text_of
from tests.documents.made import factory, months, supplied

# 欧元 is the euro; 单元 is the unit of an address, 元旦 and 元宵 are days.
YUAN = re.compile(r"(?<![欧单])元(?![旦宵])|yuan", re.I)
EURO = {"zh": "欧元", "en": "euros"}


@pytest.fixture(autouse=True)
def euros(monkeypatch):
    monkeypatch.setenv("TAGRID_CURRENCY", "EUR")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_document_of_a_project_in_euros_names_no_yuan(source, factories, homes, kind, lang):
    for customer_id in factories + homes:
        seen = text_of(document_page(source, customer_id, kind, lang))
        assert not YUAN.findall(seen)
        assert EURO[lang] in seen or kind == "outage"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("report", [usage_report, health_file])
def test_nor_does_one_with_much_to_advise(report, lang):
    dear = months(factor=0.8, factor_yuan=50.0, demand_kw=100.0)
    prices = {"price_peak_yuan": 1.2, "price_valley_yuan": 0.2}
    facts = supplied(factory(bills=dear), **prices, capacity_yuan_per_kva=30.0, demand_yuan_per_kw=50.0)
    seen = text_of(render_page(report(facts), facts, Letterhead(), lang))
    assert EURO[lang] in seen and not YUAN.findall(seen)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nor_does_a_portrait(version, factories, capsys, lang):
    catalog = version.catalog()
    show(portrait(version, factories[0], catalog, viewer=Viewer(may_see_restricted=True)), catalog, lang)
    seen = capsys.readouterr().out
    assert EURO[lang] in seen and not YUAN.findall(seen)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nor_do_the_words_of_the_app(lang):
    words = [*WORDS.values(), *(name for name, _ in METRICS.values())]
    seen = {text.in_(lang): in_currency(text).in_(lang) for text in words}
    priced = [shown for text, shown in seen.items() if shown != text]
    assert len(priced) > 5 and all(EURO[lang] in shown for shown in priced)
    assert not [shown for shown in seen.values() if YUAN.search(shown)]


def test_a_price():
    assert kwh_price(0.5).as_dict() == {"zh": "0.5000 欧元/kWh", "en": "0.5000 euros a kWh"}
