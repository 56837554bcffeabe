"""Documents as a customer gets them: whole in both languages, harmless, and good where little is known."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from markupsafe import escape

from tagrid.catalog import Viewer
from tagrid.core.errors import BadInput
from tagrid.core.overlay import current_project
from tagrid.core.project import Home
from tagrid.core.text import Text
from tagrid.documents.facts import Facts
from tagrid.documents.health import health_file as health
from tagrid.documents.outage import outage_file as outage
from tagrid.documents.page import Letterhead, read_letterhead, render_page, to_pdf
from tagrid.documents.render import KINDS, document_page, pdf, render
from tagrid.documents.source import THEMES, DocumentSource, chosen_tags
from tagrid.documents.usage import usage_report as usage
from tagrid.portrait import corrected_days, correction_reason, line_label, portrait
from tagrid.portrait.comparison import METRIC_COLUMNS, rule_columns
from tagrid.published.versions import current_version
from tests.app.journeys.pdf import tags, text as pdf_text
from tests.documents.conftest import text_of
from tests.documents.made import AS_OF, days, factory
from tests.published_home import publish

DOCUMENTS = {"usage": usage, "health": health, "outage": outage}
HAN = re.compile(r"[\u3400-\u9fff，。；：、（）【】“”]+")
WORD = re.compile(r"[A-Za-z]{3,}")
# Units, and words that are the same in Chinese.
KEPT = {"kWh", "kVA", "kvar", "cos", "App", "Wh"}


def _names(facts: Facts) -> set[str]:
    told = {facts.customer.get(key) for key in ("customer_name", "address", "district", "manager_name")}
    told |= {facts.supply.get("feeder_name")} | {place.name for place in facts.around}
    told |= {line["feeder_name"] for line in facts.lines}
    return {name for name in told if name}


@pytest.mark.parametrize("kind", KINDS)
def test_the_english_document_holds_no_chinese_but_names(source, factories, homes, kind):
    for customer_id in factories + homes:
        seen = text_of(document_page(source, customer_id, kind, "en"))
        for name in sorted(_names(source.facts(customer_id)), key=len, reverse=True):
            seen = seen.replace(name, "")
        assert not HAN.findall(seen)


@pytest.mark.parametrize("kind", KINDS)
def test_the_chinese_document_holds_no_english_but_units_and_numbers(source, factories, homes, kind):
    for customer_id in factories + homes:
        seen = text_of(document_page(source, customer_id, kind, "zh")).replace(source.catalog.version, "")
        assert set(WORD.findall(seen)) <= KEPT


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_needs_no_other_file(source, factories, kind):
    html = document_page(source, factories[0], kind, "zh")
    assert "<script" not in html and "@import" not in html and "url(" not in html
    assert set(re.findall(r'(?:href|src)="([^"]+)"', html)) == set()
    assert set(re.findall(r"https?://[^\"' ]+", html)) <= {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("kind", KINDS)
def test_three_things_stand_on_the_first_page(source, factories, homes, kind):
    for customer_id in factories + homes:
        assert document_page(source, customer_id, kind, "en").count('<div class="point ') == 3


def test_data_date_version_and_catalog_stand_in_head_and_foot(source, homes):
    seen = text_of(document_page(source, homes[0], "usage", "en"))
    told = f"Data as of {source.version.as_of} · version {source.version.id}"
    assert seen.count(told) == 2 and seen.count(f"catalog {source.catalog.version}") == 2


HOSTILE = (
    '<script>alert("1")</script> <img src=http://evil.example/a.png onerror=alert(1)> <a href="http://evil.example">a</a>',
    "![x](http://evil.example/a.png) [a](http://evil.example) **b** $x^2$ :red[r] www.evil.example a@evil.example",
    "=HYPERLINK(\"http://evil.example\") +cmd|' /C calc'!A0 {{ 7 * 7 }} {% raw %} &lt;b&gt;",
    "\u05d7\u05d1\u05e8\u05ea \u05d7\u05e9\u05de\u05dc \u0634\u0631\u0643\u0629",  # written from the right
)


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_a_name_holds_is_shown_as_text(name):
    """As text: no element, no link, nothing to fetch, nothing that is computed."""
    named = dict.fromkeys(("customer_name", "address", "district", "manager_name"), name)
    facts = factory(customer={**factory().customer, **named}, supply={**factory().supply, "feeder_name": name})
    for kind, document in DOCUMENTS.items():
        html = render_page(document(facts), facts, Letterhead(), "zh", [Text(zh=name, en=name)])
        assert html.count(f"<li><bdi>{escape(name)}</bdi></li>") == 1, kind
        assert f"<b><bdi>{escape(name)}</bdi></b>" in html, kind
        elements = set(re.findall(r"<(\w+)", re.sub(r"<style>.*?</style>", "", html, flags=re.S)))
        assert elements.isdisjoint({"script", "img", "a", "iframe", "link", "object"}), kind
        made = to_pdf(html)
        assert b"/URI" not in _inside(made), kind
        read, shown = "".join(name.split()), "".join(pdf_text(made).split())
        assert read in shown or read[::-1] in shown, kind


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_with_daily_readings_alone_a_document_says_why_the_rest_is_missing(kind, lang):
    facts = Facts("1343", AS_OF, days=days(lambda n: 40.0 if n % 7 > 4 else 200.0, 547))
    seen = text_of(render_page(DOCUMENTS[kind](facts), facts, Letterhead(), lang))
    assert {"zh": "没有记录的部分", "en": "Nothing on record"}[lang] in seen
    assert "None" not in seen and "nan" not in seen.lower().split()


@pytest.mark.parametrize("kind", KINDS)
def test_a_customer_of_whom_nothing_is_known_gets_a_document_too(kind):
    facts = Facts("1", AS_OF)
    assert "Nothing on record" in text_of(render_page(DOCUMENTS[kind](facts), facts, Letterhead(), "en"))


def test_restricted_tags_are_not_told(source, homes, monkeypatch):
    tag = source.catalog.tags["seasonality"]
    assert tag.label.zh in text_of(document_page(source, homes[0], "usage", "zh"))
    shut = {**source.catalog.tags, "seasonality": tag.model_copy(update={"sensitivity": "restricted"})}
    monkeypatch.setattr(source, "catalog", source.catalog.model_copy(update={"tags": shut}))
    assert tag.label.zh not in text_of(document_page(source, homes[0], "usage", "zh"))
    known = source.facts(homes[0]).tags
    assert not [name for name in known if source.catalog.tags[name].sensitivity == "restricted"]


def test_no_document_tells_of_hardship_risk_or_credit(source, ask):
    customer_id = ask("select customer_id from customer_tags_wide where hardship_care not in ('none', 'unknown')")[0][0]
    catalog = source.catalog.tags
    for kind in KINDS:
        seen = text_of(document_page(source, customer_id, kind, "zh"))
        for name in ("hardship_care", "fee_recovery_risk", "credit_grade", "vacancy"):
            assert catalog[name].label.zh not in seen


class Asked(dict):
    """A row of numbers that notes which of them a document asks for."""

    def __init__(self, row: dict, asked: set[str]) -> None:
        super().__init__(row)
        self.asked = asked

    def get(self, name, default=None):
        """Note the name, and return what is there."""
        self.asked.add(name)
        return super().get(name, default)


def test_the_catalogs_rules_read_what_documents_tell(source, factories, homes):
    known, asked = rule_columns(source.con), {theme: set() for theme in THEMES}
    for customer_id in factories + homes:
        facts = source.facts(customer_id)
        inputs = {theme: Asked(row, asked[theme]) for theme, row in facts.inputs.items()}
        for document in DOCUMENTS.values():
            document(replace(facts, inputs=inputs))
    assert {theme: names - known[theme] for theme, names in asked.items()} == {theme: set() for theme in THEMES}
    assert len(asked["usage"]) > 10 and all(asked.values())
    assert set(METRIC_COLUMNS.values()) <= known["usage"]


def test_the_tags_that_documents_show_are_of_the_catalog(source):
    chosen = chosen_tags()
    parts = (chosen.basics, chosen.energy_mix, chosen.rhythm, chosen.tariff)
    assert {tag for part in parts for tag in part.tags} | set(chosen.bands.values()) <= set(source.catalog.tags)
    assert set(chosen.bands) <= rule_columns(source.con)["usage"]
    for part in parts:
        values = {code for tag in part.tags for code in source.catalog.tags[tag].codes}
        assert part.tags and set(part.omit) <= values


def test_a_file_of_shown_tags_is_read_strictly(tmp_path):
    with pytest.raises(BadInput, match=r"app/documents\.yml"):
        chosen_tags(tmp_path)
    (tmp_path / "app").mkdir()
    text = (current_project() / "app" / "documents.yml").read_text(encoding="utf-8")
    (tmp_path / "app" / "documents.yml").write_text(text.replace("omit: [unknown]", "omitted: [unknown]", 1))
    with pytest.raises(BadInput, match=r"app/documents\.yml:\d+: energy_mix\.omitted"):
        chosen_tags(tmp_path)


def test_a_number_that_no_rule_reads_any_more_is_left_out(source, homes, monkeypatch):
    monkeypatch.setitem(METRIC_COLUMNS, "growth", "gone")
    known = {"usage": {"monthly_kwh_12m"}}
    with DocumentSource(source.version) as opened:
        monkeypatch.setattr(opened, "_known", known)
        facts = opened.facts(homes[0])
        assert facts.usage("zero_run_days") is None and facts.usage("monthly_kwh_12m") and facts.inputs["service"] == {}
        assert "growth" not in (facts.peers or {}) and "monthly_kwh" in (facts.peers or {})
        assert "Usage analysis report" in document_page(opened, homes[0], "usage", "en")


def test_an_unknown_and_a_non_power_customer_are_refused(version, ask):
    with pytest.raises(BadInput, match=r"No customer '320000'.*Did you mean|No customer '320000' in"):
        render(version, "320000", "usage", "zh")
    prospect = ask("select customer_id from portrait_customer where subject = 'non_power_customer' order by 1")[0][0]
    with pytest.raises(BadInput, match=f"{prospect} is no power customer"):
        render(version, prospect, "health", "en")


def test_another_kind_or_language_is_refused(version):
    with pytest.raises(BadInput, match=r"No document 'usages'.*Did you mean usage"):
        render(version, "1", "usages", "zh")
    with pytest.raises(BadInput, match="--lang is zh or en, not 'fr'"):
        render(version, "1", "usage", "fr")


def test_a_version_from_before_documents_says_so(tmp_path):
    home = Home(tmp_path)
    publish(home, AS_OF)
    with pytest.raises(BadInput, match=r"was published before documents were made: it lacks portrait_supply"):
        DocumentSource(current_version(home))


def _inside(data: bytes) -> bytes:
    import zlib

    found = [data]
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.S):
        try:
            found.append(zlib.decompress(part))
        except zlib.error:
            continue
    return b"\n".join(found)


def test_a_pdf_has_pages_and_its_fonts_within(version, factories):
    made = pdf(version, factories[0], "usage", "zh")
    inside = _inside(made)
    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", inside)) >= 3
    fonts = len(re.findall(rb"/Type\s*/FontDescriptor", inside))
    assert fonts >= 1 and len(re.findall(rb"/FontFile[23]?\s", inside)) == fonts


@pytest.mark.parametrize("kind", KINDS)
def test_a_pdf_is_tagged_with_headings_in_order_tables_and_named_figures(version, factories, kind):
    found = tags(pdf(version, factories[0], kind, "en"))
    kinds = [name for name, _ in found]
    levels = [int(name[1]) for name in kinds if re.fullmatch(r"H\d", name)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert {"Table", "TH", "TD", "P"} <= set(kinds)
    assert "Figure" in kinds and all(has_text for name, has_text in found if name == "Figure")


def test_without_the_system_library_pdf_says_what_to_install(monkeypatch):
    import builtins

    from tagrid.core.errors import TagridError
    from tagrid.documents.page import to_pdf

    taken = builtins.__import__

    def importing(name: str, *rest, **more):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'\nmore")
        return taken(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", importing)
    with pytest.raises(TagridError, match=r"system library Pango.*apt-get install libpango-1.0-0") as told:
        to_pdf("<p>")
    assert "\n" not in str(told.value)


def test_the_letterhead_of_the_home(tmp_path, source, homes):
    assert read_letterhead(tmp_path) == Letterhead()
    path = tmp_path / "letterhead.yml"
    path.write_text("name: {zh: 云江供电, en: Yunjiang <Power>}\nhotline: 12345\n", encoding="utf-8")
    found = read_letterhead(tmp_path)
    assert (found.name.zh, found.hotline, found.address) == ("云江供电", "12345", Letterhead().address)
    facts = source.facts(homes[0])
    assert "Yunjiang &lt;Power&gt;" in render_page(usage(facts), facts, found, "en")


def test_a_letterhead_that_is_no_yaml_is_named_with_its_line(tmp_path):
    (tmp_path / "letterhead.yml").write_text("name: {zh: [\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"letterhead\.yml, line 2: not valid YAML"):
        read_letterhead(tmp_path)


@pytest.mark.parametrize("text", ["name: Yunjiang\n", "nmae: {zh: a, en: b}\n", "- 1\n", "5\n"])
def test_a_letterhead_that_cannot_be_read(tmp_path, text):
    (tmp_path / "letterhead.yml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"letterhead.yml: .*write `name: \{zh"):
        read_letterhead(tmp_path)


def test_what_an_unread_day_is_shown_as(source, homes):
    facts = source.facts(homes[0])
    gap = replace(facts, days=(*facts.days[:-1], (facts.days[-1][0], None)))
    assert document_page(source, homes[0], "usage", "en") != render_page(usage(gap), gap, Letterhead(), "en")


def test_a_correction_is_told_with_its_reason_and_days_in_document_and_portrait(source):
    row = source.con.execute("""
        select customer_id, bill_month, correction_yuan, corrects_from from portrait_bills
        where correction_yuan is not null
            and issued_on > (select max(issued_on) from portrait_bills) - interval 11 month
        order by customer_id
    """).fetchone()
    customer_id, _, yuan, first = row
    pages = {lang: text_of(document_page(source, customer_id, "usage", lang)) for lang in ("zh", "en")}
    money = f"{abs(yuan):,.2f}"
    assert "退补电费" in pages["zh"] and "Back-billing and refunds" in pages["en"]
    assert all(money in page and str(first) in page for page in pages.values())
    health_page = text_of(document_page(source, customer_id, "health", "en"))
    assert "corrections" in health_page
    viewer = Viewer(may_see_restricted=False)
    seen = portrait(source.version, customer_id, source.catalog, days=1, viewer=viewer)
    told = [bill for bill in seen["bills"] if bill["correction_yuan"] is not None]
    assert yuan in [bill["correction_yuan"] for bill in told]
    assert all(correction_reason(bill).zh and corrected_days(bill).en for bill in told)


def test_the_newest_bill_is_told_line_by_line(source, factories):
    customer_id = factories[0]
    facts = source.facts(customer_id)
    newest = max(facts.bill_rows, key=lambda one: one["bill_month"])
    lines = facts.bill_lines[newest["bill_id"]]
    assert len(lines) > 4 and sum(one["amount_yuan"] for one in lines) == newest["amount_yuan"]
    pages = {lang: text_of(document_page(source, customer_id, "usage", lang)) for lang in ("zh", "en")}
    month = f"{newest['bill_month']:%Y-%m}"
    assert f"{month} 账单明细" in pages["zh"] and f"The bill of {month}, line by line" in pages["en"]
    for one in lines:
        assert line_label(one).zh in pages["zh"] and line_label(one).en in pages["en"]
        assert all(f"{one['amount_yuan']:,.2f}".lstrip("-") in page for page in pages.values())


def test_lines_of_an_earlier_state_of_a_bill_are_in_no_document(source, factories):
    facts = source.facts(factories[0])
    stale = {bill: [one | {"adds_up": False} for one in lines] for bill, lines in facts.bill_lines.items()}
    for other in (replace(facts, bill_lines=stale), replace(facts, bill_lines={})):
        assert "line by line" not in text_of(render_page(usage(other), other, Letterhead(), "en"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_names_the_contract_and_the_settlement_account(source, factories, kind):
    facts = source.facts(factories[0])
    file = facts.file
    assert file["contract_kind"] == "high_voltage" and file["contract_id"] and file["settlement_account_id"]
    pages = {lang: text_of(document_page(source, factories[0], kind, lang)) for lang in ("zh", "en")}
    assert f"合同 {file['contract_id']}（高压供用电合同）" in pages["zh"]
    assert f"contract {file['contract_id']} (high voltage)" in pages["en"]
    assert f"结算账户 {file['settlement_account_id']}（" in pages["zh"]
    assert f"settlement account {file['settlement_account_id']} (" in pages["en"]


def test_a_document_of_a_customer_without_a_file_names_neither(source, factories):
    facts = replace(source.facts(factories[0]), file={"contract_id": "HT1", "contract_kind": None})
    page = text_of(render_page(usage(facts), facts, Letterhead(), "en"))
    assert "contract HT1 ·" in page and "settlement account" not in page
    bare = replace(facts, file={})
    assert "contract HT1" not in text_of(render_page(usage(bare), bare, Letterhead(), "en"))


RETAIL = {
    "retail_contract_id": "LS1", "retail_from": date(2026, 1, 1), "retail_to": None, "retail_base_yuan": None,
    "retail_reference": "agency", "retail_markup_yuan": None, "retail_share": None,
    "retail_energy_yuan": Decimal("0.3951"), "agency_energy_yuan": Decimal("0.3951"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "zh", "en"),
    [
        ({"retail_form": "linked"}, "联动价格：电网代理购电价格。", "price linked to what the grid's agency buys at."),
        (
            {"retail_form": "linked", "retail_markup_yuan": Decimal("-0.0100")},
            "联动价格：电网代理购电价格，减 0.0100 元/kWh",
            "buys at, less 0.0100 yuan a kWh",
        ),
        (
            {"retail_form": "fixed", "retail_base_yuan": Decimal("0.3850"), "retail_reference": None},
            "固定价格，0.3850 元/kWh",
            "fixed price, 0.3850 yuan a kWh",
        ),
        (
            {"retail_form": "shared", "retail_base_yuan": Decimal("0.4051"), "retail_share": 0.8},
            "约定 0.4051 元/kWh，与电网代理购电价格之差的 80.0% 归客户",
            "0.4051 yuan a kWh agreed, and 80.0% of the difference",
        ),
        (
            {"retail_form": "linked", "retail_reference": "wholesale", "retail_energy_yuan": None},
            "参考价格未交付，当月电能量价格无从算出",
            "The price it refers to was not delivered",
        ),
    ],
)
def test_who_buys_of_a_retailer_is_told_the_price_of_its_contract(source, factories, file, zh, en):
    facts = source.facts(factories[0])
    retail = replace(facts, supply={**facts.supply, "is_in_market": True}, file={**facts.file, **RETAIL, **file})
    pages = {lang: text_of(render_page(usage(retail), retail, Letterhead(), lang)) for lang in ("zh", "en")}
    assert zh in pages["zh"] and en in pages["en"], (pages["zh"], pages["en"])
    assert "零售合同 LS1 自 2026-01-01 起" in pages["zh"] and "contract LS1 from 2026-01-01 on" in pages["en"]
    known = retail.file["retail_energy_yuan"] is not None
    assert ("2026-06 电能量价格" in pages["zh"]) == known == ("In 2026-06 energy cost" in pages["en"])


def test_a_customer_of_the_demo_reads_the_price_of_its_contract(source, ask):
    ((customer_id, price),) = ask(
        "select customer_id, retail_energy_yuan from portrait_file where retail_form is not null order by 1 limit 1"
    )
    page = text_of(document_page(source, customer_id, "usage", "en"))
    assert f"energy cost {price:.4f} yuan a kWh" in page and price > 0.3


LINE = {
    "supply_line_id": "DY1", "supply_point_id": "P1", "role": "main", "feeder_id": "F1", "feeder_name": "东一线",
    "voltage_level": "mv_10kv", "capacity_kva": 800.0, "transfer_mode": None,
}  # fmt: skip
SECOND = {**LINE, "supply_line_id": "DY2", "role": "standby", "feeder_name": None, "transfer_mode": "automatic"}


@pytest.mark.parametrize(("kind", "make"), [("health", health), ("outage", outage)])
def test_source_lines_are_told_one_by_one(source, factories, kind, make):
    facts = replace(source.facts(factories[0]), lines=(LINE, SECOND))
    pages = {lang: text_of(render_page(make(facts), facts, Letterhead(), lang)) for lang in ("zh", "en")}
    for words in (
        ("供电电源", "主供电源", "东一线", "备用电源", "F1", "自动投切"),
        ("Source lines", "standby", "automatically"),
    ):
        page = pages["zh" if words[0] == "供电电源" else "en"]
        assert all(word in page for word in words), kind
    bare = replace(facts, lines=())
    assert "Source lines" not in text_of(render_page(make(bare), bare, Letterhead(), "en"))


def test_the_number_of_sources_is_the_registered_one_else_that_of_the_lines():
    from_lines = factory(lines=(LINE, SECOND))
    assert from_lines.sources == 2 and factory().sources is None
    assert replace(from_lines, supply={**from_lines.supply, "source_count": 1}).sources == 1
