"""`tagrid catalog`: check the taxonomy against the SQL, look a tag up."""

import json
import sys
from typing import Annotated

import typer

NAME = "catalog"
app = typer.Typer(help="The catalog of tags: check it, look a tag up, write it out.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Write JSON for a program.")]


@app.command()
def check(as_json: Json = False) -> None:
    """Check every tag file: its fields, its column in the SQL both ways, its values, its examples.

    Reads files only; needs no data and no dbt run. Exit code 2 when there are faults, each with its place.

    Example: tagrid catalog check
    """
    from dataclasses import asdict

    from tagrid.catalog.check import check as checked

    found = checked()
    told = f"Catalog {found.version}: {found.tags} tags, {found.values} values, {found.examples} examples; no faults."
    print(json.dumps(asdict(found)) if as_json else told)


@app.command()
def show(
    tag: Annotated[str | None, typer.Argument(help="Name of a tag; without it, the whole tree.")] = None,
    as_json: Json = False,
) -> None:
    """Show the tree of the catalog, or one tag's card with its rule, its sources and its customers.

    The words come from the taxonomy's files; customers and availability from the version in force, if any.

    Example: tagrid catalog show payment_timeliness
    """
    from rich.console import Console

    from tagrid.catalog.known import known
    from tagrid.catalog.show import show_tag, show_tree
    from tagrid.home import home

    catalog = known(home())
    found = catalog.tag(tag) if tag else None
    if as_json:
        sys.stdout.write((found or catalog).model_dump_json(indent=1) + "\n")
    elif found:
        show_tag(catalog, found, Console(highlight=False))
    else:
        show_tree(catalog, Console(highlight=False))
