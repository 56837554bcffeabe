"""One fact has one figure: in every document of a customer, in either language, on its page and in its tags.

A customer holds the utility to what it wrote. What is compared are the statements as a reader finds them in the text.
"""

import re
from collections import defaultdict
from functools import cache
from itertools import product

import pytest

from tagrid.catalog import Viewer
from tagrid.core.periods import window_start
from tagrid.documents.render import KINDS, document_page
from tagrid.portrait import bill_state, outages_of, outages_of_year, portrait, without_supply
from tests.documents.conftest import text_of

READER = Viewer(may_see_restricted=False)

N = r"([\d,]+(?:\.\d+)?)"

# What states a fact, by language. A pattern with two groups says "so many of so many".
STATED = {
    "year_kwh": {
        "zh": [rf"年用电量）? {N} kWh"],
        "en": [rf"[Aa] year's use (?:is|of) {N} kWh", rf"Energy a year {N} kWh", rf"From the grid, a year {N} kWh"],
    },
    "year_yuan": {
        "zh": [rf"个月电费 {N} 元", rf" 电费 {N} 元 · ", rf" {N} 元 \d+ 个月的电费"],
        "en": [rf"months? cost {N} yuan", rf" Bills {N} yuan · ", rf" {N} yuan Bills of \d+ month"],
    },
    "billed_kwh": {"zh": [rf"账单电量 {N} kWh", rf" 合计 {N} "], "en": [rf"{N} kWh billed", rf" Total {N} "]},
    "mean_price": {
        "zh": [rf"平均(?:单价|每 kWh)? {N} 元"],
        "en": [rf"billed(?:,|:) {N} yuan a kWh", rf"Mean price {N} yuan a kWh"],
    },
    "peak_share": {"zh": [rf"峰段占比 {N}%"], "en": [rf"Peak share {N}%"]},
    "capacity_kva": {
        "zh": [rf"容量 {N} kVA"],
        "en": [rf"[Cc]ontracted (?:capacity )?{N} kVA", rf"Of {N} kVA contracted", rf" Capacity {N} kVA"],
    },
    "max_demand_kw": {
        "zh": [rf"最大需量 {N} kW(?:（20| 中)", rf"12 个月最高 {N} kW"],
        "en": [rf"highest demand was {N} kW in", rf"highest of 12 months was {N} kW", rf"vital part of {N} kW"],
    },
    "factor_standard": {
        "zh": [rf"(?:您的|低于|考核)标准 {N}"],
        "en": [rf"(?:your|the) standard of {N} ", rf" standard {N} "],
    },
    "overdue_bills": {
        "zh": [rf"逾期未交 {N} 笔", rf" {N} 笔电费逾期"],
        "en": [rf" Overdue {N} ", rf" {N} bills? overdue"],
    },
    "arrears_yuan": {"zh": [rf"尚欠 {N} 元"], "en": [rf" overdue, {N} yuan to pay"]},
    "late_bills": {
        "zh": [rf"逾期交费 {N} 笔", rf"一年内 {N} 笔电费迟交"],
        "en": [rf"Bills paid late {N} ", rf" {N} bills of the year were"],
    },
    "outages": {
        "zh": [rf"12 个月停电 {N} 次", rf"停电次数 {N} 次", rf" {N} 次，{N[1:-1]} 小时 近 12 个月停电"],
        "en": [
            rf" {N} outages? (?:and \S+ hours )?in 12 months",
            rf" Outages {N} in 12 months",
            rf" {N} · \S+ h Outages",
        ],
    },
    "outage_hours": {
        "zh": [rf"12 个月停电 \d+ 次(?:、|，合计 |，共 ){N} 小时", rf"停电时间 {N} 小时", rf"12 个月停电 {N} 小时"],
        "en": [rf"outages? in 12 months, {N} hours", rf"outages? and {N} hours in", rf"Without supply {N} hours in 12"],
    },
    "in_time": {
        "zh": [
            r" (?P<all>\d+) 次中 (?P<good>\d+) 次至少提前",
            r" (?P<good>\d+) / (?P<all>\d+) 次 通知按时送达",
            r"12 个月 (?P<all>\d+) 次计划停电中，(?P<short>\d+) 次不足",
        ],
        "en": [
            r" (?P<good>\d+) of (?P<all>\d+) were announced at least",
            r" (?P<good>\d+) of (?P<all>\d+) Notice in time",
            r"Of (?P<all>\d+) planned outages? in 12 months, (?P<short>\d+) without",
        ],
    },
    "kinds": {
        "zh": [r"计划 (\d+) 次，故障 (\d+) 次，仅电能表感知 (\d+) 次"],
        "en": [r" (\d+) planned, (\d+) by fault, (\d+) seen"],
    },
}

# Rounded to whole ones in some places.
WITHIN = {"year_kwh": 0.51, "year_yuan": 0.51, "billed_kwh": 0.51}

# What few customers have to be told.
RARE = {"arrears_yuan", "late_bills", "in_time"}

ENGLISH_ONES = re.compile(
    r"(?<![\d.,])1 (?:days|months|hours|minutes|outages|bills|pieces|repairs|meters|customers|times|years)\b"
)


