"""Two catalogs compared: what changed, how far it moves the version, and what it does to people where that is known."""

from pathlib import Path
from typing import TYPE_CHECKING

from tagrid.catalog.model import Strict
from tagrid.catalog.release.changes import Change, changes
from tagrid.catalog.release.freeze import releases
from tagrid.catalog.release.semver import Bump, greatest
from tagrid.catalog.release.working import WORKING, catalog_named
from tagrid.errors import BadInput
from tagrid.home import PROJECT, Home

if TYPE_CHECKING:
    from tagrid.catalog.release.effect import Effect
    from tagrid.refresh.versions import Version


class Diff(Strict):
    """From one catalog to another; ``effect`` is None where nothing is published."""

    before: str
    after: str
    bump: Bump | None
    changes: tuple[Change, ...]
    effect: "Effect | None" = None


def named(first: str | None, second: str | None, project: Path = PROJECT) -> tuple[str, str]:
    """Return the two names to compare: by default the newest release, and the files as they are."""
    known = releases(project)
    if first is None and not known:
        raise BadInput(
            "Nothing is released yet to compare with; `tagrid catalog release 1.0.0` makes the first.",
            "尚未发布过目录，无从比较；可用 `tagrid catalog release 1.0.0` 发布第一版。",
        )
    return first or known[-1], second or WORKING


def diff(home: Home, first: str, second: str, project: Path = PROJECT, version: "Version | None" = None) -> Diff:
    """Compare two catalogs, each a release or ``working``, with the effect on the customers of ``version`` if given."""
    from tagrid.catalog.release.effect import Effect, effect

    Diff.model_rebuild(_types_namespace={"Effect": Effect})
    old, new = catalog_named(first, project), catalog_named(second, project)
    found = changes(old, new)
    seen = effect(home, version, old, new, found) if version else None
    bump = greatest([change.bump for change in found])
    return Diff(before=first, after=second, bump=bump, changes=tuple(found), effect=seen)
