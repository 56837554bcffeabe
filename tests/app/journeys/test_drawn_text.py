"""Grids, charts and their tooltips draw what is data as text: nothing in it is a picture, a link or a formula."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.shared.words import WORDS
from tagrid.core.overlay import REFERENCE
from tests.app.journeys.conftest import HOSTILE, free_port, wait_until_up

# What makes a picture or a link of a cell's or a mark's text, by the name of a function, a channel, a column or a mark.
MAKES_MORE = {"mark_image", "image", "url", "href", "Href", "Url", "LinkColumn", "ImageColumn", "MarkdownColumn"}

PICTURES = "img[src*=evil], svg.marks image, #vg-tooltip-element img"

DRAWN = f"{PICTURES}, a[href*=evil], svg.marks a, .katex, [data-testid=stMain] strong em"


@pytest.fixture(scope="module")
def drawn() -> Iterator[str]:
    """The address of the page that draws hostile texts."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    options = {"port": port, "address": "127.0.0.1", "headless": "true", "fileWatcherType": "none"}
    command = [sys.executable, "-m", "streamlit", "run", str(Path(__file__).parent / "hostile_page.py")]
    command += [f"--server.{name}={value}" for name, value in options.items()]
    about = {**os.environ, "PYTHONPATH": str(REFERENCE)}
    server = subprocess.Popen([*command, "--browser.gatherUsageStats=false"], cwd=REFERENCE, env=about)
    try:
        wait_until_up(url)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def _tooltip(page: Page, chart: str) -> list[str]:
    """Return the names and values of the tooltip of the one bar of a chart, which is as wide as the chart."""
    drawn, tip = page.locator(f".st-key-{chart} svg.marks"), page.locator("#vg-tooltip-element.visible")
    drawn.scroll_into_view_if_needed()
    box = drawn.bounding_box()
    assert box
    across = box["x"] + 0.6 * box["width"]
    for down in range(4, int(box["height"]), 6):  # the bar is 18 pixels high
        page.mouse.move(across, box["y"] + down)
        if tip.count():
            return tip.locator("td").all_inner_texts()
    raise AssertionError(f"no tooltip in {box}")


def test_grids_charts_and_tooltips_draw_hostile_texts_as_text_and_fetch_nothing(page, drawn):
    left = []
    page.on("request", lambda one: left.append(one.url) if not one.url.startswith((drawn, "data:", "blob:")) else 0)
    page.goto(drawn)
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(5)
    expect(page.locator("[role=gridcell]", has_text=HOSTILE)).to_be_attached()
    expect(page.locator("[role=columnheader]", has_text=HOSTILE)).to_be_attached()
    assert page.locator(".tg-table td").all_inner_texts() == [HOSTILE, HOSTILE]
    assert page.locator(".tg-title").inner_text() == HOSTILE
    assert _tooltip(page, "altair")[:2] == [WORDS["value"].zh, HOSTILE]
    page.mouse.move(0, 0)
    expect(page.locator("#vg-tooltip-element.visible")).to_have_count(0)
    assert _tooltip(page, "vega") == [HOSTILE, HOSTILE]
    assert page.locator(DRAWN).count() == 0
    assert left == []


@pytest.mark.slow
def test_no_chart_and_no_grid_of_the_app_makes_pictures_or_links_of_texts():
    found = []
    for path in sorted((REFERENCE / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.attr] if isinstance(node, ast.Attribute) else []
            names += [one.arg for one in node.keywords] if isinstance(node, ast.Call) else []
            if isinstance(node, ast.Dict):  # a part of a specification
                names += [one.value for one in (*node.keys, *node.values) if isinstance(one, ast.Constant)]
            found += [(path.name, node.lineno, name) for name in names if name in MAKES_MORE]
    assert found == []
