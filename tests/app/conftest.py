"""What the tests of the pages share: a page opened by its link, and everything that it says."""

import html
import re
import shutil
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, app_test
from streamlit.util import calc_hash

from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.segments.workspace import open_workspace

# Each AppTest looks through every installed package for components, which takes longer than to draw a page.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
app_test.ScriptCache = cache(app_test.ScriptCache)  # and compiles every page anew, at each run

PERSON = "Wang Li"  # who works at the app where a test needs no one asked

LATE = "payment_timeliness in (often_late, occasionally_late)"


def at_page(app: AppTest, page: str) -> AppTest:
    """Have the next run draw `page`, named as in its address.

    AppTest.switch_page() knows only file names before the first run; every page is a page.py, and st.navigation goes
    by the address.
    """
    app._page_hash = calc_hash(page)
    return app


@pytest.fixture
def open_app(published_home, monkeypatch):
    monkeypatch.setenv("TAGRID_HOME", str(published_home.root))

    def opened(page: str, language: str = "zh", **link: str) -> AppTest:
        app = AppTest.from_file(str(REFERENCE / "app" / "main.py"), default_timeout=300)
        app.query_params["lang"] = language
        for key, value in link.items():
            app.query_params[key] = value
        at_page(app, page)
        app.run()
        assert not app.exception, app.exception
        return app

    return opened


@pytest.fixture
def own_home(published_home, tmp_path, monkeypatch) -> Home:
    """A home of one's own to save in, with the version of the shared one; it is known who works there."""
    home = Home(tmp_path / "home")
    home.root.mkdir()
    for name in ("versions", "history"):
        if (published_home.root / name).exists():
            shutil.copytree(published_home.root / name, home.root / name)
    shutil.copy(published_home.root / "current", home.root)
    monkeypatch.setenv("TAGRID_HOME", str(home.root))
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    monkeypatch.setenv("TAGRID_USER", PERSON)
    return home


@pytest.fixture
def open_own(own_home, open_app, monkeypatch):
    """`open_app` on the home of one's own."""

    def opened(language: str = "en", **link: str) -> AppTest:
        monkeypatch.setenv("TAGRID_HOME", str(own_home.root))
        return open_app("segments", language, **link)

    return opened


def count_of(home: Home, text: str) -> int:
    """Return the customers of an expression in the version in force."""
    found = open_workspace(home)
    return found.index.count(found.parse(text))


def as_read(markdown: str) -> str:
    """Return Markdown without the marks that keep data from being any."""
    return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", markdown).replace("\u2060", "")


def texts(app: AppTest) -> str:
    """Return every text of a page as it is read, its HTML included."""
    kinds = (app.markdown, app.caption, app.title, app.header, app.subheader, app.info, app.error, app.warning)
    shown = [as_read(str(element.value)) for kind in kinds for element in kind]
    return "\n".join([*shown, *(html.unescape(element.proto.body) for element in app.get("html"))])
