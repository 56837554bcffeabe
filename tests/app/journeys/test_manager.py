"""A manager reads the pages in either language, and sees who moved since yesterday."""

import csv

import polars as pl
from playwright.sync_api import expect

from tagrid.governance.evaluation.stability import flows
from tagrid.published.versions import all_versions


def test_a_manager_sees_who_moved_between_values_and_downloads_the_table(page, site, two_versions):
    """One day lies between the two versions; of a daily tag somebody has moved."""
    newest, earlier = all_versions(two_versions)[:2]
    daily = [tag.name for tag in newest.catalog().tags.values() if tag.cadence == "daily"]
    tables = {tag: flows(earlier, newest, tag).filter(pl.col("old") != pl.col("new")) for tag in daily}
    tag, table = max(tables.items(), key=lambda item: item[1]["customers"].sum())
    moved = table["customers"].sum()
    assert moved
    page.goto(f"{site}/catalog?lang=en&tag={tag}&part=values")
    expect(page.locator(".tg-title", has_text="of customers changed value")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart").last).to_be_visible()
    page.get_by_role("button", name="Table").last.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    listed = [row[-3:] for row in csv.reader(text.splitlines())][1:]
    assert sum(int(count) for old, new, count in listed if old != new) == moved


def test_the_language_switch_is_stored_from_page_to_page(page, site):
    page.goto(site)
    page.get_by_role("heading", name="今日").wait_for()
    page.get_by_text("English", exact=True).click()
    page.get_by_role("heading", name="Today").wait_for()
    page.get_by_role("link", name="Portrait").click()
    expect(page.get_by_role("heading", name="Portrait")).to_be_visible()
