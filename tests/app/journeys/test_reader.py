"""A reader follows links and goes back, in either language; and whatever a name or a link says is drawn as text."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from app.shared.widget_words import WIDGET_WORDS
from app.shared.words import WORDS
from tagrid.core.project import Home
from tagrid.published.versions import current_version
from tagrid.segments import delete_segment, save_segment
from tests.app.journeys.conftest import HOSTILE, HOSTILE_CUSTOMER

RULE = "value_tier in (vip, major)"

SEGMENT = HOSTILE.partition(" <")[0]  # the name of a segment is no longer than this


@pytest.fixture
def segment(two_versions: Home) -> Iterator[str]:
    """A saved segment with a hostile name, owner, folder and purpose, of everyone the hostile customer is like."""
    catalog = current_version(two_versions).catalog()
    about = {"by": HOSTILE, "owner": HOSTILE, "folder": HOSTILE, "purpose": HOSTILE}
    save_segment(two_versions, SEGMENT, "value_tier in (vip, major, ordinary, small, unknown)", catalog, **about)
    yield SEGMENT
    delete_segment(two_versions, SEGMENT, by="tests")


def _settle(page: Page) -> None:
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton], [data-stale=true]')")


def _at(page: Page) -> tuple[str, dict[str, list[str]]]:
    link = urlsplit(page.url)
    return link.path, parse_qs(link.query)


def _heading(page: Page) -> str:
    return page.get_by_role("heading").first.inner_text()


LINKS = [
    ("", {}, ".st-key-home_lists a", "segments", {"rule"}),
    ("", {}, ".st-key-home_tags a", "catalog", {"tag"}),
    ("", {}, ".st-key-home_segments a", "segments", {"rule", "segment"}),
    ("models", {}, "[data-testid=stMain] [data-testid=stPageLink-NavLink]", "catalog", {"tag"}),
    ("portrait", {"id": HOSTILE_CUSTOMER, "view": "part_segments"}, "[data-testid=stPageLink-NavLink]", "segments",
     {"at", "saved"}),
    ("segments", {"at": "saved", "saved": SEGMENT}, "[data-testid=stMain] a[href*=workshop]", "workshop", {"segment"}),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "links"), [("en", LINKS), ("zh", LINKS[:2])])
def test_every_kind_of_link_keeps_the_language_and_back_and_reload_show_the_same(page, site, segment, lang, links):
    for start, state, link, target, keys in links:
        page.goto(f"{site}/{start}?{urlencode({'lang': lang, **state})}")
        _settle(page)
        heading = _heading(page)
        page.locator(link).first.click()
        expect(page).to_have_url(re.compile(rf"/{target}\?"))
        _settle(page)
        path, query = _at(page)
        assert (path, query["lang"], keys - set(query)) == (f"/{target}", [lang], set()), link
        assert page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[lang]
        assert page.title() == f"{WORDS[target].in_(lang)} · tagrid"
        there, shown = _heading(page), page.locator("[data-testid=stMain]").inner_text()
        page.go_back()
        expect(page).to_have_title(f"{WORDS[start or 'home'].in_(lang)} · tagrid")
        _settle(page)
        assert (_heading(page), _at(page)[1]["lang"]) == (heading, [lang]), link
        page.go_forward()
        expect(page).to_have_title(f"{WORDS[target].in_(lang)} · tagrid")
        page.reload()
        _settle(page)
        assert (_heading(page), _at(page)) == (there, (path, query)), link
        if "rule" in query:
            assert shown.split()[:3] == page.locator("[data-testid=stMain]").inner_text().split()[:3]


def test_back_takes_back_one_click_and_a_portrait_leads_back_to_the_members(page, site, two_versions):
    page.goto(f"{site}/segments?{urlencode({'lang': 'en', 'rule': RULE})}")
    _settle(page)
    people = page.locator(".st-key-people_segment_members").get_by_test_id("stPageLink-NavLink")
    page.locator(".st-key-segment_part").get_by_text("Members", exact=True).click()
    expect(people.first).to_be_visible()
    _settle(page)
    assert _at(page)[1]["see"] == ["members"]
    people.first.click()
    expect(page).to_have_title("Portrait · tagrid")
    _settle(page)
    page.go_back()
    expect(people.first).to_be_visible()
    _settle(page)
    assert (_at(page)[1]["rule"], _at(page)[1]["see"]) == ([RULE], ["members"])
    page.go_back()
    expect(people).to_have_count(0)
    _settle(page)
    assert (_at(page)[1]["rule"], "see" in _at(page)[1]) == ([RULE], False)


def test_the_workshop_goes_on_after_it_is_loaded_again(page, site, own_home):
    page.goto(f"{site}/workshop?lang=en")
    goal = page.get_by_role("textbox").first
    goal.fill("为谁催费")
    page.keyboard.press("Tab")
    page.wait_for_url("**draft=**")
    _settle(page)
    page.reload()
    expect(page.get_by_role("textbox").first).to_have_value("为谁催费")


PLACES = [
    ("", {}),
    ("segments", {"at": "saved", "saved": SEGMENT}),
    ("segments", {"segment": SEGMENT, "see": "members"}),
    ("segments", {"rule": HOSTILE}),
    ("segments", {"rule": RULE, "see": "why", "who": HOSTILE, "find": HOSTILE}),
    ("segments", {"at": "exports", "export": HOSTILE}),
    ("portrait", {"id": HOSTILE_CUSTOMER, "view": "part_segments"}),
    ("portrait", {"id": HOSTILE_CUSTOMER, "with": HOSTILE_CUSTOMER}),
    ("portrait", {"id": HOSTILE}),
    ("catalog", {"tag": HOSTILE, "version": HOSTILE}),
    ("catalog", {"q": HOSTILE}),
    ("evaluation", {"tag": HOSTILE}),
    ("compare", {"from": HOSTILE}),
    ("models", {"score": HOSTILE}),
    ("workshop", {"segment": SEGMENT, "draft": HOSTILE}),
]

# Shown in full there; elsewhere it is cut, or only looked up.
SAID = {
    "segments": ("saved",),
    "portrait": ("id",),
    "catalog": ("tag", "q"),
    "models": ("score",),
    "compare": ("from",),
}

DRAWN = """() => ({
    marks: document.querySelectorAll(
        "img[src*='//evil'], a[href*='//evil'], .katex, [data-testid=stMain] strong em, [style*='evil']").length,
    text: document.body.innerText.replaceAll("\\u2060", ""),
    named: [...document.querySelectorAll("[aria-label], [placeholder], [title]")].flatMap((one) =>
        ["aria-label", "placeholder", "title"].map((name) => one.getAttribute(name)).filter(Boolean)),
})"""


def test_what_a_name_or_a_link_says_is_text_and_no_request_leaves_the_host(page, site, segment, two_versions):
    left = []
    page.on(
        "request",
        lambda request: left.append(request.url) if not request.url.startswith((site, "data:", "blob:")) else 0,
    )
    english = {word.en for word in WIDGET_WORDS}
    for name, state in PLACES:
        page.goto(f"{site}/{name}?{urlencode({'lang': 'zh', **state})}")
        _settle(page)
        found = page.evaluate(DRAWN)
        assert found["marks"] == 0, ("drawn", name, state)
        for said in (state[key] for key in SAID.get(name, ()) if key in state):
            assert said in found["text"], ("not said", name, state)
        said = {line.strip() for line in found["text"].splitlines()} | set(found["named"])
        assert not english & said, (english & said, name, state)
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    menu = page.get_by_role("dialog").or_(page.locator("[data-testid=stMainMenuPopover]")).last
    expect(menu.get_by_text("跟随系统")).to_be_visible()
    assert not re.search("Print|Record|Made with|System|Light|Dark", menu.inner_text())
    assert left == []
