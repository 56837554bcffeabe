"""Every figure of a document against SQL asked of the published version directly."""

import pytest

from tagrid.documents.advice.rules import advice_for
from tagrid.documents.health import overall_grade
from tagrid.documents.render import document_page
from tagrid.documents.service_rules import check_notice, planned_outages
from tagrid.documents.usage import month_rows
from tagrid.portrait.outages import minutes_over_plan
from tagrid.portrait.usage import outages_of
from tests.documents.conftest import text_of

YEAR = """
    with mine as (select * from portrait_bills where customer_id = ?)
    select sum(energy_kwh), sum(amount_yuan)::double, sum(peak_kwh + coalesce(sharp_kwh, 0)),
        sum(greatest(power_factor_yuan, 0))::double, sum(coalesce(sharp_kwh, 0))
    from mine where bill_month > (select max(bill_month) from mine) - interval 12 month
"""


def test_the_year_of_a_factory(source, ask, factories):
    for customer_id in factories:
        kwh, paid, _, surcharge, _ = ask(YEAR, customer_id)[0]
        share = "select peak_share_12m from rule_inputs.usage where customer_id = ?"
        peak = ask(share, customer_id)[0][0]
        seen = text_of(document_page(source, customer_id, "usage", "en"))
        assert f"cost {paid:,.2f} yuan for {kwh:,.0f} kWh billed, {paid / kwh:.4f} yuan a kWh" in seen
        assert f"Peak share {peak * 100:,.1f}%" in seen
        assert f"Surcharges came to {surcharge:,.2f} yuan" in seen


SHIFTING = """
    select customer_id, price_sharp_yuan, price_peak_yuan, price_valley_yuan, is_in_market
    from portrait_supply inner join portrait_customer using (customer_id)
    where transformer_ownership = 'dedicated' and power_factor_12m is not null order by annual_kwh desc
"""


def test_what_a_shift_saves(source, ask):
    """Of the largest that pays by the list; who buys in the market is advised nothing by a list that is not its own."""
    found = ask(SHIFTING)
    customer_id, highest, high, low, _ = next(row for row in found if not row[-1])
    _, _, peak_kwh, _, sharp_kwh = ask(YEAR, customer_id)[0]
    more = sharp_kwh * float((highest or high) - high)
    said = next(one for one in advice_for("usage", source.facts(customer_id)) if one.rule == "shift_peak")
    assert said.yuan == pytest.approx(0.1 * (peak_kwh * float(high - low) + more))
    assert f"{said.yuan:,.0f} 元" in text_of(document_page(source, customer_id, "usage", "zh"))
    in_market = next(row[0] for row in found if row[-1])
    assert "shift_peak" not in {one.rule for one in advice_for("usage", source.facts(in_market))}


STANDARDS = """
    select customer_id, power_factor_standard, power_factor_source, t.power_factor, min(b.power_factor)
    from portrait_supply inner join customer_tags_wide as t using (customer_id)
    inner join portrait_bills as b using (customer_id)
    where power_factor_standard is not null and b.power_factor is not null group by all order by all
"""


def test_the_power_factor_is_judged_by_the_customer_s_own_standard(source, ask):
    """Whoever is tagged as penalised fell below its own standard, and its document names that standard and the rule."""
    rows = ask(STANDARDS)
    assert {0.85, 0.9} <= {standard for _, standard, _, _, _ in rows}
    penalised = [(standard, lowest) for _, standard, _, tag, lowest in rows if tag == "penalised"]
    assert penalised and all(lowest < standard - 0.0005 for standard, lowest in penalised)
    for customer_id, standard, rule, _, _ in rows[:8]:
        seen = text_of(document_page(source, customer_id, "usage", "zh"))
        assert f"低于您的标准 {standard:.2f}（{rule}）" in seen


def test_months_are_sums_of_the_days(source, ask, homes):
    sql = """
        with mine as (
            select month_on, unnest(daily_kwh) as kwh, generate_subscripts(daily_kwh, 1) as day from portrait_energy
            where customer_id = ?
        )
        select month_on, sum(kwh) from mine where month_on + (day - 1)::integer <= ?
        group by 1 having count(kwh) >= 20
    """
    rows = {first: kwh for first, kwh, _ in month_rows(source.facts(homes[0]))}
    asked = dict(ask(sql, homes[0], source.version.as_of))
    assert len(rows) > 10
    assert all(kwh == pytest.approx(asked[first], rel=1e-5) for first, kwh in rows.items())


