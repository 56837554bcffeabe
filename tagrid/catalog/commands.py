"""`tagrid catalog`: check the taxonomy against the SQL, look a tag up, write the catalog out."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tagrid.errors import BadInput

NAME = "catalog"
app = typer.Typer(help="The catalog of tags: check it, look a tag up, write it out.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Write JSON for a program.")]


class Format(StrEnum):
    """What the catalog can be written as."""

    json = "json"


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

    from tagrid.catalog.show import show_tag, show_tree

    catalog = _known()
    found = catalog.tag(tag) if tag else None
    if as_json:
        sys.stdout.write((found or catalog).model_dump_json(indent=1) + "\n")
    elif found:
        show_tag(catalog, found, Console(highlight=False))
    else:
        show_tree(catalog, Console(highlight=False))


@app.command()
def export(
    out: Annotated[Path | None, typer.Option("--out", help="File to write; by default standard output.")] = None,
    format: Annotated[Format, typer.Option("--format", help="What to write.")] = Format.json,
) -> None:
    """Write the whole catalog out: classes, tags, values, examples, rules and sources.

    Example: tagrid catalog export --format json --out catalog.json
    """
    text = _known().to_json() + "\n"
    if out is None:
        sys.stdout.write(text)
        return
    part = out.with_name(f".{out.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(out)
    except OSError as error:
        raise BadInput(f"Cannot write {out}: {error.strerror}.") from None


def _known():
    """Return the catalog of the files with their rules, and with what the version in force says of the same tags."""
    from tagrid.catalog import load
    from tagrid.catalog.described import with_rules
    from tagrid.home import home
    from tagrid.refresh.versions import current

    catalog = with_rules(load())
    try:
        published = current(home()).catalog().tags
    except BadInput:
        return catalog
    seen = ("counts", "available", "reason")
    tags = {
        name: tag.model_copy(update={field: getattr(published[name], field) for field in seen})
        if name in published and published[name].codes == tag.codes
        else tag
        for name, tag in catalog.tags.items()
    }
    return catalog.model_copy(update={"tags": tags})
