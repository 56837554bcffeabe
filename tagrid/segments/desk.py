"""Everything a question about segments needs of one version, opened once: catalog, index, features, saved segments."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tagrid.catalog import Catalog
from tagrid.segments.bits import Words
from tagrid.segments.features import Features, features
from tagrid.segments.index import SegmentIndex
from tagrid.segments.parse import parse
from tagrid.segments.rule import Rule
from tagrid.segments.tree import from_json

if TYPE_CHECKING:
    from tagrid.home import Home
    from tagrid.refresh.versions import Version


@dataclass
class Desk:
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
        return self.version.index()

    @cached_property
    def features(self) -> Features:
        """The features a condition may be put on, with their kinds."""
        return features(self.catalog, self.version)

    def parse(self, expression: str) -> Rule:
        """Return the rule of an expression; raises BadExpression."""
        return parse(expression, self.catalog, self.saved, self.features)

    def from_json(self, tree: Any) -> Rule:
        """Return the rule of a JSON tree; raises BadInput."""
        return from_json(tree, self.catalog, self.saved, self.features)

    def mask(self, rule: Rule | None, subject: str | None = None) -> Words:
        """Return the customers of `rule`; None stands for everyone of `subject`.

        A rule that asks only for facts any customer has is about `subject` too; any other is about it already.
        """
        base = self.index.base(subject or next(iter(self.index.subjects)))
        return base if rule is None else self.index.mask(rule, base if subject else None)

    def numbered(self, customer_id: str) -> int:
        """Return the bit number of a customer; raises BadInput with the nearest ones."""
        from tagrid.portrait.find import unknown_customer

        with self.version.connect() as con:
            query = "select customer_no from customer_tags_wide where customer_id = ?"
            found = con.execute(query, [customer_id]).fetchall()
            if not found:
                raise unknown_customer(con, customer_id, self.version.id)
        return found[0][0]


def desk(home: "Home", version_id: str | None = None) -> Desk:
    """Return the desk of a kept version, by default the one in force."""
    from tagrid.refresh.versions import current, find
    from tagrid.segments.saved import expressions

    return Desk(find(home, version_id) if version_id else current(home), expressions(home))
