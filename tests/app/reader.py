"""Somebody who reads the app in one language: where links and buttons are, and what each should show.

A session of `AppTest` stands for a tab of the browser: a link followed in it goes on with what the session holds, as a
click does; Back is the address before in the same session; a page loaded again is a session of its own.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest

from app.shared.words import WORDS
from tagrid.catalog import Viewer
from tagrid.core.project import Home
from tagrid.overview.lists import segment_templates, work_lists
from tagrid.published.versions import current_version
from tagrid.segments import is_disclosure_limited
from tagrid.segments.saved import get_segment, saved_expressions
from tagrid.segments.workspace import Workspace
from tests.app.conftest import as_read, at_page, texts

# Buttons that open something of the page's own: the start of their key, and the key of the link that then names it.
NAMED = {
    "go": "tag",
    "found": "tag",
    "found_portrait": "id",
    "found_beside": "with",
    "near": "tag",
    "related": "tag",
    "derived": "tag",
    "from": "tag",
    "successor": "tag",
    "open": "score",
}

# Those that write, make a file, or ask in a dialog: nobody goes anywhere by them.
ACTS = (
    *("saved_rename", "saved_delete", "saved_successor", "schedule_", "export_", "segment_save", "segment_export"),
    *("save_", "make_", "get_", "offer_", "similar_", "outcome_", "rule_", "dialog_"),
)


class Place(NamedTuple):
    """A page as its address names it, with what it is to show; the language apart."""

    page: str
    state: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> tuple:
        """What tells places apart that are drawn by the same words of a page."""
        return self.page, tuple(key for key, _ in self.state)


def place(page: str, **state: str) -> Place:
    """Return the place of a page that shows `state`."""
    return Place(page, tuple(sorted(state.items())))


class Link(NamedTuple):
    """A link as it is drawn: where it leads, in which language, and what it says."""

    to: Place
    language: str
    label: str


class Button(NamedTuple):
    """A button that may lead on: its key or words, its kind, and what it names, empty where it names nothing."""

    mark: str
    kind: str
    name: str


def links(app: AppTest) -> Iterator[Link]:
    """Yield the links of a page."""
    for element in app.get("page_link"):
        proto = element.proto
        assert not proto.external
        state = dict(parse_qsl(proto.query_string, keep_blank_values=True))
        language = state.pop("lang", "")
        label = re.sub(r":small\[((?:\\.|[^\]])*)\]", r"\1", proto.label)
        yield Link(place(proto.page, **state), language, as_read(label))


def buttons(app: AppTest) -> Iterator[Button]:
    """Yield the buttons of a page that may lead on."""
    for button in app.button:
        key = button.key or ""
        if button.disabled or key.startswith(ACTS):
            continue
        starts = [one for one in NAMED if key.startswith(f"{one}_")]
        mark = key or as_read(button.label)
        if starts:
            kind = max(starts, key=len)
            yield Button(mark, kind, key.removeprefix(f"{kind}_"))
        else:
            yield Button(mark, "_".join(mark.split("_")[:2]), "")


def seen(app: AppTest) -> Counter[str]:
    """Return every line that a page says, and the value of every field and choice on it."""
    fields = [one for kind in (app.text_input, app.text_area, app.selectbox, app.button_group) for one in kind]
    return Counter([*texts(app).splitlines(), *(f"{one.key} = {one.value!r}" for one in fields if one.key)])


def address(app: AppTest, page: str) -> Place:
    """Return where a session is, on `page`."""
    state = {key: one if isinstance(one, str) else one[-1] for key, one in app.query_params.items()}
    state.pop("lang", None)
    return place(page, **state)


class Reader:
    """Somebody who reads a home in one language, and knows what each link should show."""

    def __init__(self, home: Home, language: str, open_app: Callable[..., AppTest]) -> None:
        self.home, self.language, self._open = home, language, open_app
        self.version = current_version(home)
        self.catalog = self.version.catalog()
        self.workspace = Workspace(self.version, saved_expressions(home))
        with self.version.connect() as con:
            rows = con.execute("select customer_id, customer_name from portrait_customer order by 1").fetchall()
        self.names = dict(rows)
        self.lists = {one.text.rule: one.text.label.in_(language) for one in (*work_lists(), *segment_templates())}

    def open(self, at: Place) -> AppTest:
        """Open a page by its address in a session of its own, as one that is loaded again."""
        return self._open(at.page, self.language, **dict(at.state))

    def go(self, app: AppTest, to: Place, *, with_language: bool = True) -> None:
        """Go somewhere in a session, by a link or back; the bar of pages leads to bare addresses."""
        app.query_params.clear()
        for key, value in (*to.state, *([("lang", self.language)] if with_language else [])):
            app.query_params[key] = value
        at_page(app, to.page).run()

    def check(self, link: Link) -> None:
        """Assert that a link carries the language and leads to something there is, which its words name."""
        assert link.language == self.language, link
        for key, value in link.to.state:
            getattr(self, f"_check_{key}")(value, link)

    def _check_tag(self, tag: str, link: Link) -> None:
        label = (self.catalog.tags | self.catalog.shelved)[tag].label.in_(self.language)
        assert link.label in (label, self._word("to_tag"), self._word("evaluation")), link

    def _check_rule(self, rule: str, link: Link) -> None:
        parsed = self.workspace.parse(rule)
        values = [
            self.catalog.tags[tag].value_label(code).in_(self.language)
            for tag, codes in re.findall(r"^(\w+) = (\w+)$", rule)
            for code in [codes]
        ]
        assert link.label in (*values, self.lists.get(rule), *self.workspace.saved), link
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

    def shown(self, app: AppTest, at: Place) -> None:
        """Assert that a page shows what a link asked it for, in the language and version of its reader."""
        page, state = at.page, dict(at.state)
        faults = () if page == "evaluation" else app.error  # there an error is a fault of the method, not of the page
        assert not app.exception and not faults, (at, app.exception, faults)
        assert app.query_params["lang"] in (self.language, [self.language]), at
        line = as_read(app.caption[0].value)
        assert self._word("as_of") in line and self.version.id in line, (at, line)
        heads = [as_read(one.value) for one in (*app.title, *app.header)]
        if page == "catalog" and "tag" in state:
            assert (self.catalog.tags | self.catalog.shelved)[state["tag"]].label.in_(self.language) in heads, at
        elif "id" in state:
            assert (self.names[state["id"]] or state["id"]) in heads, at
        elif "saved" in state:
            assert state["saved"] in heads, at
        elif "score" in state:
            assert heads[0] not in (self._word("models"), ""), at
        else:
            assert self._word(page) in heads, (at, heads)
        if "rule" in state:
            rule = self.workspace.parse(state["rule"])
            assert app.text_area(key="segment_area").value == state["rule"], at
            count = f"tg-big'>{self.workspace.index.count(rule):,}<"
            limited = is_disclosure_limited(self.catalog, Viewer(may_see_restricted=False), rule)
            assert limited or any(count in one.proto.body for one in app.get("html")), at
        if page == "workshop" and "segment" in state:
            assert any(state["segment"] in as_read(one.value) for one in app.info), at
