"""An account manager looks a customer up, reads why its risk is high, and takes a report in Chinese along."""

import re

from playwright.sync_api import expect

from tagrid.catalog.access import Viewer
from tagrid.portrait.person import portrait
from tagrid.published.versions import current_version
from tests.app.journeys import pdf

RISKY = """
    select customer_id, customer_name, split_part(said, chr(10), 5) as meter
    from customer_tags_wide join portrait_customer using (customer_id) join portrait_search using (customer_id)
    where fee_recovery_risk = 'D' and customer_id in (select customer_id from portrait_reasons)
        and split_part(said, chr(10), 5) <> ''
    order by default_chance desc limit 1
"""


def a_risky_one(home) -> tuple[str, str, str]:
    """Return number, name and a meter of the customer of risk D who is likeliest to fall behind."""
    with current_version(home).connect() as con:
        return con.execute(RISKY).fetchall()[0]


def test_an_account_manager_finds_a_customer_by_name_or_meter(page, site, own_home):
    number, name, meter = a_risky_one(own_home)
    page.goto(f"{site}/portrait")
    for text in (name, meter):
        page.get_by_placeholder("户号、名称、表号或地址片段").fill(text)
        page.keyboard.press("Enter")
        page.get_by_role("button", name=re.compile(number)).click()
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        assert f"id={number}" in page.url
        page.get_by_role("button", name="查找其他客户").click()


def test_an_account_manager_reads_why_a_risk_is_d_and_downloads_the_report_in_chinese(page, site, own_home):
    number, name, _ = a_risky_one(own_home)
    page.goto(f"{site}/portrait?id={number}")
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.locator("[data-testid=stMain]")).to_contain_text(re.compile(r"电费回收风险\s*D"))
    reasons = [
        one
        for one in portrait(current_version(own_home), number, viewer=Viewer(may_see_restricted=True))["reasons"]
        if one["tag"] == "fee_recovery_risk"
    ]
    assert reasons
    for one in reasons:
        assert re.search(r"\d", one["text"]["zh"])
        line = page.get_by_role("listitem").filter(has_text=one["text"]["zh"])
        expect(line).to_contain_text(re.compile(r"使可能性提高 [\d.]+ 个百分点"))
    expect(page.locator(".tg-steps .now").first).to_contain_text("模型给出的拖欠概率")
    page.get_by_role("radio", name="报告").click()
    page.get_by_role("button", name="生成").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^.*下载（")).click()
    assert re.fullmatch(rf"用电情况分析报告-{number}-.*\.pdf", download.value.suggested_filename)
    shown = pdf.text(download.value.path().read_bytes())
    for words in (name, number, "用电情况分析报告", "给您的建议", "用电量"):
        assert words in shown


def test_a_customer_there_is_not_is_reported_with_the_nearest(page, site, own_home):
    number, *_ = a_risky_one(own_home)
    page.goto(f"{site}/portrait?id={number}0<b>x</b>&lang=en")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(f"{number}0<b>x</b>")
    expect(page.locator("b", has_text=re.compile("^x$"))).to_have_count(0)
