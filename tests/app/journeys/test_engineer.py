"""An engineer publishes while others work: they are notified, and go on in the new version without losing anything.

Comes early in the order of the files: what the others read of two versions begins here.
"""

from datetime import timedelta

from playwright.sync_api import Page, expect

from tagrid.demo.publish import UNTIL
from tagrid.published.versions import all_versions, current_version
from tagrid.segments.workspace import open_workspace
from tests.app.journeys.test_account_manager import a_risky_one

RULE = "payment_timeliness in (often_late, occasionally_late) and not value_tier = vip"


def _never_reloaded(page: Page) -> bool:
    return page.evaluate("window.stillTheSamePage === true")


def _count(home) -> str:
    found = open_workspace(home)
    return f"{found.index.count(found.parse(RULE)):,}"


def test_an_engineer_publishes_while_a_marketer_and_an_account_manager_work(person, site, own_home, tagrid):
    older, (number, name, _) = current_version(own_home), a_risky_one(own_home)
    more = () if older.as_of < UNTIL else ("--restate", str(UNTIL - timedelta(days=1)))
    refreshing = tagrid("refresh", *more)
    marketer, manager = person(), person()
    try:
        marketer.goto(f"{site}/segments?lang=en&rule=payment_timeliness in (often_late, occasionally_late)")
        marketer.evaluate("window.stillTheSamePage = true")
        marketer.get_by_text("Rules", exact=True).click()
        marketer.get_by_text("See or edit it as an expression").click()
        text = marketer.get_by_label("Expression", exact=True)
        text.fill(RULE)
        marketer.keyboard.press("Control+Enter")
        marketer.get_by_text("Members", exact=True).click()
        expect(marketer.locator(".tg-big")).to_contain_text(_count(own_home))
        manager.goto(f"{site}/portrait?id={number}")
        manager.evaluate("window.stillTheSamePage = true")
        manager.get_by_role("radio", name="用电").click()
        for page, word in ((marketer, "Version"), (manager, "版本")):
            expect(page.get_by_text(f"{word} {older.id}").first).to_be_visible()
    finally:
        output, _ = refreshing.communicate(timeout=300)
    assert refreshing.returncode == 0, output
    newer = current_version(own_home)
    assert newer.id > older.id
    # Told by itself, with everything still as it was …
    expect(marketer.get_by_text(f"Version {newer.id} is in force")).to_be_visible()
    expect(manager.get_by_text(f"版本 {newer.id} 已生效")).to_be_visible()
    expect(marketer.get_by_text(f"Version {older.id}").first).to_be_visible()
    # … and taken over with the next click.
    expect(text).to_have_value(RULE)
    expect(marketer.get_by_role("radio", name="Rules", exact=True)).to_be_checked()
    marketer.get_by_role("radio", name="Facets", exact=True).click()
    expect(marketer.get_by_text(f"Version {newer.id}", exact=False).first).to_be_visible()
    expect(marketer.get_by_text(f"Version {newer.id} is in force")).to_have_count(0)
    expect(text).to_have_value(RULE)
    expect(marketer.locator(".tg-big")).to_contain_text(_count(own_home))
    assert "see=members" in marketer.url
    marketer.get_by_role("button", name="undo").click()
    expect(text).to_have_value("payment_timeliness in (often_late, occasionally_late)")
    manager.get_by_role("radio", name="报告").click()
    expect(manager.get_by_text(f"版本 {newer.id}").first).to_be_visible()
    expect(manager.get_by_text(f"版本 {newer.id} 已生效")).to_have_count(0)
    expect(manager.get_by_role("heading", name=name)).to_be_visible()
    assert f"id={number}" in manager.url
    assert _never_reloaded(marketer) and _never_reloaded(manager)


def test_a_running_app_follows_a_rollback_and_back(page, site, two_versions, tagrid):
    newest, older = (one.id for one in all_versions(two_versions)[:2])
    page.goto(f"{site}/?lang=en")
    expect(page.get_by_text(f"Version {newest}").first).to_be_visible()
    for put, link in ((older, "Segments"), (newest, "Catalog")):
        done = tagrid("rollback", put)
        assert done.wait(timeout=60) == 0, done.stdout.read()
        expect(page.get_by_text(f"Version {put} is in force").first).to_be_visible()
        page.get_by_role("link", name=link).click()
        expect(page.get_by_text(f"Version {put} is in force")).to_have_count(0)
        expect(page.get_by_text(f"Version {put}").first).to_be_visible()


def test_an_engineer_follows_a_tag_from_a_word_of_it_to_its_source_columns(page, site, own_home):
    tag = current_version(own_home).catalog().tags["payment_timeliness"]
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


def test_a_taken_port_is_reported_in_one_line(site, tagrid):
    port = site.rpartition(":")[2]
    done = tagrid("app", "--port", port, "--address", "127.0.0.1")
    output, _ = done.communicate(timeout=60)
    assert done.returncode == 2
    assert output.startswith(f"tagrid: Cannot listen on 127.0.0.1:{port}")
