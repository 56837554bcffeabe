"""`tagrid generate`: the demo utility's delivery from the command line."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def generate(
    out: Annotated[Path, typer.Argument(help="Folder to write; must be new or empty.")],
    customers: Annotated[int, typer.Option(help="How many customer accounts.")] = 5000,
    start: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First day of readings.")] = datetime(
        2025, 1, 1
    ),
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day known.")] = datetime(2026, 6, 30),
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Write only what became known from this day on: the next delivery."),
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed makes the same utility.")] = 7,
    json: Annotated[bool, typer.Option("--json", help="Print the manifest as JSON.")] = False,
) -> None:
    """Make a delivery folder of an invented utility: all source tables, with the faults of real systems.

    Example: tagrid generate var/demo --customers 5000 --until 2026-06-30

    The day after: tagrid generate var/next --customers 5000 --since 2026-07-01 --until 2026-07-01
    """
    from tagrid.demo.generate import generate as make

    manifest = make(out, customers, start.date(), until.date(), since.date() if since else None, seed)
    if json:
        from json import dumps

        typer.echo(dumps(manifest, ensure_ascii=False))
    else:
        tables = {entry["table"] for entry in manifest["files"]}
        rows = sum(entry["rows"] for entry in manifest["files"])
        typer.echo(f"{rows:,} rows of {len(tables)} tables in {out}")
