"""Every link of every page leads, in the reader's language, to what it names; Back and loading again show the same.

One link and one button of each kind is followed here. `make soak` sets TAGRID_EVERY_LINK: from every page, part, tag,
list and segment it follows each link to where it leads, and on from there, until nothing is left to follow. A link is
told by its page and where it leads, a button by what it names, else by its kind: a tag's own are pressed once, wherever
it stands. Each is followed in a session. Back and loading again are held for the first on each page walked, and for one
of each kind on each kind of page; of the others, where they land.
"""

import os
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from altair.utils import schemapi
from streamlit.testing.v1 import AppTest

from tagrid.core.project import Home
from tagrid.segments.saving import save_segment
from tagrid.segments.workspace import open_workspace
from tests.app.conftest import as_read
from tests.app.reader import NAMED, Button, Link, Place, Reader, address, buttons, links, place, seen
from tests.overview.homes import EARLIER, copied, with_earlier

EVERY = bool(os.environ.get("TAGRID_EVERY_LINK"))

PAGES = ("home", "segments", "portrait", "catalog", "models", "evaluation", "compare", "workshop")

PORTRAIT_PARTS = ("why", "usage", "bills", "outages", "service", "changes", "segments", "documents")

SEGMENT, RULE, TAG = "late *payers*", "value_tier in (vip, major, ordinary, small)", "payment_timeliness"


@pytest.fixture
def linked(open_app, published_home, tmp_path, monkeypatch) -> Home:
    """A home with two versions and a saved segment that holds customers; nobody counts what is looked at."""
    home = copied(published_home, tmp_path)
    monkeypatch.setenv("TAGRID_HOME", str(home.root))
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)
    if EVERY:
        monkeypatch.setattr(schemapi, "DEBUG_MODE", False)  # charts are checked by other tests
    monkeypatch.setattr("app.catalog.tag_page.record", lambda *_: None)  # else pages change by being looked at
    with_earlier(home)
    save_segment(home, SEGMENT, RULE, open_workspace(home).catalog, by="Wang Li")
    return home


def _main_places(reader: Reader) -> list[Place]:
    """Return the pages, and what a page shows one part at a time."""
    return [
        place("home"),
        place("catalog"),
        place("catalog", q="arrears"),
        *(place("catalog", tag=TAG, **part) for part in ({}, {"part": "related"}, {"part": "values"})),
        place("segments"),
        place("segments", rule=RULE, see="members"),
        place("segments", at="saved", saved=SEGMENT),
        place("segments", at="exports"),
        place("portrait"),
        place("portrait", id=next(iter(reader.names)), view="part_segments"),
        place("models"),
        place("evaluation"),
        place("compare"),
        place("workshop"),
    ]


def _more_places(reader: Reader) -> Iterator[Place]:
    """Yield every part of every page, of every tag, of every score and list, and of some customers."""
    for tag in reader.catalog.tags | reader.catalog.shelved:
        yield from (place("catalog", tag=tag, **part) for part in ({}, {"part": "related"}))
    yield place("catalog", tag=TAG, part="lineage")
    yield from (place("catalog", version=EARLIER, tag=TAG, part=part) for part in ("values", "related"))
    for rule in reader.lists:
        yield place("segments", rule=rule, see="members")
    for see in ("why", "similar", "cross", "map", "compare", "moves", "use"):
        yield place("segments", rule=RULE, see=see)
    yield place("segments", rule=RULE, view="rules")
    customers = list(reader.names)
    yield from (place("portrait", id=customers[0], view=f"part_{part}") for part in PORTRAIT_PARTS)
    yield place("portrait", id=customers[0], **{"with": customers[1]})
    yield from (place("portrait", id=one, view="part_segments") for one in customers[::50])
    for score in reader.catalog.tags.values():
        if score.method == "model":
            yield place("models", score=score.name)
    yield from (place("workshop", step=step) for step in "23456")
    yield place("workshop", segment=SEGMENT)


def _button(app: AppTest, wanted: Button):
    """Return a button of a page, None where it is not there."""
    return next((one for one in app.button if (one.key or as_read(one.label)) == wanted.mark), None)


