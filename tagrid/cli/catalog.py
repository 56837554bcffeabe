"""`tagrid catalog check`, `show`, `export`: check the taxonomy, look a tag up, write the catalog out."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tagrid.catalog import print_tag, print_tree
from tagrid.core.errors import TagridError
from tagrid.core.project import home
from tagrid.core.settings import chosen_language
from tagrid.core.text import Text
from tagrid.governance.interchange import Format, as_bytes, checked_base, chosen_format, edition, replace_file
from tagrid.governance.release import WORKING, catalog_with_counts, check
from tagrid.published import current_version, version_feed_notes

group = typer.Typer(
    name="catalog", help="The catalog of tags: check it, look a tag up, write it out.", no_args_is_help=True
)

Json = Annotated[bool, typer.Option("--json", help="Write JSON for a program.")]


@group.command("check")
def check_command(as_json: Json = False) -> None:
    """Check every tag file: its fields, its column in the SQL both ways, its values, its examples.

    Reads files only; needs no data and no dbt run. Exit code 2 when there are faults, each with its place. An edge of a
    rule without an example, and a criterion that has nothing to do with its rule, are remarks: the exit code is 0.

    Example: tagrid catalog check
    """
    found = check()
    line = f"Catalog {found.version}: {found.tags} tags, {found.values} values, {found.examples} examples; no faults."
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False))
        return
    print(line)
    for remark in found.remarks:
        print(remark.in_(chosen_language()))


@group.command()
def show(
    tag: Annotated[str | None, typer.Argument(help="Name of a tag; without it, the whole tree.")] = None,
    as_json: Json = False,
) -> None:
    """Show the tree of the catalog, or one tag's card with its rule, its sources and its customers.

    The words come from the taxonomy's files; customers and availability from the version in force, if any.

    Example: tagrid catalog show payment_timeliness
    """
    catalog = catalog_with_counts(home())
    found = catalog.tag(tag) if tag else None
    if as_json:
        sys.stdout.write((found or catalog).model_dump_json(indent=1) + "\n")
    elif found:
        print_tag(catalog, found, Console(highlight=False), _feed_note(found.name))
    else:
        print_tree(catalog, Console(highlight=False))


def _feed_note(tag: str) -> Text | None:
    """What is to be known of a tag's stopped sources in the version in force; nothing where none is published."""
    try:
        return version_feed_notes(home(), current_version(home())).get(tag)
    except TagridError:
        return None


@group.command()
def export(
    out: Annotated[Path | None, typer.Option("--out", help="File to write; by default standard output.")] = None,
    format: Annotated[
        Format | None,
        typer.Option("--format", help="What to write; by default by the file's ending, else JSON."),
    ] = None,
    base: Annotated[
        str | None, typer.Option("--base", help="SKOS: what every URI starts with, a name that is yours.")
    ] = None,
    version: Annotated[
        str, typer.Option("--version", help="A release, or `working`, the files as they are.")
    ] = "working",
) -> None:
    """Write the whole catalog out: classes, tags, values, examples, rules and sources.

    The files as they are, under the version their values are served by, or a release. SKOS is Turtle; by the file's
    ending also RDF/XML (.rdf) or JSON-LD (.jsonld). Excel (.xlsx) and JSON hold the customers of the version in
    force as well.

    Example: tagrid catalog export --format skos --out catalog.ttl
    """
    wanted = chosen_format(out, format)
    started = checked_base(base, wanted)
    if version == WORKING:
        check()  # what others take for the catalog holds no fault
    content = as_bytes(edition(home(), version), wanted, out, started)
    if out is None:
        sys.stdout.write(content.decode("utf-8"))
    else:
        replace_file(out, content)
