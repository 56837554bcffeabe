"""Two catalogs compared, as data and on a terminal: what changed, how far it moves the version, its effect."""

from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text as RichText

from tagrid.catalog import Strict
from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.governance.release.changes import BUMPS, Bump, Change, change_line, changes, greatest
from tagrid.governance.release.effect import Migration, ReleaseEffect, effect
from tagrid.governance.release.releases import WORKING, catalog_named, releases
from tagrid.published import Version


class Diff(Strict):
    """From one catalog to another; ``effect`` is None where nothing is published."""

    before: str
    after: str
    bump: Bump | None
    changes: tuple[Change, ...]
    effect: ReleaseEffect | None = None


def names_to_compare(first: str | None, second: str | None, project: Path | None = None) -> tuple[str, str]:
    """Return the two names to compare: by default the newest release, and the files as they are."""
    known = releases(project)
    if first is None and not known:
        raise BadInput(
            en="Nothing is released yet to compare with; `tagrid catalog release 1.0.0` makes the first.",
            zh="尚未发布过目录，无从比较；可用 `tagrid catalog release 1.0.0` 发布第一版。",
        )
    return first or known[-1], second or WORKING


def diff(home: Home, first: str, second: str, project: Path | None = None, version: Version | None = None) -> Diff:
    """Compare two catalogs, each a release or ``working``, with the effect on the customers of ``version`` if given."""
    old, new = catalog_named(first, project), catalog_named(second, project)
    found = changes(old, new)
    computed = effect(home, version, old, new, found) if version else None
    bump = greatest([change.bump for change in found])
    return Diff(before=first, after=second, bump=bump, changes=tuple(found), effect=computed)


def print_diff(found: Diff, console: Console) -> None:
    """Print a comparison."""
    many = "1 change" if len(found.changes) == 1 else f"{len(found.changes)} changes"
    size = f"{many}, {found.bump}" if found.changes else "no difference"
    console.print(f"{found.before} → {found.after}: {size}", style="bold")
    for bump in reversed(BUMPS):
        for change in (c for c in found.changes if c.bump == bump):
            console.print(RichText(f"  {bump:<6} {change_line(change)}"))
            if change.kind == "rule":
                console.print(_side_by_side(change.before or "", change.after or ""))
    if found.effect:
        _print_effect(found.effect, console)


def _side_by_side(before: str, after: str) -> Table:
    table = Table("before", "after", box=None, pad_edge=True, padding=(0, 2))
    table.add_row(RichText(before), RichText(after))
    return table


def _print_effect(effect: ReleaseEffect, console: Console) -> None:
    console.print(f"\nOn the customers of version {effect.version}:", style="bold")
    for migration in effect.migrations:
        if not migration.why:
            _print_migration(migration, console)
    for why, group in groupby(sorted(effect.migrations, key=_reason), key=_reason):
        if why:
            console.print(RichText(f"  {why}\n    {', '.join(migration.tag for migration in group)}"))
    for one in effect.segments:
        before, after = (f"{n:,}" if n is not None else "–" for n in (one.before, one.after))
        why = f"  {one.why.en}" if one.why else ""
        console.print(RichText(f"  segment “{one.segment}” ({', '.join(one.tags)}): {before} → {after} customers{why}"))
    for tag, times in effect.exports.items():
        console.print(RichText(f"  {tag} was exported {times:,} times"))
    if not (effect.migrations or effect.segments or effect.exports):
        console.print("  none moves, and no saved segment is touched.")


def _reason(migration: Migration) -> str:
    """Return why it is not known who moves; many tags may share one reason."""
    return migration.why.en if migration.why else ""


def _print_migration(migration: Migration, console: Console) -> None:
    name = f"  {migration.tag} ({migration.label.zh} {migration.label.en}): "
    console.print(RichText(f"{name}{migration.moved:,} of {migration.customers:,} customers move"))
    for move in migration.moves:
        if move.before != move.after:
            console.print(RichText(f"    {move.before or '(none)'} → {move.after or '(none)'}: {move.customers:,}"))
