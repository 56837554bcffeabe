"""Every link of every page leads, in the reader's language, to what it names; one of each kind is followed there.

`make soak` sets TAGRID_EVERY_LINK: it starts from every tag, list, segment and many customers too, and follows each.
"""

import os
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from app.shared.words import WORDS
from tagrid.catalog import Viewer
from tagrid.core.project import Home
from tagrid.overview.lists import segment_templates, work_lists
from tagrid.published.versions import current_version
from tagrid.segments import is_disclosure_limited
from tagrid.segments.saved import get_segment
from tagrid.segments.saving import save_segment
from tagrid.segments.workspace import Workspace, open_workspace
from tests.app.conftest import as_read
from tests.overview.homes import copied, with_earlier

EVERY = bool(os.environ.get("TAGRID_EVERY_LINK"))

SEGMENT, RULE = "late *payers*", "value_tier in (vip, major, ordinary, small)"

# Pages, and what a page shows one part at a time, by address and state.
PLACES: list[tuple[str, dict[str, str]]] = [
    ("home", {}),
    ("catalog", {}),
    ("catalog", {"q": "arrears"}),
    ("catalog", {"tag": "payment_timeliness"}),
    ("catalog", {"tag": "payment_timeliness", "part": "related"}),
    ("catalog", {"tag": "payment_timeliness", "part": "values"}),
    ("segments", {}),
    ("segments", {"rule": RULE, "see": "members"}),
    ("segments", {"at": "saved", "saved": SEGMENT}),
    ("segments", {"at": "exports"}),
    ("portrait", {}),
    ("portrait", {"id": "{customer}", "view": "part_segments"}),
    ("models", {}),
    ("evaluation", {}),
    ("compare", {}),
    ("workshop", {}),
]


class Link(NamedTuple):
    """A link as it is drawn: the page and the state it leads to, and what it says."""

    page: str
    state: tuple[tuple[str, str], ...]
    label: str

    @property
    def kind(self) -> tuple:
        """What tells links apart that are drawn by the same words of a page."""
        return self.page, tuple(key for key, _ in self.state)


def links(app: AppTest) -> Iterator[Link]:
    """Yield the links of a page."""
    for element in app.get("page_link"):
        proto = element.proto
        assert not proto.external
        yield Link(proto.page, tuple(parse_qsl(proto.query_string)), _plain(proto.label))


def _plain(label: str) -> str:
    return as_read(re.sub(r":small\[((?:\\.|[^\]])*)\]", r"\1", label))


# Buttons that open something of the page's own: the start of their key, and what of the link then names it.
BUTTONS = {
    "go": "tag",
    "found": "tag",
    "near": "tag",
    "related": "tag",
    "derived": "tag",
    "from": "tag",
    "cause": "tag",
    "open": "score",
}


@pytest.fixture
def linked(open_app, published_home, tmp_path, monkeypatch) -> Home:
    """A home with two versions and a saved segment that holds customers."""
    home = copied(published_home, tmp_path)
    monkeypatch.setenv("TAGRID_HOME", str(home.root))
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    with_earlier(home)
    save_segment(home, SEGMENT, RULE, open_workspace(home).catalog, by="Wang Li")
    return home