@pytest.fixture
def customers(ask) -> list[str]:
    """Fifty customers: those who use most, those in arrears, those with most outages, and any."""
    query = """
        select customer_id from portrait_customer
        left join rule_inputs.service using (customer_id) left join rule_inputs.payment using (customer_id)
        where subject = 'power_customer' order by {} limit {}
    """
    orders = {
        "annual_kwh desc nulls last, 1": 22,
        "arrears_yuan desc nulls last, 1": 10,
        "planned_outages_12m desc nulls last, outages_12m desc, 1": 10,
        "md5(customer_id)": 12,
    }
    found = [ask(query.format(order, most)) for order, most in orders.items()]
    return list(dict.fromkeys(row[0] for rows in found for row in rows))[:50]


def _value(name: str, found: re.Match) -> tuple[float, ...]:
    if name == "in_time":
        parts = found.groupdict()
        good = parts["good"] if parts.get("good") is not None else int(parts["all"]) - int(parts["short"])
        return float(good), float(parts["all"])
    if name == "kinds":
        return (float(sum(map(int, found.groups()))),)
    return (float(found[1].replace(",", "")),)


def _statements(page: str, lang: str):
    for name, by_language in STATED.items():
        for pattern in by_language[lang]:
            yield from ((name, _value(name, one)) for one in re.finditer(pattern, page))


def _on_the_page(source, seen: dict) -> dict:
    """Return the figures of a customer's head and tabs in the app, by the functions that draw them."""
    who = seen["customer"]
    outages = outages_of(source.con, who["customer_id"])
    many, hours = without_supply(source.con, who["customer_id"], outages, seen["as_of"])
    planned = [one for one in outages_of_year(outages, seen["as_of"]) if one["notice"]]
    states = [bill_state(one, seen["as_of"]) for one in seen["bills"]]
    found = {
        "year_kwh": who["annual_kwh"],
        "year_yuan": who["amount_yuan_12m"] and float(who["amount_yuan_12m"]),
        "capacity_kva": who["contract_capacity_kva"],
        "outages": many,
        "kinds": many,
        "outage_hours": round(hours, 1),
        "overdue_bills": sum(one == "open_overdue" for one in states),
    }
    told = {name: (float(value),) for name, value in found.items() if value is not None}
    return told | {"in_time": (float(sum(one["notice"] == "reached" for one in planned)), float(len(planned)))}


def test_no_two_statements_about_one_fact_differ(source, customers, ask, monkeypatch):
    for name in ("facts", "points"):  # the same for each of the six pages of a customer
        monkeypatch.setattr(source, name, cache(getattr(source, name)))
    arrears = dict(ask("select customer_id, arrears_yuan from rule_inputs.payment where arrears_yuan is not null"))
    differ, stated, plural = [], defaultdict(set), []
    for who in customers:
        seen = portrait(source.version, who, source.catalog, viewer=READER)
        found = defaultdict(set)
        for name, value in _on_the_page(source, seen).items():
            found[name].add(value)
        for kind, lang in product(KINDS, ("zh", "en")):
            page = text_of(document_page(source, who, kind, lang))
            plural += [(who, kind, one) for one in ENGLISH_ONES.findall(page) if lang == "en"]
            for name, value in _statements(page, lang):
                found[name].add(value)
                stated[name, lang].add(who)
            _check_tags(source.facts(who), seen, kind, lang, page)
        _check_hours(source.facts(who))
        if found["arrears_yuan"]:
            found["arrears_yuan"].add((float(arrears[who]),))
        for name, values in found.items():
            if any(max(one) - min(one) > WITHIN.get(name, 0.001) for one in zip(*values, strict=True)):
                differ.append((who, name, sorted(values)))
    assert len(customers) == 50
    assert differ == []
    assert plural == []
    least = {(name, lang): 1 if name in RARE else 5 for name in STATED for lang in ("zh", "en")}
    assert [(key, len(stated[key])) for key, most in least.items() if len(stated[key]) < most] == []


def _check_tags(facts, seen: dict, kind: str, lang: str, page: str) -> None:
    """A document has the tags of the page, and says them in the words of the catalog."""
    tags = {row["tag"]: row["value"] for row in seen["tags"]}
    shared = facts.tags.keys() & tags.keys()
    assert len(shared) > 40 and {tag: facts.tags[tag].value for tag in shared} == {tag: tags[tag] for tag in shared}
    if facts.supply.get("tariff_code"):
        category = facts.tags["tariff_category"].value_label.in_(lang)
        stated = {
            ("usage", "zh"): f"现行电价 {facts.supply['tariff_code']}，{category}，",
            ("usage", "en"): f"Your tariff is {facts.supply['tariff_code']}, {category},",
            ("health", "zh"): f"用电类别 {category} ",
            ("health", "en"): f"Tariff category {category} ",
        }
        assert stated.get((kind, lang), "") in page


def _check_hours(facts) -> None:
    """The hours that the tags have are those of the outages, where each of them began and ended in the year."""
    year, first = facts.outages_year, window_start(facts.as_of)
    if year and all(row["ended_at"] and row["started_at"].date() >= first for row in year):
        assert sum(row["minutes"] for row in year) / 60 == pytest.approx(facts.of("service", "outage_hours_12m"))
