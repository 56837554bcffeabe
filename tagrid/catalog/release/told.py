"""A comparison on a terminal: the changes by size, rules before and after, and the customers they move."""

from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tagrid.catalog.release.diff import Diff
from tagrid.catalog.release.effect import Effect, Migration
from tagrid.catalog.release.semver import BUMPS
from tagrid.catalog.release.words import line


def tell(found: Diff, console: Console) -> None:
    """Print a comparison."""
    many = "1 change" if len(found.changes) == 1 else f"{len(found.changes)} changes"
    size = f"{many}, {found.bump}" if found.changes else "no difference"
    console.print(f"{found.before} → {found.after}: {size}", style="bold")
    for bump in reversed(BUMPS):
        for change in (c for c in found.changes if c.bump == bump):
            console.print(Text(f"  {bump:<6} {line(change)}"))
            if change.kind == "rule":
                console.print(_beside(change.before or "", change.after or ""))
    if found.effect:
        _effect(found.effect, console)


def _beside(before: str, after: str) -> Table:
    table = Table("before", "after", box=None, pad_edge=True, padding=(0, 2))
    table.add_row(Text(before), Text(after))
    return table


def _effect(effect: Effect, console: Console) -> None:
    console.print(f"\nOn the customers of version {effect.version}:", style="bold")
    for migration in effect.migrations:
        if not migration.why:
            _migration(migration, console)
    for why, group in groupby(sorted(effect.migrations, key=_why), key=_why):
        if why:
            console.print(Text(f"  {why}\n    {', '.join(migration.tag for migration in group)}"))
    for one in effect.segments:
        before, after = (f"{n:,}" if n is not None else "–" for n in (one.before, one.after))
        why = f"  {one.why.en}" if one.why else ""
        console.print(Text(f"  segment “{one.segment}” ({', '.join(one.tags)}): {before} → {after} customers{why}"))
    for tag, times in effect.exports.items():
        console.print(Text(f"  {tag} was exported {times:,} times"))
    if not (effect.migrations or effect.segments or effect.exports):
        console.print("  none moves, and no saved segment is touched.")


def _why(migration: Migration) -> str:
    """Return why it is not known who moves; the same words hold for many tags."""
    return migration.why.en if migration.why else ""


def _migration(migration: Migration, console: Console) -> None:
    name = f"  {migration.tag} ({migration.label.zh} {migration.label.en}): "
    console.print(Text(f"{name}{migration.moved:,} of {migration.customers:,} customers move"))
    for move in migration.moves:
        if move.before != move.after:
            console.print(Text(f"    {move.before or '(none)'} → {move.after or '(none)'}: {move.customers:,}"))
