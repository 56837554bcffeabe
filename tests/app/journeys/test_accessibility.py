"""axe-core on every page in both schemes, the five main journeys by the keyboard alone, and a telephone's screen.

The schemes share a page: only the contrasts differ between them, so in the second one only those are measured.
"""

import re
from itertools import count

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from app.shared.theme import DARK
from tagrid.published.versions import current_version
from tagrid.segments.export.exports import exports_made
from tagrid.segments.saved import saved_segments
from tests.app.journeys.test_account_manager import a_risky_one

GRAVE = ("serious", "critical")
FEWEST_STEPS = 200  # of Tab, after which whoever goes by the keyboard would have given up

# Every page and what it can show, by its address and what is there once it is drawn.
VIEWS = {
    "today": ("?lang=zh", ".tg-cards"),
    "catalog": ("catalog?lang=en", "[data-testid=stExpander]"),
    "tag": ("catalog?lang=zh&tag=payment_timeliness", ".tg-step"),
    "values of a tag": ("catalog?lang=en&tag=payment_timeliness&part=values", "[data-testid=stVegaLiteChart]"),
    "workshop": ("workshop?lang=en", "h1"),
    "evaluation": ("evaluation?lang=zh", "[data-testid=stVegaLiteChart]"),
    "compare": ("compare?lang=en", "h1"),
    "segments": ("segments?lang=en", ".tg-big"),
    "a segment": ("segments?lang=zh&rule=value_tier in (vip, major, ordinary)", "[data-testid=stVegaLiteChart]"),
    "rules": ("segments?lang=en&view=rules&rule=value_tier = vip and not usage_trend = stable", ".tg-big"),
    "saved segments": ("segments?lang=en&at=saved", "h1"),
    "exports": ("segments?lang=en&at=exports", "h1"),
    "models": ("models?lang=zh", "h1"),
    "a model": ("models?lang=en&score=fee_recovery_risk", "[data-testid=stVegaLiteChart]"),
    "search": ("portrait?lang=en", "[class*=st-key-found_]"),
    "portrait": ("portrait?lang=zh&id={number}", ".tg-points"),
    "usage of a customer": ("portrait?lang=en&id={number}&view=part_usage", "[data-testid=stVegaLiteChart]"),
}


def _violations(page: Page, **options) -> list[str]:
    """Return each grave violation: the rule, the contrast or target that fails, and the place."""
    found = Axe().run(page, options=options or None).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"][:5]
    ]


def _settled(page: Page) -> None:
    """Wait until nothing is computed, nothing is to come and no colour is on its way to another."""
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.wait_for_function("document.getAnimations().every(one => one.playState !== 'running')")


TELEPHONE = {"width": 390, "height": 844}

ZOOMED = {"width": 720, "height": 450}  # 1440 by 900 pixels at 200 %

CUT = """() => [...document.querySelectorAll(
    "[data-testid=stMain] :is(h1, h2, h3, button p, label p, [data-testid=stMetricValue] *, .tg-big, .tg-title)")]
  .filter((one) => one.offsetParent && one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1)
  .filter((one) => getComputedStyle(one).overflowX !== "visible").map((one) => one.innerText)"""

# Where the answer of a page is, which a telephone's first screen must show.
ANSWERS = {
    "today": ".tg-cards",
    "a segment": ".tg-big",
    "portrait": ".tg-points",
    "tag": ".tg-step",
    **dict.fromkeys(("models", "evaluation", "compare", "saved segments"), "h1"),
}