def test_peers_are_the_quartiles_of_the_kind(source, ask, homes):
    peers = source.facts(homes[0]).peers
    sql = """
        select
            count(*),
            quantile_cont(monthly_kwh_12m, [0.25, 0.5, 0.75]),
            quantile_cont(peak_share_12m, [0.25, 0.5, 0.75])
        from rule_inputs.usage where monthly_kwh_12m > 0 and customer_id in (
            select customer_id from customer_tags_wide
            where tariff_category = 'residential' and transformer_ownership = 'public'
        )
    """
    count, monthly, peak = ask(sql)[0]
    assert peers["customers"] == count and not peers["by_industry"]
    assert peers["monthly_kwh"] == pytest.approx(monthly) and peers["peak_share"] == pytest.approx(peak)


def test_outages_of_the_year_and_of_the_district(source, ask, homes):
    customer_id = homes[0]
    count, minutes = ask(
        "select count(*), sum(minutes) from portrait_outages "
        "where customer_id = ? and started_at >= ?::date - interval 1 year + interval 1 day",
        customer_id,
        source.version.as_of,
    )[0]
    seen = text_of(document_page(source, customer_id, "outage", "zh"))
    assert f"12 个月停电 {count} 次、{minutes / 60:.1f} 小时" in seen
    district = ask("select district from portrait_customer where customer_id = ?", customer_id)[0][0]
    others = ask(
        "select count(*), avg(outage_hours_12m) from rule_inputs.service "
        "inner join portrait_customer using (customer_id) where district = ? and subject = 'power_customer'",
        district,
    )[0]
    assert f"本区 {district}（{others[0]:,} 户）" in seen and f"{others[1]:.2f}" in seen


def test_the_grade_of_the_health_check_is_that_of_the_tag(source, ask):
    """Findings alone give the grade that the catalog gives, for every customer."""
    assert "health_grade" not in source.version.manifest.get("held", [])
    tags = ask("select customer_id, health_grade from customer_tags_wide where subject = 'power_customer'")
    wrong = [(customer_id, tag, found) for customer_id, tag in tags if (found := _grade(source, customer_id)) != tag]
    assert {tag for _, tag in tags} >= {"attention", "healthy"} and not wrong


def test_tag_page_and_document_agree_on_planned_outages(source, ask):
    """The tag of the latest notice, the page of the customer and the document, for every customer."""
    tags = dict(ask("select customer_id, notice_reached from customer_tags_wide where subject = 'power_customer'"))
    seen = set()
    for customer_id, tag in tags.items():
        planned = planned_outages(source.facts(customer_id))
        page = {row["outage_id"]: row for row in outages_of(source.con, customer_id)}
        for row in planned:
            on_page, notice = page[row["outage_id"]], check_notice(row)
            assert on_page["over_minutes"] == minutes_over_plan(row)
            assert (on_page["notice"] == "reached") == notice.in_time and on_page["notice_hours"] == notice.sent_hours
        if tag != "unknown":
            assert tag == (page[planned[0]["outage_id"]]["notice"] if planned else "no_outage"), customer_id
            seen.add(tag)
    assert {"reached", "no_outage"} <= seen


def test_a_year_s_use_is_one_number(source, ask):
    """The head of a portrait, the lists and the means of the documents come of one feature."""
    pairs = ask(
        "select own.annual_kwh, 12 * monthly_kwh_12m from portrait_customer as own "
        "join rule_inputs.usage using (customer_id) "
        "where own.annual_kwh is not null"
    )
    assert pairs and all(head == pytest.approx(of_months) for head, of_months in pairs)


def _grade(source, customer_id: str) -> str:
    facts = source.facts(customer_id)
    return overall_grade(facts, advice_for("health", facts))


def test_equipment_and_defects_are_all_in_the_file(source, ask):
    most = "select customer_id from portrait_checks where kind = 'defect' group by 1 order by count(*) desc, 1"
    customer_id = ask(most)[0][0]
    seen = text_of(document_page(source, customer_id, "health", "en"))
    rows = ask("select kind, check_id, began_on from portrait_checks where customer_id = ?", customer_id)
    told = [number if kind == "equipment" else str(on) for kind, number, on in rows if kind in ("equipment", "defect")]
    assert len(told) > 1 and all(one in seen for one in told)
