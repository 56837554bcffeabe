"""Customers by name are not taken away past the export: no button, no key, no file, in either language."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.app.journeys.test_marketer import LATE

COPY = "() => { const all = getSelection(); all.selectAllChildren(document.body); return String(all); }"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_members_are_read_a_page_at_a_time_and_lead_to_their_portraits(page, site, language):
    page.goto(f"{site}/segments?{urlencode({'lang': language, 'rule': LATE, 'see': 'members'})}")
    people = page.locator(".st-key-people_segment_members")
    rows = people.get_by_test_id("stPageLink-NavLink")
    expect(rows).to_have_count(20)
    # No grid with a toolbar, and nothing that downloads; what the page holds of them is what is read.
    people.hover()
    expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
    expect(page.get_by_test_id("stElementToolbar").locator("visible=true")).to_have_count(0)
    expect(page.get_by_test_id("stDownloadButton")).to_have_count(0)
    first = rows.first.inner_text()
    page.get_by_role("button", name={"zh": "下一页", "en": "Next"}[language]).click()
    expect(rows.first).not_to_have_text(first)
    assert first.split()[0] not in page.evaluate(COPY)
    account = rows.first.inner_text().split()[0]
    rows.first.click()
    page.wait_for_url(f"**/portrait?**id={account}**")
    assert f"lang={language}" in page.url
    expect(page.get_by_text(account).first).to_be_visible()
    page.go_back()
    expect(rows.first).to_contain_text(account)


def test_a_table_of_the_app_has_no_download_of_its_own(page, site, own_home):
    """The toolbar stays for searching and for the full screen."""
    page.goto(f"{site}/segments?{urlencode({'lang': 'en', 'rule': LATE, 'see': 'cross'})}")
    page.get_by_role("button", name="Table").click()
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    table.hover()
    toolbar = page.get_by_test_id("stElementToolbar")
    expect(toolbar.get_by_role("button", name="Search")).to_be_visible()
    expect(toolbar.get_by_role("button", name="Download as CSV")).to_have_count(0)