@pytest.mark.parametrize("view", VIEWS)
def test_no_page_has_a_grave_barrier_in_either_scheme_nor_is_cut_on_a_telephone_or_zoomed(page, site, own_home, view):
    address, there = VIEWS[view]
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site}/{address.format(number=a_risky_one(own_home)[0])}")
    page.locator(there).first.wait_for()
    _settled(page)
    light = _violations(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    ground = ", ".join(str(int(DARK.ground[at : at + 2], 16)) for at in (1, 3, 5))
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", f"rgb({ground})")
    _settled(page)
    dark = _violations(page, runOnly=["color-contrast"])
    assert (light, dark) == ([], [])
    page.set_viewport_size(TELEPHONE)
    if view in ANSWERS:
        _fits(page, view)
    page.set_viewport_size(ZOOMED)
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollWidth <= window.innerWidth")
    assert page.evaluate(CUT) == []


def _fits(page: Page, view: str) -> None:
    """Assert that nothing reaches past a telephone's sides and that the answer is on its first screen."""
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollWidth <= window.innerWidth")
    answer = page.locator(ANSWERS[view]).first.bounding_box()
    assert answer and answer["y"] + min(answer["height"], 60) <= TELEPHONE["height"]
    if view == "portrait":
        for one in page.locator(".tg-points > li").all():
            assert one.bounding_box()["y"] + 40 <= TELEPHONE["height"]
    if view == "a segment":
        parts = page.locator(".st-key-segment_panel [data-testid=stButtonGroup]").first.bounding_box()
        assert parts["y"] <= TELEPHONE["height"]


def _tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is on the target or within it."""
    target.first.wait_for()
    for step in count(1):
        if target.first.evaluate("one => one === document.activeElement || one.contains(document.activeElement)"):
            return
        assert step < FEWEST_STEPS, "the keyboard does not reach it"
        page.keyboard.press("Tab")


def test_a_customer_is_found_by_the_keyboard(page, site, own_home):
    number, name, _ = a_risky_one(own_home)
    page.goto(f"{site}/portrait?lang=en")
    _tab_to(page, page.get_by_placeholder("Account number, name"))
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_role("button", name=re.compile(number)))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.locator(".tg-points li").first).to_be_visible()


def test_a_segment_is_composed_saved_and_exported_by_the_keyboard(page, site, own_home):
    label = current_version(own_home).catalog().tags["value_tier"].values["vip"].en
    page.goto(f"{site}/segments?lang=en&facet=attributes/value")
    before = page.locator(".tg-big").inner_text()
    _tab_to(page, page.get_by_role("button", name=label))
    page.keyboard.press("Enter")
    expect(page.locator(".tg-big")).not_to_have_text(before)
    _tab_to(page, page.get_by_role("button", name="Save", exact=True))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    _tab_to(page, dialog.get_by_label("Name", exact=True))
    page.keyboard.type("by the keyboard")
    _tab_to(page, dialog.get_by_label("By", exact=True))
    page.keyboard.type("Wang Li")
    _tab_to(page, dialog.get_by_role("button", name="Save as a new segment"))
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    assert "by the keyboard" in {one.name for one in saved_segments(own_home)}
    made = len(exports_made(own_home))
    # a key that is pressed while the page is made again is of the page before
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    _tab_to(page, page.get_by_role("button", name="Export", exact=True))
    page.keyboard.press("Enter")
    _tab_to(page, dialog.get_by_label("Purpose (required"))
    page.keyboard.type("a call")
    _tab_to(page, dialog.get_by_role("button", name="Make the file"))
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name=re.compile("^Download "))).to_be_visible()
    assert len(exports_made(own_home)) == made + 1


def test_a_tag_is_opened_by_the_keyboard(page, site, own_home):
    tag = current_version(own_home).catalog().tags["payment_timeliness"]
    page.goto(f"{site}/catalog?lang=en")
    _tab_to(page, page.get_by_placeholder("Search a name, code"))
    page.keyboard.type("often_late")
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_role("button", name=tag.label.en))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=tag.label.en)).to_be_visible()


NAMELESS = """
    () => {
      const shown = (one) => one.offsetParent !== null;
      const name = (one) => (one.getAttribute('aria-label') || one.innerText || one.title || '').trim();
      const words = [...document.querySelectorAll('[data-testid=stMain] button')].filter(shown).map(name);
      return words.filter((one) => /^[a-z_]*$/.test(one) && one !== one.toUpperCase());
    }
"""


@pytest.mark.parametrize("view", ["rules", "a segment", "saved segments"])
def test_a_button_is_called_by_what_it_does_and_no_two_neighbours_alike(page, site, view):
    address, there = VIEWS[view]
    page.goto(f"{site}/{address}")
    page.locator(there).first.wait_for()
    _settled(page)
    buttons = page.get_by_test_id("stMain").get_by_role("button")
    names = [one.evaluate("one => (one.getAttribute('aria-label') || one.innerText).trim()") for one in buttons.all()]
    assert [name for name in names if not name] == []
    assert page.evaluate(NAMELESS) == []
