"""Saved segments, as other rooms ask for them: what there is, by which expression, and saving one."""

from tagrid.catalog import Catalog
from tagrid.catalog.uses import record
from tagrid.home import Home
from tagrid.segments.features import Features
from tagrid.segments.keep.read import Kept, expressions, find, saved_segments
from tagrid.segments.keep.write import check_name, create, draft, revise
from tagrid.segments.parse import parse
from tagrid.segments.rule import leaves

__all__ = ["Kept", "expressions", "find", "save", "saved_segments"]


def save(
    home: Home,
    name: str,
    expression: str,
    catalog: Catalog,
    replace: bool = False,
    based_on: int | None = None,
    features: Features | None = None,
    **about,
) -> Kept:
    """Save `expression` as `name` in its canonical form, as a new segment or, with `replace`, as a further revision.

    `based_on` is the revision that was read, and ends in Overtaken where it is not the last any more. Raises BadInput
    for a name that is taken (unless `replace`) or unfit, and for an expression that cannot be read, refers to itself
    included. Each tag the rule names counts as used. `about`: by, owner, purpose, folder, alert_share.
    """
    check_name(name)
    made = draft(home, name, expression, catalog, features)
    is_known = replace and name in expressions(home)
    kept = revise(home, name, made, based_on, **about) if is_known else create(home, name, made, **about)
    rule = parse(kept.expression, catalog, expressions(home), features)
    record(home, {leaf.tag for leaf in leaves(rule)}, "segment")
    return kept
