"""Everything a query on segments needs of one version, opened once: catalog, index, features, saved segments."""

import sqlite3
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import lazy_loader

from tagrid import segments
from tagrid.catalog import Catalog
from tagrid.core.errors import BadInput, TagridError
from tagrid.core.project import Home, home
from tagrid.core.state_digest import damage, reading, state_file
from tagrid.published import (
    Features,
    Mask,
    Version,
    current_version,
    customer_facts,
    find_customer,
    find_version,
    read_features,
)
from tagrid.segments.index import SegmentIndex, open_index
from tagrid.segments.json_form import from_json
from tagrid.segments.language import parse
from tagrid.segments.rule import Rule, quote

state = lazy_loader.load("tagrid.core.state", suppress_warning=True)

_SAVED = """
    select name, expression from segments join segment_revisions on segment_revisions.segment_id = segments.id
    where name is not null order by number
"""


@dataclass
class Workspace:
    """One version with all that queries need of it; ``saved`` has the expression of each saved segment by its name."""

    version: Version
    saved: Mapping[str, str]

    @cached_property
    def catalog(self) -> Catalog:
        """The catalog of the version."""
        return self.version.catalog()

    @cached_property
    def index(self) -> SegmentIndex:
        """The bits of the version."""
        return open_index(self.version)

    @cached_property
    def features(self) -> Features:
        """The features a condition may be put on, with their kinds."""
        return read_features(self.catalog, self.version)

    def parse(self, expression: str) -> Rule:
        """Return the rule of an expression; raises BadExpression."""
        with self._saved_are_read():
            return parse(expression, self.catalog, self.saved, self.features)

    def from_json(self, tree: Any) -> Rule:
        """Return the rule of a JSON tree; raises BadInput."""
        with self._saved_are_read():
            return from_json(tree, self.catalog, self.saved, self.features)

    @contextmanager
    def _saved_are_read(self) -> Generator[None]:
        """Say that saved segments cannot be read, rather than that there is none of a name."""
        try:
            yield
        except BadInput as error:
            fault = getattr(self.saved, "fault", None)
            if fault is not None and "saved segment" in error.text.en:
                raise fault from error
            raise

    def mask(self, rule: Rule | None, subject: str | None = None) -> Mask:
        """Return the customers of `rule`; None stands for everyone of `subject`.

        A rule that names only facts any customer has is about `subject` too; any other is about its own subject.
        """
        base = self.index.base(subject or next(iter(self.index.subjects)))
        return base if rule is None else self.index.mask(rule, base if subject else None)

    def customer(self, customer_id: str) -> tuple[str, int]:
        """Return the number of the customer that an account number leads to, and the number of its bit.

        Raises BadInput with the nearest account numbers.
        """
        with self.version.connect() as con:
            found = find_customer(con, customer_id, self.version.id)
            query = "select customer_no from customer_tags_wide where customer_id = ?"
            return found, con.execute(query, [found]).fetchall()[0][0]


class SavedExpressions(Mapping[str, str]):
    """The expression of each saved segment of a home by its name, all read when one is first looked up."""

    # Why the saved segments cannot be read, once they were looked up; a rule that names none is answered without them.
    fault: TagridError | None = None

    def __init__(self, home: Home) -> None:
        self._home = home

    @cached_property
    def _expressions(self) -> dict[str, str]:
        found = read_saved_file(self._home)
        if found is not None:
            return found
        # Through the packages, which import SQLAlchemy only here: it takes longer than all else that a count does.
        try:
            return segments.saved_expressions(self._home)
        except state.StateUnusable as error:
            self.fault = error
            return {}

    def __getitem__(self, name: str) -> str:
        return self._expressions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._expressions)

    def __len__(self) -> int:
        return len(self._expressions)


def read_saved_file(home: Home) -> dict[str, str] | None:
    """Return the saved expressions of a state database that is a SQLite file, read without SQLAlchemy.

    None where that takes a session: another database, a file that is not there, segments in a form of earlier releases.
    """
    path = state_file(home.state_url)
    if path is None or not path.is_file():
        return None
    try:
        if damage(path):
            return None
        with reading(path) as con:
            if con.execute("select 1 from saved_segments limit 1").fetchone():
                return None
            return dict(sorted(dict(con.execute(_SAVED)).items()))
    except sqlite3.Error:
        return None


def open_workspace(home: Home, version_id: str | None = None) -> Workspace:
    """Return the workspace of a kept version, by default the one in force."""
    version = find_version(home, version_id) if version_id else current_version(home)
    return Workspace(version, SavedExpressions(home))


def open_version(version_id: str | None = None) -> Workspace:
    """Return the workspace of a kept version of the home that the settings name, by default the one in force."""
    return open_workspace(home(), version_id)


def expression_or_saved(workspace: Workspace, text: str) -> str:
    """Return the expression saved under the name `text`, or `text` itself where no segment has that name."""
    return f"segment({quote(text)})" if text in workspace.saved else text


def member_facts(version: Version, index: SegmentIndex, mask: Mask, limit: int = 50, offset: int = 0) -> list[dict]:
    """Return `limit` customers of `mask` from number `offset` on: the header facts of their portraits."""
    return customer_facts(version, index.members(mask, limit, offset).tolist())
