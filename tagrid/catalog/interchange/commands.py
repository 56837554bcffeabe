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
) -> None:
    """Write the whole catalog out: classes, tags, values, examples, rules and sources.

    SKOS is Turtle; by the file's ending also RDF/XML (.rdf) or JSON-LD (.jsonld). Excel (.xlsx) and JSON hold the
    customers of the version in force as well.

    Example: tagrid catalog export --format skos --out catalog.ttl
    """
    from tagrid.catalog.interchange.write import as_bytes, checked_base, chosen, replace_file
    from tagrid.catalog.known import known
    from tagrid.home import home

    wanted = chosen(out, format)
    started = checked_base(base, wanted)
    content = as_bytes(known(home()), wanted, out, started)
    if out is None:
        sys.stdout.write(content.decode("utf-8"))
    else:
        replace_file(out, content)
