"""Takes the first views of the app that runs at an address: every page, both languages, three widths.

`make screenshots URL=http://localhost:8501 OUT=var/screenshots` draws them all for somebody to look at;
`python -m tests.app.screenshots URL docs/images --docs` draws anew those that the documentation shows.
"""

import argparse
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tagrid.core.project import home
from tagrid.published import current_version
from tests.browser import find

SIZES = {1440: 1000, 1024: 800, 390: 844}

# What the documentation shows, by its name there: wide views in the light scheme, and what a telephone shows.
DOCS = {
    "home": "home", "tag": "tag", "catalog": "catalog", "workshop": "workshop", "evaluation": "evaluation",
    "compare": "compare", "models": "models", "segments-empty": "segments-start", "segments-filled": "segments",
    "portrait-key": "portrait", "portrait-household": "household",
}  # fmt: skip

PHONE = {"home": "home-phone", "portrait-key": "portrait-phone"}

COLORS = 256  # of a picture of the documentation: no eye sees the difference, and it takes a third of the room

_ONE = """
    select customer_id from customer_tags_wide
    inner join (select customer_id, annual_kwh from portrait_customer) using (customer_id) where {} limit 1
"""

PEOPLE = {
    "key": "tariff_category = 'large_industrial' and account_manager_contact = 'lapsed' order by annual_kwh desc",
    "household": "tariff_category = 'residential' and annual_kwh > 0 order by customer_id",
    "prospect": "origin is not null and origin <> 'unknown' order by application_stage = 'none', customer_id",
}


def views() -> dict[str, str]:
    """Return the address of each view by its name; people are the first of their kind in the version in force."""
    with current_version(home()).connect() as con:
        people = {kind: con.execute(_ONE.format(where)).fetchone() for kind, where in PEOPLE.items()}
    return {
        "home": "?",
        "segments-empty": "segments?",
        "segments-filled": "segments?rule=value_tier in (vip, major) and not usage_trend = stable",
        **{f"portrait-{kind}": f"portrait?id={found[0]}" for kind, found in people.items() if found},
        "catalog": "catalog?",
        "tag": "catalog?tag=payment_timeliness",
        "models": "models?",
        "evaluation": "evaluation?",
        "compare": "compare?",
        "workshop": "workshop?",
    }


def _drawn(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_test_id("stMain").locator("h1, h2, .tg-big").first.wait_for(timeout=60_000)
    for _ in range(40):  # until nothing runs and nothing is to come
        page.wait_for_timeout(250)
        if not page.get_by_test_id("stStatusWidget").count() and not page.get_by_test_id("stSkeleton").count():
            break
    page.wait_for_timeout(900)


def _take(
    browser: Browser, url: str, names: dict[str, str], scheme: str, width: int, folder: Path, is_small: bool = False
) -> None:
    context = browser.new_context(viewport={"width": width, "height": SIZES[width]}, color_scheme=scheme)
    page = context.new_page()
    for name, address in names.items():
        for language in ("zh", "en"):
            _drawn(page, f"{url}/{address}&lang={language}")
            picture = folder / f"{name}-{language}.png"
            page.screenshot(path=picture)
            if is_small:
                Image.open(picture).convert("RGB").quantize(COLORS).save(picture, optimize=True)
    context.close()


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--docs", action="store_true", help="those of the documentation, by their names there")
    parser.add_argument("--only", default="", help="a part of the names of the views to take")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    found = {name: address for name, address in views().items() if chosen.only in name}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        if chosen.docs:
            for width, wanted in ((1440, DOCS), (390, PHONE)):
                shown = {wanted[name]: address for name, address in found.items() if name in wanted}
                _take(browser, chosen.url, shown, "light", width, chosen.folder, is_small=True)
            return
        for width in SIZES:
            names = {f"{name}-{width}": address for name, address in found.items()}
            _take(browser, chosen.url, names, "light", width, chosen.folder)
        dark = {f"{name}-1440-dark": address for name, address in found.items()}
        _take(browser, chosen.url, dark, "dark", 1440, chosen.folder)


if __name__ == "__main__":
    main()
