"""Journeys in real Chromium: what a marketer, an account manager and an engineer do, on a real published version."""

import os
import re
import socket
import subprocess
import sys
import time
from datetime import timedelta
from urllib.request import urlopen

import polars as pl
import pytest
from playwright.sync_api import expect, sync_playwright

from models_ml.training import train
from tagrid.catalog.flows import flows
from tagrid.demo.generate import generate
from tagrid.home import PROJECT, Home
from tagrid.refresh.run import refresh, rollback
from tagrid.refresh.versions import current, versions
from tagrid.segments import parse
from tagrid.segments.desk import desk
from tagrid.segments.export.make import exports
from tagrid.segments.keep.read import find as find_segment
from tagrid.serve.tour import SCORE, SEED, START, UNTIL
from tagrid.sources.ingest import ingest
from tests.browser import find

CUSTOMERS = 1_000
SLOW = 30_000  # milliseconds; a page's first chart takes seconds on a busy machine


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _wait_until_up(url: str) -> None:
    for _ in range(120):
        try:
            with urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(f"the app did not come up at {url}")


@pytest.fixture(scope="module")
def own_home(tmp_path_factory) -> Home:
    """A demo utility with a trained score and two published versions: what `tagrid demo` makes, smaller."""
    home = Home(tmp_path_factory.mktemp("journeys") / "home")
    delivery = home.root / "delivery"
    generate(delivery, CUSTOMERS, START, UNTIL, None, SEED)
    ingest(home, delivery)
    assert train(home, SCORE).is_released
    refresh(home, UNTIL - timedelta(days=1))
    refresh(home)
    return home


@pytest.fixture(scope="module")
def site(own_home):
    url = f"http://127.0.0.1:{(port := _free_port())}"
    command = [sys.executable, "-m", "tagrid.cli", "app", "--port", str(port), "--address", "127.0.0.1"]
    server = subprocess.Popen(command, cwd=PROJECT, env={**os.environ, "TAGRID_HOME": str(own_home.root)})
    try:
        _wait_until_up(url)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def browser():
    path = find()
    assert path, "no Chromium: run `python -m tests.browser`, which says what to install"
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def page(browser, site):
    opened = browser.new_page(viewport={"width": 1440, "height": 1000})
    opened.set_default_timeout(SLOW)
    expect.set_options(timeout=SLOW)
    yield opened
    opened.close()


def test_a_marketer_composes_a_segment_and_opens_a_member(page, site, own_home):
    version = current(own_home)
    page.goto(f"{site}/segments?lang=en")
    page.get_by_role("heading", name="Segments").wait_for()
    catalog = version.catalog()
    theme = catalog.classes["power_customer/attributes/value"].label.en
    vip = catalog.tags["value_tier"].values["vip"].en
    page.get_by_role("radio", name=theme, exact=True).click()
    page.get_by_role("button", name=vip).click()
    count = version.index().count(parse("value_tier = vip", version.catalog()))
    expect(page.locator(".tg-big")).to_contain_text(f"{count:,}")
    expect(page.get_by_label("Expression", exact=True)).to_have_value("value_tier = vip")
    assert "rule=value_tier" in page.url
    page.reload()
    expect(page.locator(".tg-big")).to_contain_text(f"{count:,}")


def test_a_marketer_refines_by_rules_saves_and_exports_with_a_hold_out(page, site, own_home):
    """By facets first; then a number is asked for, some are left out; saved; and taken away with a tenth held out."""
    version = current(own_home)
    catalog = version.catalog()
    late = catalog.tags["payment_timeliness"].values["often_late"].en
    page.goto(f"{site}/segments?lang=en")
    page.get_by_placeholder("Search a tag or value").fill("payment_timeliness")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=late).click()
    text = page.get_by_label("Expression", exact=True)
    expect(text).to_have_value("payment_timeliness = often_late")
    page.get_by_text("Rules", exact=True).click()
    page.get_by_role("button", name="Add a condition").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Feature", exact=True).click()
    page.get_by_role("combobox", name="Feature").fill("annual_kwh")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("annual_kwh > 0")).to_be_visible()
    dialog.get_by_role("spinbutton", name="Value").fill("1000")
    page.keyboard.press("Tab")
    expect(dialog.get_by_text("annual_kwh > 1,000")).to_be_visible()
    page.get_by_role("button", name="Take it").click()
    expect(text).to_have_value("payment_timeliness = often_late and customer.annual_kwh > 1000")
    text.fill("payment_timeliness = often_late and annual_kwh > 1000 and not value_tier = vip")
    page.keyboard.press("Control+Enter")
    rule = "payment_timeliness = often_late and customer.annual_kwh > 1000 and not value_tier = vip"
    found = desk(own_home)
    count = found.index.count(found.parse(rule))
    assert count >= 10
    expect(page.locator(".tg-big")).to_contain_text(f"{count:,}")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Name", exact=True).fill("often late")
    page.get_by_role("button", name="Save as a new segment").click()
    expect(page.get_by_text("rule version 1").first).to_be_visible()
    assert find_segment(own_home, "often late").expression == rule
    page.get_by_role("button", name="Export", exact=True).click()
    page.get_by_label("Purpose (required").fill("peak call")
    page.get_by_role("spinbutton", name="Hold out").fill("10")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Make the file").click()
    with page.expect_download() as download:
        dialog.get_by_role("button", name=re.compile("^Download ")).click()
    made = exports(own_home)[-1]
    assert (made.purpose, made.segment, made.members) == ("peak call", "often late", count)
    assert made.held_out == round(0.1 * (made.rows + made.held_out))
    assert pl.read_csv(download.value.path()).height == made.rows
    assert "segment=often" in page.url


