"""Everything a query on segments needs of one version, opened once: catalog, index, features, saved segments."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tagrid.catalog import Catalog
from tagrid.core.project import Home, home
from tagrid.published import (
    Features,
    Mask,
    Version,
    current_version,
    customer_facts,
    find_version,
    read_features,
    unknown_customer,
)
from tagrid.segments.index import SegmentIndex, open_index
from tagrid.segments.json_form import from_json as json_form_from_json
from tagrid.segments.language import parse as language_parse
from tagrid.segments.rule import Rule, quote
from tagrid.segments.saved import saved_expressions


def member_facts(version, index: SegmentIndex, mask: Mask, limit: int = 50, offset: int = 0) -> list[dict]:
    """Return `limit` customers of `mask` from number `offset` on: the header facts of their portraits."""
    return customer_facts(version, index.members(mask, limit, offset).tolist())


def open_version(version_id: str | None = None) -> "Workspace":
    """Return the version asked for with all that questions need of it."""

    return open_workspace(home(), version_id)


def expression_or_saved(found: "Workspace", text: str) -> str:
    """Return the expression saved under the name `text`, or `text` itself where no segment has that name."""

    return f"segment({quote(text)})" if text in found.saved else text


@dataclass
class Workspace:
    """One version with what is asked of it; ``saved`` gives the expression of each saved segment by its name."""

    version: "Version"
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
        return language_parse(expression, self.catalog, self.saved, self.features)

    def from_json(self, tree: Any) -> Rule:
        """Return the rule of a JSON tree; raises BadInput."""
        return json_form_from_json(tree, self.catalog, self.saved, self.features)

    def mask(self, rule: Rule | None, subject: str | None = None) -> Mask:
        """Return the customers of `rule`; None stands for everyone of `subject`.

        A rule that asks only for facts any customer has is about `subject` too; any other is about it already.
        """
        base = self.index.base(subject or next(iter(self.index.subjects)))
        return base if rule is None else self.index.mask(rule, base if subject else None)

    def customer_number(self, customer_id: str) -> int:
        """Return the bit number of a customer; raises BadInput with the nearest ones."""

        with self.version.connect() as con:
            query = "select customer_no from customer_tags_wide where customer_id = ?"
            found = con.execute(query, [customer_id]).fetchall()
            if not found:
                raise unknown_customer(con, customer_id, self.version.id)
        return found[0][0]


def open_workspace(home: "Home", version_id: str | None = None) -> Workspace:
    """Return the workspace of a kept version, by default the one in force."""

    return Workspace(find_version(home, version_id) if version_id else current_version(home), saved_expressions(home))
