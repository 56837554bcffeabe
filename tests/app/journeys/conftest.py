"""What the journeys share: a utility of one's own with a trained score, the app on it, and a browser.

One home and one app serve all of them, so they run in one process (`tests/conftest.py` sees to it) and in the order
of their files; each journey leaves what the others rest on.
"""

import hashlib
import os
import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import polars as pl
import pytest
from playwright.sync_api import expect, sync_playwright
from ruamel.yaml import YAML

from tagrid.core.overlay import REFERENCE
from tagrid.core.project import Home
from tagrid.demo.generate import generate
from tagrid.demo.publish import SEED, START, UNTIL
from tagrid.landing.intake import ingest
from tagrid.published.versions import all_versions
from tagrid.refresh.publish import refresh
from tagrid.scoring.training import train
from tests.browser import find
from tests.models_only import leave_tests_out

CUSTOMERS = 2_000  # of which a score surely beats its rule
# What every name may hold, and of which customer it is the name and the address.
HOSTILE = "![x](http://evil.example/a.png) [a](http://evil.example) **b** $x^2$ :red[r] <img src=http://evil.example/>"
HOSTILE_CUSTOMER = "3200000002"

SLOW = 30_000  # milliseconds; a page's first chart takes seconds on a busy machine


def _rename(delivery: Path) -> None:
    """Give one customer a hostile name and address, as somebody may who opens an account."""
    address, manifest = "marketing/customers.csv", delivery / "delivery.yml"
    table = pl.read_csv(delivery / address, encoding="gbk", infer_schema=False)
    is_that = pl.col("customer_id") == HOSTILE_CUSTOMER
    assert table.filter(is_that).height == 1
    hostile = [
        pl.when(is_that).then(pl.lit(HOSTILE)).otherwise(name).alias(name) for name in ("customer_name", "address")
    ]
    content = table.with_columns(hostile).write_csv().encode("gbk")
    (delivery / address).write_bytes(content)
    text = YAML()
    listed = text.load(manifest)
    next(one for one in listed["files"] if one["path"] == address)["sha256"] = hashlib.sha256(content).hexdigest()
    text.dump(listed, manifest)


def make(home: Home) -> None:
    """Make a demo utility with a trained score, published as of the day before the last one that landed.

    Its data are not tested again, as `published_home` is.
    """
    delivery = home.root / "delivery"
    generate(delivery, CUSTOMERS, START, UNTIL, None, SEED)
    _rename(delivery)
    ingest(home, delivery)
    [score] = train(home, ["fee_recovery_risk"])
    assert score.is_released
    with pytest.MonkeyPatch.context() as patch:
        leave_tests_out(patch)
        refresh(home, UNTIL - timedelta(days=1))


@pytest.fixture(scope="session")
def own_home(tmp_path_factory) -> Home:
    """What `tagrid demo` makes, smaller, with one more day that landed and is not published yet."""
    home = Home(tmp_path_factory.mktemp("journeys") / "home")
    make(home)
    return home


@pytest.fixture
def two_versions(own_home) -> Home:
    """The home once its last day is published too: by the engineer's journey, or here where that did not run."""
    if len(all_versions(own_home)) == 1:
        refresh(own_home)
    return own_home


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def wait_until_up(url: str) -> None:
    """Wait until the app at an address answers."""
    for _ in range(120):
        try:
            with urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(f"the app did not come up at {url}")


@pytest.fixture(scope="session")
def tagrid(own_home):
    """Start a `tagrid` command on that home in a process of its own, as an engineer would in a terminal."""

    def start(*arguments: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "tagrid", *arguments]
        about = {**os.environ, "TAGRID_HOME": str(own_home.root)}
        return subprocess.Popen(
            command, cwd=REFERENCE, env=about, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    return start


@pytest.fixture(scope="session")
def site(own_home):
    """The address of the app on that home."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "tagrid", "app", "--port", str(port), "--address", "127.0.0.1"]
    server = subprocess.Popen(command, cwd=REFERENCE, env={**os.environ, "TAGRID_HOME": str(own_home.root)})
    try:
        wait_until_up(url)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def browser():
    """A Chromium without a window."""
    path = find()
    assert path, "no Chromium: run `python -m tests.browser`, which says what to install"
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def person(browser):
    """Open the page of one more person, whose cookies and storage are nobody else's."""
    expect.set_options(timeout=SLOW)
    contexts = []

    def new_page():
        contexts.append(browser.new_context(viewport={"width": 1440, "height": 1000}, accept_downloads=True))
        contexts[-1].set_default_timeout(SLOW)
        return contexts[-1].new_page()

    yield new_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(person):
    """The page of one person."""
    return person()