class Reader:
    """Somebody who reads a home in one language, and knows what each link should show."""

    def __init__(self, home: Home, language: str, open_app: Callable[..., AppTest]) -> None:
        self.home, self.language, self._open = home, language, open_app
        self.version = current_version(home)
        self.catalog = self.version.catalog()
        self.workspace = Workspace(self.version, {SEGMENT: RULE})
        with self.version.connect() as con:
            rows = con.execute("select customer_id, customer_name from portrait_customer order by 1").fetchall()
        self.names = dict(rows)
        self.lists = {one.text.rule: one.text.label.in_(language) for one in (*work_lists(), *segment_templates())}

    def open(self, page: str, **state: str) -> AppTest:
        """Open a page by its link, in a browser of its own."""
        return self._open(page, self.language, **state)

    def check(self, link: Link) -> None:
        """Assert that a link carries the language and leads to something there is, which its words name."""
        state = dict(link.state)
        assert state.pop("lang") == self.language, link
        for key, value in state.items():
            getattr(self, f"_check_{key}")(value, link)

    def _check_tag(self, tag: str, link: Link) -> None:
        label = (self.catalog.tags | self.catalog.shelved)[tag].label.in_(self.language)
        assert link.label in (label, self._word("md_to_tag"), self._word("evaluation")), link

    def _check_rule(self, rule: str, link: Link) -> None:
        parsed = self.workspace.parse(rule)
        values = [
            self.catalog.tags[tag].value_label(code).in_(self.language)
            for tag, codes in re.findall(r"^(\w+) = (\w+)$", rule)
            for code in [codes]
        ]
        assert link.label in (*values, self.lists.get(rule), SEGMENT), link
        self.workspace.index.count(parsed)

    def _check_segment(self, name: str, link: Link) -> None:
        assert get_segment(self.home, name).name == name and link.label in (name, self._word("propose")), link

    _check_saved = _check_segment

    def _check_at(self, part: str, link: Link) -> None:
        assert part in ("saved", "exports"), link

    def _check_id(self, customer: str, link: Link) -> None:
        assert link.label.split()[0] == customer and (self.names[customer] or "–") in link.label, link

    def _word(self, key: str) -> str:
        return WORDS[key].in_(self.language)

    def shown(self, app: AppTest, page: str, state: dict[str, str]) -> None:
        """Assert that a page shows what a link asked it for."""
        faults = () if page == "evaluation" else app.error  # there an error is a fault of the method, not of the page
        assert not app.exception and not faults, (page, state, app.exception, faults)
        assert app.query_params["lang"] in (self.language, [self.language])
        heads = [as_read(one.value) for one in (*app.title, *app.header)]
        if "tag" in state:
            assert (self.catalog.tags | self.catalog.shelved)[state["tag"]].label.in_(self.language) in heads, state
        elif "id" in state:
            assert (self.names[state["id"]] or state["id"]) in heads, state
        elif "saved" in state:
            assert state["saved"] in heads
        elif "score" in state:
            assert heads[0] not in (self._word("models"), ""), state
        else:
            assert self._word(page) in heads
        if "rule" in state:
            rule = self.workspace.parse(state["rule"])
            assert app.text_area(key="segment_area").value == state["rule"]
            count = f"tg-big'>{self.workspace.index.count(rule):,}<"
            limited = is_disclosure_limited(self.catalog, Viewer(may_see_restricted=False), rule)
            assert limited or any(count in one.proto.body for one in app.get("html")), state
        if page == "workshop" and "segment" in state:
            assert any(state["segment"] in as_read(one.value) for one in app.info)


def _places(reader: Reader) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield where to look for links: the main places, or all there are."""
    customers = list(reader.names)
    for page, state in PLACES:
        yield page, {key: value.format(customer=customers[0]) for key, value in state.items()}
    if EVERY:
        for tag in reader.catalog.tags | reader.catalog.shelved:
            yield from (("catalog", {"tag": tag, "part": part}) for part in ("card", "values", "related"))
        for who in customers[::10]:
            yield "portrait", {"id": who, "view": "part_segments"}
        for rule in reader.lists:
            yield "segments", {"rule": rule, "see": "members"}


def _buttons(app: AppTest) -> Iterator[tuple[str, str, str]]:
    """Yield the buttons that open a tag or a score: key, what it names, of which kind."""
    for button in app.button:
        start, _, name = (button.key or "").partition("_")
        start = start.rstrip("0123456789")
        if start in BUTTONS and not button.disabled and not button.key.startswith("found_portrait"):
            yield button.key, name, start


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_link_leads_to_what_it_names_and_each_kind_opens_it(linked, open_app, language):
    reader = Reader(linked, language, open_app)
    found, followed, pressed = 0, set(), set()
    for page, state in _places(reader):
        app: AppTest | None = reader.open(page, **state)
        for link in links(app):
            reader.check(link)
            found += 1
            mark = link[:2] if EVERY else link.kind
            if mark not in followed:
                followed.add(mark)
                there = {key: value for key, value in link.state if key != "lang"}
                reader.shown(reader.open(link.page, **there), link.page, there)
        for key, name, kind in list(_buttons(app)):
            mark = (kind, name) if EVERY else (page, kind)
            if mark not in pressed:
                pressed.add(mark)
                app = app or reader.open(page, **state)
                app.button(key=key).click().run()
                reader.shown(app, page, {BUTTONS[kind]: name})
                app = None  # the next one is pressed where it was found
    print(f"{language}: {found} links, {len(followed)} followed, {len(pressed)} buttons pressed")
    assert {page for page, *_ in followed} >= {"segments", "catalog", "portrait", "workshop", "evaluation"}
    assert {one for pair in pressed for one in pair} >= {"go", "found", "near", "open"}
    assert found > 60
