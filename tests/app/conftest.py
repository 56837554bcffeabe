"""What the tests of the pages share: a page opened by its link, and everything that it says."""

import html

import pytest
from streamlit.testing.v1 import AppTest

from tagrid.home import PROJECT


@pytest.fixture
def open_app(published_home, monkeypatch):
    monkeypatch.setenv("TAGRID_HOME", str(published_home.root))

    def opened(page: str, language: str = "zh", **link: str) -> AppTest:
        app = AppTest.from_file(str(PROJECT / "app" / "main.py"), default_timeout=60)
        app.query_params["lang"] = language
        for key, value in link.items():
            app.query_params[key] = value
        app.switch_page(f"views/{page}.py")
        app.run()
        assert not app.exception, app.exception
        return app

    return opened


def texts(app: AppTest) -> str:
    """Return every text of a page, its HTML included."""
    kinds = (app.markdown, app.caption, app.title, app.header, app.subheader, app.info, app.error, app.warning)
    said = [str(element.value) for kind in kinds for element in kind]
    return "\n".join([*said, *(html.unescape(element.proto.body) for element in app.get("html"))])