def test_an_account_manager_reads_why_a_risk_is_high_and_downloads_the_report_in_chinese(page, site, own_home):
    with current(own_home).connect() as con:
        found = con.execute(
            """select customer_id, customer_name from customer_tags_wide join portrait_customer using (customer_id)
            where fee_recovery_risk in ('D', 'E') and customer_id in (select customer_id from portrait_reasons)
            order by default_chance desc limit 1"""
        ).fetchone()
    page.goto(f"{site}/portrait")
    page.get_by_placeholder("户号、名称、表号或地址片段").fill(found[0])
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile(found[0])).click()
    expect(page.get_by_role("heading", name=found[1])).to_be_visible()
    expect(page.get_by_text(re.compile("^电费回收风险 [DE]"))).to_be_visible()
    expect(page.get_by_text("个百分点").first).to_be_visible()
    expect(page.locator(".tg-steps .now").first).to_contain_text("模型给出的拖欠概率")
    page.get_by_role("radio", name="报告").click()
    page.get_by_role("radio", name="HTML").click()
    page.get_by_role("button", name="生成").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^.*下载（")).click()
    assert download.value.suggested_filename.startswith(f"用电情况分析报告-{found[0]}")
    report = download.value.path().read_text(encoding="utf-8")
    assert found[1] in report and "用电情况分析报告" in report and "给您的建议" in report


def test_an_engineer_follows_a_tag_from_a_word_of_it_to_its_source_columns(page, site, own_home):
    tag = current(own_home).catalog().tags["payment_timeliness"]
    page.goto(f"{site}/catalog?lang=en")
    page.get_by_placeholder("Search a name, code").fill("often_late")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text("often_late")
    page.get_by_role("button", name=tag.label.en).first.click()
    expect(page.get_by_role("heading", name=tag.label.en)).to_be_visible()
    expect(page.get_by_text(tag.criterion.en).first).to_be_visible()
    page.get_by_role("radio", name="Lineage").click()
    drawn = page.locator("[data-testid=stGraphVizChart] svg")
    for name in ("marketing.bills", "due_on", "late_bill_share_12m", tag.name):
        expect(drawn.locator("text", has_text=name).first).to_be_visible()
    assert "part=lineage" in page.url
    assert "tag=payment_timeliness" in page.url


def test_a_manager_sees_who_moved_between_values_and_downloads_the_table(page, site, own_home):
    """One day lies between the two versions; of a daily tag somebody has moved."""
    newest, earlier = versions(own_home)[:2]
    daily = [tag.name for tag in newest.catalog().tags.values() if tag.cadence == "daily"]
    tables = {tag: flows(earlier, newest, tag).filter(pl.col("old") != pl.col("new")) for tag in daily}
    tag, table = max(tables.items(), key=lambda item: item[1]["customers"].sum())
    moved = table["customers"].sum()
    assert moved
    page.goto(f"{site}/catalog?lang=en&tag={tag}&part=values")
    expect(page.locator(".tg-title", has_text="of customers changed value")).to_be_visible()
    expect(page.locator(".js-plotly-plot .sankey")).to_be_visible()
    page.get_by_role("button", name="Table").last.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    listed = [line.rsplit(",", 2) for line in text.splitlines()[1:]]
    assert sum(int(count) for old, new, count in listed if old != new) == moved


def test_the_language_switch_is_kept_from_page_to_page(page, site):
    page.goto(site)
    page.get_by_role("heading", name="今日").wait_for()
    page.get_by_text("English", exact=True).click()
    page.get_by_role("heading", name="Today").wait_for()
    page.get_by_role("link", name="Portrait").click()
    expect(page.get_by_role("heading", name="Portrait")).to_be_visible()


def test_a_running_app_announces_a_rollback_and_follows_it(page, site, own_home):
    """An older version is put in force by hand and the newer one again, as an engineer would."""
    newest = current(own_home).id
    page.goto(f"{site}/?lang=en")
    expect(page.get_by_text(f"Version {newest}").first).to_be_visible()
    older = rollback(own_home).version
    expect(page.get_by_text(f"Version {older} is in force").first).to_be_visible()
    page.get_by_role("link", name="Segments").click()
    expect(page.get_by_text(f"Version {older}").first).to_be_visible()
    again = refresh(own_home).version
    page.get_by_role("link", name="Catalog").click()
    expect(page.get_by_text(f"Version {again}").first).to_be_visible()


def test_a_taken_port_is_told_in_one_line(site, own_home):
    port = site.rpartition(":")[2]
    command = [sys.executable, "-m", "tagrid.cli", "app", "--port", port, "--address", "127.0.0.1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith(f"tagrid: Cannot listen on 127.0.0.1:{port}")