class Walk:
    """What one reader followed: each step lands where it said, shows the same when loaded again, and Back undoes it."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.found, self.faults = reader, 0, []
        self.links, self.buttons, self.bar = Counter(), Counter(), Counter()  # by page
        self.marks: set[tuple] = set()
        self.kinds: set[tuple] = set()
        self.visited: set[Place] = set()
        self.ahead: deque[Place] = deque()

    @contextmanager
    def _noting(self, *step: object) -> Iterator[None]:
        """Note what is wrong with a step, and walk on."""
        try:
            yield
        except AssertionError as fault:
            self.faults.append(f"{step}: {fault}"[:1_500])

    def visit(self, at: Place) -> None:
        """Follow what is new on a page: the first with Back and loaded again, and so one of each kind of such pages."""
        if at in self.visited:
            return
        app = self.reader.open(at)
        here, before, is_first = address(app, at.page), seen(app), True
        self.visited |= {at, here}
        steps: list[Link | Button] = [*links(app), *buttons(app)]
        for step in steps:
            if isinstance(step, Link):
                self.reader.check(step)
                self.found += 1
            if (mark := self._mark(at, step)) in self.marks:
                continue
            self.marks.add(mark)
            kind = (*at.kind, step.to.kind if isinstance(step, Link) else step.kind)
            is_held, is_first = is_first or kind not in self.kinds, False
            self.kinds.add(kind)
            with self._noting(at, step):
                to = self._followed(app, here, step)
                if to is None:
                    app = self.reader.open(at)  # it led nowhere: what it did may stand in the session
                    continue
                (self.links if isinstance(step, Link) else self.buttons)[at.page] += 1
                self._arrived(app, to, is_loaded_again=is_held)
            if is_held:
                app = self._back(app, here, before, at, step)

    def _followed(self, app: AppTest, here: Place, step: Link | Button) -> Place | None:
        """Follow a link or press a button, gone back to first where the session has been led away from it."""
        if isinstance(step, Link):
            self.reader.go(app, step.to)
            return step.to
        if (button := _button(app, step)) is None:
            self.reader.go(app, here)
            button = _button(app, step)
        assert button is not None, "it is not there any more"
        before = address(app, here.page)
        button.click().run()
        assert not app.exception, app.exception
        there = address(app, here.page)
        assert not step.name or (NAMED[step.kind], step.name) in there.state, there
        return None if there == before else there

    def _arrived(self, app: AppTest, to: Place, *, is_loaded_again: bool = True) -> None:
        """Assert that a session is where a step leads, and that the page shows the same when it is loaded again."""
        self.reader.shown(app, to)
        there = address(app, to.page)
        if (
            EVERY
            and there not in self.visited
            and any(self._mark(there, one) not in self.marks for one in (*links(app), *buttons(app)))
        ):
            self.ahead.append(there)
        if is_loaded_again:
            again = self.reader.open(there)
            assert address(again, to.page) == there, "another address when loaded again"
            assert not (lost := seen(again) - seen(app)), f"when loaded again at {there}: {lost}"

    def _back(self, app: AppTest, to: Place, before: Counter[str], *step: object) -> AppTest:
        """Go back, where the page stands as it did; what the session adds, such as recent rules, may stand beside it.

        Return the session to go on in.
        """
        with self._noting("Back from", *step):
            self.reader.go(app, to)
            assert not app.exception, app.exception
            assert (now := address(app, to.page)) == to, now
            assert not (lost := before - seen(app)), lost
            return app
        return self.reader.open(to)

    def along_the_bar(self, at: Place, targets: list[str]) -> None:
        """Go from a page to others by the bar of pages, whose links say nothing of the language, and back."""
        app = self.reader.open(at)
        here, before = address(app, at.page), seen(app)
        for page in targets:
            self.bar[at.page] += 1
            with self._noting(at, "along the bar", page):
                self.reader.go(app, place(page), with_language=False)
                self._arrived(app, place(page))
            app = self._back(app, here, before, at, "along the bar", page)

    def _mark(self, at: Place, step: Link | Button) -> tuple:
        if isinstance(step, Link):
            return at.page, step.to if EVERY else step.to.kind
        is_past = "version" in dict(at.state)
        return at.page, is_past, step.kind, step.name if EVERY and not is_past else ""

    def summary(self) -> str:
        """Return how much was followed, by page."""
        by_page = (
            f"{page} {self.links[page]} links, {self.buttons[page]} buttons, {self.bar[page]} along the bar"
            for page in PAGES
        )
        return f"{self.reader.language}: {'; '.join(by_page)}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_link_leads_to_what_it_names_and_back_and_loading_again_show_the_same(
    linked, open_app, language, record_property
):
    walk = Walk(reader := Reader(linked, language, open_app))
    places, pages = _main_places(reader), list(PAGES)
    for at, page in enumerate(pages):
        first = next(one for one in places if one.page == page)
        walk.along_the_bar(first, [one for one in pages if one != page] if EVERY else [pages[at - 1]])
    for one in (*places, *(_more_places(reader) if EVERY else ())):
        walk.visit(one)
    while walk.ahead:
        walk.visit(walk.ahead.popleft())
    record_property("followed", walk.summary())
    assert not walk.faults, f"{len(walk.faults)} faults; {walk.summary()}\n\n" + "\n\n".join(walk.faults[:60])
    assert not (without := [page for page in PAGES if not walk.links[page] + walk.buttons[page]]), without
    assert walk.found > 60
