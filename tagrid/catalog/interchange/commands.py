"""`tagrid catalog export`: the catalog as a file that others read."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tagrid.catalog.interchange.write import Format

NAME = "catalog"
app = typer.Typer()


@app.command()
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
    from tagrid.catalog.interchange.edition import edition
    from tagrid.catalog.interchange.write import as_bytes, checked_base, chosen, replace_file
    from tagrid.home import home

    wanted = chosen(out, format)
    started = checked_base(base, wanted)
    content = as_bytes(edition(home(), version), wanted, out, started)
    if out is None:
        sys.stdout.write(content.decode("utf-8"))
    else:
        replace_file(out, content)
