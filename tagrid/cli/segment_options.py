"""What the commands of segments have in common: arguments, options, printing a table."""

import sys
from typing import Annotated

import typer

from tagrid.core.errors import BadInput
from tagrid.core.text import LANGUAGES

PIPED_WIDTH = 160

Expression = Annotated[
    str,
    typer.Argument(metavar="EXPR", help='E.g. "value_tier in (vip, major) and annual_kwh > 50000".'),
]

ExpressionOrName = Annotated[
    str, typer.Argument(metavar="EXPR|NAME", help="An expression, or the name of a saved segment.")
]

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]

VersionId = Annotated[
    str | None, typer.Option("--version", metavar="ID", help="A kept version; default: the one in force.")
]

Language = Annotated[str, typer.Option("--lang", help="zh or en.")]

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="On the values of an earlier day, by the catalog of that day."),
]

Known = Annotated[
    str, typer.Option("--known", metavar="WHEN", help="Of that day: then, now, or as a version knew it (its id).")
]

By = Annotated[str | None, typer.Option("--by", metavar="WHO", help="Who does it; default: the user of this machine.")]


def count_sentence(answer: dict) -> str:
    """Return a count as a person reads it."""
    begins = answer.get("changes_known_since")
    note = f" (changes are known since {begins}; the rule asks for earlier ones too)" if begins else ""
    return (
        f"{answer['customers']:,} of {answer['base']:,} customers ({answer['share']:.2%}) "
        f"on {answer['as_of']}, version {answer['version']}, catalog {answer['catalog_version']}: "
        f"{answer['expression']}{note}"
    )


def check_language(lang: str) -> None:
    """Raise BadInput where `lang` is no language of the product."""
    if lang not in LANGUAGES:
        raise BadInput(en=f"--lang is zh or en, not '{lang}'.", zh=f"--lang 应为 zh 或 en，不能是“{lang}”。")


def table(heads: list[str], rows: list[tuple]) -> None:
    """Print a table, as wide as the terminal; into a file or another program wide enough for every cell."""
    # Takes a tenth of a second, which a command that prints no table does not need.
    from rich.console import Console
    from rich.table import Table

    made = Table(*heads, box=None)
    for row in rows:
        made.add_row(*map(str, row))
    Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else PIPED_WIDTH).print(made)
